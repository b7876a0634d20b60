"""The Accept header of a request → which of the media types on offer answers it best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

# Media types of tables and graphs, the one preferred first, with what the worker calls their syntax.
TABLES: Mapping[str, str] = MappingProxyType(
    {
        "application/sparql-results+json": "json",
        "application/sparql-results+xml": "xml",
        "text/csv": "csv",
        "text/tab-separated-values": "tsv",
        "application/json": "json",
        "application/xml": "xml",
        "text/xml": "xml",
    }
)
GRAPHS: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": ".ttl",
        "application/ld+json": ".jsonld",
        "application/n-triples": ".nt",
        "application/rdf+xml": ".rdf",
        "application/json": ".jsonld",
        "application/xml": ".rdf",
        "text/xml": ".rdf",
        "text/plain": ".nt",
    }
)
HTML = "text/html"


@lru_cache(maxsize=512)
def chosen(accept: str, *offered: str) -> str | None:
    """Return the media type that a header takes most gladly, the earlier of two alike; None if it takes none.

    An empty header takes anything. What is not well-formed in it counts for nothing.
    """
    ranges = [found for part in accept.split(",") if (found := _range(part)) is not None]
    if not accept.strip():
        return offered[0]
    best = max(offered, key=lambda kind: _quality(kind, ranges))  # max gives the first of equals
    return best if _quality(best, ranges) > 0 else None


def _quality(kind: str, ranges: list[tuple[str, float]]) -> float:
    """Return how gladly a media type is taken: what is said of itself counts before what is said of all like it."""
    said = dict(reversed(ranges))
    for pattern in (kind, kind.partition("/")[0] + "/*", "*/*"):
        if pattern in said:
            return said[pattern]
    return 0.0


def _range(part: str) -> tuple[str, float] | None:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    if "/" not in kind:
        return None
    weights = [value for name, _, value in (one.partition("=") for one in parameters) if name.strip() == "q"]
    try:
        weight = float(weights[0]) if weights else 1.0
    except ValueError:
        return None
    return kind, min(max(weight, 0.0), 1.0)
