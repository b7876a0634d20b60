"""Principles that a passage states: what each of its words says for a principle is weighed, and the weight decides.

A phrase that states a principle by itself has full weight. A principle's name has it as a heading or under a normative cue
in its sentence, and half of it where there is none: a topic is no statement. Words that only point to a principle count for
less still, and state nothing by themselves, however many come together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from aigovkg import text
from aigovkg.mentions.lookup import Hit, Hits
from aigovkg.mentions.naming import named
from aigovkg.mentions.overlap import Taken
from aigovkg.model import Cue, Kind, Mention, Passage, Span
from aigovkg.vocabulary import Form, Role

_AROUND = 4  # cues to either side among which the nearest is sought
_HEADING_REACH = 300  # characters at the beginning of a passage in which its heading stands, if it does
_DENIAL_REACH = 24  # characters in which a denial stands by what it denies
_CLAUSE = re.compile(r"[,;:.，；：。、]")

_FULL = 1.0
_UNDER_CUE = {Role.NAME: 1.0, Role.INDICATION: 0.5}  # what a form weighs with a normative cue in its sentence …
_ALONE = {Role.NAME: 0.5, Role.INDICATION: 0.1}  # … and without one
_AGAIN = 0.5  # what the same words count for when they come again
_ROUNDING = 1e-9
_STATED = 0.9  # the weight from which on a principle is stated


class _Support(NamedTuple):
    """Words that speak for a principle: how much, where, found how, under which cue; whether they only point to it."""

    weight: float
    span: Span
    method: str
    cue: Span | None
    points: bool = False


def stated(
    hits: Hits,
    names: list[Mention],
    cues: tuple[Cue, ...],
    passage: Passage,
    sentences: list[Span],
    themes: Mapping[str, str],
) -> list[Mention]:
    """Return for each principle that enough words speak for those that state it best; `themes` tells what belongs to which."""
    at = passage.text.find(passage.heading, 0, _HEADING_REACH) if passage.heading else -1
    heading = Span(at, at + len(passage.heading or "")) if at >= 0 else Span(0, 0)
    governing = [cue for cue in cues if cue.role == Role.NORMATIVE]
    possible = _possible(hits.principles, heading=at >= 0, governed=bool(governing))
    if not possible:
        return []
    taken = Taken(names)
    denied = _denied(hits.denials, passage.text)
    normative: dict[Span, list[Cue]] = defaultdict(list)
    for one in governing:
        if not taken.overlapping(one.span):
            normative[text.sentence_of(sentences, one.span.start)].append(one)
    supports: dict[str, list[_Support]] = defaultdict(list)
    for span, sense in hits.principles:
        forms = [form for form in sense.principles if form.target in possible]
        if not forms or taken.overlapping(span) or denied(span):
            continue
        cue = _nearest(normative[text.sentence_of(sentences, span.start)], span) if normative else None
        if cue is not None and denied(cue.span):
            cue = None
        for form in forms:
            supports[form.target].append(_support(span, form, cue, span.within(heading)))

    def weight(principle: str) -> float:
        return _together(supports[principle], passage.text)

    best = {principle: max(words, key=_rank) for principle, words in supports.items()}
    found = {
        principle: _mention(support, principle, passage)
        for principle, support in best.items()
        if not all(words.points for words in supports[principle]) and (support.weight >= _STATED or weight(principle) >= _STATED)
    }
    narrower: dict[str, list[str]] = defaultdict(list)
    for principle in found:
        narrower[themes.get(principle, "")].append(principle)

    def said(theme: str, below: str) -> bool:
        """Tell whether a theme is stated beside what is narrower: by other words, and by no less of them."""
        return not found[theme].span.overlaps(found[below].span) and weight(theme) >= weight(below)

    kept = (mention for principle, mention in found.items() if all(said(principle, below) for below in narrower[principle]))
    return sorted(kept, key=lambda mention: (mention.span, mention.name.candidates))


def _possible(hits: list[Hit], *, heading: bool, governed: bool) -> set[str]:
    """Return the principles that a passage may state if all words for them count as much as they can: most it cannot."""
    most = _UNDER_CUE if governed else _ALONE
    name = _FULL if heading else most[Role.NAME]
    weight = {Role.STATEMENT: _FULL, Role.NAME: name, Role.INDICATION: most[Role.INDICATION]}
    weights: dict[str, float] = {}
    saying: set[str] = set()
    for _, sense in hits:
        for form in sense.principles:
            weights[form.target] = weights.get(form.target, 0.0) + weight[form.role]
            if form.role is not Role.INDICATION:
                saying.add(form.target)
    return {principle for principle in saying if weights[principle] >= _STATED - _ROUNDING}


def _support(span: Span, form: Form, cue: Cue | None, heading: bool) -> _Support:
    """Weigh words by what kind of form they are and by the cue that governs them."""
    if form.role is Role.STATEMENT:
        return _Support(_FULL, span, "phrase", None)
    if heading and form.role is Role.NAME:
        return _Support(_FULL, span, "heading", None)
    points = form.role is Role.INDICATION
    if cue is None:
        return _Support(_ALONE[form.role], span, "catalogue", None, points)
    return _Support(_UNDER_CUE[form.role], span, "catalogue", cue.span, points)


def _mention(support: _Support, principle: str, passage: Passage) -> Mention:
    mention = named(passage, support.span, Kind.PRINCIPLE, (principle,), method=support.method)
    return replace(mention, cue=passage.quote(support.cue)) if support.cue else mention


def _rank(support: _Support) -> tuple[float, int, int]:
    """Order words by how well they state a principle: by weight, then the shorter and the earlier ones."""
    return support.weight, support.span.start - support.span.end, -support.span.start


def _together(words: list[_Support], passage: str) -> float:
    """Return the weight of all words that speak for one principle, if it is enough; of overlapping ones the weightiest counts."""
    if len(words) == 1 or sum(word.weight for word in words) < _STATED:
        return words[0].weight if len(words) == 1 else 0.0
    weight = 0.0
    counted: list[Span] = []
    seen: set[str] = set()
    for word in sorted(words, key=_rank, reverse=True):
        if any(map(word.span.overlaps, counted)):
            continue
        counted.append(word.span)
        wording = text.key(passage[word.span.start : word.span.end])
        weight += word.weight * (_AGAIN if wording in seen else 1.0)
        seen.add(wording)
    return weight


def _denied(hits: list[Hit], passage: str) -> Callable[[Span], bool]:
    """Return what tells whether words are denied: "need not be …", "do not protect …" before them, "… is not" right behind."""
    if not hits:
        return lambda _: False
    denials = [hit.span for hit in hits]
    starts = [denial.start for denial in denials]

    def denied(span: Span) -> bool:
        before = denials[bisect_left(starts, span.start - _DENIAL_REACH) : bisect_left(starts, span.start)]
        behind = bisect_left(starts, span.end)
        return any(one.end <= span.start and not _CLAUSE.search(passage, one.end, span.start) for one in before) or (
            behind < len(starts) and not passage[span.end : starts[behind]].strip()
        )

    return denied


def _nearest(cues: list[Cue], span: Span) -> Cue | None:
    """Return the cue nearest to a span, of cues in reading order; one that overlaps it does not count."""
    place = bisect_left(cues, span.start, key=lambda cue: cue.span.start)
    around = (cue for cue in cues[max(0, place - _AROUND) : place + _AROUND] if not cue.span.overlaps(span))
    return min(around, key=lambda cue: (abs(cue.span.start - span.start), cue.span), default=None)
