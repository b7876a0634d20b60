"""A graph kept as a folder: one file of N-Quads for each source, and the work that building it again need not do twice.

    kg/manifest.json            which files make the graph: all that counts is what this names
    kg/graphs/ab/ab….nq         the graph of one source, of the catalogue entries reached, of the ontology: sorted N-Quads
    kg/harvest/cd/cd….harvest   what was read at one path: passages, names and claims
    kg/state/ef….json.zst       what the next build must know of all sources, and the report
    kg/store/01…/               the graphs once more, as a store that opens at once (see `stores`)

Files are named after their content or what decides it, and are never changed; a build writes new ones beside the old and then
puts the new manifest in place of the old one in a single step. So whatever happens meanwhile, one of the two stands whole.
The same sources give the same bytes everywhere but in the store, which can be removed: who needs it makes it again.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import zstandard

from aigovkg.errors import GraphError, OutputError
from aigovkg.folder import locks, stores
from aigovkg.folder.stores import Change, Opened, Stores

MANIFEST = "manifest.json"
_FORMAT = 2
_GRAPHS, _HARVEST, _STATE = "graphs", "harvest", "state"
_ENDINGS = {_GRAPHS: ".nq", _HARVEST: ".harvest", _STATE: ".json.zst"}
_STORE = "store"
_BLOB = 32_000_000  # bytes that are parsed at once
_SMALL = 0.2  # how much of a graph may change for its store to be changed, and not made anew
_MUCH = 300_000  # quads that may change besides, as they are held in memory
_TRIES = 5  # how often a folder is looked at that is built again and again
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shard:
    """One graph of a folder: its IRI, the digest that names its file, and how many quads it holds."""

    graph: str
    file: str
    quads: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in which a graph is kept. It may not exist yet."""

    path: Path

    # ---- reading

    def shards(self) -> list[Shard]:
        """Return the graphs of the folder, by IRI.

        Raises:
            GraphError: this is no folder of a graph.
        """
        return _shards(self._manifest())

    def state(self) -> Iterator[tuple[str, Any]]:
        """Yield what the last build left for the next, part by part, as it was given to `commit`.

        Raises:
            GraphError: this is no folder of a graph.
        """
        file = self._file(_STATE, self._manifest()["state"])
        try:
            with file.open("rb") as held, zstandard.ZstdDecompressor().stream_reader(held) as lines:
                for line in io.TextIOWrapper(lines, encoding="utf-8", errors="surrogatepass", newline="\n"):
                    section, value = json.loads(line)
                    yield section, value
        except (OSError, ValueError, zstandard.ZstdError) as error:
            raise self._broken(error) from error

    def exists(self) -> bool:
        """Tell whether a graph was ever built here."""
        return (self.path / MANIFEST).is_file()

    def names(self) -> list[bytes]:
        """Return the names of the graphs, as N-Quads has them, sorted."""
        return [f"<{shard.graph}>".encode() for shard in self.shards()]

    def lines(self, name: bytes) -> Iterator[bytes]:
        """Yield the triples of a graph as N-Triples."""
        wanted = name.decode()[1:-1]
        for shard in _by_graph(self.shards()).get(wanted, ()):
            # A line break in a literal is escaped, so only the end of a line can match.
            yield self.read(shard).replace(b" %s .\n" % name, b" .\n")

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield each graph's name, as N-Quads has it, with its triples as N-Triples."""
        for shard in self.shards():
            yield f"<{shard.graph}>".encode(), self.triples(shard)

    def read(self, shard: Shard) -> bytes:
        """Return the N-Quads of a graph.

        Raises:
            GraphError: its file is not there.
        """
        try:
            return self._file(_GRAPHS, shard.file).read_bytes()
        except OSError as error:
            raise self._broken(error) from error

    def triples(self, shard: Shard) -> bytes:
        """Return the N-Triples of a graph.

        Raises:
            GraphError: its file is not there.
        """
        return self.read(shard).replace(f" <{shard.graph}> .\n".encode(), b" .\n")

    def store(self) -> ox.Store:
        """Return the whole graph as a store in memory.

        Raises:
            GraphError: this is no folder of a graph, or a file of it is missing or broken.
        """
        store = ox.Store()
        self.fill(store, self.shards())
        return store

    def opened(self) -> Opened:
        """Return the whole graph as a store on disk, with every triple once in its default graph, beside the named graphs.

        It stays what it is, whatever is built here meanwhile, as long as `held` is kept. If the last build left none, it is made;
        if it cannot be made here, a temporary one is made elsewhere, and a log message says so.

        Raises:
            GraphError: this is no folder of a graph, a file of it is missing or broken, or there is no room for the store.
        """
        for _ in range(_TRIES):
            manifest = self._manifest_bytes()
            digest = _digest(manifest)
            found = self._stores.open(digest)
            if found is not None:
                return found
            try:
                self._stores.make(digest, self._filling(_shards(self._parsed(manifest))))
            except OSError as error:
                reason = error.strerror or error
                break
            except GraphError:
                if manifest == self._manifest_bytes():
                    raise
        else:
            reason = "it changes all the time"
        _log.warning("%s: no store can be kept there (%s), so one is made elsewhere for this time", self.path, reason)
        try:
            return stores.temporary(self._filling(self.shards()))
        except OSError as error:
            what = f"there is no room for its store: {error.strerror or error}"
            raise GraphError(what, where=str(self.path), remedy="make room, or set TMPDIR to where there is some") from error

    def _filling(self, shards: Collection[Shard]) -> Callable[[ox.Store], None]:
        """Return what fills a store with graphs, and its default graph with the triples of all."""

        def fill(store: ox.Store) -> None:
            self.fill(store, shards)
            self.fill(store, shards, merged=True)

        return fill

    @property
    def _stores(self) -> Stores:
        return Stores(self.path / _STORE)

    def fill(self, store: ox.Store, shards: Collection[Shard], *, merged: bool = False) -> None:
        """Add graphs to a store; if `merged`, their triples to its default graph, each once."""
        held: list[bytes] = []
        size = 0
        for shard in shards:
            held.append(self.triples(shard) if merged else self.read(shard))
            size += len(held[-1])
            if size > _BLOB:
                self._load(store, held)
                held, size = [], 0
        self._load(store, held)

    def _load(self, store: ox.Store, held: list[bytes]) -> None:
        try:  # triples are quads of the default graph
            store.bulk_load(b"".join(held), format=ox.RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise self._broken(error) from error

    def _manifest(self) -> dict[str, Any]:
        return self._parsed(self._manifest_bytes())

    def _parsed(self, manifest: bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(manifest)
        except ValueError as error:
            raise self._broken(error) from error
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise GraphError("of another version of aigovkg", where=str(self.path / MANIFEST), remedy="build it again")
        return found

    def _manifest_bytes(self) -> bytes:
        try:
            return (self.path / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            raise GraphError(
                "no graph was built here", where=str(self.path), remedy="give a folder that `build -o` made"
            ) from error
        except OSError as error:
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> GraphError:
        return GraphError(f"the folder is not whole: {error}", where=str(self.path), remedy="build it again")

    # ---- writing

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, made if need be, against other builds; a process that is killed lets go of it.

        Raises:
            OutputError: another build holds it, it cannot be made, or it holds something else.
        """
        try:
            self.path.mkdir(parents=False, exist_ok=True)
            if not self.exists() and any(
                not one.name.startswith(".") and one.name not in (*_ENDINGS, _STORE) for one in self.path.iterdir()
            ):
                raise OutputError(
                    "this folder holds something else", where=str(self.path), remedy="name a new or an empty folder"
                )
            lock = locks.changing(self.path)
        except BlockingIOError as error:
            raise OutputError(
                "another build is at work in this folder", where=str(self.path), remedy="wait for it, or name another folder"
            ) from error
        except OSError as error:
            raise self._unwritable(error) from error
        with lock:
            yield

    def ensure_writable(self) -> None:
        """Find out before the work whether a graph could be kept here.

        Raises:
            OutputError: as `locked`.
        """
        with self.locked():
            pass

    def put_graph(self, content: bytes) -> str:
        """Keep the N-Quads of a graph and return the digest that names its file."""
        digest = _digest(content)
        self._put(_GRAPHS, digest, content)
        return digest

    def put_harvest(self, key: str, content: bytes) -> None:
        """Keep a harvest."""
        self._put(_HARVEST, key, content)

    def harvest(self, key: str) -> bytes | None:
        """Return a harvest, if it is there."""
        try:
            return self._file(_HARVEST, key).read_bytes()
        except OSError:
            return None

    def has_graph(self, digest: str) -> bool:
        """Tell whether the file of a graph is there."""
        return self._file(_GRAPHS, digest).is_file()

    def has_harvest(self, key: str) -> bool:
        """Tell whether a harvest is there."""
        return self._file(_HARVEST, key).is_file()

    def commit(
        self, shards: Collection[Shard], state: Iterable[tuple[str, Any]], keep: Collection[str], *, stored: bool = True
    ) -> None:
        """Make graphs and a state what the folder holds, in one step; then remove every file that is no longer needed.

        `keep` are the names of files besides that the next build will want; if `stored`, the graphs are kept as a store too.

        Raises:
            OutputError: the folder cannot be written; then it holds what it held.
        """
        content = b"".join(_compressed(state))
        digest = _digest(content)
        self._put(_STATE, digest, content)
        rows = [[shard.graph, shard.file, shard.quads] for shard in sorted(shards, key=lambda shard: (shard.graph, shard.file))]
        manifest = json.dumps({"format": _FORMAT, "graphs": rows, "state": digest}, indent=0).encode() + b"\n"
        if stored:
            self._store(_digest(manifest), shards)
        if hasattr(os, "sync"):
            os.sync()  # what the manifest names must be on disk before it
        self._write(self.path / MANIFEST, manifest, durable=True)
        self._sweep({digest, *keep, *(shard.file for shard in shards)})
        self._stores.sweep(_digest(manifest))

    def _store(self, digest: str, shards: Collection[Shard]) -> None:
        """Keep the graphs as a store too, under the digest of their manifest."""
        try:
            self._stores.make(digest, self._filling(shards), self._change(shards))
        except OSError as error:
            raise self._unwritable(error) from error

    def _change(self, shards: Collection[Shard]) -> Change | None:
        """Return how the store of the last build becomes one of these graphs, if that is less work than making it anew."""
        try:
            before = _digest(self._manifest_bytes())
            held = set(self.shards())
            if not self._stores.has(before):
                return None
            gone, new = _by_graph(held - set(shards)), _by_graph(set(shards) - held)
            removed: set[bytes] = set()
            added: set[bytes] = set()
            for graph in gone.keys() | new.keys():  # one by one: most lines of a graph that changes stay
                lines, others = (self._lines_of(some.get(graph, ())) for some in (gone, new))
                removed |= lines - others
                added |= others - lines
                if len(removed) + len(added) > min(_MUCH, _SMALL * sum(shard.quads for shard in shards)):
                    return None
            return Change(before, _quads(removed), _quads(added))
        except (GraphError, ValueError):
            return None

    def _lines_of(self, shards: Iterable[Shard]) -> set[bytes]:
        return {line for shard in shards for line in self.read(shard).split(b"\n")}

    def _sweep(self, keep: Collection[str]) -> None:
        for kind, ending in _ENDINGS.items():
            for file in (self.path / kind).glob("*/*"):
                if file.name.removesuffix(ending) not in keep:
                    with suppress(OSError):
                        file.unlink()
            for place in (self.path / kind).glob("*"):
                with suppress(OSError):
                    place.rmdir()  # only where nothing is left in it
        for file in self.path.glob(f".{MANIFEST}.*"):
            with suppress(OSError):
                file.unlink()

    def _file(self, kind: str, name: str) -> Path:
        return self.path / kind / name[:2] / f"{name}{_ENDINGS[kind]}"

    def _put(self, kind: str, name: str, content: bytes) -> None:
        file = self._file(kind, name)
        if not file.is_file():
            self._write(file, content)

    def _write(self, file: Path, content: bytes, *, durable: bool = False) -> None:
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as opened:
                opened.write(content)
                if durable:
                    opened.flush()
                    os.fsync(opened.fileno())
            temporary.replace(file)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> OutputError:
        what = f"cannot be written: {error.strerror or error}"
        return OutputError(what, where=str(self.path), remedy="choose another place, or make room there")


def _shards(manifest: dict[str, Any]) -> list[Shard]:
    return [Shard(*row) for row in manifest["graphs"]]


def _by_graph(shards: Iterable[Shard]) -> dict[str, list[Shard]]:
    found: dict[str, list[Shard]] = {}
    for shard in shards:
        found.setdefault(shard.graph, []).append(shard)
    return found


def _compressed(parts: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """Yield the content of a state: a line of JSON for each part, with sorted keys, so that the same is the same bytes."""
    compressing = zstandard.ZstdCompressor(level=1).compressobj()
    for part in parts:
        line = json.dumps(part, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
        yield compressing.compress(line.encode("utf-8", "surrogatepass"))
    yield compressing.flush()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _quads(lines: Collection[bytes]) -> set[ox.Quad]:
    """Return the quads of lines of N-Quads.

    Raises:
        ValueError: there are blank nodes, which cannot be told from others.
    """
    quads = set(ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS))
    if any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object, quad.graph_name)):
        raise ValueError("blank nodes")
    return quads
