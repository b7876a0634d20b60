"""Addresses of the explorer → the files of their pages, in this process or in several."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.routing import Route

from aigovkg.errors import OutputError
from aigovkg.pipeline.workers import serve_parent
from aigovkg.web.application import PARTS, application
from aigovkg.web.links import KINDS, LANGUAGES, Links, local
from aigovkg.web.publishing import handed, searching
from aigovkg.web.publishing.addresses import Address, Published, Wanted, address_of, data_file, file_of, values_name
from aigovkg.web.publishing.folder import Folder
from aigovkg.web.publishing.index import Json
from aigovkg.web.publishing.visiting import visit
from aigovkg.web.review import Found
from aigovkg.web.site import Site, opened

_ABSENT = Address("/404")
_DATA_AT_ONCE = 100  # things as data that are asked for together
_CHUNK = 60  # pages that a process is given
_SMALL = 500  # pages; fewer are written before a second process has started


@dataclass
class Written:
    """What was written: pages, files and bytes; what was linked to and is not there; the pages to be read, and what they want."""

    pages: int = 0
    files: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    wanted: Wanted = field(default_factory=Wanted)

    def add(self, other: Written) -> None:
        """Count what another process wrote as well."""
        self.pages += other.pages
        self.files += other.files
        self.size += other.size
        self.missing += other.missing
        self.shown += other.shown
        self.wanted.add(other.wanted)


class Pages:
    """Writes the pages of a site. `downloads` are the files of the whole graph, `root` is where the site will stand, if known."""

    def __init__(self, site: Site, folder: Folder, downloads: tuple[str, ...], root: str) -> None:
        self.written = Written()
        self._site = site
        self._folder = folder
        self._downloads = downloads
        self._root = root
        self._application = application(site, self._links, (searching, *PARTS))
        # Not the routes that only have data for who asks for data.
        routes = {route.path.split("/")[1] for route in self._application.routes if type(route) is Route}
        self.kinds = routes.intersection(KINDS)

    @property
    def first(self) -> set[Address]:
        """The pages that every page leads to."""
        return {Address("/"), *(Address(f"/{name}") for name in self._application.state.navigation)}

    def write(self, addresses: Iterable[Address]) -> None:
        """Write pages in all languages."""
        asyncio.run(self._pages(addresses))

    def write_absent(self) -> None:
        """Write the page that a server may show for an address at which there is none."""
        asyncio.run(self._page(_ABSENT, 404))

    def write_data(self) -> Iterator[int]:
        """Write what the pages so far want besides pages: what they load, and things as data; yield how much is done of that."""
        for path in sorted(self.written.wanted.values):
            asyncio.run(self._values(path))
        wanted = sorted(self.written.wanted.data)
        with asyncio.Runner() as runner:
            try:
                for start in range(0, len(wanted), _DATA_AT_ONCE):
                    yield start
                    runner.run(self._things(wanted[start : start + _DATA_AT_ONCE]))
            finally:
                runner.run(self._site.engine.stop())

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file."""
        self.written.size += self._folder.write(name, chunks)
        self.written.files += 1

    def hand(self, values: Iterable[tuple[str, Json]]) -> None:
        """Write values where pages find them by their names."""
        for name, value in values:
            file, content = handed.script(name, value)
            self.put(file, [content])

    async def _pages(self, addresses: Iterable[Address]) -> None:
        for address in addresses:
            await self._page(address)

    async def _page(self, address: Address, status: int = 200) -> None:
        for language in LANGUAGES:
            answer = await visit(self._application, address.path, (*address.query, ("lang", language)))
            if answer.status != status:
                self.written.missing.append(" ".join((address.path, *("=".join(pair) for pair in address.query))))
                return
            file = file_of(address, "" if language == self._site.language else language)
            self.put(file, [answer.content])
            self.written.pages += 1
            if status == 200:
                self.written.shown.append(file)

    async def _values(self, path: str) -> None:
        for language in LANGUAGES:
            answer = await visit(self._application, path, (("lang", language),))
            if answer.status == 200:
                self.hand([(values_name(path, language), json.loads(answer.content))])
            else:
                self.written.missing.append(path)

    async def _things(self, wanted: Sequence[tuple[str, str, str]]) -> None:
        # Together, for the answers come from several processes.
        await asyncio.gather(*(self._thing(*one) for one in wanted))

    async def _thing(self, kind: str, name: str, ending: str) -> None:
        answer = await visit(self._application, f"/data/{kind}/{name}.{ending}")
        if answer.status == 200:
            self.put(data_file(kind, name, ending), [answer.content])
        else:
            self.written.missing.append(f"/data/{kind}/{name}.{ending}")

    def _links(self, language: str, path: str, query: tuple[tuple[str, str], ...], chosen: bool) -> Links:  # noqa: ARG002
        address = address_of(path, query)
        root = self._root if address == _ABSENT else ""
        return Published(language, address, self._site.language, self._known, self.written.wanted, self._downloads, root)

    def _known(self, iri: str) -> bool:
        return local(iri)[0] in self.kinds and self._site.facts.knows(iri)


@dataclass(frozen=True, slots=True)
class Order:
    """What another process must know to write pages of things of the same site."""

    path: Path
    language: str
    folder: Folder
    downloads: tuple[str, ...]
    root: str
    found: Found


class Helpers:
    """Processes that write pages, started when there are many to be written."""

    def __init__(self, order: Order, count: int) -> None:
        self._order = order
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def write(self, addresses: Sequence[Address]) -> Iterator[tuple[int, Written]]:
        """Write pages and yield, part by part, how many are done, and what was written.

        Raises:
            OutputError: one of the processes died, or a page cannot be written.
        """
        parts = [addresses[start : start + _CHUNK] for start in range(0, len(addresses), _CHUNK)]
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, context, _start, (self._order,))
        working = {self._pool.submit(_write, part): len(part) for part in parts}
        try:
            for one in as_completed(working):
                yield working[one], one.result()
        except BrokenProcessPool as error:
            what = "a process that was writing pages died"
            raise OutputError(what, where=str(self._order.path), remedy="give it more memory, or --workers 1") from error

    def worth(self, addresses: Collection[Address]) -> bool:
        """Tell whether several processes are faster than one."""
        return self._count > 1 and (self._pool is not None or len(addresses) >= _SMALL)

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def helpers(order: Order, count: int) -> Iterator[Helpers]:
    """Give processes to write pages with."""
    made = Helpers(order, count)
    try:
        yield made
    finally:
        made.close()


_pages: Pages | None = None


def _start(order: Order) -> None:
    """Make this process write pages."""
    global _pages  # noqa: PLW0603 - a process of a pool has no other place to keep things
    serve_parent()
    site = opened(order.path, order.language)
    site.review.given(order.found)
    _pages = Pages(site, order.folder, order.downloads, order.root)


def _write(addresses: Sequence[Address]) -> Written:
    if _pages is None:
        raise RuntimeError("this process was not started to write pages")
    _pages.written = Written()
    _pages.write(addresses)
    return _pages.written
