"""The surface forms of a lexicon → where they stand in a text: one Aho–Corasick pass, and the forms with gaps joined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from typing import NamedTuple

from aigovkg import text
from aigovkg.mentions.patterns import Automaton, Ends, Pattern, Seen, pattern
from aigovkg.model import Kind, Span
from aigovkg.vocabulary import CUE_ROLES, Form, Lexicon, Role

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_WIDEST_GAP = 60
_MOST_WRITTEN = 1 << 16  # ways to write names remembered with what they may be
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
    serves: tuple[int, ...]  # which lists of `Hits` it belongs to


class Hit(NamedTuple):
    """Words that are a form of the lexicon: their span in the passage and all that they may mean."""

    span: Span
    sense: Sense

    def names(self, kind: Kind) -> bool:
        """Tell whether it may be the name of something registered of a kind."""
        return kind in self.sense.kinds


class Hits(NamedTuple):
    """Where the forms of the lexicon stand in a passage, in reading order, sorted by what looks for them."""

    names: list[Hit]  # and series of events
    heads: list[Hit]
    numbers: list[Hit]
    cues: list[Hit]
    principles: list[Hit]
    denials: list[Hit]  # of principles


# NamedTuple's own constructors take twice as long, and there are tens of thousands for each megabyte of text.
_span = partial(tuple.__new__, Span)
_hit = partial(tuple.__new__, Hit)


def _sense(forms: Iterable[Form]) -> Sense:
    names: dict[Kind, set[str]] = defaultdict(set)
    by_role: dict[Role, list[Form]] = defaultdict(list)
    for form in forms:
        by_role[form.role].append(form)
        if form.role is Role.NAME and form.kind is not None and form.kind in _NAME_KINDS:
            names[form.kind].add(form.target)
    everything = [form for group in by_role.values() for form in group]
    cues = tuple((form.role, form.target) for form in everything if form.role in _CUE_ROLES)
    principles = tuple(form for form in everything if form.kind is Kind.PRINCIPLE)
    serving = (names or by_role[Role.SERIES], by_role[Role.HEAD], by_role[Role.NUMBER], cues, principles, by_role[Role.DENIAL])
    return Sense(
        tuple((kind, tuple(sorted(targets))) for kind, targets in names.items()),
        frozenset(names),
        tuple(sorted({form.target for form in by_role[Role.SERIES]})),
        tuple((form.kind, form) for form in by_role[Role.HEAD] if form.kind is not None),
        tuple(form.target for form in by_role[Role.NUMBER]),
        cues,
        any(form.role in CUE_ROLES for form in everything),
        principles,
        tuple(place for place, forms in enumerate(serving) if forms),
    )


class _Link(StrEnum):
    """How a piece of a form follows the one before it."""

    GAP = "gap"  # "…": after at most `_WIDEST_GAP` characters of the same sentence
    ENDING = "ending"  # "*": after any ending of the word before


class _Piece(NamedTuple):
    """A run of a form between its gaps and open word ends."""

    pattern: Pattern
    link: _Link


class _Gapped(NamedTuple):
    """A form of several pieces: what must be in a text so that it can stand there, and the pieces."""

    others: tuple[str, ...]  # the most telling first; the rarest piece is known to be there
    free: bool
    pieces: tuple[_Piece, ...]


def _pieces(form: Form) -> tuple[_Piece, ...]:
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
    return tuple(_Piece(pattern(words, ends, free=free), link) for words, ends, link in runs)


class _Meaning(NamedTuple):
    """What words of an automaton may be: whole forms, by the endings they bear, and the rarest piece of gapped ones."""

    whole: tuple[int, ...]  # forms that stand where the pattern ends with its word
    plural: tuple[int, ...]  # those of them that stand with an "s" more
    open: tuple[int, ...]  # those that stand with any ending
    rarest: tuple[int, ...]  # forms with gaps, looked for where this stands
    cased: bool  # whether some form is a name, which its capitals tell from common words


class Finder:
    """The surface forms of a lexicon, made ready to be found in texts. Build it once, use it for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms = lexicon.forms
        self._gapped: dict[int, _Gapped] = {}
        whole: dict[tuple[str, bool], dict[int, Ends]] = defaultdict(dict)  # by words, and whether they are free
        rarest: dict[tuple[str, bool], list[int]] = defaultdict(list)
        ends: dict[tuple[str, bool], Ends] = {}

        def key(one: Pattern) -> tuple[str, bool]:
            ends[one.words, one.free] = max(one.ends, ends.get((one.words, one.free), Ends.NONE))
            return one.words, one.free

        for number, form in enumerate(self._forms):
            pieces = _pieces(form)
            if len(pieces) == 1:
                spellings = lexicon.spellings(form.text) if form.kind in _NAME_KINDS else [pieces[0].pattern.words]
                for one in (pattern(words, pieces[0].pattern.ends) for words in spellings if words):
                    whole[key(one)][number] = one.ends
            elif pieces:
                first, *others = sorted((piece.pattern for piece in pieces), key=_rarity)
                self._gapped[number] = _Gapped(tuple(one.sought for one in others), first.free, pieces)
                rarest[key(first)].append(number)
        self._automata: list[tuple[Automaton, list[_Meaning]]] = []
        for free in (False, True):
            some = [pattern(words, most, free=free) for (words, kind), most in ends.items() if kind is free]
            meanings = [self._meaning(whole[one.words, free], rarest[one.words, free]) for one in some]
            self._automata.append((Automaton(some, free=free), meanings))
        self._senses: dict[tuple[int, ...], Sense] = {}
        self._written: dict[tuple[tuple[int, ...], str], tuple[int, ...]] = {}
        self.heads = {
            kind: frozenset(f.text.lower() for f in self._forms if f.role is Role.HEAD and f.kind is kind) for kind in Kind
        }
        self.themes = {iri: one.parent for iri, one in lexicon.registered.items() if one.kind is Kind.PRINCIPLE and one.parent}
        self.all_heads = frozenset().union(*self.heads.values())
        self.nouns = frozenset(head for head in self.all_heads if " " not in head and not text.has_han(head))  # of one word

    def _meaning(self, whole: Mapping[int, Ends], rarest: Iterable[int]) -> _Meaning:
        plural = tuple(number for number, ends in whole.items() if ends >= Ends.PLURAL)
        opened = tuple(number for number, ends in whole.items() if ends is Ends.OPEN)
        return _Meaning(tuple(whole), plural, opened, tuple(rarest), any(_is_name(self._forms[number]) for number in whole))

    def hits(self, passage: str, sentences: list[Span]) -> Hits:
        """Return where the forms stand in a text, in reading order; forms with gaps within one sentence."""
        folded = text.fold(passage)
        seen = Seen(folded.text)
        found: dict[tuple[int, int], tuple[int, ...]] = {}
        gapped: set[int] = set()
        for automaton, meanings in self._automata:
            for number, start, end, stop in seen.matches(automaton):
                forms, plural, opened, rarest, cased = meanings[number]
                if rarest:
                    gapped.update(rarest)
                if end > stop:
                    # Words are quoted whole, whatever ending they have.
                    forms = plural if seen.text[stop:end] == "s" else opened
                if forms:
                    span = folded.original(start, end) if folded.starts else (start, end)
                    if cased:
                        forms = self._fitting(forms, passage[span[0] : span[1]])
                    found[span] = found[span] + forms if span in found else forms
        for span, number in self._joined(gapped, folded, seen, passage, sentences):
            found[span] = (*found.get(span, ()), number)
        hits = Hits([], [], [], [], [], [])
        for place in sorted(found):
            sense = self._senses.get(found[place]) or self._meant(found[place])
            hit = _hit((_span(place), sense))
            for service in sense.serves:
                hits[service].append(hit)
        return hits

    def _joined(
        self, numbers: Iterable[int], folded: text.Folded, seen: Seen, passage: str, sentences: list[Span]
    ) -> Iterator[tuple[Span, int]]:
        """Yield where forms with gaps stand, of those whose rarest piece stands somewhere."""
        standing: dict[tuple[str, Ends], list[Span]] = {}  # of pieces: many forms share them
        for number in numbers:
            others, free, pieces = self._gapped[number]
            searched = seen.text if free else seen.spaced
            for sought in others:
                if sought not in searched:
                    break
            else:
                spans = [_standing(piece.pattern, seen, folded, standing) for piece in pieces]
                for joined in _following(spans, pieces, passage, sentences):
                    yield joined, number

    def _meant(self, numbers: tuple[int, ...]) -> Sense:
        """Return what forms mean together, by their numbers. The same few stand together again and again."""
        sense = self._senses[numbers] = _sense(self._forms[n] for n in sorted(set(numbers)))
        return sense

    def _fitting(self, numbers: tuple[int, ...], words: str) -> tuple[int, ...]:
        """Return those of the forms that words may be as they are written, with their capitals."""
        known = self._written.get((numbers, words))
        if known is None:
            if len(self._written) >= _MOST_WRITTEN:
                self._written.clear()
            known = tuple(n for n in numbers if not _is_name(self._forms[n]) or _cased(self._forms[n].text, words))
            self._written[numbers, words] = known
        return known


@lru_cache(maxsize=2)
def finder_of(lexicon: Lexicon) -> Finder:
    """Return the finder of a lexicon, made once: making it takes longer than reading a document."""
    return Finder(lexicon)


def _rarity(one: Pattern) -> tuple[bool, int]:
    """Order words by how rare they may be: letters beyond ASCII first, then the longest."""
    return one.words.isascii(), -len(one.words)


def _standing(one: Pattern, seen: Seen, folded: text.Folded, known: dict[tuple[str, Ends], list[Span]]) -> list[Span]:
    """Return where words stand, from what is known already if they have been looked for."""
    places = known.get((one.words, one.ends))
    if places is None:
        spans = seen.places(one)
        places = [folded.original(*span) for span in spans] if folded.starts else [*map(_span, spans)]
        known[one.words, one.ends] = places
    return places


def _is_name(form: Form) -> bool:
    return form.role in _NAMING and form.kind in _NAME_KINDS


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


def _following(places: Sequence[list[Span]], pieces: Sequence[_Piece], passage: str, sentences: list[Span]) -> Iterator[Span]:
    """Yield the spans where all pieces of a form follow one another in a sentence; of each piece the places are given."""
    for first in places[0]:
        last = first
        for piece, spans in zip(pieces[1:], places[1:], strict=True):
            step = _step(last, spans, piece.link, passage)
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
