"""A graph → the files of its site."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from aigovkg import description, syntaxes
from aigovkg.coverage import Coverage
from aigovkg.errors import OutputError
from aigovkg.vocabulary import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, TYPE
from aigovkg.web.links import local
from aigovkg.web.publishing import facets, handed, index
from aigovkg.web.publishing.addresses import Address
from aigovkg.web.publishing.documents import passages, things
from aigovkg.web.publishing.folder import ensure_replaceable, replaced
from aigovkg.web.publishing.pages import Helpers, Order, Pages, Written, helpers
from aigovkg.web.review import Found
from aigovkg.web.site import Site

# The whole graph, the graphs of its sources, and what describes it.
GRAPH, GRAPHS, VOID = "graph.nt.gz", "graph.nq.gz", "void.ttl"
_AT_ONCE = 100  # pages after which is told how far it is
_SITEMAP = 50_000  # addresses that a site map may have

_WEB = re.compile(r"https?://[^\s\"'<>?#]+")

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: how many pages, how many files in all, how many bytes; and which links lead to what is not there."""

    pages: int
    files: int
    size: int
    missing: tuple[str, ...]


def publish(site: Site, target: Path, *, root: str = "", workers: int = 1, tell: Tell = lambda *_: None) -> Summary:
    """Write the explorer of a graph as a static site, whole or not at all, and return what was written.

    An earlier site in the same place is replaced. `root` is the address at which it will stand, if that is known: then there is
    a site map, and the page for addresses that are not there finds its style. `workers` is how many processes write pages, 0
    being one for each core. `tell` is told the stage, how much of it is done and how much there is.

    Raises:
        OutputError: `target` holds something else, or cannot be written; `root` is no address of the web.
    """
    ensure_replaceable(target)
    if root and not _WEB.fullmatch(root):
        raise OutputError("no address of the web", where=root[:200], remedy="give one such as https://example.org/governance/")
    root = root and root.rstrip("/") + "/"
    mark = {"graph": site.origin, "sha256": site.digest, "version": version("aigovkg")}
    named = any(True for _ in site.store.named_graphs())
    downloads = (GRAPH, GRAPHS, VOID) if named else (GRAPH, VOID)
    with replaced(target, mark) as folder:
        pages = Pages(site, folder, downloads, root)
        tell("review", 0, 1)
        site.index.waited_for()  # no page may say that this is still being worked out
        site.review.waited_for()
        tell("review", 1, 1)
        order = Order(site.path, site.language, folder, downloads, root, _issues(site))
        with helpers(order, workers or os.cpu_count() or 1) as others:
            _write_pages(site, pages, others, tell)
        for done in pages.write_data():
            tell("data", done, len(pages.written.wanted.data))
        _write_data(site, pages, named, tell)
        _write_signs(pages, root)
    written = pages.written
    return Summary(written.pages, written.files, written.size, tuple(sorted(written.missing)))


def _issues(site: Site) -> Found:
    """Return what was found wrong with the graph, without the ledger: the pages of things show no more."""
    found = site.review.found()
    if found is None:
        raise RuntimeError("it was waited for")
    return replace(found, coverage=Coverage(()))


def _write_pages(site: Site, pages: Pages, others: Helpers, tell: Tell) -> None:
    """Write the pages of all that is in the graph, and those that they link to."""
    done: set[Address] = set()
    asked = pages.first | set(_things(site.store, pages.kinds))
    while more := sorted(asked - done):
        many = len(done)
        for count, written in _written(more, pages, others):
            many += count
            if written is not None:
                pages.written.add(written)
            tell("pages", many, max(many, len(asked | pages.written.wanted.pages)))
        done.update(more)
        asked |= pages.written.wanted.pages
    pages.write_absent()


def _written(addresses: list[Address], pages: Pages, others: Helpers) -> Iterator[tuple[int, Written | None]]:
    """Write pages; yield how many are done, with what was written where that was another process."""
    # What shows the graph as a whole is worked out once, here; things have a path of two parts.
    here = [address for address in addresses if address.path.count("/") == 1 or not others.worth(addresses)]
    there = sorted(set(addresses).difference(here))
    if there:
        yield from others.write(there)
    for start in range(0, len(here), _AT_ONCE):
        pages.write(here[start : start + _AT_ONCE])
        yield len(here[start : start + _AT_ONCE]), None


def _things(store: ox.Store, kinds: set[str]) -> Iterator[Address]:
    """Yield the pages of all things that have a class; what else has one is linked to."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode):
            kind, name = local(quad.subject.value)
            if kind in kinds:
                yield Address(f"/{kind}/{name}")


def _write_data(site: Site, pages: Pages, named: bool, tell: Tell) -> None:
    """Write what pages load, and what is downloaded."""
    store = site.store
    for name, content in _below(files("aigovkg.web") / "static", "static"):
        pages.put(name, [content])
    tell("search", 0, 1)
    found = [*things(site.facts)], [*passages(site.facts)]
    pages.hand(index.files(*found))
    pages.hand([facets.file(site.overview, *found)])
    tell("search", 1, 1)
    pages.hand(handed.engine())
    triples = _write_graph(pages, GRAPH, "part", handed.triples(store))
    quads = _write_graph(pages, GRAPHS, "graphs", handed.quads(store)) if named else 0
    pages.hand([handed.graph(triples, quads)])
    lines = handed.marked(store, (ONTOLOGY_GRAPH, CATALOGUE_GRAPH))
    described = description.describe(lines, syntaxes.SHARED, GRAPH, ox.RdfFormat.N_TRIPLES.media_type)
    void = b"".join(syntaxes.serialized(described, ox.RdfFormat.TURTLE))
    pages.put(VOID, [void])
    pages.put(".well-known/void", [void])


def _write_graph(pages: Pages, file: str, name: str, parts: Iterable[bytes]) -> int:
    """Write the whole graph to a file and, part by part, for the engine in the page; return how many parts that makes."""
    many = 0

    def squeezed() -> Iterator[bytes]:
        nonlocal many
        for part in parts:
            content = handed.squeezed(part)
            pages.hand([(f"engine/{name}{many}", handed.packed(content))])
            many += 1
            yield content

    pages.put(file, squeezed())
    return many


def _write_signs(pages: Pages, root: str) -> None:
    """Write what tells search engines that they are welcome and where the pages are, and GitHub to leave no file out."""
    lines = ["User-agent: *", "Allow: /"]
    shown = sorted(pages.written.shown) if root else []
    for start in range(0, len(shown), _SITEMAP):
        name = f"sitemap{start // _SITEMAP}.txt"
        pages.put(name, [f"{root}{page}\n".encode() for page in shown[start : start + _SITEMAP]])
        lines.append(f"Sitemap: {root}{name}")
    pages.put("robots.txt", ["\n".join((*lines, "")).encode()])
    pages.put(".nojekyll", [])


def _below(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for one in sorted(place.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _below(one, f"{name}/{one.name}")
        else:
            yield f"{name}/{one.name}", one.read_bytes()
