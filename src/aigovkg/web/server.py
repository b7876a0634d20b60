"""An application → a server on this machine."""

from __future__ import annotations

from starlette.types import ASGIApp


def run(app: ASGIApp, host: str, port: int) -> None:
    """Serve an application until it is interrupted."""
    import uvicorn

    uvicorn.run(app, host=host, port=port, log_level="warning")
