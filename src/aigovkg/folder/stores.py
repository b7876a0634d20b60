"""The graphs of a folder once more, as a store on disk that opens at once.

    kg/store/ab…/       an Oxigraph of the graphs that the manifest with the digest ab… names

A store is never changed where it stands: it is made beside the others, of an earlier one by hard links if there is one, and then
put in its place in one step. So who reads one goes on reading it, whatever is built meanwhile: a lock keeps it there.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from aigovkg import whole
from aigovkg.folder import locks

# What RocksDB writes once and never changes: a link to it is as good as a copy.
_IMMUTABLE = (".sst", ".blob")
_LOGS = ("LOCK", "LOG")
_BROKEN = (OSError, RuntimeError)  # what opening or reading a store that is not whole raises
_MAKING, _GONE = ".making-", ".gone-"


class Held(Protocol):
    """What keeps a store on disk, as long as it is not let go of."""

    @property
    def path(self) -> Path:
        """Where the store is."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store to read, and what must be kept for as long as it is read."""

    store: ox.Store
    held: Held


@dataclass(frozen=True, slots=True)
class Change:
    """How an earlier store becomes the new one: its digest, and quads that go and come, without blank nodes."""

    digest: str
    removed: set[ox.Quad] = field(repr=False)
    added: set[ox.Quad] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of a folder, each named after the digest of the manifest whose graphs it holds."""

    path: Path

    def has(self, digest: str) -> bool:
        """Tell whether there is a store of a manifest."""
        return (self.path / digest / "CURRENT").is_file()

    def open(self, digest: str) -> Opened | None:
        """Return the store of a manifest, if there is one and it is whole."""
        place = self.path / digest
        held = locks.reading(place)
        if held is None:
            return None
        try:
            return Opened(ox.Store.read_only(str(place)), held)
        except _BROKEN:  # torn by a crash of the machine: to be made again
            held.close()
            _remove(place)
            return None

    def make(self, digest: str, fill: Callable[[ox.Store], None], change: Change | None = None) -> None:
        """Make the store of a manifest: out of an earlier one, if it is there, else by filling an empty one.

        Raises:
            OSError: there is no room for it.
        """
        if self.has(digest):
            return
        self.path.mkdir(exist_ok=True)
        if change is not None and self.has(change.digest):
            with suppress(*_BROKEN):
                self._put(digest, lambda place: self._changed(place, change))
                return
        self._put(digest, lambda place: _filled(place, fill))

    def _put(self, digest: str, make: Callable[[Path], None]) -> None:
        """Make a store beside the others and put it in its place."""
        place = self.path / (_MAKING + secrets.token_hex(4))
        place.mkdir()
        lock = locks.reading(place)  # so that no build removes it
        try:
            make(place)
            if not self.has(digest):
                _remove(self.path / digest)  # what is left of a torn one
            place.rename(self.path / digest)
        except OSError:
            if not self.has(digest):  # else another reader was faster
                raise
        finally:
            shutil.rmtree(place, ignore_errors=True)
            if lock is not None:
                lock.close()

    def _changed(self, place: Path, change: Change) -> None:
        earlier = self.path / change.digest
        for file in earlier.iterdir():
            if file.suffix in _IMMUTABLE:
                _link(file, place / file.name)
            elif not file.name.startswith(_LOGS):
                shutil.copyfile(file, place / file.name)
        store = ox.Store(str(place))
        _apply(store, change)
        store.flush()

    def sweep(self, keep: str) -> None:
        """Remove every store but one, and what was left half made; what somebody is reading stays."""
        if not self.path.is_dir():
            return
        for place in self.path.iterdir():
            if place.name != keep:
                _remove(place)
        with suppress(OSError):
            self.path.rmdir()


def temporary(fill: Callable[[ox.Store], None]) -> Opened:
    """Return a store that is removed when it is let go of.

    Raises:
        OSError: there is no room for it.
    """
    place = _Temporary()
    _filled(place.path, fill)
    return Opened(ox.Store.read_only(str(place.path)), place)


class _Temporary:
    """A folder that goes when this is closed or forgotten, or the program ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="aigovkg-store-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def close(self) -> None:
        self._remove()


def _filled(place: Path, fill: Callable[[ox.Store], None]) -> None:
    store = ox.Store(str(place))
    fill(store)
    whole.mark(store)
    store.flush()


def _apply(store: ox.Store, change: Change) -> None:
    """Take quads out of a store and put others in; its default graph goes on holding each triple of the others once."""
    default = ox.DefaultGraph()
    for quad in change.removed:
        store.remove(quad)
    store.extend(change.added)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in change.added)
    for quad in change.removed:
        found = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(one.graph_name == default for one in found):
            store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
    for name in {quad.graph_name for quad in change.removed}:
        if next(store.quads_for_pattern(None, None, None, name), None) is None:
            store.remove_graph(name)


def _link(file: Path, target: Path) -> None:
    try:
        target.hardlink_to(file)
    except OSError:  # not every file system has links
        shutil.copyfile(file, target)


def _remove(place: Path) -> None:
    """Remove a folder, unless somebody reads it."""
    lock = locks.removing(place)
    if lock is None:
        return
    with lock, suppress(OSError):
        gone = place.with_name(_GONE + secrets.token_hex(4))
        place.rename(gone)  # half removed, it must not bear the name of a whole one
        shutil.rmtree(gone, ignore_errors=True)
