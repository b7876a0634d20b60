"""DOCX: paragraphs, headings, lists and tables of the main text, as Word shows them.

Read with an XML parser rather than python-docx, which leaves out content controls (the title pages and clauses of many
official documents), tracked insertions and the numbers of lists. Left out here: deleted and hidden text, footnotes,
comments, heads and feet, and the table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aigovkg.documents.formats import numbering
from aigovkg.documents.formats.archive import Archive
from aigovkg.documents.plain import Block, Options, Plain, assembled
from aigovkg.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REMEDY = "save it again as .docx, or as PDF"

# What holds blocks and is none, and what is left out with all in it.
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "body"))
_LEFT_OUT = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "instrText", "footnoteReference", "rt", "txbxContent")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WORDS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011", f"{_W}softHyphen": "\u00ad"}
_HEADING = re.compile(r"(?:heading [1-9]|title)\Z", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc [1-9]|toc heading|table of figures)\Z", re.IGNORECASE)
_FILE_NAME = re.compile(r".{1,200}\.(?:docx?|pdf|rtf|odt|dotx?)\Z", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%([1-9])")
_SPACE = re.compile(r"[ \t\r\f]+")
_DEEPEST = 20  # styles that a style is based on
_LEVELS = 9
_LARGEST_PART = 50_000_000  # bytes; as a tree it takes many times that


def read(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read a Word document.

    Raises:
        InputError: it is encrypted, broken, empty, or made to do harm.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("it is encrypted, or an old .doc", where=name, remedy="save it as .docx without a password, or as PDF")
    archive = Archive(content, name, replace(options, member_bytes=min(options.member_bytes, _LARGEST_PART)))
    if "word/document.xml" not in archive:
        raise InputError("this is not a Word document", where=name, remedy=_REMEDY)
    styles = _styles(archive)
    walk = _Walk(styles, _Numbers(_lists(archive)))
    text, headings = assembled(walk.blocks(_part(archive, "word/document.xml")))
    if not text:
        raise InputError("there is no text in it", where=name, remedy="if it holds pictures of pages, run OCR first")
    yield Plain(text, _MEDIA_TYPE, metadata=tuple(_metadata(archive)), headings=headings)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    base: str = ""
    outline: str = ""
    list_id: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    style_id: str = ""


@dataclass(slots=True)
class _Numbers:
    """The lists of a document, and how far each has counted."""

    lists: Mapping[str, tuple[str, Mapping[int, _Level]]]  # list → what it is a copy of, and its levels
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str:
        """Count one paragraph of a list and return the number that Word shows before it."""
        if list_id not in self.lists:
            return ""
        original, levels = self.lists[list_id]
        counts = self.counts.setdefault(original, {})
        counts[level] = counts.get(level, levels.get(level, _Level()).start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        shape = levels.get(level, _Level())
        if shape.style in ("bullet", "none"):
            return ""

        def figure(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            of = levels.get(at, _Level())
            return numbering.figure(counts.get(at, of.start), of.style)

        return _PLACEHOLDER.sub(figure, shape.pattern).strip()


def _part(archive: Archive, name: str) -> _Element:
    """Return the root of a part of the document, parsed without following anything that it points to.

    Raises:
        InputError: it is not XML, or declares entities.
    """
    from lxml import etree

    where = f"{archive.where}, {name}"
    content = archive.read(name).replace(_STRICT, _W.strip("{}").encode())
    # UTF-16 writes the same with NULs between.
    if b"<!DOCTYPE" in content or b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise InputError("it declares XML entities, which no Word document does", where=where, remedy=_REMEDY)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        what = "it nests deeper than any Word document does" if "depth" in str(error).lower() else "it is broken"
        raise InputError(what, where=where, remedy=_REMEDY) from error


def _metadata(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield the title and language that the properties state; who saved the file and when says nothing of the text."""
    if "docProps/core.xml" not in archive:
        return
    properties = _part(archive, "docProps/core.xml")
    for key in ("title", "language"):
        found = properties.findtext(f"{{http://purl.org/dc/elements/1.1/}}{key}") or ""
        words = " ".join(found.split())
        if words and not (key == "title" and _FILE_NAME.match(words)):
            yield key, words


def _styles(archive: Archive) -> dict[str, _Style]:
    if "word/styles.xml" not in archive:
        return {}
    return {
        style.get(f"{_W}styleId", ""): _Style(
            _value(style, "name"),
            _value(style, "basedOn"),
            _value(style, "pPr/outlineLvl"),
            _value(style, "pPr/numPr/numId"),
            _value(style, "pPr/numPr/ilvl"),
        )
        for style in _part(archive, "word/styles.xml").iter(f"{_W}style")
    }


def _lists(archive: Archive) -> dict[str, tuple[str, dict[int, _Level]]]:
    """Return the lists that the document defines."""
    if "word/numbering.xml" not in archive:
        return {}
    root = _part(archive, "word/numbering.xml")
    originals = {
        one.get(f"{_W}abstractNumId", ""): {_whole(level.get(f"{_W}ilvl", "0")): _level(level) for level in one.iter(f"{_W}lvl")}
        for one in root.iter(f"{_W}abstractNum")
    }
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    for one in root.iter(f"{_W}num"):
        list_id, original = one.get(f"{_W}numId", ""), _value(one, "abstractNumId")
        levels = dict(originals.get(original, {}))
        overridden = False
        for override in one.iter(f"{_W}lvlOverride"):
            at = _whole(override.get(f"{_W}ilvl", "0"))
            inside = override.find(f"{_W}lvl")
            level = _level(inside) if inside is not None else levels.get(at, _Level())
            start = _value(override, "startOverride")
            levels[at] = _Level(_whole(start, level.start), level.style, level.pattern, level.style_id)
            overridden = overridden or bool(start)
        # A list with a start of its own counts for itself; others go on where their original stands.
        lists[list_id] = (f"{original} {list_id}" if overridden else original, levels)
    return lists


def _level(level: _Element) -> _Level:
    return _Level(
        _whole(_value(level, "start"), 1), _value(level, "numFmt") or "decimal", _value(level, "lvlText"), _value(level, "pStyle")
    )


@dataclass(slots=True)
class _Walk:
    """A walk over the main text; deep enough a document is refused by the XML parser, so recursion is safe."""

    styles: Mapping[str, _Style]
    numbers: _Numbers

    def blocks(self, parent: _Element) -> Iterator[Block]:
        """Yield the blocks in an element."""
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _table(self, table: _Element) -> Iterator[Block]:
        """Yield the cells, each a line; one that holds nothing but a number belongs to the text of the next."""
        first = True
        for row in _within(table, f"{_W}tr"):
            label = ""
            for cell in _within(row, f"{_W}tc"):
                for index, block in enumerate(self.blocks(cell)):
                    if not label and index == 0 and numbering.is_marker(block.text):
                        label = block.text
                        continue
                    yield Block(f"{label} {block.text}".strip(), block.heading, tight=not first and index == 0)
                    label, first = "", False
            if label:
                yield Block(label, tight=not first)
                first = False

    def _paragraph(self, paragraph: _Element) -> Iterator[Block]:
        chain = list(self._chain(_value(paragraph, "pPr/pStyle")))
        if any(_CONTENTS.match(style.name) for style in chain):
            return
        boxes: list[_Element] = []
        words = "\n".join(_SPACE.sub(" ", line).strip() for line in "".join(_runs(paragraph, boxes)).split("\n")).strip("\n")
        list_id, level = self._listed(paragraph, chain)
        # An empty paragraph in a list is not counted.
        label = self.numbers.label(list_id, level) if words and list_id not in ("", "0") else ""
        outline = next((o for o in (_value(paragraph, "pPr/outlineLvl"), *(style.outline for style in chain)) if o), "")
        heading = any(_HEADING.match(style.name) for style in chain) or (outline.isdecimal() and int(outline) < _LEVELS)
        if words:
            text = f"{label} {words}".strip()
            yield Block(" ".join(text.split("\n")) if heading else text, heading, tight=False)
        for box in boxes:
            yield from self.blocks(box)

    def _listed(self, paragraph: _Element, chain: list[_Style]) -> tuple[str, int]:
        """Return the list that a paragraph stands in, and how deep: its own, or that of its style."""
        list_id, level = _value(paragraph, "pPr/numPr/numId"), _value(paragraph, "pPr/numPr/ilvl")
        of_style = next((style for style in chain if style.list_id), _Style())
        if not list_id and of_style.list_id:
            list_id = of_style.list_id
            style_id = _value(paragraph, "pPr/pStyle")
            levels = self.numbers.lists.get(list_id, ("", {}))[1]
            # A list may say itself which of its levels a style is.
            tied = next((str(at) for at, one in levels.items() if one.style_id == style_id), "")
            level = level or tied or of_style.level
        return list_id, min(_whole(level), _LEVELS - 1)

    def _chain(self, style_id: str) -> Iterator[_Style]:
        """Yield a style and those it is based on."""
        for _ in range(_DEEPEST):
            if style_id not in self.styles:
                return
            yield self.styles[style_id]
            style_id = self.styles[style_id].base


def _within(parent: _Element, tag: str) -> Iterator[_Element]:
    """Yield the children of this tag, those in content controls too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, tag)


def _runs(element: _Element, boxes: list[_Element]) -> Iterator[str]:
    """Yield the words of a paragraph; text boxes that hang on it go to `boxes`."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _WORDS:
            yield _WORDS[child.tag]
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag in _LEFT_OUT or child.tag == _FALLBACK or _hidden(child):
            continue
        else:
            yield from _runs(child, boxes)


def _hidden(run: _Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val", "true") not in ("false", "0", "off")


def _value(element: _Element, path: str) -> str:
    """Return the value of what stands at a path of names below an element, or nothing."""
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{_W}val", "")


def _whole(words: str, otherwise: int = 0) -> int:
    return int(words) if words.isdecimal() and len(words) < 9 else otherwise
