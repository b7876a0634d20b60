"""A process that answers queries over a store on disk, one after the other: `engine` starts it, feeds it and kills it.

It reads questions from standard input and writes answers to standard output, each with its length before it, until the input
ends. What it may use is limited from within, so that a query that eats memory ends this process and nothing else, and one that
runs away ends even if whoever should have killed it is no more.
"""

from __future__ import annotations

import json
import math
import os
import re
import struct
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import IO

import pyoxigraph as ox

from aigovkg import description, queries, syntaxes, vocabulary
from aigovkg.errors import AigovkgError, QueryError
from aigovkg.queries import Dataset
from aigovkg.web import jsonld, tabled

HEAD = struct.Struct(">BI")  # what an answer is, and how many bytes follow
LENGTH = struct.Struct(">I")
_PIPE = 1 << 20  # bytes that may wait in the pipe
_GRACE = 5  # seconds of processor time beyond the limit; the engine kills sooner, on the clock

TABLES: Mapping[str, ox.QueryResultsFormat] = MappingProxyType(
    {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
    }
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # not in XML 1.0
# What stands once for each row, and how often it stands besides.
_MARKS: Mapping[str, tuple[bytes, int]] = MappingProxyType(
    {"json": (b"},{", -1), "xml": (b"<result>", 0), "csv": (b"\n", 1), "tsv": (b"\n", 1)}
)
_CHUNK = 1 << 20  # bytes looked through at once


class Work(StrEnum):
    """What is asked: a query; the claims about the thing of an IRI, as CSV; or what the graph holds, as N-Triples (VoID)."""

    QUERY = "query"
    CLAIMS = "claims"
    DESCRIPTION = "description"


class Outcome(IntEnum):
    """What became of a question."""

    READY = 0  # not an answer: the worker has opened its store
    TABLE = 1
    GRAPH = 2
    REFUSED = 3
    UNACCEPTABLE = 4
    LARGE = 5
    HUNGRY = 6
    LATE = 7
    BUSY = 8
    BROKEN = 9


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: seconds, rows or triples, bytes of its answer, and megabytes of memory.

    `patience` is how many seconds it waits for its turn before it is turned away.
    """

    seconds: float = 30.0
    rows: int = 100_000
    size: int = 64_000_000
    memory: int = 1024
    patience: float = 30.0


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the graphs it sees if not those it names itself, and the syntaxes of its answer: of a table, and of a graph.

    No syntax means that whoever asks takes no such answer. With other `work`, `text` is no query.
    """

    text: str
    dataset: Dataset | None = None
    table: str | None = "json"
    graph: str | None = ".ttl"
    work: Work = Work.QUERY

    def packed(self) -> bytes:
        """Return what goes over the pipe."""
        dataset = self.dataset and (self.dataset.default, self.dataset.named)
        content = json.dumps((self.text, dataset, self.table, self.graph, self.work)).encode()
        return LENGTH.pack(len(content)) + content

    @classmethod
    def unpacked(cls, content: bytes) -> Question:
        """Return what came over the pipe."""
        text, dataset, table, graph, work = json.loads(content)
        return cls(text, dataset and Dataset(*map(tuple, dataset)), table, graph, Work(work))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question, and its content: the answer, or words that say what is wrong."""

    outcome: Outcome
    content: bytes = b""


class _TooLargeError(Exception):
    """The answer is larger than it may be; it may have been worked out in part."""


class _Sink:
    """A file in memory that takes so many bytes."""

    def __init__(self, most: int) -> None:
        self.chunks: list[bytes] = []
        self._left = most

    def write(self, chunk: bytes) -> int:
        self._left -= len(chunk)
        if self._left < 0:
            raise _TooLargeError
        self.chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: it is all here."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Triples as sorted lines of N-Triples, to be written in any syntax."""

    held: Sequence[bytes]

    def names(self) -> list[bytes]:
        return [b""]

    def lines(self, name: bytes) -> Iterator[bytes]:  # noqa: ARG002 — there is one graph
        if self.held:
            yield b"\n".join((*self.held, b""))

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        return ((b"", blob) for blob in self.lines(b""))


def answered(store: ox.Store, question: Question, limits: Limits) -> Answer:
    """Return the answer to a question, whole or not at all."""
    try:
        if question.work is Work.DESCRIPTION:
            return _described(store)
        if question.work is Work.CLAIMS:
            return _claims(store, ox.NamedNode(question.text), limits)
        found = queries.found_by(store, question.text, question.dataset)
        if isinstance(found, ox.QueryTriples):
            return _graph(found, question.graph, limits)
        return _table(found, question.table, limits)
    except _TooLargeError:
        most = f"{limits.rows:,} rows or {limits.size // 1_000_000:,} MB"
        return Answer(Outcome.LARGE, f"the answer is larger than {most} (add a LIMIT, or ask for less)".encode())
    except MemoryError:
        return hungry(limits)
    except AigovkgError as error:
        return Answer(Outcome.REFUSED, str(error).encode())
    except (ValueError, RuntimeError, OSError) as error:
        return Answer(Outcome.REFUSED, str(queries.unanswerable(error)).encode())


def patience(question: Question, limits: Limits) -> float:
    """Return how many seconds a question may take: what is asked once, and then known, may take longer."""
    return limits.seconds * (10 if question.work is Work.DESCRIPTION else 1)


def hungry(limits: Limits) -> Answer:
    """Return what is to say of a query that ended its process."""
    return Answer(Outcome.HUNGRY, f"the query needs more than {limits.memory:,} MB of memory, or broke the engine".encode())


def _table(found: ox.QueryBoolean | ox.QuerySolutions, syntax: str | None, limits: Limits) -> Answer:
    if syntax is None:
        return Answer(Outcome.UNACCEPTABLE, b"SELECT and ASK answer in JSON, XML, CSV or TSV")
    if isinstance(found, ox.QueryBoolean):
        return Answer(Outcome.TABLE, found.serialize(format=TABLES[syntax]) or b"")
    content = _written(found, TABLES[syntax], limits)
    if _rows(content, syntax, limits.rows) > limits.rows:
        raise _TooLargeError
    return Answer(Outcome.TABLE, _fit_for_xml(content) if syntax == "xml" else content)


def _rows(content: bytes, syntax: str, enough: int) -> int:
    """Return how many rows there are, or a number that is not less, where that is not more than enough."""
    mark, besides = _MARKS[syntax]
    roughly = content.count(mark) - besides
    if roughly <= enough or syntax in {"xml", "tsv"}:  # which escape the mark in values
        return roughly
    if syntax == "json":
        content = content.replace(rb"\\", b"").replace(rb"\"", b"")
    return _outside(content, mark) - besides


def _outside(content: bytes, mark: bytes) -> int:
    """Return how often a mark stands outside quotation marks."""
    count, inside, end = 0, False, b""
    for start in range(0, len(content), _CHUNK):
        pieces = content[start : start + _CHUNK].split(b'"')
        bare = end + b"".join(pieces[inside::2])
        count += bare.count(mark)
        inside ^= len(pieces) % 2 == 0
        end = bare[len(bare) - len(mark) + 1 :]
    return count


def _fit_for_xml(content: bytes) -> bytes:
    if _CONTROL.search(content):
        raise QueryError("a value holds characters that XML cannot", where="query", remedy="ask for JSON, CSV or TSV")
    return content.replace(b"\r", b"&#13;")  # which XML would read as a line feed


def _graph(found: ox.QueryTriples, syntax: str | None, limits: Limits) -> Answer:
    """Return triples each once, in order, so that the same graph is the same bytes."""
    if syntax is None:
        return Answer(Outcome.UNACCEPTABLE, b"CONSTRUCT and DESCRIBE answer in Turtle, N-Triples, JSON-LD or RDF/XML")
    lines = sorted(set(_written(found, ox.RdfFormat.N_TRIPLES, limits).splitlines()))
    if len(lines) > limits.rows:
        raise _TooLargeError
    if syntax == ".nt":
        return Answer(Outcome.GRAPH, b"\n".join((*lines, b"")) if lines else b"")
    content = b"".join(syntaxes.serialized(_Lines(lines), syntaxes.FORMATS[syntax]))
    return Answer(Outcome.GRAPH, jsonld.compact(content) if syntax == ".jsonld" else content)


def _claims(store: ox.Store, thing: ox.NamedNode, limits: Limits) -> Answer:
    found = tabled.claims(store, thing)
    if len(found) > limits.rows:
        raise _TooLargeError
    return Answer(Outcome.TABLE, tabled.table(store, found))


def _described(store: ox.Store) -> Answer:
    lines = syntaxes.union(store, (vocabulary.ONTOLOGY_GRAPH, vocabulary.CATALOGUE_GRAPH))
    described = description.describe(lines, syntaxes.SHARED, "", "")
    return Answer(Outcome.GRAPH, described.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b"")


def _written(found: ox.QuerySolutions | ox.QueryTriples, syntax: ox.QueryResultsFormat | ox.RdfFormat, limits: Limits) -> bytes:
    sink = _Sink(limits.size)
    found.serialize(sink, format=syntax)  # type: ignore[arg-type]
    return b"".join(sink.chunks)


def main(path: str, limits: Limits) -> None:
    """Answer what comes in until nothing more comes."""
    source, sink = sys.stdin.buffer, _only_ours()
    try:
        store = ox.Store.read_only(path)
    except (OSError, ValueError) as error:
        _send(sink, Answer(Outcome.BROKEN, str(error).encode()))
        return
    _bound_memory(limits.memory)
    _send(sink, Answer(Outcome.READY))
    while head := source.read(LENGTH.size):
        question = Question.unpacked(source.read(*LENGTH.unpack(head)))
        _bound_time(patience(question, limits))
        _send(sink, answered(store, question, limits))


def _only_ours() -> IO[bytes]:
    """Return what answers are written to; whatever else is written to standard output goes to standard error."""
    mine = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # as much as an ordinary user may have
            fcntl.fcntl(mine, fcntl.F_SETPIPE_SZ, _PIPE)
    return open(mine, "wb")  # noqa: PTH123 — a descriptor has no path, and lives as long as the process


def _send(sink: IO[bytes], answer: Answer) -> None:
    sink.write(HEAD.pack(answer.outcome, len(answer.content)))
    sink.write(answer.content)
    sink.flush()


if sys.platform == "win32":

    def _bound_memory(megabytes: int) -> None:
        """Bound nothing: Windows has no such limits for a process of its own."""

    def _bound_time(seconds: float) -> None:
        """Bound nothing, as above; the engine still kills on the clock."""

else:
    import resource

    def _bound_memory(megabytes: int) -> None:
        """Let this process take so much more memory than it has now."""
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (_taken() + megabytes * 1_000_000,) * 2)

    def _bound_time(seconds: float) -> None:
        """Let this process compute so much longer."""
        soft = math.ceil(time.process_time() + seconds) + _GRACE
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))

    def _taken() -> int:
        """Return how much address space this process has."""
        try:
            with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 — read while starting
                return int(file.read().split()[0]) * resource.getpagesize()
        except OSError:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main(sys.argv[1], Limits(**json.loads(sys.argv[2])))
