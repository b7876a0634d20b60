"""Of overlapping mentions, which stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import groupby

from aigovkg.model import Kind, Mention, Span

_RANKS = (Kind.INSTRUMENT, Kind.EVENT, Kind.AGENT, Kind.PLACE, Kind.PRINCIPLE)  # what may hold what in its name


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep of overlapping mentions the longest; at the same span what the catalogue knows, every kind of thing once.

    What the catalogue knows gives way only to a name of no lower kind that holds it whole: the parts of an instrument's name
    may be known bodies, but a body's name has no known instrument in it.
    """
    held = list(mentions)
    if len(held) < 2:
        return held
    ranked = sorted(
        held, key=lambda m: (m.span.start - m.span.end, m.span, not m.name.candidates, m.name.kind, m.name.candidates)
    )
    known = Taken(m for m in ranked if m.name.candidates)
    taken = Taken(())
    kept: list[Mention] = []
    for span, group in groupby(ranked, key=lambda mention: mention.span):
        same = list(group)
        chosen = [mention for mention in same if mention.name.candidates] or same[:1]
        rank = _RANKS.index(chosen[0].name.kind)
        if not chosen[0].name.candidates and any(
            not other.span.within(span) or _RANKS.index(other.name.kind) < rank for other in known.overlapping(span)
        ):
            continue
        if not taken.overlapping(span):
            kept += {(mention.name.kind, mention.name.candidates): mention for mention in reversed(chosen)}.values()
            taken.add(chosen[0])
    return sorted(kept, key=lambda mention: (mention.span, mention.name.kind, mention.name.candidates))


class Taken:
    """Mentions by where they start, to find those that overlap a span without looking at all of them."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._held: list[Mention] = []
        self._starts: list[int] = []
        self._longest = 0
        for mention in mentions:
            self.add(mention)

    def add(self, mention: Mention) -> None:
        """Put one more among them."""
        start, end = mention.span
        place = bisect_right(self._starts, start)
        self._starts.insert(place, start)
        self._held.insert(place, mention)
        self._longest = max(self._longest, end - start)

    def overlapping(self, span: Span) -> list[Mention]:
        """Return those that overlap a span."""
        start, end = span
        last = bisect_left(self._starts, end)
        first = bisect_left(self._starts, start - self._longest, 0, last)
        return [mention for mention in self._held[first:last] if mention.span[1] > start] if first < last else []
