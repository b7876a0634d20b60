"""Principles that a passage states: what each of its words says for a principle is weighed, and the weight decides.

A phrase that states a principle by itself has full weight. A principle's name has it as a heading or under a normative cue
in its sentence, and half of it where there is none: a topic is no statement. Words that only point to a principle count for
less still, so that several of them have to come together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from aigovkg import text
from aigovkg.mentions.lookup import Hit
from aigovkg.mentions.naming import named
from aigovkg.mentions.overlap import Taken
from aigovkg.model import Cue, Kind, Mention, Passage, Span
from aigovkg.vocabulary import Role

_AROUND = 4  # cues to either side among which the nearest is sought
_HEADING_REACH = 300  # characters at the beginning of a passage in which its heading stands, if it does
_DENIAL_REACH = 24  # characters in which a denial stands by what it denies
_CLAUSE = re.compile(r"[,;:.，；：。、]")

_FULL = 1.0
_UNDER_CUE = {Role.NAME: 1.0, Role.INDICATION: 0.5}  # what a form weighs with a normative cue in its sentence …
_ALONE = {Role.NAME: 0.5, Role.INDICATION: 0.1}  # … and without one
_AGAIN = 0.5  # what the same words count for when they come again
_STATED = 0.9  # the weight from which on a principle is stated


class _Support(NamedTuple):
    """Words that speak for a principle, and how much; `cue` governs them, where one does."""

    weight: float
    span: Span
    method: str
    cue: Cue | None


def stated(
    hits: list[Hit],
    names: list[Mention],
    cues: tuple[Cue, ...],
    passage: Passage,
    sentences: list[Span],
    denials: re.Pattern[str],
    themes: Mapping[str, str],
) -> list[Mention]:
    """Return for each principle that enough words speak for those that state it best; `themes` tells what belongs to which."""
    taken = Taken(names)
    normative: dict[Span, list[Cue]] = defaultdict(list)
    for one in cues:
        if one.role == Role.NORMATIVE and not taken.overlapping(one.span):
            normative[text.sentence_of(sentences, one.span.start)].append(one)
    at = passage.text.find(passage.heading, 0, _HEADING_REACH) if passage.heading else -1
    heading = Span(at, at + len(passage.heading or "")) if at >= 0 else Span(0, 0)
    supports: dict[str, list[_Support]] = defaultdict(list)
    for hit in hits:
        forms = [form for form in hit.forms if form.kind is Kind.PRINCIPLE]
        if not forms or taken.overlapping(hit.span) or _denied(hit.span, passage.text, denials):
            continue
        cue = _nearest(normative[text.sentence_of(sentences, hit.span.start)], hit.span)
        if cue is not None and _denied(cue.span, passage.text, denials):
            cue = None
        inside = hit.span.within(heading)
        for form in forms:
            supports[form.target].append(_support(hit.span, form.role, cue, inside))
    found = {name: max(words, key=_rank) for name, words in supports.items() if _together(words, passage.text) >= _STATED}
    # Where the words say something narrower, they do not say the theme it belongs to as well.
    narrower: dict[str, list[Span]] = defaultdict(list)
    for principle, words in found.items():
        narrower[themes.get(principle, "")].append(words.span)
    kept = ((principle, words) for principle, words in found.items() if not any(map(words.span.overlaps, narrower[principle])))
    mentions = (
        replace(
            named(passage, words.span, Kind.PRINCIPLE, (principle,), method=words.method),
            cue=passage.quote(words.cue.span) if words.cue else "",
        )
        for principle, words in kept
    )
    return sorted(mentions, key=lambda mention: (mention.span, mention.name.candidates))


def _support(span: Span, role: Role, cue: Cue | None, heading: bool) -> _Support:
    """Weigh words by what kind of form they are and by the cue that governs them."""
    if role is Role.STATEMENT or (heading and role is Role.NAME):
        return _Support(_FULL, span, "phrase" if role is Role.STATEMENT else "heading", None)
    return _Support((_ALONE if cue is None else _UNDER_CUE)[role], span, "catalogue", cue)


def _rank(words: _Support) -> tuple[float, int, int]:
    """Order words by how well they state a principle: by weight, then the shorter and the earlier ones."""
    return words.weight, words.span.start - words.span.end, -words.span.start


def _together(supports: list[_Support], passage: str) -> float:
    """Return the weight of all words that speak for one principle; of overlapping ones the weightiest counts."""
    if sum(words.weight for words in supports) < _STATED:
        return 0.0
    weight = 0.0
    counted: list[Span] = []
    seen: set[str] = set()
    for words in sorted(supports, key=_rank, reverse=True):
        if weight >= _STATED:
            break
        if any(map(words.span.overlaps, counted)):
            continue
        counted.append(words.span)
        wording = text.fold(passage[words.span.start : words.span.end]).text
        weight += words.weight * (_AGAIN if wording in seen else 1.0)
        seen.add(wording)
    return weight


def _denied(span: Span, passage: str, denials: re.Pattern[str]) -> bool:
    """Tell whether words are denied: "need not be …", "do not protect …" before them, "… is not" right behind."""
    before = passage[max(0, span.start - _DENIAL_REACH) : span.start].lower()
    return (
        denials.search(_CLAUSE.split(before)[-1]) is not None
        or denials.match(passage[span.end :][:_DENIAL_REACH].lower().lstrip()) is not None
    )


def _nearest(cues: list[Cue], span: Span) -> Cue | None:
    """Return the cue nearest to a span, of cues in reading order; one that overlaps it does not count."""
    place = bisect_left(cues, span.start, key=lambda cue: cue.span.start)
    around = (cue for cue in cues[max(0, place - _AROUND) : place + _AROUND] if not cue.span.overlaps(span))
    return min(around, key=lambda cue: (abs(cue.span.start - span.start), cue.span), default=None)
