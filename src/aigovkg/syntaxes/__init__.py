"""Quads ⇄ files: canonical Turtle and TriG, N-Triples, N-Quads, JSON-LD and RDF/XML, plain or compressed.

The Turtle is canonical: prefixes fixed, subjects and predicates sorted, `a` first, one triple a line, so that
a small change of input is a small diff. A file is written whole or not at all. What is written comes out of
sorted N-Triples lines, so no graph needs to fit in memory to be written.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import IO, Protocol, cast

import pyoxigraph as ox

from aigovkg import whole
from aigovkg.errors import GraphError, OutputError
from aigovkg.syntaxes import turtle
from aigovkg.syntaxes.files import BROKEN, COMPRESSED, ensure_place, reading, stem_of, suffix_of, write_whole
from aigovkg.syntaxes.ordering import ordered
from aigovkg.vocabulary import PREFIXES

__all__ = [
    "FORMATS",
    "Graphs",
    "ensure_writable",
    "format_of",
    "load",
    "ordered",
    "print_to_stdout",
    "serialized",
    "stem_of",
    "triples",
    "write",
]

# File name endings and the syntax they stand for; each may be followed by .gz or .zst.
FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".jsonld": ox.RdfFormat.JSON_LD,
        ".rdf": ox.RdfFormat.RDF_XML,
    }
)


# What marks, at the end of a line, that only shared graphs hold it.
SHARED = b"\x02"
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Graphs(Protocol):
    """Named graphs that can be written: their names as N-Triples has them (b"" is the default graph), and their lines."""

    def names(self) -> list[bytes]:
        """Return the names of the graphs that hold something, sorted."""

    def lines(self, name: bytes) -> Iterator[bytes]:
        """Yield the triples of a graph as blobs of N-Triples, in any order."""

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield names of graphs with triples of theirs as blobs of N-Triples, in any order."""


class _Stored:
    """The graphs of a store; what it holds a second time, so that queries find it, is not written."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def names(self) -> list[bytes]:
        named = [str(graph).encode() for graph in whole.graphs(self._store)]
        return sorted(named if whole.is_merged(self._store) else [b"", *named])

    def lines(self, name: bytes) -> Iterator[bytes]:
        words = name.decode()
        graph = ox.DefaultGraph() if not name else ox.NamedNode(words[1:-1]) if name[:1] == b"<" else ox.BlankNode(words[2:])
        content = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        if content:
            yield content

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        return ((name, blob) for name in self.names() for blob in self.lines(name))


def format_of(path: Path) -> ox.RdfFormat:
    """Return the syntax that a file name ending stands for, before that of a compressed file.

    Raises:
        OutputError: the ending is none of `FORMATS`.
    """
    return _format(path, OutputError)


def load(path: Path) -> ox.Store:
    """Read a graph file into a store in memory.

    Raises:
        GraphError: the file is missing, of an unknown ending or not well-formed.
    """
    syntax = _format(path, GraphError)
    store = ox.Store()
    try:
        if path.suffix.lower() in COMPRESSED:
            with reading(path) as file:
                store.load(file, format=syntax)
        else:
            store.load(path=str(path), format=syntax)
    except FileNotFoundError as error:
        raise GraphError("no such file", where=str(path), remedy="check the path") from error
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"not well-formed: {error}", where=str(path), remedy="mend the file at that place") from error
    except BROKEN as error:
        raise GraphError(f"cannot be read: {error}", where=str(path), remedy="check the file and its permissions") from error
    return store


def _format(path: Path, error: type[OutputError | GraphError]) -> ox.RdfFormat:
    ending = suffix_of(path)
    if ending not in FORMATS:
        raise error(
            f"unknown file name ending {path.suffix or '(none)'}",
            where=str(path),
            remedy=f"use one of {', '.join(FORMATS)}, or one of them and {' or '.join(COMPRESSED)}",
        )
    return FORMATS[ending]


def write(graphs: ox.Store | Graphs, path: Path) -> None:
    """Write graphs to a file, in the syntax of its ending: whole, or not at all.

    Raises:
        OutputError: the ending is unknown, or the file cannot be written.
    """
    write_whole(path, serialized(graphs, format_of(path)))


def ensure_writable(path: Path) -> None:
    """Find out before the work whether a file could be written.

    Raises:
        OutputError: the ending is unknown, or nothing can be written there.
    """
    format_of(path)
    if path.is_dir():
        raise OutputError("this is a folder", where=str(path), remedy="give the name of a file")
    ensure_place(path)


def print_to_stdout(graphs: ox.Store | Graphs, syntax: ox.RdfFormat) -> None:
    """Write graphs to standard output."""
    for chunk in serialized(graphs, syntax):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def serialized(graphs: ox.Store | Graphs, syntax: ox.RdfFormat) -> Iterator[bytes]:
    """Yield graphs in a syntax, the same bytes for the same quads; syntaxes without graphs hold their union."""
    held = _Stored(graphs) if isinstance(graphs, ox.Store) else graphs
    match syntax:
        case ox.RdfFormat.TURTLE:
            yield turtle.prefixes()
            yield from turtle.blocks(ordered(map(turtle.marked, _union(held))))
        case ox.RdfFormat.TRIG:
            yield turtle.prefixes()
            for name in held.names():
                batches = ordered(map(turtle.marked, held.lines(name)))
                if name:
                    yield b"\n%s {" % turtle.term(name)
                    yield from turtle.blocks(batches, b"    ")
                    yield b"}\n"
                else:
                    yield from turtle.blocks(batches)
        case ox.RdfFormat.N_TRIPLES:
            yield from _joined(ordered(_union(held)))
        case ox.RdfFormat.N_QUADS:
            yield from _joined(ordered(_quads(held)))
        case _:
            yield from _by_library(held, syntax)


def union(graphs: ox.Store | Graphs, shared: Collection[str]) -> Iterator[list[bytes]]:
    """Yield the triples of graphs as sorted N-Triples lines, each once, in batches.

    Those that only the graphs of the IRIs in `shared` hold end in `SHARED`.
    """
    held = _Stored(graphs) if isinstance(graphs, ox.Store) else graphs
    behind = {f"<{iri}>".encode() for iri in shared}
    last = b""
    for batch in ordered(
        blob.replace(b" .\n", b" ." + SHARED + b"\n") if name in behind else blob for name, blob in held.blobs()
    ):
        # A line that is not only shared sorts right before itself with the mark.
        kept = [line for before, line in pairwise((last, *batch)) if line != before + SHARED]
        last = batch[-1]
        yield kept


def triples(graphs: ox.Store | Graphs) -> Iterator[tuple[bytes, list[bytes]]]:
    """Yield batches of the sorted N-Triples lines of each graph, without line breaks, with the name of the graph."""
    held = _Stored(graphs) if isinstance(graphs, ox.Store) else graphs
    for name in held.names():
        yield from ((name, batch) for batch in ordered(held.lines(name)))


def _union(graphs: Graphs) -> Iterator[bytes]:
    return (blob for _, blob in graphs.blobs())


def _quads(graphs: Graphs) -> Iterator[bytes]:
    for name, blob in graphs.blobs():
        # A line break in a literal is escaped, so " ." and a break end a line and nothing else.
        yield blob.replace(b" .\n", b" %s .\n" % name) if name else blob


def _joined(batches: Iterable[list[bytes]]) -> Iterator[bytes]:
    for batch in batches:
        yield b"\n".join((*batch, b""))


def _by_library(graphs: Graphs, syntax: ox.RdfFormat) -> Iterator[bytes]:
    """Yield what pyoxigraph's own writer makes of sorted statements."""
    flat = not syntax.supports_datasets
    lines = _joined(ordered(_union(graphs) if flat else _quads(graphs)))
    parsed: Iterator[ox.Quad] = ox.parse(
        cast("IO[bytes]", _Flow(lines)), format=ox.RdfFormat.N_TRIPLES if flat else ox.RdfFormat.N_QUADS
    )
    if syntax == ox.RdfFormat.RDF_XML:
        parsed = map(_fit_for_xml, parsed)
    content = ox.serialize((quad.triple for quad in parsed) if flat else parsed, format=syntax, prefixes=dict(PREFIXES))
    if content is not None:
        yield content


def _fit_for_xml(quad: ox.Quad) -> ox.Quad:
    """Refuse a literal that XML 1.0 cannot hold or would change: offsets of quotes would be wrong."""
    if isinstance(quad.object, ox.Literal) and _NOT_IN_XML.search(quad.object.value):
        raise OutputError(
            "a text holds characters that XML cannot", where=".rdf", remedy="write another syntax, such as .ttl or .nt"
        )
    return quad


class _Flow(io.RawIOBase):
    """A file to read that an iterator fills."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        part, self._left = (self._left, memoryview(b"")) if size < 0 else (self._left[:size], self._left[size:])
        return bytes(part)
