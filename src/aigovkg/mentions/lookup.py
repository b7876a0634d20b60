"""The surface forms of a lexicon → where they stand in a text: one Aho–Corasick pass, and the forms with gaps joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from aigovkg import text
from aigovkg.mentions.gapped import Gapped, Piece, pieces
from aigovkg.mentions.patterns import Automaton, Ends, Seen, pattern
from aigovkg.model import Kind, Span
from aigovkg.vocabulary import CUE_ROLES, Form, Lexicon, Role

_MOST_WRITTEN = 1 << 16  # ways to write names remembered with what they may be
_NAMING = (Role.NAME, Role.SERIES)
_NAME_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PLACE)
_CUE_ROLES = (*CUE_ROLES, Role.CUE_AFTER, Role.LIST, Role.NORMATIVE)
_NOTE = re.compile(r"(?<=[a-z]{3})\d{1,3}(?![^\W_]|[.-]\d)")  # in folded words: the number of a footnote behind one


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


class _Meaning(NamedTuple):
    """What words of an automaton may be: forms, by the endings that they bear."""

    whole: tuple[int, ...]  # forms that stand where the pattern ends with its word
    plural: tuple[int, ...]  # those of them that stand with an "s" more
    open: tuple[int, ...]  # those that stand with any ending
    cased: bool  # whether some form is a name, which its capitals tell from common words


class Finder:
    """The surface forms of a lexicon, made ready to be found in texts. Build it once, use it for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms = lexicon.forms
        gapped: dict[int, tuple[Piece, ...]] = {}
        whole: dict[tuple[str, bool], dict[int, Ends]] = defaultdict(dict)  # by words, and whether they are free
        for number, form in enumerate(self._forms):
            cut = pieces(form)
            if len(cut) > 1:
                gapped[number] = cut
            elif cut:
                spellings = lexicon.spellings(form.text) if form.kind in _NAME_KINDS else [cut[0].pattern.words]
                for one in (pattern(words, cut[0].pattern.ends) for words in spellings if words):
                    whole[one.words, one.free][number] = one.ends
        self._automata: list[tuple[Automaton, list[_Meaning]]] = []
        for free in (False, True):
            some = {words: forms for (words, kind), forms in whole.items() if kind is free}
            patterns = [pattern(words, max(forms.values())) for words, forms in some.items()]
            self._automata.append((Automaton(patterns, free=free), [self._meaning(forms) for forms in some.values()]))
        self._gapped = [Gapped(gapped, free=free) for free in (False, True)]
        self._senses: dict[tuple[int, ...], Sense] = {}
        self._written: dict[tuple[tuple[int, ...], str], tuple[int, ...]] = {}
        self.heads = {
            kind: frozenset(f.text.lower() for f in self._forms if f.role is Role.HEAD and f.kind is kind) for kind in Kind
        }
        self.themes = {iri: one.parent for iri, one in lexicon.registered.items() if one.kind is Kind.PRINCIPLE and one.parent}
        self.all_heads = frozenset().union(*self.heads.values())
        self.nouns = frozenset(head for head in self.all_heads if " " not in head and not text.has_han(head))  # of one word

    def _meaning(self, forms: Mapping[int, Ends]) -> _Meaning:
        plural = tuple(number for number, ends in forms.items() if ends >= Ends.PLURAL)
        opened = tuple(number for number, ends in forms.items() if ends is Ends.OPEN)
        return _Meaning(tuple(forms), plural, opened, any(_is_name(self._forms[number]) for number in forms))

    def hits(self, passage: str, sentences: list[Span]) -> Hits:
        """Return where the forms stand in a text, in reading order; forms with gaps within one sentence."""
        folded = text.fold(passage)
        seen = Seen(folded.text)
        found: dict[tuple[int, int], tuple[int, ...]] = {}
        for automaton, meanings in self._automata:
            for number, start, end, stop in seen.matches(automaton):
                forms, plural, opened, cased = meanings[number]
                if end > stop:
                    # Words are quoted whole, whatever ending they have.
                    forms = plural if seen.text[stop:end] == "s" else opened
                if forms:
                    span = folded.original(start, end) if folded.starts else (start, end)
                    if cased:
                        forms = self._fitting(forms, passage[span[0] : span[1]])
                    found[span] = found[span] + forms if span in found else forms
        for span, forms in self._noted(folded, passage):
            found.setdefault(span, forms)
        for gapped in self._gapped:
            for span, number in gapped.standing(seen, folded, passage, sentences):
                found[span] = (*found.get(span, ()), number)
        hits = Hits([], [], [], [], [], [])
        for place in sorted(found):
            sense = self._senses.get(found[place]) or self._meant(found[place])
            hit = _hit((_span(place), sense))
            for service in sense.serves:
                hits[service].append(hit)
        return hits

    def _noted(self, folded: text.Folded, passage: str) -> Iterator[tuple[tuple[int, int], tuple[int, ...]]]:
        """Yield the forms that have the number of a footnote right behind them: "Harbour Act13"."""
        notes = {note.start() for note in _NOTE.finditer(folded.text)}
        if not notes:
            return
        automaton, meanings = self._automata[0]
        without = Seen(_NOTE.sub(lambda note: " " * len(note.group()), folded.text))
        for number, start, end, stop in without.matches(automaton):
            if stop in notes and end == stop:
                span = folded.original(start, end) if folded.starts else (start, end)
                forms = tuple(n for n in meanings[number].whole if _may_have_note(self._forms[n]))
                fitting = self._fitting(forms, passage[span[0] : span[1]])
                if fitting:
                    yield span, fitting

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


def _is_name(form: Form) -> bool:
    return form.role in _NAMING and form.kind in _NAME_KINDS


def _may_have_note(form: Form) -> bool:
    """Tell whether digits right behind a form may be the number of a footnote: it is a name, or heads one."""
    return form.role is Role.HEAD or _is_name(form)


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
