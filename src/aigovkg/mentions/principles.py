"""Principles that are stated: by a phrase of their own, under a normative cue, or as a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from aigovkg import text
from aigovkg.mentions.lookup import Hit
from aigovkg.mentions.naming import named
from aigovkg.mentions.overlap import Taken, longest
from aigovkg.model import Cue, Kind, Mention, Passage, Span
from aigovkg.vocabulary import Role

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_AROUND = 4  # cues to either side among which the nearest is sought
_HEADING_REACH = 300  # characters at the beginning of a passage in which its heading stands, if it does
_DENIAL_REACH = 24  # characters in which a denial stands by what it denies
_CLAUSE = re.compile(r"[,;:.，；：。、]")


def stated(
    hits: list[Hit],
    names: list[Mention],
    cues: tuple[Cue, ...],
    passage: Passage,
    sentences: list[Span],
    denials: re.Pattern[str],
) -> list[Mention]:
    """Return the principles that are stated: by a phrase of their own, under a normative cue, or as a heading."""
    found: list[Mention] = []
    gapped: list[Mention] = []
    taken = Taken(names)
    normative: dict[Span, list[Cue]] = defaultdict(list)
    for one in cues:
        if one.role == Role.NORMATIVE:
            normative[text.sentence_of(sentences, one.span.start)].append(one)
    at = passage.text.find(passage.heading, 0, _HEADING_REACH) if passage.heading else -1
    heading = Span(at, at + len(passage.heading or "")) if at >= 0 else Span(0, 0)
    for hit in hits:
        for form in hit.forms:
            if form.kind is not Kind.PRINCIPLE or taken.overlapping(hit.span) or _denied(hit.span, passage.text, denials):
                continue
            cue = ""
            if form.role is Role.NAME and not hit.span.within(heading):
                near = _nearest(normative[text.sentence_of(sentences, hit.span.start)], hit.span)
                if near is None or _denied(near.span, passage.text, denials):
                    continue
                cue = passage.quote(near.span)
            method = "phrase" if form.role is Role.STATEMENT else "heading" if not cue else "catalogue"
            mention = replace(named(passage, hit.span, Kind.PRINCIPLE, (form.target,), method=method), cue=cue)
            (gapped if _GAP in form.text else found).append(mention)
    # What stands in the gap of a phrase is not part of it, so such a phrase hides no other.
    return [*longest(found), *gapped]


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
