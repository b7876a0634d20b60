"""A page of the explorer → the file it is published as, and links between such files.

Links are relative, so a site works in any folder of any server, and from a disk. What a link leads to is remembered: it has to
be written too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urlencode

from aigovkg.web.links import KINDS, PAGES, local

# Pages that read the rest of their address themselves, in the browser: one file answers all that can be asked of them, but for
# the pages of a long list, which can be read without that.
ASKED = frozenset({"/search", "/map", "/timeline", "/matrix", "/compare", "/ask"})
_PAGE = "page"
_AS_DATA = frozenset(KINDS) - {"claim", "passage"}
_VALUES = ".json"  # what a page loads
# The folder of scripts that hand over data, and the script that waits for them.
DATA = "data-in-page"
SCRIPT = "published.js"

_SAFE = re.compile(rb"[a-z0-9_-]|(?<!^)\.(?!$)")  # a name neither begins nor ends with a dot
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")  # Windows keeps these for itself
_LONG, _KEPT = 120, 60  # characters of a name, and of one that was longer

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
# The engine is compiled in a worker made of a script of ours, which is held to the policy of its page.
_POLICIES: Mapping[str, str] = MappingProxyType(
    {"/ask": _POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; worker-src blob:"}
)


class Address(NamedTuple):
    """What the explorer would be asked for: a path, not percent-encoded, and the rest, without the language."""

    path: str
    query: tuple[tuple[str, str], ...] = ()


def escaped(name: str) -> str:
    """Return a name that a file can have on any system and any web server, other for any other name.

    It is made of small letters, digits and `-_.~`; every other byte is written as `~` and its number. Names that would be too
    long end in a digest.
    """
    data = name.encode("utf-8", "surrogatepass")
    plain = "".join(chr(byte) if _SAFE.match(data, place) else f"~{byte:02x}" for place, byte in enumerate(data))
    if _RESERVED.match(plain):
        plain = f"~{ord(plain[0]):02x}{plain[1:]}"
    if len(plain) > _LONG:
        return f"{plain[:_KEPT].rstrip('.')}~~{hashlib.sha256(data).hexdigest()[:32]}"
    return plain


def file_of(address: Address, folder: str = "") -> str:
    """Return the file of a page, in the folder of its language."""
    kind, _, name = address.path[1:].partition("/")
    *folders, last = (kind, escaped(name)) if name else (escaped(kind) or "index",)
    # A comma stands in no escaped name, so no page of a list takes the name of a thing.
    last = ",".join((last, *(f"{escaped(key)}-{escaped(value)}" for key, value in address.query)))
    return "/".join((*((folder,) if folder else ()), *folders, f"{last}.html"))


def values_name(path: str, language: str) -> str:
    """Return the name under which a page finds the values that are at a path of the explorer."""
    return f"{language}/{escaped(path[1:].removesuffix(_VALUES))}"


def data_file(kind: str, name: str, ending: str) -> str:
    """Return the file in which a thing is had as data."""
    return f"data/{kind}/{escaped(name)}.{ending}"


@dataclass
class Wanted:
    """What links were made to: pages, what pages load, and things as data by their kind, identifier and ending."""

    pages: set[Address] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    data: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, other: Wanted) -> None:
        """Take in what other links were made to."""
        self.pages |= other.pages
        self.values |= other.values
        self.data |= other.data


@dataclass(frozen=True, slots=True)
class Published:
    """Links of a published site, as seen from one page; the language that has no folder of its own is `main`.

    `known` tells whether a thing has a page: no server could say later that it has none.
    """

    language: str
    address: Address
    main: str
    known: Callable[[str], bool]
    wanted: Wanted
    files: tuple[str, ...] = ()  # what of the site is there to be downloaded
    root: str = ""  # of a page that may be shown at any address: where the site will stand

    @property
    def policy(self) -> str:
        """What the page allows itself to load and run."""
        return _POLICIES.get(self.address.path, _POLICY)

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts that a page needs to do without a server."""
        return (SCRIPT,) if self.address.path in ASKED else ()

    @property
    def downloads(self) -> tuple[tuple[str, str], ...]:
        """The whole graph, the graphs of its sources where there are any, and what describes it."""
        return tuple((name, self._relative(name)) for name in self.files)

    def thing(self, iri: str) -> str:
        """Return the address of the page of a thing, or "" where it has none."""
        kind, name = local(iri)
        return self._page(Address(f"/{kind}/{name}")) if kind and self.known(iri) else ""

    def part(self, iri: str, part: str, number: int = 1) -> str:
        """Return the address of a page of one long list of a thing."""
        kind, name = local(iri)
        rest = (("part", part), (_PAGE, str(number))) if number > 1 else (("part", part),)
        return self._page(Address(f"/{kind}/{name}", rest))

    def page(self, name: str, **query: str) -> str:
        """Return the address of a page that is not that of a thing."""
        given = tuple((key, value) for key, value in query.items() if value)
        return self._page(Address(PAGES.get(name, f"/{name}"), given))

    def numbered(self, number: int) -> str:
        """Return the address of another page of the list that this page shows."""
        rest = tuple((key, value) for key, value in self.address.query if key != _PAGE)
        return self._page(Address(self.address.path, (*rest, (_PAGE, str(number))) if number > 1 else rest))

    def static(self, name: str) -> str:
        """Return the address of a file that belongs to the pages."""
        return self._relative(f"static/{quote(name)}")

    def data(self, iri: str, ending: str) -> str:
        """Return where a thing is had as data; "" for a claim or a passage, which stand in the data of their instruments."""
        kind, name = local(iri)
        if kind not in _AS_DATA or not self.known(iri):
            return ""
        self.wanted.data.add((kind, name, ending))
        return self._relative(data_file(kind, name, ending))

    def translated(self, language: str) -> str:
        """Return the address of this page in another language."""
        return self._page(self.address, language)

    def _page(self, address: Address, language: str = "") -> str:
        shown = language or self.language
        if address.path.endswith(_VALUES):
            self.wanted.values.add(address.path)
            return self._relative(f"{DATA}/{values_name(address.path, shown)}.js")
        written, rest = _parted(address)
        self.wanted.pages.add(written)
        return self._relative(file_of(written, self._folder(shown))) + ("?" + urlencode(rest) if rest else "")

    def _folder(self, language: str) -> str:
        return "" if language == self.main else language

    def _relative(self, file: str) -> str:
        if self.root:
            return self.root + file
        here = file_of(self.address, self._folder(self.language)).split("/")[:-1]
        there = file.split("/")
        same = 0
        while same < min(len(here), len(there) - 1) and here[same] == there[same]:
            same += 1
        return "../" * (len(here) - same) + "/".join(there[same:])


def address_of(path: str, query: tuple[tuple[str, str], ...]) -> Address:
    """Return the address of a page as it was asked for."""
    return Address(path, tuple((name, value) for name, value in query if name != "lang"))


def _parted(address: Address) -> tuple[Address, tuple[tuple[str, str], ...]]:
    """Return the page that is written for an address, and what that page reads of it itself."""
    if address.path not in ASKED:
        return address, ()
    if {name for name, _ in address.query} == {_PAGE}:
        return address, ()
    return Address(address.path), address.query
