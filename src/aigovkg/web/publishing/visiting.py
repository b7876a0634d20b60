"""The explorer, asked for its pages without a server: what it answers is what it serves."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    content: bytes


async def visit(application: Starlette, path: str, query: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Ask an application for what stands at a path, which is not percent-encoded.

    Raises:
        Exception: whatever the application raises.
    """
    raw = quote(path, errors="surrogatepass").encode()
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": raw,
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": [],
        "client": None,
        "server": ("localhost", 80),
    }
    status = 0
    content: list[bytes] = []

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        message = next(asked, None)
        if message is None:
            await asyncio.Event().wait()  # a reader who neither says more nor goes away
        return message or {}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)
        content.append(message.get("body", b""))

    await application(scope, receive, send)
    return Answer(status, b"".join(content))
