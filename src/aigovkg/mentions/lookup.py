"""The surface forms of a lexicon → where they stand in a text: one Aho–Corasick pass, and the forms with gaps joined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import ahocorasick_rs

from aigovkg import text
from aigovkg.model import Kind, Span
from aigovkg.vocabulary import Form, Lexicon, Role

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_WIDEST_GAP = 60
_NAMING = (Role.NAME, Role.SERIES)
_NAME_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PLACE)
_BETWEEN = re.compile(r"[^\w]{1,2}")  # what parts a word from the next


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface form where it stands: its span in the passage and all that the form may mean."""

    span: Span
    forms: tuple[Form, ...]

    def names(self, kind: Kind) -> bool:
        """Tell whether it may be the name of something registered of a kind."""
        return any(form.role is Role.NAME and form.kind is kind for form in self.forms)


class _Link(StrEnum):
    """How a piece of a form follows the one before it."""

    GAP = "gap"  # "…": after at most `_WIDEST_GAP` characters of the same sentence
    ENDING = "ending"  # "*": after any ending of the word before


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of a form between its gaps and open word ends."""

    text: str
    open: bool
    link: _Link


def _pieces(form: str) -> list[_Piece]:
    """Cut a form at its gaps and open word ends: "protect* people … harm" has three pieces."""
    pieces: list[_Piece] = []
    for part in form.split(_GAP):
        runs = re.split(r"\*(?:\s+|$)", part.strip())
        for number, run in enumerate(runs):
            if run:
                link = _Link.ENDING if number else _Link.GAP
                pieces.append(_Piece(text.fold(run).text.strip(), number + 1 < len(runs), link))
    return pieces


class Finder:
    """The surface forms of a lexicon, made ready to be found in texts. Build it once, use it for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms = lexicon.forms
        self._pieces = [_pieces(form.text) for form in self._forms]
        where: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
        for number, (form, pieces) in enumerate(zip(self._forms, self._pieces, strict=True)):
            if len(pieces) == 1 and form.kind in _NAME_KINDS:
                for spelling in filter(None, lexicon.spellings(form.text)):
                    where[spelling][number, 0] = None
            else:
                for place, piece in enumerate(pieces):
                    where[piece.text][number, place] = None
        self._meanings = [tuple(places) for places in where.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(where))
        self.heads = {
            kind: frozenset(f.text.lower() for f in self._forms if f.role is Role.HEAD and f.kind is kind) for kind in Kind
        }
        self.all_heads = frozenset().union(*self.heads.values())

    def hits(self, passage: str, sentences: list[Span]) -> list[Hit]:
        """Return where the forms stand in a text, in reading order; forms with gaps within one sentence."""
        folded = text.fold(passage)
        whole: dict[Span, set[int]] = defaultdict(set)
        pieces: dict[int, list[tuple[int, Span]]] = defaultdict(list)
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not text.breaks(folded.text, start):
                continue
            word_end = text.word_end(folded.text, end)
            plural = word_end == end + 1 and folded.text[end] == "s"
            for number, place in self._meanings[pattern]:
                form, piece = self._forms[number], self._pieces[number][place]
                if not (word_end == end or piece.open or (plural and form.kind is Kind.PRINCIPLE)):
                    continue
                # Words are quoted whole, whatever ending they have.
                span = folded.original(start, word_end)
                if form.role in _NAMING and form.kind in _NAME_KINDS and not _cased(form.text, passage[span.start : span.end]):
                    continue
                if len(self._pieces[number]) == 1:
                    whole[span].add(number)
                else:
                    pieces[number].append((place, span))
        for number, found in pieces.items():
            if len({place for place, _ in found}) < len(self._pieces[number]):
                continue
            for span in _joined(found, self._pieces[number], passage, sentences):
                whole[span].add(number)
        return [Hit(span, tuple(self._forms[n] for n in sorted(numbers))) for span, numbers in sorted(whole.items())]


def _cased(form: str, found: str) -> bool:
    """Tell whether found words may be the name `form`: names begin with a capital, acronyms are all capitals.

    In names of two or three words every capital counts ("AI for Good" is a body, "AI for good" is not); longer
    ones are often printed with small letters.
    """
    if text.has_han(form) or not form[:1].isupper():
        return True
    if " " not in found and (form.isupper() or (len(found) <= 5 and found.isalpha())):
        return found == form or found.isupper()
    form_words, found_words = form.split(), found.split()
    if len(form_words) <= 3 and len(form_words) == len(found_words):
        return all(
            theirs[:1].isupper() or not mine[:1].isupper() or theirs[:1].isdigit()
            for mine, theirs in zip(form_words, found_words, strict=True)
        )
    return found[:1].isupper() or found[:1].isdigit()


def _joined(found: list[tuple[int, Span]], pieces: list[_Piece], passage: str, sentences: list[Span]) -> Iterator[Span]:
    """Yield the spans where all pieces of a form follow one another in a sentence."""
    places: list[list[Span]] = [[] for _ in pieces]
    for place, span in found:
        places[place].append(span)
    for spans in places:
        spans.sort()
    for first in places[0]:
        limit = text.sentence_of(sentences, first.start).end
        last = first
        for piece, spans in zip(pieces[1:], places[1:], strict=True):
            step = _step(last, spans, limit, piece.link, passage)
            if step is None:
                break
            last = step
        else:
            yield Span(first.start, last.end)


def _step(last: Span, spans: list[Span], limit: int, link: _Link, passage: str) -> Span | None:
    """Return the first of the spans that follows as the link wants it."""
    for place in range(bisect_left(spans, last.end, key=lambda span: span.start), len(spans)):
        span = spans[place]
        if span.end > limit or span.start - last.end > _WIDEST_GAP:
            return None
        if link is _Link.GAP or _BETWEEN.fullmatch(passage, last.end, span.start) is not None:
            return span
    return None
