"""A graph → the files of its site."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox
from starlette.routing import Route

from aigovkg import description, syntaxes
from aigovkg.vocabulary import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, TYPE
from aigovkg.web.application import application
from aigovkg.web.links import KINDS, LANGUAGES, Links, local
from aigovkg.web.publishing import facets, handed, index
from aigovkg.web.publishing.addresses import Address, Published, Wanted, address_of, data_file, file_of, values_name
from aigovkg.web.publishing.documents import passages, things
from aigovkg.web.publishing.folder import Folder, ensure_replaceable, replaced
from aigovkg.web.publishing.visiting import visit
from aigovkg.web.site import Site

# The whole graph, the graphs of its sources, and what describes it.
GRAPH, GRAPHS, VOID = "graph.nt.gz", "graph.nq.gz", "void.ttl"
_ABSENT = "/404"
_AT_ONCE = 100  # pages after which is told how far it is
_SITEMAP = 50_000  # addresses that a site map may have

Tell = Callable[[str, int, int], None]


@dataclass
class Summary:
    """What was written: how many pages, how many files in all, how many bytes; and which links lead to what is not there."""

    pages: int = 0
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)


def publish(site: Site, target: Path, *, root: str = "", tell: Tell = lambda *_: None) -> Summary:
    """Write the explorer of a graph as a static site, whole or not at all, and return what was written.

    An earlier site in the same place is replaced. `root` is the address at which it will stand, if that is known: then there is
    a site map, and the page for addresses that are not there finds its style. `tell` is told the stage, how much of it is done
    and how much there is.

    Raises:
        OutputError: `target` holds something else, or cannot be written.
    """
    ensure_replaceable(target)
    mark = {"graph": site.origin, "sha256": site.digest, "version": version("aigovkg")}
    with replaced(target, mark) as folder:
        work = _Work(site, folder, root and root.rstrip("/") + "/", tell)
        asyncio.run(work.pages())
        work.beside()
    return work.summary


class _Work:
    """A site that is being written."""

    def __init__(self, site: Site, folder: Folder, root: str, tell: Tell) -> None:
        self.summary = Summary()
        self._site = site
        self._folder = folder
        self._root = root
        self._tell = tell
        self._wanted = Wanted()
        self._shown: list[str] = []
        self._named = any(True for _ in site.store.named_graphs())
        self._files = (GRAPH, GRAPHS, VOID) if self._named else (GRAPH, VOID)
        self._application = application(site, self._links)
        # Not the routes that only have data for who asks for data.
        routes = {route.path.split("/")[1] for route in self._application.routes if type(route) is Route}
        self._kinds = routes.intersection(KINDS)

    async def pages(self) -> None:
        """Write the pages of all that is in the graph, and what they link to: other pages, and things as data."""
        first = {Address("/"), *(Address(f"/{name}") for name in self._application.state.navigation)}
        done: set[Address] = set()
        asked = first | set(self._things())
        while more := sorted(asked - done):
            for address in more:
                if len(done) % _AT_ONCE == 0:
                    self._tell("pages", len(done), len(asked | self._wanted.pages))
                await self._page(address)
                done.add(address)
            asked |= self._wanted.pages
        self._tell("pages", len(done), len(done))
        await self._page(Address(_ABSENT), 404)
        for path in sorted(self._wanted.values):
            await self._values(path)
        try:
            await self._downloads()
        finally:
            await self._site.engine.stop()

    async def _downloads(self) -> None:
        """Write what is had as data of each thing."""
        wanted = sorted(self._wanted.data)
        for start in range(0, len(wanted), _AT_ONCE):
            self._tell("data", start, len(wanted))
            # At once, for the answers come from several processes.
            await asyncio.gather(*(self._download(*one) for one in wanted[start : start + _AT_ONCE]))

    def beside(self) -> None:
        """Write what is no page: what pages load, what is downloaded, what other programs read."""
        store = self._site.store
        for name, content in _below(files("aigovkg.web") / "static", "static"):
            self._write(name, [content])
        self._tell("search", 0, 1)
        found = [*things(self._site.facts)], [*passages(self._site.facts)]
        self._hand(index.files(*found))
        self._hand([facets.file(self._site.overview, *found)])
        self._tell("search", 1, 1)
        self._hand(handed.engine())
        triples = self._graph(GRAPH, "part", handed.triples(store))
        quads = self._graph(GRAPHS, "graphs", handed.quads(store)) if self._named else 0
        self._hand([handed.graph(triples, quads)])
        lines = handed.marked(store, (ONTOLOGY_GRAPH, CATALOGUE_GRAPH))
        described = description.describe(lines, syntaxes.SHARED, GRAPH, ox.RdfFormat.N_TRIPLES.media_type)
        void = b"".join(syntaxes.serialized(described, ox.RdfFormat.TURTLE))
        self._write(VOID, [void])
        self._write(".well-known/void", [void])
        self._write(".nojekyll", [])  # GitHub would leave files out whose names it does not like
        self._robots()

    def _graph(self, file: str, name: str, parts: Iterable[bytes]) -> int:
        """Write the whole graph to a file and, part by part, for the engine in the page; return how many parts that makes."""
        many = 0

        def squeezed() -> Iterator[bytes]:
            nonlocal many
            for part in parts:
                content = handed.squeezed(part)
                self._hand([(f"engine/{name}{many}", handed.packed(content))])
                many += 1
                yield content

        self._write(file, squeezed())
        return many

    async def _page(self, address: Address, status: int = 200) -> None:
        for language in LANGUAGES:
            answer = await visit(self._application, address.path, (*address.query, ("lang", language)))
            if answer.status != status:
                self.summary.missing.append(" ".join((address.path, *("=".join(pair) for pair in address.query))))
                return
            file = file_of(address, "" if language == self._site.language else language)
            self._write(file, [answer.content])
            self.summary.pages += 1
            if status == 200:
                self._shown.append(file)

    async def _values(self, path: str) -> None:
        for language in LANGUAGES:
            answer = await visit(self._application, path, (("lang", language),))
            if answer.status == 200:
                self._hand([(values_name(path, language), json.loads(answer.content))])
            else:
                self.summary.missing.append(path)

    async def _download(self, kind: str, name: str, ending: str) -> None:
        answer = await visit(self._application, f"/data/{kind}/{name}.{ending}")
        if answer.status == 200:
            self._write(data_file(kind, name, ending), [answer.content])
        else:
            self.summary.missing.append(f"/data/{kind}/{name}.{ending}")

    def _links(self, language: str, path: str, query: tuple[tuple[str, str], ...], chosen: bool) -> Links:  # noqa: ARG002
        address = address_of(path, query)
        root = self._root if address.path == _ABSENT else ""
        return Published(language, address, self._site.language, self._known, self._wanted, self._files, root)

    def _things(self) -> Iterator[Address]:
        """Yield the pages of all things that have a class; what else has one is linked to."""
        typed = self._site.store.quads_for_pattern(None, ox.NamedNode(TYPE), None, ox.DefaultGraph())
        for quad in typed:
            if isinstance(quad.subject, ox.NamedNode):
                kind, name = local(quad.subject.value)
                if kind in self._kinds:
                    yield Address(f"/{kind}/{name}")

    def _known(self, iri: str) -> bool:
        return local(iri)[0] in self._kinds and self._site.facts.knows(iri)

    def _hand(self, values: Iterable[tuple[str, index.Json]]) -> None:
        for name, value in values:
            file, content = handed.script(name, value)
            self._write(file, [content])

    def _write(self, name: str, chunks: Iterable[bytes]) -> None:
        self.summary.size += self._folder.write(name, chunks)
        self.summary.files += 1

    def _robots(self) -> None:
        """Write what tells search engines that they are welcome, and where the pages are."""
        lines = ["User-agent: *", "Allow: /"]
        pages = sorted(self._shown) if self._root else []
        for start in range(0, len(pages), _SITEMAP):
            name = f"sitemap{start // _SITEMAP}.txt"
            self._write(name, [f"{self._root}{page}\n".encode() for page in pages[start : start + _SITEMAP]])
            lines.append(f"Sitemap: {self._root}{name}")
        self._write("robots.txt", ["\n".join((*lines, "")).encode()])


def _below(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for one in sorted(place.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _below(one, f"{name}/{one.name}")
        else:
            yield f"{name}/{one.name}", one.read_bytes()
