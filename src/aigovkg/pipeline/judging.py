"""Graphs of a folder that are judged together → what the shapes find, and in which of them it belongs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple, dataclass

import pyoxigraph as ox

from aigovkg import report
from aigovkg.folder import Folder, Shard
from aigovkg.pipeline.harvest import Row
from aigovkg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Case:
    """Graphs that are judged together, and those of them whose results are wanted."""

    shards: tuple[Shard, ...]
    chosen: tuple[Shard, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The results, as rows of JSON, and for each chosen graph the places of those whose focus node it describes."""

    results: list[Row]
    own: list[list[int]]


def judge(case: Case, folder: Folder, known: Vocabulary) -> Findings:
    """Judge the graphs of a case by the shapes.

    Raises:
        GraphError: a file of the folder is missing or broken.
    """
    results = report.judge(merged(folder, case.shards), known.ontology, report.shapes())
    places = {f"<{result.focus}>".encode(): result.focus for result in results}
    own = []
    for shard in case.chosen if places else ():
        stated = {line.partition(b" ")[0] for line in folder.triples(shard).splitlines()}
        foci = {places[name] for name in places.keys() & stated}
        own.append([place for place, result in enumerate(results) if result.focus in foci])
    return Findings([list(astuple(result)) for result in results], own or [[] for _ in case.chosen])


def merged(folder: Folder, shards: Collection[Shard]) -> ox.Store:
    """Return a store in memory that holds each triple of some graphs once.

    Raises:
        GraphError: a file of the folder is missing or broken.
    """
    store = ox.Store()
    folder.fill(store, shards, merged=True)
    return store
