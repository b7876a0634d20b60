"""Questions → answers, worked out in processes of their own, which can be killed.

pyoxigraph runs a query without looking up, so only the end of its process stops it. A few workers (`worker`) each open the
store on disk and answer one question at a time; who runs out of time, or is no longer waited for, is killed and replaced. So is
one that dies: its question alone is lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from aigovkg.errors import GraphError
from aigovkg.folder import stores
from aigovkg.web.worker import HEAD, Answer, Limits, Outcome, Question, hungry, patience

_FEWEST, _MOST = 2, 8  # workers
_WAITING = 1000  # questions; more are turned away
_AGAIN = 2.0  # seconds until a worker that could not even start is tried again


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a store stands on disk, to be read only, and what is to be done when nobody reads it any more."""

    path: Path
    close: Callable[[], None]


def shelved(store: ox.Store) -> Shelf:
    """Put the quads of a store on disk, to be removed when nobody reads them any more.

    Raises:
        GraphError: there is no room for them.
    """
    try:
        made = stores.temporary(lambda empty: _copy(store, empty))
    except OSError as error:
        remedy = "make room, or set TMPDIR to where there is some"
        raise GraphError(f"no room for its store: {error}", where=tempfile.gettempdir(), remedy=remedy) from error
    return Shelf(made.held.path, made.held.close)


def _copy(store: ox.Store, empty: ox.Store) -> None:
    """Put the quads of a store into another, by a file: nothing is faster, or takes less memory."""
    with tempfile.TemporaryDirectory(prefix="aigovkg-quads-") as place:
        quads = str(Path(place, "quads.nq"))
        store.dump(quads, ox.RdfFormat.N_QUADS)
        empty.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)


class Engine:
    """Workers over a store, and the questions that wait for one. It belongs to the event loop it was started in.

    `shelf` puts the store on disk, if it is not there; that may take a while, and is done when the engine starts.
    """

    def __init__(self, shelf: Callable[[], Shelf], limits: Limits | None = None, workers: int | None = None) -> None:
        self.limits = limits or Limits()
        self._place = shelf
        self._count = workers or min(max(_FEWEST, os.cpu_count() or 1), _MOST)
        self._shelf: Shelf | None = None
        self._starting: asyncio.Task[None] | None = None
        self._workers: set[_Worker] = set()
        self._hiring: set[asyncio.Future[None]] = set()
        self._idle: list[_Worker] = []
        self._waiting: dict[asyncio.Future[Answer], Question] = {}  # first come, first served
        self._running = False
        self._failed: Answer | None = None

    def start(self) -> asyncio.Task[None]:
        """Start the workers, if they are not; the task is done when one is ready.

        Raises:
            GraphError: when it is awaited: the store cannot be put on disk or opened.
        """
        if self._starting is None:
            self._running = True
            self._ready: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._starting = asyncio.create_task(self._start())
            self._starting.add_done_callback(self._started)
        return self._starting

    async def stop(self) -> None:
        """End the workers and wait until they are gone."""
        self._running = False
        starting, self._starting = self._starting, None
        if starting is not None and not starting.done():
            starting.cancel()
            with suppress(asyncio.CancelledError):
                await starting
        self._turn_all_away(Answer(Outcome.BUSY, b"the server is shutting down"))
        await asyncio.gather(*self._hiring, return_exceptions=True)
        gone = [worker.gone for worker in self._workers]
        for worker in list(self._workers):
            worker.kill()
        await asyncio.gather(*gone)
        if self._shelf is not None:
            self._shelf.close()
            self._shelf = None

    @property
    def processes(self) -> list[int]:
        """The process ids of the workers."""
        return sorted(worker.process_id for worker in self._workers)

    def ask(self, question: Question) -> asyncio.Future[Answer]:
        """Return what will be the answer; cancelling it stops the work."""
        self.start()
        asked: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if self._idle:
            self._idle.pop().take(asked, question)
        elif self._failed is not None:
            asked.set_result(self._failed)
        elif len(self._waiting) < _WAITING:
            self._waiting[asked] = question
            late = asked.get_loop().call_later(self.limits.patience, self._turn_away, asked)
            asked.add_done_callback(lambda _: late.cancel())
            asked.add_done_callback(lambda _: self._waiting.pop(asked, None))
        else:
            asked.set_result(self._busy())
        return asked

    def rest(self, worker: _Worker) -> None:
        """Give a worker that has nothing to do the next question."""
        if not self._ready.done():
            self._ready.set_result(Answer(Outcome.READY))
        if self._waiting:
            asked = next(iter(self._waiting))
            worker.take(asked, self._waiting.pop(asked))
        else:
            self._idle.append(worker)

    def lose(self, worker: _Worker, said: Answer) -> None:
        """Replace a worker that is gone; `said` is why, if it could not even start."""
        self._workers.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        if not self._ready.done():
            self._ready.set_result(said)
        if self._running:
            asyncio.get_running_loop().call_later(_AGAIN if worker.fresh else 0, self._replace)

    def _turn_away(self, asked: asyncio.Future[Answer]) -> None:
        if asked in self._waiting:  # else a worker has taken it
            _finish(asked, self._busy())

    def _turn_all_away(self, answer: Answer) -> None:
        for asked in list(self._waiting):
            _finish(asked, answer)

    def _busy(self) -> Answer:
        what = b"the store is not ready yet" if self._shelf is None else b"too many queries are waiting"
        return Answer(Outcome.BUSY, what + b" (try again later)")

    def _replace(self) -> None:
        if self._running and self._shelf is not None:
            hiring = asyncio.ensure_future(self._hire(self._shelf.path))
            self._hiring.add(hiring)  # who is not held may be collected
            hiring.add_done_callback(self._hiring.discard)

    def _started(self, starting: asyncio.Task[None]) -> None:
        if not starting.cancelled() and (error := starting.exception()) is not None:
            self._running = False
            self._failed = Answer(Outcome.BROKEN, str(error).encode())
            self._turn_all_away(self._failed)

    async def _start(self) -> None:
        placing = asyncio.ensure_future(asyncio.to_thread(self._place))
        try:
            self._shelf = await asyncio.shield(placing)
        except asyncio.CancelledError:  # a thread cannot be stopped, and what it makes is to be removed
            (await placing).close()
            raise
        await asyncio.gather(*(self._hire(self._shelf.path) for _ in range(self._count)))
        opened = await self._ready
        if opened.outcome is not Outcome.READY:
            said, where = opened.content.decode(), str(self._shelf.path)
            raise GraphError(f"the store cannot be opened: {said}", where=where, remedy="make room, or build it again")

    async def _hire(self, path: Path) -> None:
        loop = asyncio.get_running_loop()
        _, worker = await loop.subprocess_exec(
            lambda: _Worker(self),
            sys.executable,
            *("-P", "-m", "aigovkg.web.worker", str(path), json.dumps(asdict(self.limits))),
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server, which ends its workers itself
        )
        self._workers.add(worker)


class _Worker(asyncio.SubprocessProtocol):
    """The engine's end of a worker: one question at a time."""

    def __init__(self, engine: Engine) -> None:
        loop = asyncio.get_running_loop()
        self.asked: asyncio.Future[Answer] | None = None
        self.gone: asyncio.Future[None] = loop.create_future()
        self.fresh = True
        self._engine = engine
        self._loop = loop
        self._late: asyncio.TimerHandle | None = None
        self._received = bytearray()
        self._said: Answer | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._process = cast("asyncio.SubprocessTransport", transport)
        self._input = cast("asyncio.WriteTransport", self._process.get_pipe_transport(0))

    def take(self, asked: asyncio.Future[Answer], question: Question) -> None:
        """Work on a question, until its answer is there, its time is up or nobody waits for it."""
        self.asked = asked
        seconds = patience(question, self._engine.limits)
        self._late = self._loop.call_later(seconds, self._give_up, seconds)
        asked.add_done_callback(self._dropped)
        self._input.write(question.packed())

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 — there is one pipe
        received = self._received
        received += data
        if len(received) < HEAD.size:
            return
        outcome, length = HEAD.unpack_from(received)
        if len(received) < HEAD.size + length:
            return
        self._received = bytearray()
        self._heard(Answer(Outcome(outcome), bytes(memoryview(received)[HEAD.size :])))

    def process_exited(self) -> None:
        self.gone.set_result(None)
        self._engine.lose(self, self._said or Answer(Outcome.BROKEN, b"the process that should open it ended"))
        self._finish(hungry(self._engine.limits))
        self._process.close()

    @property
    def process_id(self) -> int:
        """The id of the process."""
        return self._process.get_pid()

    def kill(self) -> None:
        """End the process, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()

    def _heard(self, answer: Answer) -> None:
        if answer.outcome is Outcome.BROKEN:
            self._said = answer
            return
        self.fresh = False
        self._finish(answer)
        self._engine.rest(self)

    def _give_up(self, seconds: float) -> None:
        self._finish(Answer(Outcome.LATE, f"no answer in {seconds:g} s (narrow the query)".encode()))
        self.kill()

    def _dropped(self, asked: asyncio.Future[Answer]) -> None:
        if asked is self.asked and asked.cancelled():
            self._finish(None)
            self.kill()

    def _finish(self, answer: Answer | None) -> None:
        asked, self.asked = self.asked, None
        if self._late is not None:
            self._late.cancel()
            self._late = None
        if asked is not None and answer is not None:
            _finish(asked, answer)


def _finish(asked: asyncio.Future[Answer], answer: Answer) -> None:
    if not asked.done():
        asked.set_result(answer)
