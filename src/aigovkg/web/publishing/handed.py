"""Data that a page loads without a server: scripts, each of which hands over one value (frontend/src/published/load.js)."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from aigovkg import syntaxes
from aigovkg.syntaxes.ordering import ordered
from aigovkg.vocabulary import PREFIXES
from aigovkg.web.publishing.addresses import DATA
from aigovkg.web.publishing.index import Json

_PART = 8_000_000  # bytes of N-Triples that the engine is given at once
_LEVEL = 6  # a higher one takes twice the time and saves a fiftieth
_ENGINE = Path(__file__).parent / "engine"
_MODULE, _WORKER = "oxigraph.wasm", "worker.js"  # as the front end's build leaves them


def script(name: str, value: Json) -> tuple[str, bytes]:
    """Return the file that hands over a value under a name, and what it holds."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Nothing here stands inside HTML, but a server may take the file for it.
    plain = words.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{DATA}/{name}.js", f"aigovkg.deliver({json.dumps(name)},{plain});\n".encode()


def engine() -> Iterator[tuple[str, Json]]:
    """Yield the engine that answers SPARQL in the page: the source of its worker, and the module in it."""
    yield "engine/worker", (_ENGINE / _WORKER).read_text(encoding="utf-8")
    yield "engine/module", packed(squeezed((_ENGINE / _MODULE).read_bytes()))


def graph(triples: int, quads: int) -> tuple[str, Json]:
    """Return what the engine must know of the graph: of how many parts its triples are, and its quads, and our prefixes."""
    return "engine", {"part": triples, "graphs": quads, "prefixes": dict(PREFIXES)}


def packed(content: bytes) -> str:
    """Return bytes as a script may hold them."""
    return base64.b64encode(content).decode()


def squeezed(content: bytes) -> bytes:
    """Return bytes compressed as gzip, without a name and a time; such pieces one after the other are a gzip file too."""
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return squeeze.compress(content) + squeeze.flush()


def triples(store: ox.Store) -> Iterator[bytes]:
    """Yield the default graph of a store as sorted N-Triples, in parts as the engine is given them."""
    return _parts(ordered(_default(store)))


def quads(store: ox.Store) -> Iterator[bytes]:
    """Yield the named graphs of a store as sorted N-Quads, in parts as the engine is given them."""
    return _parts(ordered(blob.replace(b" .\n", b" %s .\n" % name) for name, blob in _named(store)))


def marked(store: ox.Store, shared: Collection[str]) -> Iterator[list[bytes]]:
    """Yield the sorted N-Triples lines of the default graph in batches; those that only shared graphs hold end in a mark.

    The same as `syntaxes.union`, but in one pass over a store whose default graph holds everything.
    """
    held: set[bytes] = set()
    for graph in map(ox.NamedNode, shared):
        for quad in store.quads_for_pattern(None, None, None, graph):
            behind = {one.graph_name for one in store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)}
            if all(isinstance(one, ox.DefaultGraph) or one.value in shared for one in behind):
                held.add(f"{quad.triple} .".encode())
    for batch in ordered(_default(store)):
        yield [line + syntaxes.SHARED if line in held else line for line in batch]


def _default(store: ox.Store) -> Iterator[bytes]:
    content = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    if content:
        yield content


def _named(store: ox.Store) -> Iterator[tuple[bytes, bytes]]:
    for graph in sorted(store.named_graphs(), key=str):
        content = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        if content:
            yield str(graph).encode(), content


def _parts(batches: Iterable[list[bytes]]) -> Iterator[bytes]:
    """Yield batches of lines together until they are big enough."""
    held: list[bytes] = []
    size = 0
    for batch in batches:
        held.append(b"\n".join((*batch, b"")))
        size += len(held[-1])
        if size >= _PART:
            yield b"".join(held)
            held, size = [], 0
    if size:
        yield b"".join(held)
