"""Data that a page loads without a server: scripts, each of which hands over one value (frontend/src/published/load.js)."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from aigovkg import syntaxes
from aigovkg.vocabulary import PREFIXES
from aigovkg.web.publishing.addresses import DATA
from aigovkg.web.publishing.index import Json

_PART = 8_000_000  # bytes of N-Triples that the engine is given at once
_ENGINE = Path(__file__).parent / "engine"
_MODULE, _WORKER = "oxigraph.wasm", "worker.js"  # as the front end's build leaves them


def script(name: str, value: Json) -> tuple[str, bytes]:
    """Return the file that hands over a value under a name, and what it holds."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Nothing here stands inside HTML, but a server may take the file for it.
    plain = words.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{DATA}/{name}.js", f"aigovkg.deliver({json.dumps(name)},{plain});\n".encode()


def engine(graphs: ox.Store) -> Iterator[tuple[str, Json]]:
    """Yield what the engine in the page needs: itself, and the graph in parts, all triples and then the named graphs."""
    yield "engine/worker", (_ENGINE / _WORKER).read_text(encoding="utf-8")
    yield "engine/module", packed((_ENGINE / _MODULE).read_bytes())
    parts: dict[str, Json] = {}
    named = _Named(graphs)
    for name, syntax, held in (("part", ox.RdfFormat.N_TRIPLES, graphs), ("graphs", ox.RdfFormat.N_QUADS, named)):
        place = -1
        for place, part in enumerate(_parts(syntaxes.serialized(held, syntax))):
            yield f"engine/{name}{place}", packed(part)
        parts[name] = place + 1
    yield "engine", {**parts, "prefixes": dict(PREFIXES)}


def packed(content: bytes) -> str:
    """Return bytes compressed and in base64."""
    return base64.b64encode(b"".join(compressed([content]))).decode()


def compressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a stream compressed as gzip, without a name and a time."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    yield from map(squeeze.compress, chunks)
    yield squeeze.flush()


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks of whole lines together until they are big enough."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PART:
            yield b"".join(held)
            held, size = [], 0
    if size:
        yield b"".join(held)


class _Named:
    """The named graphs of a store, without its default graph."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def names(self) -> list[bytes]:
        """Return the names of the graphs, as N-Quads has them, sorted."""
        return sorted(str(graph).encode() for graph in self._store.named_graphs())

    def lines(self, name: bytes) -> Iterator[bytes]:
        """Yield the triples of a graph as N-Triples."""
        words = name.decode()
        graph = ox.NamedNode(words[1:-1]) if words[:1] == "<" else ox.BlankNode(words[2:])
        content = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        if content:
            yield content

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield names of graphs with their triples as N-Triples."""
        return ((name, blob) for name in self.names() for blob in self.lines(name))
