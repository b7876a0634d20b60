"""What was found wrong with a graph, and what its texts name that it does not know: worked out once, when first asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock, Thread

import pyoxigraph as ox

from aigovkg.coverage import Coverage, Entry, Gap, by_quote
from aigovkg.errors import AigovkgError, GraphError
from aigovkg.folder import Folder
from aigovkg.knowledge_graph import KnowledgeGraph
from aigovkg.model import Issue, Report
from aigovkg.pipeline.memory import report_of


@dataclass(frozen=True)
class Found:
    """The report of a graph and its ledger; `built` tells whether the report is that of the build, or of a check made here.

    `trouble` is why there is no ledger: a claim or a passage lacks a part, which the report says too.
    """

    report: Report
    coverage: Coverage
    built: bool
    trouble: AigovkgError | None = None

    @cached_property
    def by_focus(self) -> dict[str, tuple[Issue, ...]]:
        """The issues about each thing or claim."""
        held: dict[str, list[Issue]] = defaultdict(list)
        for issue in self.report.issues:
            held[issue.focus or issue.where].append(issue)
        return {focus: tuple(issues) for focus, issues in held.items()}

    @cached_property
    def gaps(self) -> list[tuple[Gap, list[Entry]]]:
        """The gaps by their words, those that stand in most passages first."""
        return by_quote(self.coverage.entries)


class Review:
    """What is found by looking through a whole graph: in a thread, so that no page waits for it."""

    def __init__(self, store: ox.Store, folder: Folder | None) -> None:
        self._store = store
        self._folder = folder
        self._lock = Lock()
        self._thread: Thread | None = None
        self._found: Found | None = None
        self._trouble: AigovkgError | None = None

    def found(self) -> Found | None:
        """Return what was found, or None while it is being looked for; the first call begins that.

        Raises:
            AigovkgError: the graph cannot be looked through.
        """
        with self._lock:
            if self._thread is None and self._found is None:
                self._thread = Thread(target=self._look, name="aigovkg review", daemon=True)
                self._thread.start()
        if self._trouble is not None:
            raise self._trouble
        return self._found

    def waited_for(self) -> None:
        """Wait until all is found.

        Raises:
            AigovkgError: the graph cannot be looked through.
        """
        self.found()
        if self._thread is not None:
            self._thread.join()
        self.found()

    def given(self, found: Found) -> None:
        """Take what was found already, by another process that looked through the same graph."""
        with self._lock:
            self._found = found

    def _look(self) -> None:
        try:
            self._find()
        except AigovkgError as error:
            self._trouble = error

    def _find(self) -> None:
        known = KnowledgeGraph(self._store)
        built = self._built()
        report = built or known.validate()
        try:
            self._found = Found(report, known.coverage(), built=built is not None)
        except GraphError as error:
            self._found = Found(report, Coverage(()), built=built is not None, trouble=error)

    def _built(self) -> Report | None:
        """Return the report of the build, if the graph was built here and by a version that left it as this one does."""
        try:
            return report_of(self._folder) if self._folder else None
        except GraphError:
            return None
