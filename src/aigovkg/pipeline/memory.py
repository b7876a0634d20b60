"""What a build leaves for the next: all of it can be made again, and none of it shapes what comes out.

It is read and written piece by piece, and what stands in many places is held once, as it grows with the number of sources.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, TypeVar

from aigovkg.errors import GraphError
from aigovkg.folder import Folder
from aigovkg.model import Report
from aigovkg.pipeline.harvest import Row, issue_of, row_of
from aigovkg.pipeline.index import Names, Resolved

T = TypeVar("T")

_UNUSED = -2  # of a name that only sources use which were set aside
_UNKNOWN = -1  # of a name that no entity stands behind
_AT_ONCE = 256  # rows that are written and read together


@dataclass
class Memory:
    """What is known of all sources.

    `units` are the headers of harvests by key, with names by number; `shards` says of each graph, by the digest of what decides
    it, what the report wants to know; `judged` holds results of the shapes and where they stand.
    """

    units: dict[str, Row] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    resolved: Resolved = field(default_factory=Resolved)
    shards: dict[str, dict[str, Any]] = field(default_factory=dict)
    judged: dict[str, dict[str, Row]] = field(default_factory=lambda: {"results": {}, "located": {}})


def recalled(folder: Folder, shaped_by: str) -> Memory:
    """Return what the last build in a folder left, if the same code, vocabulary and options made it, else nothing."""
    try:
        parts = folder.state()
        if next(parts, None) != ("shaped_by", shaped_by):
            return Memory()
        return _read(parts)
    except GraphError:
        return Memory()


def report_of(folder: Folder) -> Report:
    """Return the report of the last build in a folder.

    Raises:
        GraphError: this is no folder of a graph.
    """
    kept = next(value for section, value in folder.state() if section == "report")
    return Report(
        issues=tuple(issue_of(row) for row in kept["issues"]),
        set_aside=tuple(kept["set_aside"]),
        counts=tuple((what, count) for what, count in kept["counts"]),
        claims=tuple((what, count) for what, count in kept["claims"]),
    )


def parts_of(memory: Memory, shaped_by: str, report: Report) -> Iterator[tuple[str, Any]]:
    """Yield what the next build will want, as a folder keeps it: the same for the same sources, whatever was there before."""
    yield "shaped_by", shaped_by
    yield "report", {**asdict(report), "issues": [row_of(issue) for issue in report.issues]}
    names, resolved = memory.names, memory.resolved
    used = sorted(
        {number for _, sources in memory.units.values() for source in sources for number in source["names"]},
        key=names.rows.__getitem__,
    )
    at = {number: place for place, number in enumerate(used)}
    texts = sorted({text for number in used if (text := resolved.entities.get(number)) is not None})
    text_at = {text: place for place, text in enumerate(texts)}
    yield from _pages("entities", texts)
    yield from _pages("names", ([*names.held(number), *_behind(number, resolved, text_at)] for number in used))
    yield from _pages("units", ([key, said, _renumbered(found, at)] for key, (said, found) in sorted(memory.units.items())))
    sections: dict[str, Mapping[str, Any]] = {"shards": memory.shards, **memory.judged}
    for section, held in sections.items():
        yield from _pages(section, ([key, held[key]] for key in sorted(held)))


def _behind(number: int, resolved: Resolved, text_at: Mapping[str, int]) -> tuple[int, int]:
    """Return how often a name is used, and which entity is behind it."""
    if number not in resolved.entities:
        return resolved.counts.get(number, 0), _UNUSED
    text = resolved.entities[number]
    return resolved.counts.get(number, 0), _UNKNOWN if text is None else text_at[text]


def _renumbered(sources: Row, at: Mapping[int, int]) -> Row:
    return [{**source, "names": [at[number] for number in source["names"]]} for source in sources]


def _pages(section: str, rows: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    more = iter(rows)
    while page := list(islice(more, _AT_ONCE)):
        yield section, page


def _read(parts: Iterable[tuple[str, Any]]) -> Memory:
    memory = Memory()
    entities: list[str] = []
    for section, rows in parts:
        match section:
            case "entities":
                entities += rows
            case "names":
                for row, keys, count, entity in rows:
                    number = memory.names.hold(row, keys)
                    if count:
                        memory.resolved.counts[number] = count
                    if entity != _UNUSED:
                        memory.resolved.entities[number] = None if entity == _UNKNOWN else entities[entity]
            case "units":
                memory.units.update((key, [said, sources]) for key, said, sources in rows)
            case "shards":
                memory.shards.update((key, shared(made)) for key, made in rows)
            case "results" | "located":
                memory.judged[section].update(rows)
    return memory


def shared(made: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a graph with IRIs that other graphs have too, each held once."""
    return {**made, **{name: tuple(map(sys.intern, made[name])) for name in ("reached", "cited")}}
