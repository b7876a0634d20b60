"""Characters, words and sentences, before they mean anything.

Matching sees a folded copy of a text (case, width, hyphens, quotation marks and spaces made alike);
offsets always lead back to the text as read.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aigovkg.model import Span

# One character for one character, so that offsets stay as they are. Hyphens become spaces because
# sources drop them ("high level", "multi stakeholder"); apostrophes are made alike.
_ALIKE = {ord(c): " " for c in "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\t\n\r\u00a0\u3000\u2009\u202f_/"}
_ALIKE |= {ord(c): "'" for c in "\u2018\u2019\u02bc\u0060\u00b4"}
_ALIKE |= {ord(c): '"' for c in "\u201c\u201d\u201e\u00ab\u00bb"}
_ALIKE[ord("ς")] = "σ"  # `lower` writes one or the other by what stands around it
# Invisible ones that matching skips.
_SKIPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# What keeps a text from folding one character to one: runs of spaces, and what is skipped.
_UNEVEN = re.compile(rf"\s\s|[{_SKIPPED}]")

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
_LETTER = re.compile(r"[^\W_]")
# "People's" and "U.S" are one word, "l'Agence" is two.
_WORD = re.compile(r"[^\W_]+(?:['\u2019]s(?![^\W_])|\.[^\W_]+)*")
_KEY_NOISE = re.compile(r"[^\w&]+")

_CHINESE_FIGURES = ("", *"一二三四五六七八九")

# A full stop ends a sentence when a space and a new beginning follow it, unless a short form stands before it.
_STOP = re.compile(r"[.!?][\"\u201d\u2019')\]]*\s+|[\u3002\uff01\uff1f\uff1b;]+|\n\s*\n")
_SHORT_FORM = re.compile(
    r"(?:\b(?:[A-Za-z]|No|Nos|Art|Arts|Sec|art|sec|no|para|paras|Dr|Mr|Ms|Mrs|vs|cf|St|Pub|Stat|Fed|Reg|Inc|Ltd|Co|al|etc|e\.g|i\.e|U\.S\.C))$"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, where folding moved characters, the span of each in the original."""

    text: str
    spans: tuple[Span, ...] | None

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that folded to `start`…`end`."""
        if self.spans is None:
            return Span(start, end)
        return Span(self.spans[start].start, self.spans[end - 1].end)


def fold(text: str) -> Folded:
    """Return `text` folded for matching, with the way back to its offsets."""
    alike = text.lower().translate(_ALIKE)
    if len(alike) == len(text) and not _UNEVEN.search(alike) and unicodedata.is_normalized("NFKC", alike):
        return Folded(alike, None)
    out: list[str] = []
    spans: list[Span] = []
    space = False
    for span in _clusters(text):
        for piece in unicodedata.normalize("NFKC", text[span.start : span.end].lower().translate(_ALIKE)).translate(_ALIKE):
            if piece == " " and space:
                continue
            space = piece == " "
            out.append(piece)
            spans.append(span)
    return Folded("".join(out), tuple(spans))


def _clusters(text: str) -> Iterator[Span]:
    """Yield the spans of the visible characters, each with the combining marks behind it."""
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        if text[start] not in _SKIPPED:
            yield Span(start, end)
        start = end


def has_han(text: str) -> bool:
    """Tell whether a Chinese character stands in `text`."""
    return _HAN.search(text) is not None


def han_share(text: str) -> float:
    """Return which part of the letters of `text` is Chinese, 0 to 1."""
    letters = len(_LETTER.findall(text))
    return len(_HAN.findall(text)) / letters if letters else 0.0


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Return what two spellings of one name share: folded, without punctuation."""
    folded = _KEY_NOISE.sub(" ", fold(name).text).strip()
    return folded.removeprefix("the ")


def words(text: str) -> list[Span]:
    """Return the spans of the words of `text` (letters and digits; a Chinese run is one word)."""
    return [Span(*found.span()) for found in _WORD.finditer(text)]


def breaks(text: str, index: int) -> bool:
    """Tell whether a word ends or begins at `index`: not inside a run of letters and digits (Chinese has no such runs)."""
    if index <= 0 or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    return not (before.isalnum() and after.isalnum()) or has_han(before + after)


def word_end(text: str, index: int) -> int:
    """Return where the word ends that `index` stands in or behind."""
    while not breaks(text, index):
        index += 1
    return index


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order; together they cover it."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group()[0] == ".":
            following = text[stop.end() : stop.end() + 1]
            if following.islower() or _SHORT_FORM.search(text, max(0, stop.start() - 8), stop.start()):
                continue
        spans.append(Span(start, stop.end()))
        start = stop.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans


def sentence_of(sentences: Sequence[Span], offset: int) -> Span:
    """Return the sentence that an offset falls into; `sentences` are those of a text that is not empty."""
    index = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    return sentences[max(index, 0)]


def figure(words: str) -> int | None:
    """Return the number that Arabic or Chinese figures below 100 write ("40", "四十"), or None."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not words or any(len(part) > 1 or part not in _CHINESE_FIGURES for part in (tens, ones)):
        return None
    value = _CHINESE_FIGURES.index(ones) if ten else 0
    return (_CHINESE_FIGURES.index(tens) or 1) * 10 + value if ten else _CHINESE_FIGURES.index(tens)


def trimmed(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends."""
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.end - (len(piece) - len(piece.rstrip())))


def excerpt(text: str, limit: int = 160) -> str:
    """Return `text` on one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
