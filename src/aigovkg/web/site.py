"""A graph file or folder → what is served of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from aigovkg.errors import GraphError
from aigovkg.folder import MANIFEST, Folder
from aigovkg.folder.stores import Held
from aigovkg.knowledge_graph import load
from aigovkg.vocabulary import AIG, ROOTS, TYPE
from aigovkg.web.browse.facts import Facts
from aigovkg.web.browse.overview import Overview
from aigovkg.web.engine import Engine, Shelf, shelved
from aigovkg.web.index import Index
from aigovkg.web.review import Review
from aigovkg.web.worker import Limits

_OURS = (*ROOTS.values(), AIG + "Claim", AIG + "Passage", AIG + "Source")


@dataclass(frozen=True)
class Site:
    """What is served: a graph, every triple of which stands in the default graph of `store`, the named graphs beside it.

    `origin` is what the graph is called on the pages, `path` the file or folder it came from, `digest` tells one content from
    another (for ETags and for what is kept derived from it), `language` is that of a reader who asks for none, `limits` are
    those of queries; `held` keeps the store of a folder where it is.
    """

    store: ox.Store
    path: Path
    digest: str
    language: str = "en"
    held: Held | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def origin(self) -> str:
        """What the graph is called on the pages: the name of its file or folder."""
        return self.path.resolve().name

    @cached_property
    def engine(self) -> Engine:
        """What answers queries over the graph, in processes of its own; to be started and stopped."""
        held = self.held
        return Engine(lambda: shelved(self.store) if held is None else Shelf(held.path, lambda: None), self.limits)

    @cached_property
    def facts(self) -> Facts:
        """The graph, to be asked for what is said of one thing."""
        return Facts(self.store)

    @cached_property
    def index(self) -> Index:
        """What is found by its words, as soon as it is there."""
        return Index(self.store, self.digest)

    @cached_property
    def review(self) -> Review:
        """What is found by looking through the whole graph: the report, and what its texts name that it does not know."""
        return Review(self.store, Folder(self.path) if self.path.is_dir() else None)

    @cached_property
    def overview(self) -> Overview:
        """The graph as a whole, for what is drawn of it."""
        return Overview(self.store)


def opened(path: Path, language: str = "en", limits: Limits | None = None) -> Site:
    """Return what is to be served of a graph file or folder.

    Raises:
        GraphError: the file is missing, of an unknown ending or not well-formed; no graph was built in the folder; or nothing
            in the graph is ours.
    """
    graph = load(path)
    store = graph.union
    classes = (ox.NamedNode(name) for name in _OURS)
    if not any(next(store.quads_for_pattern(None, ox.NamedNode(TYPE), one, ox.DefaultGraph()), None) for one in classes):
        what = f"nothing in this graph has a class of {AIG}, so there is nothing to show"
        raise GraphError(what, where=str(path), remedy="give a graph that aigovkg built")
    return Site(store, path, digest_of(path), language, graph.held, limits or Limits())


def digest_of(path: Path) -> str:
    """Return what tells the content of a graph file or folder from any other: a SHA-256 in hexadecimal."""
    with (path / MANIFEST if path.is_dir() else path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
