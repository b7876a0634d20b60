"""Work that may run away → its result in time, or one clear error.

pyoxigraph runs a query without looking up: neither Ctrl-C nor a signal handler of Python is heard before its end. It lets go
of Python's lock meanwhile, so it runs in a thread, and who waits for it can stop waiting. Only the end of the process ends
such a thread; a child process could be killed alone, but one made by fork hangs when another thread of the engine held a lock
(seen), and a fresh one would read the whole graph again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from traceback import clear_frames
from typing import TypeVar

from aigovkg.errors import QueryError

_NAME = "aigovkg query"
T = TypeVar("T")


def within(seconds: float | None, work: Callable[[], T]) -> T:
    """Return what work returns; without a number of seconds it is simply done.

    Raises:
        QueryError: the time is up.
    """
    if seconds is None:
        return work()
    promised: Future[T] = Future()
    threading.Thread(target=_fulfil, args=(promised, work), name=_NAME, daemon=True).start()
    try:
        return promised.result(seconds)
    except TimeoutError as error:
        if promised.done():
            raise
        raise QueryError(f"no answer in {seconds:g} s", where="query", remedy="narrow the query, or give it more time") from error


def left_running() -> bool:
    """Tell whether work that nobody waits for any more is still going on."""
    return any(thread.name == _NAME for thread in threading.enumerate())


def _fulfil(promised: Future[T], work: Callable[[], T]) -> None:
    try:
        promised.set_result(work())
    except BaseException as error:  # noqa: BLE001 — whatever it is, it belongs to who waits
        # What the engine left in the frames may only be dropped in the thread that made it.
        for one in (error, error.__cause__):
            clear_frames(one.__traceback__ if one else None)
        promised.set_exception(error)
