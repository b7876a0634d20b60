"""HTML: the main text in reading order, and what the page says of itself.

libxml2 tells the tags as it meets them, and no tree is built: a parser that mends a tree as browsers do can be made to
build a million elements out of ten thousand unclosed ones. Nothing is fetched, and entities of a page's own stay unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aigovkg.documents.formats import fields, numbering, text
from aigovkg.documents.plain import Block, Options, Plain, assembled
from aigovkg.errors import InputError

# What is no part of the text: what is not shown, what is worked with, what leads elsewhere.
_DROPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map"),
        *("nav", "button", "select", "datalist", "textarea", "dialog", "rt", "rp"),
    )
)
_DROPPED_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "dialog", "menu", "menubar"))
# The head and foot of the page are dropped, those of an article are its own.
_PAGE_EDGES = frozenset(("header", "footer"))
_SECTIONS = frozenset(("main", "article", "section"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "menu", "dl"))
_ITEMS = frozenset(("li", "dt", "dd"))
_CELLS = frozenset(("td", "th"))
_BLOCKS = (
    frozenset(
        (
            *(
                "address",
                "article",
                "aside",
                "blockquote",
                "body",
                "caption",
                "center",
                "details",
                "div",
                "fieldset",
                "figcaption",
            ),
            *("figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "main", "p", "pre", "section", "summary"),
            *("table", "tbody", "tfoot", "thead", "tr"),
        )
    )
    | _HEADINGS
    | _LISTS
    | _ITEMS
    | _CELLS
)

# Our field → where pages state it (names of meta elements), the best first: the first that says anything is taken.
_META: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title", ("citation_title", "dcterms.title", "dc.title", "og:title")),
    (
        "issuers",
        (
            *("dcterms.creator", "dc.creator", "citation_author_institution", "citation_author", "citation_publisher"),
            *("dcterms.publisher", "dc.publisher"),
        ),
    ),
    (
        "date",
        (
            *("citation_publication_date", "citation_date", "dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date"),
            *("article:published_time",),
        ),
    ),
    ("language", ("dcterms.language", "dc.language", "content-language")),
    ("url", ("citation_public_url", "og:url")),
)

_CHARSET = re.compile(rb"charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# What a page calls its encoding, where browsers mean more by it.
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252"}
# Encodings that a page may say it is in; Python knows others, which are none of text.
_WEB_ENCODINGS = ("gb", "big5", "iso-8859-", "windows-125", "euc-", "shift", "koi8-", "latin")
_DECLARED_IN = 2048  # bytes at the beginning of a page in which it says its encoding
_SPACE = re.compile(r"[ \t\n\r\f]+")
_SPACES = re.compile(r"  +")
_BREAK = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n\n+")
_HIDDEN = re.compile(r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE)
_UNNUMBERED = re.compile(r"list-style[a-z-]{0,9}\s{0,9}:[^;]{0,40}none", re.IGNORECASE)
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read a page."""
    del options
    page = _parsed(_decoded(content, name))
    words, headings = assembled(page.main())
    if not words:
        raise InputError(
            "there is no text in this page",
            where=name,
            remedy="if a script writes its text, save the page from a browser, or as PDF",
        )
    yield Plain(words, "text/html", metadata=tuple(page.metadata()), headings=headings)


def blocks(fragment: str, where: str) -> Iterator[Block]:
    """Yield the blocks of HTML that stands in another format."""
    del where
    yield from _parsed(fragment).main()


def _decoded(content: bytes, name: str) -> str:
    """Return the text of a page: UTF-8 where its bytes are, else as the page says, else as any text is decoded."""
    said = _CHARSET.search(content[:_DECLARED_IN])
    encoding = said.group(1).decode().lower() if said else ""
    if not encoding.startswith(_WEB_ENCODINGS) or b"\0" in content or _is_utf8(content):
        return text.decoded(content, name)
    try:
        return content.decode(_ENCODINGS.get(encoding, encoding)).replace("\r\n", "\n")
    except (LookupError, ValueError) as error:
        what = f"its encoding is not {encoding}, as it says"
        raise InputError(what, where=name, remedy="save the page as UTF-8") from error


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _parsed(source: str) -> _Page:
    from lxml import etree

    page = _Page()
    target: Any = page  # stubs ask for more methods than lxml calls
    parser = etree.HTMLParser(target=target, huge_tree=True, no_network=True, remove_pis=True, remove_comments=True)
    # lxml takes a text that names an encoding for bytes in it; its declaration says nothing more here.
    start = source.find("?>") + 2 if source.startswith("<?xml") else 0
    try:
        parser.feed(source[start:])
        parser.close()
    except etree.XMLSyntaxError:
        # Nothing in it at all, or not a tag: what was seen of it is what there is.
        pass
    page.flush()
    return page


@dataclass(slots=True)
class _Open:
    """An element that is open: what it changes until it closes."""

    tag: str
    items: int = 0
    numbered: str = ""
    number: int = 1


@dataclass(slots=True)
class _Page:
    """What the parser tells, put together: called by lxml for each start, end and run of text."""

    found: list[tuple[Block, bool]] = field(default_factory=list)  # with whether it stands in <main>
    meta: dict[str, list[str]] = field(default_factory=dict)
    language: str = ""
    canonical: str = ""
    title: list[str] = field(default_factory=list)
    _buffer: list[str] = field(default_factory=list)
    _lists: list[_Open] = field(default_factory=list)
    _tables: list[_Open] = field(default_factory=list)
    _dropped: int = 0  # how many open elements stand in a dropped one, itself included
    _sections: int = 0
    _mains: int = 0
    _preformatted: int = 0
    _heading: bool = False
    _in_title: bool = False
    _tight: bool = False
    _label: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Meet the start of an element."""
        if self._dropped or self._is_dropped(tag, attributes):
            self._dropped += 1
            return
        if tag in _BLOCKS:
            self.flush()
        match tag:
            case "html":
                self.language = self.language or attributes.get("lang") or attributes.get("xml:lang") or ""
            case "meta":
                self._note(attributes)
            case "link" if attributes.get("rel", "").lower() == "canonical":
                self.canonical = self.canonical or attributes.get("href", "")
            case "title":
                # A second one is a picture's.
                self._in_title = not self.title
            case "br":
                self._buffer.append("\n")
            case "pre":
                self._preformatted += 1
            case "table":
                self._tables.append(_Open(tag))
        self._heading = self._heading or tag in _HEADINGS
        self._sections += tag in _SECTIONS
        self._mains += tag == "main"
        if tag in _LISTS:
            self._lists.append(_Open(tag, numbered=_numbered(tag, attributes), number=_whole(attributes.get("start"), 1)))
        elif tag in _ITEMS and self._lists:
            self._item(self._lists[-1], attributes)
        elif tag in _CELLS and self._tables:
            self._tight = self._tables[-1].items > 0
            self._tables[-1].items += 1

    def end(self, tag: str) -> None:
        """Meet the end of an element."""
        if self._dropped:
            self._dropped -= 1
            return
        if tag in _CELLS:
            self._close_cell()
        elif tag in _BLOCKS:
            self.flush()
        if tag in _HEADINGS:
            self._heading = False
        elif tag == "title":
            self._in_title = False
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in _LISTS and self._lists:
            self._lists.pop()
            self._tight = bool(self._lists)
        elif tag == "table" and self._tables:
            self._tables.pop()
            self._tight = False
        elif tag == "tr":
            self._spend_label()
        self._sections -= tag in _SECTIONS
        self._mains -= tag == "main"

    def data(self, words: str) -> None:
        """Meet a run of text."""
        if self._in_title:
            self.title.append(words)
        elif not self._dropped:
            self._buffer.append(words if self._preformatted else _SPACE.sub(" ", words))

    def close(self) -> None:
        """Meet the end of the page."""

    def flush(self) -> None:
        """End the block that is open."""
        words = self._taken()
        if not words:
            return
        if self._label:
            words = words if numbering.starts_numbered(words) else f"{self._label} {words}"
            self._label = ""
        self._emit(words)

    def main(self) -> list[Block]:
        """Return the blocks of the text: those in <main> if there are any, else all."""
        inside = [block for block, in_main in self.found if in_main]
        return inside or [block for block, _ in self.found]

    def metadata(self) -> Iterator[tuple[str, str]]:
        """Yield what the page says of itself."""
        own = {"title": "".join(self.title), "language": self.language, "url": self.canonical}
        for name, keys in _META:
            stated = next((self.meta[key] for key in keys if key in self.meta), None)
            # The page's own language and address are surer than what is written about them.
            first = [own[name]] if own.get(name, "").strip() else []
            chosen = (stated or first) if name == "title" else (first or stated or [])
            seen = dict.fromkeys(" ".join(value.split()) for value in chosen)
            yield from ((name, fields.day(value)) for value in seen if value)

    def _is_dropped(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag in _DROPPED or (tag in _PAGE_EDGES and not self._sections):
            return True
        if not attributes or tag in ("html", "body"):
            return False
        return (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or attributes.get("role") in _DROPPED_ROLES
            or _HIDDEN.search(attributes.get("style", "")) is not None
        )

    def _note(self, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or "").lower()
        content = attributes.get("content", "").strip()
        if name and content:
            self.meta.setdefault(name, []).append(content)

    def _item(self, owner: _Open, attributes: Mapping[str, str]) -> None:
        self._tight = owner.items > 0 or len(self._lists) > 1
        owner.items += 1
        if owner.numbered:
            owner.number = _whole(attributes.get("value"), owner.number)
            self._label = f"{numbering.figure(owner.number, owner.numbered)}."
            owner.number += 1

    def _close_cell(self) -> None:
        """End a cell; one that holds nothing but a number belongs to the text of the next: "(a)" | "placing on …"."""
        words = self._taken()
        if words and not self._label and numbering.is_marker(words):
            self._label = words
        elif words:
            self._emit(f"{self._label} {words}".strip())
            self._label = ""

    def _spend_label(self) -> None:
        if self._label:
            self._emit(self._label)
            self._label = ""

    def _taken(self) -> str:
        words = "".join(self._buffer)
        self._buffer.clear()
        if self._preformatted:
            return words.strip("\n") if words.strip() else ""
        words = _BREAKS.sub("\n\n", _BREAK.sub("\n", _SPACES.sub(" ", words))).strip(" \n\t\r\f")
        return _SPACE.sub(" ", words) if self._heading else words

    def _emit(self, words: str) -> None:
        self.found.append((Block(words, self._heading, self._tight), self._mains > 0))
        self._tight = False


def _numbered(tag: str, attributes: Mapping[str, str]) -> str:
    if tag != "ol" or _UNNUMBERED.search(attributes.get("style", "")):
        return ""
    return _LIST_TYPES.get(attributes.get("type", ""), "decimal")


def _whole(value: str | None, otherwise: int) -> int:
    """Return the whole number that an attribute gives."""
    words = (value or "").strip()
    return int(words) if words.lstrip("-").isdecimal() and len(words) < 9 else otherwise
