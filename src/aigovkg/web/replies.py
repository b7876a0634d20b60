"""What the answers that are data have in common: who may read them, and how a client asks whether they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

_VERSION = version("aigovkg")

# Anybody's pages may read them: they are public, and nothing in them depends on who asks.
OPEN: Mapping[str, str] = MappingProxyType(
    {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Content-Location, Link"}
)


def tag(*parts: str) -> str:
    """Return an entity tag for an answer that only these parts and this version of ours decide; other bytes may mean the same."""
    digest = hashlib.blake2b("\0".join((_VERSION, *parts)).encode(), digest_size=16)
    return f'W/"{digest.hexdigest()}"'


def has_already(request: Request, wanted: str) -> bool:
    """Tell whether a client has the answer of a tag (RFC 9110, 13.1.2)."""
    known = request.headers.get("if-none-match")
    if known is None:
        return False
    return known.strip() == "*" or wanted.removeprefix("W/") in {one.strip().removeprefix("W/") for one in known.split(",")}


def unchanged(tagged: str, vary: str = "Accept") -> Response:
    """Return the answer to a client that has the answer already."""
    return Response(status_code=304, headers={**OPEN, "ETag": tagged, "Vary": vary, "Cache-Control": "no-cache"})


def data(content: bytes, media_type: str, tagged: str | None, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Return an answer that is data. It may be kept, but not used without asking whether it has changed."""
    sent = {**OPEN, "Content-Type": media_type, "Vary": "Accept", **headers}
    if tagged is None:
        return Response(content, headers={**sent, "Cache-Control": "no-store"})
    return Response(content, headers={**sent, "Cache-Control": "no-cache", "ETag": tagged})


def sorry(status: int, words: str, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    """Return one line that says what is wrong."""
    made = Response(words.rstrip() + "\n", status, {**OPEN, "Content-Type": "text/plain; charset=utf-8", **headers})
    made.headers["Cache-Control"] = "no-store"
    return made


def preflight(methods: Sequence[str]) -> Response:
    """Return the answer to OPTIONS: what pages elsewhere may send."""
    headers = {
        **OPEN,
        "Allow": ", ".join(methods),
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)
