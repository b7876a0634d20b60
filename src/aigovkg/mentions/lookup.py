"""The surface forms of a lexicon → where they stand in a text: one Aho–Corasick pass, and the forms with gaps joined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from aigovkg import text
from aigovkg.model import Kind, Span
from aigovkg.vocabulary import CUE_ROLES, Form, Lexicon, Role

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_WIDEST_GAP = 60
_NAMING = (Role.NAME, Role.SERIES)
_NAME_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PLACE)
_CUE_ROLES = (*CUE_ROLES, Role.CUE_AFTER, Role.LIST, Role.NORMATIVE)
_BETWEEN = re.compile(r"[^\w]{1,2}")  # what parts a word from the next


@dataclass(frozen=True, slots=True)
class Sense:
    """All that words may mean, sorted by what looks for it: made once for the forms that share a wording."""

    names: tuple[tuple[Kind, tuple[str, ...]], ...]  # of what kind, and of which registered things
    kinds: frozenset[Kind]  # of those names
    series: tuple[str, ...]
    heads: tuple[tuple[Kind, Form], ...]  # of what kind of name
    numbers: tuple[str, ...]
    cues: tuple[tuple[Role, str], ...]
    governing: bool  # whether some cue governs names, rather than principles
    principles: tuple[Form, ...]
    denies: bool  # whether they deny a principle


class Hit(NamedTuple):
    """Words that are a form of the lexicon: their span in the passage and all that they may mean."""

    span: Span
    sense: Sense

    def names(self, kind: Kind) -> bool:
        """Tell whether it may be the name of something registered of a kind."""
        return kind in self.sense.kinds


def _sense(forms: Iterable[Form]) -> Sense:
    names: dict[Kind, set[str]] = defaultdict(set)
    by_role: dict[Role, list[Form]] = defaultdict(list)
    for form in forms:
        by_role[form.role].append(form)
        if form.role is Role.NAME and form.kind is not None and form.kind in _NAME_KINDS:
            names[form.kind].add(form.target)
    everything = [form for group in by_role.values() for form in group]
    return Sense(
        tuple((kind, tuple(sorted(targets))) for kind, targets in names.items()),
        frozenset(names),
        tuple(sorted({form.target for form in by_role[Role.SERIES]})),
        tuple((form.kind, form) for form in by_role[Role.HEAD] if form.kind is not None),
        tuple(form.target for form in by_role[Role.NUMBER]),
        tuple((form.role, form.target) for form in everything if form.role in _CUE_ROLES),
        any(form.role in CUE_ROLES for form in everything),
        tuple(form for form in everything if form.kind is Kind.PRINCIPLE),
        bool(by_role[Role.DENIAL]),
    )


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


class _Ends(IntEnum):
    """Which endings a pattern may bear, as a whole form or as a piece of one: none, an "s", any."""

    NONE = 0
    PLURAL = 1
    OPEN = 2


class _Meaning(NamedTuple):
    """What a pattern of the automaton may be: whole forms, by the endings they bear, and the rarest piece of gapped ones."""

    whole: tuple[int, ...]  # forms that stand where the pattern ends with its word
    plural: tuple[int, ...]  # those of them that stand with an "s" more
    open: tuple[int, ...]  # those that stand with any ending
    anchored: tuple[tuple[int, tuple[int, ...]], ...]  # forms with gaps looked for where this is found, and their other pieces
    ends: _Ends
    cased: bool  # whether some form is a name, which its capitals tell from common words


# Where a pattern stands in a folded text: from here, to the end of its word, and how far the pattern itself goes.
# A plain tuple, because there is one for every word or two of a text.
_Place = tuple[int, int, int]


class Finder:
    """The surface forms of a lexicon, made ready to be found in texts. Build it once, use it for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms = lexicon.forms
        self._pieces = [_pieces(form.text) for form in self._forms]
        numbers: dict[str, int] = {}
        whole: dict[int, dict[int, None]] = defaultdict(dict)
        anchored: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        self._patterns: dict[int, tuple[int, ...]] = {}  # of the forms with gaps: the pattern of each piece
        ends: dict[int, _Ends] = defaultdict(lambda: _Ends.NONE)
        for number, (form, pieces) in enumerate(zip(self._forms, self._pieces, strict=True)):
            if len(pieces) == 1:
                spellings = lexicon.spellings(form.text) if form.kind in _NAME_KINDS else [pieces[0].text]
                for spelling in filter(None, spellings):
                    pattern = numbers.setdefault(spelling, len(numbers))
                    whole[pattern][number] = None
                    ends[pattern] = max(ends[pattern], self._ends(number, 0))
            elif pieces:
                patterns = tuple(numbers.setdefault(piece.text, len(numbers)) for piece in pieces)
                spelled = {pattern: piece.text for pattern, piece in zip(patterns, pieces, strict=True)}
                self._patterns[number] = patterns
                rarest, *others = sorted(dict.fromkeys(patterns), key=lambda pattern: -len(spelled[pattern]))
                anchored[rarest].append((number, tuple(others)))
                for place, pattern in enumerate(patterns):
                    ends[pattern] = max(ends[pattern], self._ends(number, place))
        self._meanings = [self._meaning(tuple(whole[n]), tuple(anchored[n]), ends[n]) for n in range(len(numbers))]
        self._senses: dict[tuple[int, ...], Sense] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(list(numbers))
        self.heads = {
            kind: frozenset(f.text.lower() for f in self._forms if f.role is Role.HEAD and f.kind is kind) for kind in Kind
        }
        self.themes = {iri: one.parent for iri, one in lexicon.registered.items() if one.kind is Kind.PRINCIPLE and one.parent}
        self.all_heads = frozenset().union(*self.heads.values())
        self.nouns = frozenset(head for head in self.all_heads if " " not in head and not text.has_han(head))  # of one word

    def _ends(self, number: int, place: int) -> _Ends:
        if self._pieces[number][place].open:
            return _Ends.OPEN
        return _Ends.PLURAL if self._forms[number].kind is Kind.PRINCIPLE else _Ends.NONE

    def _meaning(self, whole: tuple[int, ...], anchored: tuple[tuple[int, tuple[int, ...]], ...], ends: _Ends) -> _Meaning:
        opened = tuple(n for n in whole if self._ends(n, 0) is _Ends.OPEN)
        plural = tuple(n for n in whole if self._ends(n, 0) is not _Ends.NONE)
        return _Meaning(whole, plural, opened, anchored, ends, any(_is_name(self._forms[n]) for n in whole))

    def hits(self, passage: str, sentences: list[Span]) -> list[Hit]:
        """Return where the forms stand in a text, in reading order; forms with gaps within one sentence."""
        folded = text.fold(passage)
        places = self._places(folded.text)
        where = _standing(places, folded)
        found: dict[Span, tuple[int, ...]] = {}
        for pattern, standing in places.items():
            meaning = self._meanings[pattern]
            for start, end, stop in standing if meaning.whole else ():
                fitting = meaning.whole
                if end > stop:
                    fitting = meaning.plural if _plural(folded.text, stop) else meaning.open
                if fitting:
                    # Words are quoted whole, whatever ending they have.
                    span = folded.original(start, end)
                    if meaning.cased:
                        fitting = self._fitting(fitting, passage[span.start : span.end])
                    found[span] = found[span] + fitting if span in found else fitting
            for number, others in meaning.anchored:
                for other in others:
                    if other not in places:
                        break
                else:
                    for span in self._gapped(number, where, passage, sentences):
                        found[span] = (*found.get(span, ()), number)
        return [Hit(span, self._senses.get(found[span]) or self._meant(found[span])) for span in sorted(found) if found[span]]

    def _meant(self, numbers: tuple[int, ...]) -> Sense:
        """Return what forms mean together, by their numbers. The same few stand together again and again."""
        sense = self._senses[numbers] = _sense(self._forms[n] for n in sorted(set(numbers)))
        return sense

    def _places(self, folded: str) -> dict[int, list[_Place]]:
        """Return where each pattern stands that begins a word, and ends with it if the pattern must.

        This loop runs for every match of the automaton, so what is true of most of them is asked first.
        """
        places: dict[int, list[_Place]] = {}
        meanings, length, spaced = self._meanings, len(folded), folded.isascii()
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and folded[start - 1].isalnum() and (folded[start].isalnum() if spaced else not text.breaks(folded, start)):
                continue
            word_end = end
            if end < length and folded[end].isalnum() and (folded[end - 1].isalnum() if spaced else not text.breaks(folded, end)):
                ends = meanings[pattern].ends
                if ends is _Ends.NONE or (ends is _Ends.PLURAL and not _plural(folded, end)):
                    continue
                word_end = text.word_end(folded, end)
            place = (start, word_end, end)
            if pattern in places:
                places[pattern].append(place)
            else:
                places[pattern] = [place]
        return places

    def _fitting(self, numbers: tuple[int, ...], words: str) -> tuple[int, ...]:
        """Return those of the forms that words may be as they are written, with their capitals."""
        return tuple([n for n in numbers if not _is_name(self._forms[n]) or _cased(self._forms[n].text, words)])

    def _gapped(
        self, number: int, where: Callable[[int, _Ends], list[Span]], passage: str, sentences: list[Span]
    ) -> Iterator[Span]:
        """Yield where all pieces of a form with gaps, each of which stands somewhere, follow one another."""
        spans = [where(pattern, self._ends(number, place)) for place, pattern in enumerate(self._patterns[number])]
        yield from _joined(spans, self._pieces[number], passage, sentences)


@lru_cache(maxsize=2)
def finder_of(lexicon: Lexicon) -> Finder:
    """Return the finder of a lexicon, made once: making it takes longer than reading a document."""
    return Finder(lexicon)


def _standing(places: dict[int, list[_Place]], folded: text.Folded) -> Callable[[int, _Ends], list[Span]]:
    """Return what tells where a pattern stands with the endings that it may bear; many forms share their pieces."""
    known: dict[tuple[int, _Ends], list[Span]] = {}

    def where(pattern: int, ends: _Ends) -> list[Span]:
        if (pattern, ends) not in known:
            known[pattern, ends] = [
                folded.original(start, end)
                for start, end, stop in places[pattern]
                if end == stop or ends is _Ends.OPEN or (ends is _Ends.PLURAL and _plural(folded.text, stop))
            ]
        return known[pattern, ends]

    return where


def _is_name(form: Form) -> bool:
    return form.role in _NAMING and form.kind in _NAME_KINDS


def _plural(folded: str, end: int) -> bool:
    """Tell whether a word that is found to `end` goes on with an "s" and nothing more."""
    return folded[end : end + 1] == "s" and text.breaks(folded, end + 1)


@lru_cache(maxsize=65536)
def _cased(form: str, found: str) -> bool:
    """Tell whether found words may be the name `form`: names begin with a capital, acronyms are all capitals.

    In names of two or three words every capital counts ("AI for Good" is a body, "AI for good" is not); longer
    ones are often printed with small letters.
    """
    if text.has_han(form) or not form[:1].isupper():
        return True
    if form.isupper() or (" " not in found and len(found) <= 5 and found.isalpha()):
        return found == form or found.isupper()
    form_words, found_words = form.split(), found.split()
    if len(form_words) <= 3 and len(form_words) == len(found_words):
        return all(
            theirs[:1].isupper() or not mine[:1].isupper() or theirs[:1].isdigit()
            for mine, theirs in zip(form_words, found_words, strict=True)
        )
    return found[:1].isupper() or found[:1].isdigit()


def _joined(places: list[list[Span]], pieces: list[_Piece], passage: str, sentences: list[Span]) -> Iterator[Span]:
    """Yield the spans where all pieces of a form follow one another in a sentence; of each piece the places are given."""
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
    for place in range(bisect_left(spans, (last.end,)), len(spans)):
        span = spans[place]
        if span.end > limit or span.start - last.end > _WIDEST_GAP:
            return None
        if link is _Link.GAP or _BETWEEN.fullmatch(passage, last.end, span.start) is not None:
            return span
    return None
