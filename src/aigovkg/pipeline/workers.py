"""Work in several processes: each loads the vocabulary once; what crashes one is named, and the rest is done without it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aigovkg import graph
from aigovkg.errors import OutputError
from aigovkg.folder import Folder
from aigovkg.pipeline.harvest import Reader, Row, Setup, header_of, packed, reader
from aigovkg.pipeline.judging import Case, Findings, judge
from aigovkg.pipeline.shard import Order, shard

T = TypeVar("T")
R = TypeVar("R")
_Task = tuple[int, T]  # a place, and what is to be done there

_PER_WORKER = 12  # chunks that each worker gets, so that none waits long for the last one
_CHUNK = 500_000  # bytes of sources that are sent, and come back, at once
_FEW = 500_000  # quads; fewer are judged before a second process has started
_SMALL = 400_000  # bytes of sources; less is read before a second process has started


@dataclass(frozen=True, slots=True)
class Crash:
    """What comes back for work that ended its process."""


@dataclass(frozen=True)
class Worker:
    """Does the work, in whichever process: reads paths, writes graphs into a folder and judges them."""

    reader: Reader
    folder: Folder

    def harvest(self, task: tuple[Path, str]) -> Row:
        """Read a path, keep its harvest under a key and return the header."""
        path, key = task
        kept = self.folder.harvest(key)
        if kept is not None:
            try:
                return header_of(kept)
            except ValueError:
                pass  # torn by a crash of the machine: made again
        header, bodies = self.reader.harvest(path)
        self.folder.put_harvest(key, packed(header, bodies))
        return header

    def shard(self, order: Order) -> dict[str, Any]:
        """Write the graph of a source and return what `shard.shard` says of it, with the file."""
        content = self.folder.harvest(order.harvest)
        if content is None:
            raise OutputError("a file in it vanished meanwhile", where=str(self.folder.path), remedy="build again")
        quads, said = shard(order, content, self.reader.known, build_of(self.reader))
        return {"file": self.folder.put_graph(quads), **said}

    def judge(self, case: Case) -> Findings:
        """Judge graphs that are judged together."""
        return judge(case, self.folder, self.reader.known)


def build_of(reader: Reader) -> graph.Build:
    """Return the version of everything that shapes a graph."""
    return graph.Build(version("aigovkg"), reader.known.fingerprint)


class Workers:
    """Some processes, started when there is enough to do for more than one."""

    def __init__(self, setup: Setup, worker: Worker, count: int) -> None:
        self._setup = setup
        self._here = worker
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def harvest(self, tasks: Sequence[tuple[Path, str]], sizes: Sequence[int]) -> Iterator[tuple[int, Row | Crash]]:
        """Read paths and yield each one's place with the header of its harvest, in any order."""
        if sum(sizes) < _SMALL:
            return self._in_process(Worker.harvest, tasks)
        return self._spread(Worker.harvest, tasks, sizes)

    def shard(self, orders: Iterable[Order], sizes: Sequence[int]) -> Iterator[tuple[int, dict[str, Any] | Crash]]:
        """Write graphs and yield the place of each order with what came of it, in any order; no more are made than are needed."""
        # Writing a graph costs about as much as reading a tenth of its text.
        if self._pool is None and sum(sizes) < _SMALL:
            return self._in_process(Worker.shard, orders)
        return self._spread(Worker.shard, orders, sizes)

    def judge(self, cases: Sequence[Case]) -> Iterator[tuple[int, Findings]]:
        """Judge graphs and yield the place of each case with what was found, in any order."""
        if self._pool is None and sum(shard.quads for case in cases for shard in case.shards) < _FEW:
            found = self._in_process(Worker.judge, cases)
        else:
            found = self._spread(Worker.judge, cases, [_CHUNK] * len(cases))
        for place, findings in found:
            # One at a time there may be the memory that there was not for several.
            yield place, self._here.judge(cases[place]) if isinstance(findings, Crash) else findings

    def _in_process(self, does: Callable[[Worker, T], R], tasks: Iterable[T]) -> Iterator[tuple[int, R | Crash]]:
        for place, task in enumerate(tasks):
            yield place, does(self._here, task)

    def _spread(
        self, does: Callable[[Worker, T], R], tasks: Iterable[T], sizes: Sequence[int]
    ) -> Iterator[tuple[int, R | Crash]]:
        if self.count == 1:
            yield from self._in_process(does, tasks)
            return
        waiting = deque(_chunks(sizes, self.count * _PER_WORKER))
        coming = enumerate(tasks)
        alone: deque[_Task[T]] = deque()  # what was at work when a process died, one of them being the cause
        running: dict[Future[list[R]], list[_Task[T]]] = {}
        blamed = False  # whether what is at work is alone
        while waiting or alone or running:
            while waiting and not alone and not blamed and len(running) < 2 * self.count:
                chunk = list(islice(coming, waiting.popleft()))
                running[self._submit(does, [task for _, task in chunk])] = chunk
            if alone and not running:
                blamed, one = True, alone.popleft()
                running[self._submit(does, [one[1]])] = [one]
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = running.pop(future)
                try:
                    yield from zip((place for place, _ in chunk), future.result(), strict=True)
                except BrokenProcessPool:
                    self._pool = None
                    if blamed:
                        yield chunk[0][0], Crash()
                    else:
                        alone += chunk
                blamed = False

    def _submit(self, does: Callable[[Worker, T], R], tasks: list[T]) -> Future[list[R]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start,
                initargs=(self._setup, self._here.folder),
            )
        return self._pool.submit(_work, does.__name__, tasks)


def _chunks(sizes: Sequence[int], count: int) -> Iterator[int]:
    """Yield how many things come into each of about `count` runs of about the same size together, or more if these were large."""
    limit = min(max(1, sum(sizes) // count), _CHUNK)
    many = size = 0
    for one in sizes:
        many += 1
        size += one
        if size >= limit:
            yield many
            many = size = 0
    if many:
        yield many


_worker: Worker | None = None


def _start(setup: Setup, folder: Folder) -> None:
    """Make this process a worker."""
    global _worker  # noqa: PLW0603 - a process of a pool has no other place to keep things
    serve_parent()
    _worker = Worker(reader(setup), folder)


def serve_parent() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _work(does: str, tasks: Iterable[Any]) -> list[Any]:
    if _worker is None:
        raise RuntimeError("this process was not started as a worker")
    work = getattr(_worker, does)
    return [work(task) for task in tasks]
