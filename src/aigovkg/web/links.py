"""A thing or a page → its address, as seen from one page in one language.

The served application and the published site differ in nothing else: templates ask the `Links` that they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from urllib.parse import quote, urlencode

from aigovkg.vocabulary import BASE

LANGUAGES = ("en", "zh")
# What has a page of its own, by the first part of its IRI under BASE.
KINDS = ("instrument", "agent", "event", "principle", "place", "source", "passage", "claim")
PAGES: Mapping[str, str] = MappingProxyType({"home": "/"})  # the others stand under their own name


class Links(Protocol):
    """Where the pages are, as seen from one page."""

    @property
    def language(self) -> str:
        """The language of the page from which is seen."""

    @property
    def policy(self) -> str:
        """The Content-Security-Policy that the page states itself, or "" where it comes with the page."""

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts that this page needs because of where it stands, by their names in static."""

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """The files that hold the whole graph or describe it: what they are called, and their addresses."""

    def thing(self, iri: str) -> str:
        """Return the address of the page of a thing, or "" where it has none."""

    def part(self, iri: str, part: str, number: int = 1) -> str:
        """Return the address of a page of one long list of a thing, such as what cites it."""

    def page(self, name: str, **query: str) -> str:
        """Return the address of a page that is not that of a thing: home, search, report, map and so on."""

    def numbered(self, number: int) -> str:
        """Return the address of another page of the list that this page shows."""

    def static(self, name: str) -> str:
        """Return the address of a file that belongs to the pages, such as site.css."""

    def data(self, iri: str, ending: str) -> str:
        """Return where a thing is had as data: ttl, jsonld, nt or csv."""

    def translated(self, language: str) -> str:
        """Return the address of this page in another language."""


def local(iri: str) -> tuple[str, str]:
    """Return the kind of a thing that has a page, and its identifier; ("", "") for what has none."""
    kind, _, name = iri.removeprefix(BASE).partition("/")
    return (kind, name) if iri.startswith(BASE) and kind in KINDS and name else ("", "")


# A page's language, path and query, and whether the query names the language → its links.
Linking = Callable[[str, str, tuple[tuple[str, str], ...], bool], Links]


@dataclass(frozen=True, slots=True)
class Served:
    """Links of the served application. `path` is not percent-encoded.

    `chosen` tells whether the language stands in the address, and so in every link.
    """

    language: str
    path: str = "/"
    query: tuple[tuple[str, str], ...] = field(default=())
    chosen: bool = False

    @property
    def policy(self) -> str:
        """Nothing: the policy is a header."""
        return ""

    @property
    def scripts(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """What describes the graph; all of it is had from the endpoint."""
        return (("VoID", "/.well-known/void"),)

    def thing(self, iri: str) -> str:
        """Return the address of the page of a thing, or "" where it has none."""
        kind, name = local(iri)
        return self._address(f"/{kind}/{quote(name, safe='')}") if kind else ""

    def part(self, iri: str, part: str, number: int = 1) -> str:
        """Return the address of a page of one long list of a thing."""
        kind, name = local(iri)
        return self._address(f"/{kind}/{quote(name, safe='')}", part=part, page=str(number) if number > 1 else "")

    def page(self, name: str, **query: str) -> str:
        """Return the address of a page that is not that of a thing."""
        return self._address(PAGES.get(name, f"/{name}"), **query)

    def numbered(self, number: int) -> str:
        """Return the address of another page of the list that this page shows."""
        query = [(name, value) for name, value in self.query if name != "page"]
        return quote(self.path) + "?" + urlencode([*query, ("page", str(number))])

    def static(self, name: str) -> str:
        """Return the address of a file that belongs to the pages."""
        return f"/static/{quote(name)}"

    def data(self, iri: str, ending: str) -> str:
        """Return where a thing is had as data."""
        kind, name = local(iri)
        return f"/data/{kind}/{quote(name, safe='')}.{ending}" if kind else ""

    def translated(self, language: str) -> str:
        """Return the address of this page in another language."""
        query = [(name, value) for name, value in self.query if name != "lang"]
        return quote(self.path) + "?" + urlencode([*query, ("lang", language)])

    def _address(self, path: str, **query: str) -> str:
        given = [(name, value) for name, value in query.items() if value]
        if self.chosen:
            given.append(("lang", self.language))
        return path + ("?" + urlencode(given) if given else "")
