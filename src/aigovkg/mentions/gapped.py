"""Forms with gaps → where they stand: "protect* people … harm", all pieces one behind the other in a sentence.

All pieces are looked for in one pass; only of the forms whose every piece is somewhere in a text is it asked whether the pieces
follow one another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from aigovkg import text
from aigovkg.mentions.patterns import Automaton, Ends, Pattern, Seen, pattern
from aigovkg.model import Kind, Span
from aigovkg.vocabulary import Form

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_WIDEST_GAP = 60
_BETWEEN = re.compile(r"[^\w]{1,2}")  # what parts a word from the next

_span = partial(tuple.__new__, Span)


class _Link(StrEnum):
    """How a piece of a form follows the one before it."""

    GAP = "gap"  # "…": after at most `_WIDEST_GAP` characters of the same sentence
    ENDING = "ending"  # "*": after any ending of the word before


class Piece(NamedTuple):
    """A run of a form between its gaps and open word ends, and how it follows the one before it."""

    pattern: Pattern
    link: _Link


def pieces(form: Form) -> tuple[Piece, ...]:
    """Cut a form at its gaps and open word ends: "protect* people … harm" has three pieces. All are free if one is."""
    runs: list[tuple[str, Ends, _Link]] = []
    last = Ends.PLURAL if form.kind is Kind.PRINCIPLE else Ends.NONE
    for part in form.text.split(_GAP):
        cut = re.split(r"\*(?:\s+|$)", part.strip())
        for number, run in enumerate(cut):
            if run:
                ends = Ends.OPEN if number + 1 < len(cut) else last
                runs.append((text.fold(run).text.strip(), ends, _Link.ENDING if number else _Link.GAP))
    free = any(pattern(words, ends).free for words, ends, _ in runs)
    return tuple(Piece(pattern(words, ends, free=free), link) for words, ends, link in runs)


class _Gapped(NamedTuple):
    """A form by the numbers of its pieces: those beside the rarest, and all in order with how each follows the one before."""

    form: int
    others: frozenset[int]
    pieces: tuple[tuple[int, _Link], ...]


class Gapped:
    """The forms with gaps of one kind, free or not, made ready to be found."""

    def __init__(self, forms: Mapping[int, tuple[Piece, ...]], *, free: bool) -> None:
        numbers: dict[Pattern, int] = {}
        self._by_rarest: dict[int, list[_Gapped]] = defaultdict(list)
        for form, cut in forms.items():
            if cut[0].pattern.free is free:
                placed = tuple((numbers.setdefault(piece.pattern, len(numbers)), piece.link) for piece in cut)
                rarest, *others = sorted(cut, key=lambda piece: -len(piece.pattern.words))
                rest = frozenset(numbers[piece.pattern] for piece in others)
                self._by_rarest[numbers[rarest.pattern]].append(_Gapped(form, rest, placed))
        self._automaton = Automaton(list(numbers), free=free, small=True)

    def standing(self, seen: Seen, folded: text.Folded, passage: str, sentences: list[Span]) -> Iterator[tuple[Span, int]]:
        """Yield where the forms stand in a passage."""
        found = seen.raw(self._automaton)
        there = {number for number, _, _ in found}
        possible = [one for number in self._by_rarest.keys() & there for one in self._by_rarest[number] if one.others <= there]
        if not possible:
            return
        wanted: dict[int, list[int]] = {number: [] for one in possible for number, _ in one.pieces}
        for number, at, _ in found:
            if number in wanted:
                wanted[number].append(at)
        patterns = self._automaton.patterns
        spans = {number: _spans(seen.places(patterns[number], places), folded) for number, places in wanted.items()}
        for one in possible:
            for span in _following([(spans[number], link) for number, link in one.pieces], passage, sentences):
                yield span, one.form


def _spans(places: Iterable[tuple[int, int]], folded: text.Folded) -> list[Span]:
    return [folded.original(*place) for place in places] if folded.starts else [*map(_span, places)]


def _following(pieces: Sequence[tuple[list[Span], _Link]], passage: str, sentences: list[Span]) -> Iterator[Span]:
    """Yield the spans where all pieces of a form follow one another in a sentence; of each piece the places are given."""
    (firsts, _), *rest = pieces
    for first in firsts:
        last = first
        for spans, link in rest:
            step = _step(last, spans, link, passage)
            if step is None:
                break
            last = step
        else:
            if last.end <= text.sentence_of(sentences, first.start).end:
                yield Span(first.start, last.end)


def _step(last: Span, spans: list[Span], link: _Link, passage: str) -> Span | None:
    """Return the first of the spans that follows as the link wants it."""
    end = last[1]
    for place in range(bisect_left(spans, (end,)), len(spans)):
        span = spans[place]
        if span[0] - end > _WIDEST_GAP:
            return None
        if link is _Link.GAP or _BETWEEN.fullmatch(passage, end, span[0]) is not None:
            return span
    return None
