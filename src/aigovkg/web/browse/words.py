"""Words of a passage with the claims that they say: cut wherever a quote or a cue begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aigovkg.model import Span
from aigovkg.text import sentence_of, sentences

_AROUND = 260  # characters of a sentence that are shown on each side of a quote, at most


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: the claims whose quotes they belong to, the shortest quote first; whether they are of a cue."""

    words: str
    claims: tuple[str, ...] = ()
    cue: bool = False


def pieces(
    whole: str, quotes: Iterable[tuple[str, Span]], cues: Iterable[Span] = (), within: Span | None = None
) -> tuple[Piece, ...]:
    """Return a text, or a part of it, in pieces; quotes may overlap, and a cue may stand in one."""
    frame = within or Span(0, len(whole))
    held = sorted(
        (max(span.start, frame.start), min(span.end, frame.end), claim) for claim, span in quotes if span.overlaps(frame)
    )
    marked = [span for span in cues if span.overlaps(frame)]
    cuts = {frame.start, frame.end}
    for start, end, _ in held:
        cuts |= {start, end}
    for span in marked:
        cuts |= {max(span.start, frame.start), min(span.end, frame.end)}
    places = sorted(cuts)
    found = []
    open_: list[tuple[int, int, str]] = []
    waiting = iter([*held, None])
    coming = next(waiting)
    for start, end in pairwise(places):
        while coming is not None and coming[0] <= start:
            open_.append(coming)
            coming = next(waiting)
        open_ = [one for one in open_ if one[1] > start]
        claims = tuple(claim for _, _, claim in sorted(open_, key=lambda one: (one[1] - one[0], one[2])))
        found.append(Piece(whole[start:end], claims, any(span.start <= start and end <= span.end for span in marked)))
    return tuple(found)


def cue_near(whole: str, cue: str, quote: Span) -> Span | None:
    """Return where the words stand that govern a quote: in its sentence, the nearest place; None if they are not there."""
    if not cue:
        return None
    sentence = sentence_of(sentences(whole), quote.start)
    heard, wanted = whole[sentence.start : max(sentence.end, quote.end)].lower(), cue.lower()
    places = []
    at = heard.find(wanted)
    while at >= 0:
        places.append(sentence.start + at)
        at = heard.find(wanted, at + 1)
    best = min(places, key=lambda start: (_distance(Span(start, start + len(cue)), quote), start), default=None)
    # Letters that grow when they are made small would shift the place: then the words found are others.
    span = None if best is None else Span(best, best + len(cue))
    return span if span and whole[span.start : span.end].lower() == wanted else None


def sentence_around(whole: str, quote: Span, cue: Span | None) -> Span:
    """Return the part of a sentence to show with a quote: all of it, or as much around quote and cue as can be read."""
    sentence = sentence_of(sentences(whole), quote.start)
    first = min(quote.start, cue.start) if cue else quote.start
    last = max(quote.end, cue.end) if cue else quote.end
    start = sentence.start if first - sentence.start <= _AROUND else _at_a_space(whole, quote.start - _AROUND, quote.start)
    end = max(sentence.end, quote.end)
    return Span(start, end if end - last <= _AROUND else max(quote.end, _at_a_space(whole, quote.end + _AROUND, end)))


def bare(found: Sequence[Piece]) -> str:
    """Return the words of pieces without what they say."""
    return "".join(piece.words for piece in found)


def _distance(one: Span, other: Span) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _at_a_space(whole: str, place: int, limit: int) -> int:
    """Return the next place at which a word begins, if there is one soon, so that none is cut."""
    start = max(place, 0)
    space = whole.find(" ", start, min(limit, start + 30))
    return space + 1 if space >= 0 else start
