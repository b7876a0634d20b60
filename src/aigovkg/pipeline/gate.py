"""Graphs in a folder and the shapes → issues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aigovkg import graph, report
from aigovkg.folder import Folder, Shard
from aigovkg.model import Issue
from aigovkg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Unit:
    """What is judged together: the graph of a source, the instruments it is of, and the entities it names (their rows)."""

    shard: Shard
    subjects: tuple[str, ...]
    named: tuple[str, ...]


class Gate:
    """Judges the graphs of a folder."""

    def __init__(self, folder: Folder, known: Vocabulary, judged: Mapping[str, Any]) -> None:
        self._folder = folder
        self._known = known
        self.judged: dict[str, Any] = dict(judged)

    def issues(self, units: Mapping[str, Unit], common: Sequence[Shard], tell: Callable[[int, int], None]) -> tuple[Issue, ...]:
        """Return what the shapes find in graphs."""
        import pyoxigraph as ox

        store = ox.Store()
        self._folder.fill(store, [*(unit.shard for unit in units.values()), *common])
        results = report.judge(store, self._known.ontology, report.shapes())
        tell(1, 1)
        return report.located(results, graph.whole_claims(store), graph.file_names(store), graph.origins(store))
