"""The date of a document, as its head gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aigovkg.documents.whole import signatures
from aigovkg.documents.whole.lines import LONGEST_TITLE, Line
from aigovkg.documents.whole.zone import ORDER, LineRole, Zone
from aigovkg.model import Span

_BRACKETED = re.compile(r"\[(?P<words>[^\[\]]{4,160})\]\.?$")


def of(zone: Zone, titles: Sequence[Span]) -> Span | None:
    """Return where the head dates the document: in so many words, in its title, on a line, or beside who signs."""
    return (
        _cued_date(zone)
        or _order_date(zone)
        or _date_of_title(zone, titles)
        or _adoption_date(zone)
        or _date_line(zone)
        or _bracketed_date(zone)
        or _gazette_date(zone)
        or signatures.signed(zone, zone.lines)
    )


def of_adoption(zone: Zone) -> Iterator[tuple[Line, re.Match[str]]]:
    """Yield the dates that begin a short line or its brackets, with a verb of adoption behind them."""
    for line in zone.lines[: zone.opening + 3]:
        if len(line.text) > LONGEST_TITLE or line.text.endswith(("。", ".")):
            continue
        for date in zone.words.date.finditer(line.text):
            begins = date.start() == 0 or line.text[date.start() - 1] in "(（【 　\t，,；;"
            if begins and zone.words.is_date(date.group()) and zone.words.adoption.match(line.text, date.end()):
                yield line, date


def _cued_date(zone: Zone) -> Span | None:
    for index, line in enumerate(zone.lines):
        cue = zone.words.date_cue.match(line.text) if len(line.text) <= LONGEST_TITLE else None
        if cue is None:
            continue
        if line.text[cue.end() :].strip(" :：") == "" and index + 1 < len(zone.lines):
            found = zone.first_date(zone.lines[index + 1], gap=40)
        else:
            found = zone.first_date(line, cue.end())
        if found:
            return found
    return None


def _order_date(zone: Zone) -> Span | None:
    return next((zone.first_date(line) for line in zone.lines[:15] if ORDER.match(line.text)), None)


def _date_of_title(zone: Zone, titles: Sequence[Span]) -> Span | None:
    for title in titles:
        found = zone.words.of_date.search(zone.text, title.start, min(title.end, title.start + LONGEST_TITLE))
        if found and zone.words.is_date(found["date"]):
            return Span(*found.span("date"))
    return None


def _adoption_date(zone: Zone) -> Span | None:
    spans = [Span(line.span.start + date.start(), line.span.start + date.end()) for line, date in of_adoption(zone)]
    return spans[-1] if spans else None


def _bracketed_date(zone: Zone) -> Span | None:
    """Return the date in square brackets behind what an act is for: "An Act to … [20th May 2024]"."""
    for line in zone.lines[: zone.opening + 3]:
        found = _BRACKETED.search(line.text)
        date = zone.words.date.search(found["words"]) if found else None
        told = found and date and (date.start() == 0 or zone.words.date_cue.match(found["words"]))
        if found and date and told and zone.words.is_date(date.group()) and not zone.words.other_date_cue.search(found["words"]):
            start = line.span.start + found.start("words")
            return Span(start + date.start(), start + date.end())
    return None


def _gazette_date(zone: Zone) -> Span | None:
    """Return the day of the gazette that a document stands in, where nothing nearer dates it."""
    return next((zone.first_date(line) for line in zone.lines[:6] if zone.words.gazette.match(line.text)), None)


def _date_line(zone: Zone) -> Span | None:
    for line, role in zip(zone.lines[: zone.opening], zone.roles, strict=False):
        if role is LineRole.DATE:
            return zone.first_date(line)
    return None
