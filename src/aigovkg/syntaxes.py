"""Quads ⇄ files: canonical Turtle and TriG, N-Triples, N-Quads, JSON-LD and RDF/XML.

The Turtle is canonical: prefixes fixed, subjects and predicates sorted, `a` first, one triple a line, so that
a small change of input is a small diff. A file is written whole or not at all.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg.errors import GraphError, OutputError
from aigovkg.vocabulary import PREFIXES, TYPE, XSD

# File name endings and the syntax they stand for.
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

_NAMES = tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?")
# Literals that Turtle writes without quotation marks, where the lexical form allows it.
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


def format_of(path: Path) -> ox.RdfFormat:
    """Return the syntax that a file name ending stands for.

    Raises:
        OutputError: the ending is none of `FORMATS`.
    """
    if path.suffix.lower() not in FORMATS:
        raise OutputError(
            f"unknown file name ending {path.suffix or '(none)'}", where=str(path), remedy=f"use one of {', '.join(FORMATS)}"
        )
    return FORMATS[path.suffix.lower()]


def load(path: Path) -> ox.Store:
    """Read a graph file into a store in memory.

    Raises:
        GraphError: the file is missing, of an unknown ending or not well-formed.
    """
    if path.suffix.lower() not in FORMATS:
        raise GraphError(
            f"unknown file name ending {path.suffix or '(none)'}", where=str(path), remedy=f"give one of {', '.join(FORMATS)}"
        )
    store = ox.Store()
    try:
        store.load(path=str(path), format=FORMATS[path.suffix.lower()])
    except FileNotFoundError as error:
        raise GraphError("no such file", where=str(path), remedy="check the path") from error
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"not well-formed: {error}", where=str(path), remedy="mend the file at that place") from error
    except OSError as error:
        raise GraphError(f"cannot be read: {error}", where=str(path), remedy="check its permissions") from error
    return store


def write(store: ox.Store, path: Path) -> None:
    """Write a store to a file, in the syntax of its ending: whole, or not at all.

    Raises:
        OutputError: the ending is unknown, or the file cannot be written.
    """
    syntax = format_of(path)
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in serialized(store, syntax):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written: {error.strerror or error}", where=str(path), remedy="choose another place, or make room there"
        ) from error
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise


def ensure_writable(path: Path) -> None:
    """Find out before the work whether a file could be written.

    Raises:
        OutputError: the ending is unknown, or nothing can be written there.
    """
    format_of(path)
    if path.is_dir():
        raise OutputError("this is a folder", where=str(path), remedy="give the name of a file")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", where=str(path), remedy="choose another place"
        ) from error


def print_to_stdout(store: ox.Store, syntax: ox.RdfFormat) -> None:
    """Write a store to standard output."""
    for chunk in serialized(store, syntax):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def serialized(store: ox.Store, syntax: ox.RdfFormat) -> Iterator[bytes]:
    """Yield a store in a syntax, the same bytes for the same quads; syntaxes without graphs hold their union."""
    if syntax == ox.RdfFormat.TURTLE:
        yield from _prefixes()
        yield from _blocks({quad.triple for quad in store}, "")
    elif syntax == ox.RdfFormat.TRIG:
        yield from _prefixes()
        ordered = sorted(store, key=lambda quad: str(quad.graph_name))
        for graph, quads in groupby(ordered, key=lambda quad: quad.graph_name):
            triples = {quad.triple for quad in quads}
            if isinstance(graph, ox.DefaultGraph):
                yield from _blocks(triples, "")
            else:
                yield f"\n{_term(graph)} {{".encode()
                yield from _blocks(triples, "    ")
                yield b"}\n"
    elif syntax in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        flat = syntax == ox.RdfFormat.N_TRIPLES
        lines = {f"{quad.triple if flat else quad} .\n" for quad in store}
        yield from (line.encode() for line in sorted(lines))
    else:
        one = [quad.triple for quad in store] if not syntax.supports_datasets else list(store)
        if syntax == ox.RdfFormat.RDF_XML:
            _ensure_xml(one)
        content = ox.serialize(sorted(set(one), key=str), format=syntax, prefixes=dict(PREFIXES))
        if content is not None:
            yield content


def _ensure_xml(statements: Iterable[ox.Triple | ox.Quad]) -> None:
    """Refuse literals that XML 1.0 cannot hold or would change: offsets of quotes would be wrong."""
    if any(isinstance(one.object, ox.Literal) and _NOT_IN_XML.search(one.object.value) for one in statements):
        raise OutputError(
            "a text holds characters that XML cannot", where=".rdf", remedy="write another syntax, such as .ttl or .nt"
        )


def _prefixes() -> Iterator[bytes]:
    for name, iri in PREFIXES.items():
        yield f"@prefix {name}: <{iri}> .\n".encode()


def _blocks(triples: Iterable[ox.Triple], indent: str) -> Iterator[bytes]:
    """Yield one block a subject: predicates sorted with `a` first, one triple a line."""
    ordered = sorted(triples, key=lambda t: (str(t.subject), t.predicate.value != TYPE, t.predicate.value, str(t.object)))
    for subject, block in groupby(ordered, key=lambda triple: triple.subject):
        lines = []
        last = None
        for triple in block:
            verb = "a" if triple.predicate.value == TYPE else _term(triple.predicate)
            lines.append(f"{indent}    {verb} {_term(triple.object)}" if last is not None else f"{verb} {_term(triple.object)}")
            last = triple
        body = " ;\n".join(lines)
        yield f"\n{indent}{_term(subject)} {body} .\n".encode()


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        for name, start in _NAMES:
            if term.value.startswith(start) and _LOCAL.fullmatch(term.value, len(start)):
                return f"{name}:{term.value[len(start) :]}"
    elif isinstance(term, ox.Literal) and not term.language:
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
        if term.datatype.value != XSD + "string":
            return f"{ox.Literal(term.value)}^^{_term(term.datatype)}"
    return str(term)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
