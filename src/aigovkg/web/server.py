"""An application → a server on this machine, which strangers and broken clients do not bring down."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from aigovkg.errors import OutputError

_BACKLOG = 4096  # connections that may wait to be taken
_CONNECTIONS = 4000  # at once; one more is told 503
_FILES = _CONNECTIONS + 1000  # that this process may have open
_IDLE = 15  # seconds until a connection without a request is closed
_PATIENCE = 20.0  # seconds in which a client has to get on with sending its request or with taking its answer
_GRACE = 3  # seconds for answers that are under way when the server is stopped
_REASONS = {
    errno.EADDRINUSE: ("the port is in use", "give another with --port, or stop what uses it"),
    errno.EACCES: ("the port is not for ordinary users", "give one above 1023 with --port"),
    errno.EADDRNOTAVAIL: ("this machine has no such address", "give one of its own with --host"),
}


def run(app: ASGIApp, host: str, port: int, ready: Callable[[str], object] = lambda _: None) -> None:
    """Serve an application until it is interrupted; `ready` is told its address once it can be reached.

    Raises:
        OutputError: nothing can listen there.
    """
    listening = listener(host, port)
    _allow_files()
    config = Config(
        app,
        http=Timely,
        ws="none",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        backlog=_BACKLOG,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_GRACE,
    )
    with listening, suppress(KeyboardInterrupt):
        _Announced(config, lambda: ready(address(listening))).run([listening])


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 is any that is free.

    Raises:
        OutputError: nothing can listen there.
    """
    where = f"{host}:{port}"
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(cast("tuple[str, int]", place[:2]), family=family, backlog=_BACKLOG)
    except socket.gaierror as error:
        raise OutputError("there is no such address", where=where, remedy="give one of this machine with --host") from error
    except OSError as error:
        what, remedy = _REASONS.get(error.errno or 0, (str(error.strerror or error), "give another --host or --port"))
        raise OutputError(what, where=where, remedy=remedy) from error


def address(listening: socket.socket) -> str:
    """Return where a browser finds what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Announced(Server):
    """A server that says when it can be reached, and nothing of what it cuts short when it is stopped."""

    def __init__(self, config: Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


class Timely(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection that is closed when its client makes no progress: sends no whole request, or does not take the answer.

    The server itself looks to the clock between requests only.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to look to the clock."""
        super().connection_made(transport)
        self._seen: tuple[object, int] | None = None
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        asking = self.cycle is None or self.cycle.more_body or self.cycle.response_complete
        untaken = self.transport.get_write_buffer_size()
        seen = (self.cycle, untaken) if asking or untaken else None
        if seen is not None and seen == self._seen:
            self.transport.abort()
            return
        self._seen = seen
        self._looking = asyncio.get_running_loop().call_later(_PATIENCE, self._look)


if sys.platform == "win32":

    def _allow_files() -> None:
        """Allow nothing: Windows does not limit them so."""

else:
    import resource

    def _allow_files() -> None:
        """Let this process have as many connections open as it may."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
