"""Rows and what was found in them → scores: precision, recall, F1, how far chance may move them, and every wrong case.

A found span is that of an annotation when they share half of the longer of the two; each is matched once. Chance is told by
drawing documents anew (a bootstrap over documents, not passages: passages of one document are alike), always the same draws.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from aigovkg.model import Span

OVERALL = "all"
_DRAWS = 1000
_SEED = 20_260_101
_TAIL = 0.025  # of the draws left out at either end: an interval of 95 %
_AROUND = 70  # characters shown to either side of a case


class Measure(StrEnum):
    """What is scored."""

    CITATIONS = "citations"  # spans that share half
    EXACT = "citations, exact spans"
    RELATIONS = "relations"  # of matched citations
    LINKS = "links"  # of matched citations
    REGISTERED = "links, registered"  # of matched citations of what the catalogue knows
    PINPOINTS = "pinpoints"  # of matched citations
    BODIES = "bodies"
    EVENTS = "events"
    PRINCIPLES = "principles"
    THEMES = "themes"
    LABELS = "labels"  # of passages labelled with one principle
    QUOTES = "quotes"  # verbatim at their offsets


SHARES = frozenset({Measure.RELATIONS, Measure.LINKS, Measure.REGISTERED, Measure.LABELS, Measure.QUOTES})


class Wrong(StrEnum):
    """How a case is wrong: `fp` and `fn` of citations, the rest by what it is about."""

    FP = "fp"
    FN = "fn"
    OWN = "self"  # a mention of the document itself, taken for a citation; counts as fp
    SPAN = "span"
    RELATION = "relation"
    LINK = "link"
    PINPOINT = "pinpoint"
    BODY_FP = "body-fp"
    BODY_FN = "body-fn"
    EVENT_FP = "event-fp"
    EVENT_FN = "event-fn"
    PRINCIPLE_FP = "principle-fp"
    PRINCIPLE_FN = "principle-fn"
    LABEL = "label"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One thing that is wrong: in which passage, what was expected, what was found, and the words around."""

    wrong: str
    id: str
    expected: str
    found: str
    start: int
    context: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were right, how many were found and how many there are; of a share, the last two are the same."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; of a share, the share."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A tally of one measure in one language, and between which two values its F1 lies in 95 of 100 draws."""

    measure: str
    language: str
    tally: Tally
    low: float
    high: float


Tallies = Mapping[Measure, Tally]


def matched(found: Sequence[Span], gold: Sequence[Span]) -> dict[int, int]:
    """Return which annotation each found span is, by their places; those that share most are matched first."""
    pairs = [
        (-share, place, other)
        for place, span in enumerate(found)
        for other, annotated in enumerate(gold)
        if (share := _shared(span, annotated)) >= 0.5
    ]
    pairing: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, other in sorted(pairs):
        if place not in pairing and other not in taken:
            pairing[place] = other
            taken.add(other)
    return pairing


def _shared(one: Span, other: Span) -> float:
    """Return how much two spans share, as a part of the longer."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / max(one.end - one.start, other.end - other.start, 1)


def summed(tallies: Iterable[tuple[str, str, Tallies]]) -> list[Score]:
    """Return the scores of passages, overall and by language, from (document, language, tallies) of each."""
    by_document: dict[tuple[Measure, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    documents: dict[str, None] = {}
    for document, language, counted in tallies:
        documents[document] = None
        for measure, tally in counted.items():
            for tag in (OVERALL, language):
                by_document[measure, tag][document] += tally
    draws = _draws(list(documents))
    return [
        Score(measure, tag, sum(counts.values(), Tally()), *_interval(counts, draws))
        for (measure, tag), counts in sorted(
            by_document.items(), key=lambda item: (list(Measure).index(item[0][0]), item[0][1] != OVERALL, item[0][1])
        )
    ]


def _draws(documents: Sequence[str]) -> list[dict[str, int]]:
    """Return how often each document is in each draw."""
    dice = random.Random(_SEED)  # noqa: S311 - the same draws every time are what is wanted
    draws = []
    for _ in range(_DRAWS):
        times: dict[str, int] = defaultdict(int)
        for document in dice.choices(documents, k=len(documents)):
            times[document] += 1
        draws.append(times)
    return draws


def _interval(counts: Mapping[str, Tally], draws: Sequence[Mapping[str, int]]) -> tuple[float, float]:
    plain = [(document, tally.right, tally.found + tally.gold) for document, tally in counts.items() if tally != Tally()]
    values = []
    for times in draws:
        right = total = 0
        for document, one, both in plain:
            often = times.get(document, 0)
            right += often * one
            total += often * both
        if total:
            values.append(2 * right / total)
    values.sort()
    if not values:
        return 0.0, 0.0
    cut = int(len(values) * _TAIL)
    return values[cut], values[len(values) - 1 - cut]


def shown(words: str, span: Span | None = None) -> str:
    """Return the words around a span, the span in marks; of no span the beginning."""
    if span is None:
        beginning = words[: 4 * _AROUND]
        return " ".join(beginning.split()) + ("…" if len(words) > len(beginning) else "")
    before, behind = words[max(0, span.start - _AROUND) : span.start], words[span.end : span.end + _AROUND]
    return " ".join(f"{before}⟦{words[span.start : span.end]}⟧{behind}".split())
