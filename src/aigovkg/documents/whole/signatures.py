"""The bodies that sign a document, and the date that stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

from aigovkg.documents.whole.lines import LONGEST_HEADING, Line
from aigovkg.documents.whole.zone import Zone
from aigovkg.model import Span


def signers(zone: Zone, lines: Sequence[Line], *, lists: bool) -> tuple[Span, ...]:
    """Return the bodies that sign: beside the line of a date, or, at the end of a document, two or more together."""
    agents = [n for n, line in enumerate(lines) if len(line.text) < LONGEST_HEADING and zone.words.is_agent(line.text)]
    dates = [n for n, line in enumerate(lines) if len(line.text) < LONGEST_HEADING and zone.is_date(line.text)]
    signing = [n for n in agents if any(0 < abs(n - d) <= 1 for d in dates)]
    if lists and agents and agents[-1] == len(lines) - 1 and len(agents) > 1:
        run = [n for n in agents if all(m in agents for m in range(n, len(lines)))]
        signing = sorted({*signing, *(run if len(run) > 1 else ())})
    # Who signs together stands together.
    for n in reversed(agents):
        if n + 1 in signing and n not in signing:
            signing.append(n)
    return tuple(bare(zone.text, lines[n].span) for n in sorted(signing))


def signed(zone: Zone, lines: Sequence[Line]) -> Span | None:
    """Return the date on a line of its own beside who signs, or behind the words that date."""
    for n, line in enumerate(lines):
        if len(line.text) > LONGEST_HEADING or not zone.is_date(line.text):
            continue
        beside = (*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2])
        found = zone.first_date(line)
        if found and (zone.words.date_cue.match(line.text) or any(zone.words.is_agent(one.text) for one in beside)):
            return found
    return None


def bare(text: str, span: Span) -> Span:
    """Return a line without punctuation at its ends."""
    run = text[span.start : span.end]
    core = run.strip(" ,.:;")
    return Span(span.start + run.index(core), span.start + run.index(core) + len(core))
