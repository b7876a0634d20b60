"""Documents → the files of a search index that a page asks without a server (frontend/src/published/index.js reads them).

Tokens stand sorted and are cut into files of about the same size, so that a search loads one file for each token of it, and the
first token of each file tells which. Which documents have a token is written as one string; see `postings`.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aigovkg.web.tokens import simplified, tokens

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WEIGHTS = 16  # a token weighs from 1 to 15 in a document
_TERMS = 48_000  # characters of a file of tokens
_PER_FILE = 32  # documents of a file
_MOST = 255  # a token is counted no more often in one document
# How the second of the same word counts less than the first, and the words of a long document less than those of a short one.
_SATURATION, _LENGTH = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found: the words it is found by, what the page shows of it, and the thing that it is or is of."""

    words: str
    shown: Json
    about: str = ""


def files(things: Iterable[Document], passages: Iterable[Document]) -> Iterator[tuple[str, Json]]:
    """Yield the files of the index of things, found by their names, and passages: the name of each and what it holds."""
    shown: list[Json] = []
    having: dict[str, array[int]] = {}  # token → document and count, in one number
    lengths = array("I")
    first_passage = _count(things, shown, having, lengths)
    _count(passages, shown, having, lengths)
    averages = _average(lengths[:first_passage]), _average(lengths[first_passage:])

    def weighed(number: int) -> tuple[int, int]:
        document, count = divmod(number, _MOST + 1)
        usual = averages[document >= first_passage]
        return document, weight(count, lengths[document] / usual)

    first: list[Json] = []
    for place, held in enumerate(_cut((token, postings(map(weighed, having[token]))) for token in sorted(having))):
        first.append(next(iter(held)))
        yield f"search/t{place}", held
    for place in range(0, len(shown), _PER_FILE):
        yield f"search/d{place // _PER_FILE}", shown[place : place + _PER_FILE]
    yield (
        "search",
        {
            "documents": len(shown),
            "things": first_passage,
            "perFile": _PER_FILE,
            "first": first,
            "simplified": "".join(one + other for one, other in simplified().items()),
        },
    )


def weight(count: int, length: float) -> int:
    """Return how much a token tells about a document that has it so often and is so long, an average one being 1: 1 to 15."""
    share = count / (count + _SATURATION * (1 - _LENGTH + _LENGTH * length))
    return max(1, min(_WEIGHTS - 1, round(_WEIGHTS * share)))


def postings(having: Iterable[tuple[int, int]]) -> str:
    """Return documents, with the weight of a token in each, as a string: how far on from the one before, and the weight."""
    out: list[str] = []
    before = -1
    for document, much in having:
        out.append(digits((document - before - 1) * _WEIGHTS + much))
        before = document
    return "".join(out)


def digits(number: int) -> str:
    """Return a number in base 64, five bits a digit, the low ones first; a digit from 32 on says that another follows."""
    out = ""
    while number >= 32:
        out += _DIGITS[32 + number % 32]
        number //= 32
    return out + _DIGITS[number]


def _count(documents: Iterable[Document], shown: list[Json], having: dict[str, array[int]], lengths: array[int]) -> int:
    """Count the tokens of documents into what is there already, and return how many documents that makes."""
    for document in documents:
        counted = Counter(tokens(document.words))
        for token, count in counted.items():
            having.setdefault(token, array("Q")).append(len(shown) * (_MOST + 1) + min(count, _MOST))
        lengths.append(counted.total())
        shown.append(document.shown)
    return len(shown)


def _average(lengths: array[int]) -> float:
    return sum(lengths) / len(lengths) if sum(lengths) else 1.0


def _cut(terms: Iterable[tuple[str, str]]) -> Iterator[dict[str, Json]]:
    held: dict[str, Json] = {}
    size = 0
    for token, text in terms:
        held[token] = text
        size += len(token) + len(text)
        if size > _TERMS:
            yield held
            held, size = {}, 0
    if held:
        yield held
