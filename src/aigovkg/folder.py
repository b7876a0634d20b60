"""A graph kept as a folder: one file of N-Quads for each source, and the work that building it again need not do twice.

    kg/manifest.json            which files make the graph: all that counts is what this names
    kg/graphs/ab/ab….nq         the graph of one source, of the catalogue entries reached, of the ontology: sorted N-Quads
    kg/harvest/cd/cd….harvest   what was read at one path: passages, names and claims
    kg/state/ef….json.zst       what the next build must know of all sources, and the report

Files are named after their content or what decides it, and are never changed; a build writes new ones beside the old and then
puts the new manifest in place of the old one in a single step. So whatever happens meanwhile, one of the two stands whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import zstandard

from aigovkg.errors import GraphError, OutputError

MANIFEST = "manifest.json"
_FORMAT = 1
_GRAPHS, _HARVEST, _STATE = "graphs", "harvest", "state"
_ENDINGS = {_GRAPHS: ".nq", _HARVEST: ".harvest", _STATE: ".json.zst"}
_BLOB = 32_000_000  # bytes that are parsed at once


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
        return [Shard(*row) for row in self._manifest()["graphs"]]

    def state(self) -> dict[str, Any]:
        """Return what the last build left for the next.

        Raises:
            GraphError: this is no folder of a graph.
        """
        file = self._file(_STATE, self._manifest()["state"])
        try:
            found: dict[str, Any] = json.loads(zstandard.decompress(file.read_bytes()))
        except (OSError, ValueError, zstandard.ZstdError) as error:
            raise self._broken(error) from error
        return found

    def exists(self) -> bool:
        """Tell whether a graph was ever built here."""
        return (self.path / MANIFEST).is_file()

    def names(self) -> list[bytes]:
        """Return the names of the graphs, as N-Quads has them, sorted."""
        return [f"<{shard.graph}>".encode() for shard in self.shards()]

    def lines(self, name: bytes) -> Iterator[bytes]:
        """Yield the triples of a graph as N-Triples."""
        wanted = name.decode()[1:-1]
        for shard in self._by_graph().get(wanted, ()):
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

    def _by_graph(self) -> dict[str, list[Shard]]:
        found: dict[str, list[Shard]] = {}
        for shard in self.shards():
            found.setdefault(shard.graph, []).append(shard)
        return found

    def _manifest(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.path / MANIFEST).read_bytes())
        except FileNotFoundError as error:
            raise GraphError(
                "no graph was built here", where=str(self.path), remedy="give a folder that `build -o` made"
            ) from error
        except (OSError, ValueError) as error:
            raise self._broken(error) from error
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise GraphError("of another version of aigovkg", where=str(self.path / MANIFEST), remedy="build it again")
        return found

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
                not one.name.startswith(".") and one.name not in _ENDINGS for one in self.path.iterdir()
            ):
                raise OutputError(
                    "this folder holds something else", where=str(self.path), remedy="name a new or an empty folder"
                )
            descriptor = os.open(self.path, os.O_RDONLY)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            _lock(descriptor, self.path)
            yield
        finally:
            os.close(descriptor)

    def ensure_writable(self) -> None:
        """Find out before the work whether a graph could be kept here.

        Raises:
            OutputError: as `locked`.
        """
        with self.locked():
            pass

    def put_graph(self, content: bytes) -> str:
        """Keep the N-Quads of a graph and return the digest that names its file."""
        digest = hashlib.sha256(content).hexdigest()
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

    def commit(self, shards: Collection[Shard], state: dict[str, Any], keep: Collection[str]) -> None:
        """Make graphs and a state what the folder holds, in one step; then remove every file that is no longer needed.

        `keep` are the names of files besides that the next build will want.

        Raises:
            OutputError: the folder cannot be written; then it holds what it held.
        """
        # Keys stand sorted, so that the same content is the same bytes.
        content = zstandard.compress(json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(), 1)
        digest = hashlib.sha256(content).hexdigest()
        self._put(_STATE, digest, content)
        rows = [[shard.graph, shard.file, shard.quads] for shard in sorted(shards, key=lambda shard: (shard.graph, shard.file))]
        manifest = {"format": _FORMAT, "graphs": rows, "state": digest}
        if hasattr(os, "sync"):
            os.sync()  # what the manifest names must be on disk before it
        self._write(self.path / MANIFEST, json.dumps(manifest, indent=0).encode() + b"\n", durable=True)
        self._sweep({digest, *keep, *(shard.file for shard in shards)})

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


if sys.platform == "win32":

    def _lock(descriptor: int, path: Path) -> None:
        """Take no lock: Windows has none for folders."""

else:
    import fcntl

    def _lock(descriptor: int, path: Path) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                "another build is at work in this folder", where=str(path), remedy="wait for it, or name another folder"
            ) from error
