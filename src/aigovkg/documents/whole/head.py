"""The head of a document: what it says of itself, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aigovkg.documents.whole import dates, issuers, signatures, titles
from aigovkg.documents.whole.lines import Line
from aigovkg.documents.whole.words import Words
from aigovkg.documents.whole.zone import LENGTH, Zone
from aigovkg.model import Span

_HEAD_LINES = 60
_TAIL = 2500  # characters in which it is signed


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself, and where: spans of its text."""

    titles: tuple[Span, ...] = ()
    issuers: tuple[Span, ...] = ()
    date: Span | None = None


def of(text: str, lines: Sequence[Line], words: Words) -> Head:
    """Return what the document says of itself."""
    zone = Zone(text, [line for line in lines[:_HEAD_LINES] if line.span.start < lines[0].span.start + LENGTH], words)
    tail = [line for line in lines[-40:] if line.span.start > len(text) - _TAIL and line.span.start > zone.end]
    named = titles.of(zone, Span(tail[0].span.start, tail[-1].span.end) if tail else Span(0, 0))
    issued = issuers.of(zone, named) or signatures.signers(zone, tail, lists=True)
    return Head(named, issued, dates.of(zone, named) or signatures.signed(zone, tail))
