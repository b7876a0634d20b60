"""PDF: the text layer, its lines joined to paragraphs, without what repeats at the edges of the pages.

PDFium tells the characters in reading order and where they stand; which lines make a paragraph is told from that. It is
not safe in threads: read one PDF at a time in a process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError
from aigovkg.model import Severity
from aigovkg.text import has_han

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_BROKEN_REMEDY = "open it and save it again as PDF, or give its text"
_OCR_REMEDY = "run OCR first, for example with ocrmypdf"

_HYPHEN = "\ufffe"  # what PDFium writes for a hyphen at the end of a line, and the line end after it
_NOISE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_MOST_UNREADABLE = 0.3  # part of the characters of a page
_MOST_PATHS = 40  # of a page without text that shows no more than rules and a logo
_SPACE = re.compile(r"[ \t\u00a0\u3000]+")
_PAGE_NUMBER = re.compile(r"\d{1,5}\Z|\A\d{1,5}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD, _FIRST_WORD = re.compile(r"[^\W\d_]{1,60}\Z"), re.compile(r"[^\W\d_]{1,60}")
# What a line begins with that begins a paragraph, in any language.
_ITEM = re.compile(
    r"[•·●▪■◦‣–—*-]"
    r"|[(（\[]?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[ivxIVX]{1,5})[.)）\]](?!\d)"
    r"|\d{1,3}(?:\.\d{1,3}){1,4} [A-Z\u4e00-\u9fff]"
    r"|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]"
)
# How a line of a table of contents ends.
_LEADER = re.compile(r"(?:\. ?|…){4,}\s?[\divxlc]{1,5}\Z")
_ENDS_SENTENCE = tuple('.;:!?。；：！？”"')
_FILE_NAME = re.compile(
    r"(?:microsoft word - .*|.{1,200}\.[a-z]{2,5}|untitled.{0,20}|(?:slide|page|document|powerpoint presentation) ?\d{0,4})\Z",
    re.IGNORECASE,
)

# How lines make paragraphs and heads: parts of the leading, of the height of a line, of the width of the column.
_WIDE_STEP, _OTHER_HEIGHT, _INDENT, _SHORT, _SHORT_SENTENCE = 1.35, 0.15, 0.8, 0.75, 0.95
_EDGE_LINES = 3  # at the top and at the foot of a page, that may be a running head
_SAME_PLACE = 6.0  # points
_REPEATS = 3  # pages
_MOST_PAGES = 0.6  # part of the pages that a head with a number must stand on: "Principle 1", "Principle 2" may head theirs


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it stands on its page, in points from the lower left; `last` is the height of its last character's base.

    The two differ where PDFium has joined lines at a hyphen.
    """

    text: str
    left: float
    right: float
    base: float
    last: float
    height: float


class _State(StrEnum):
    """What came of a page: why there is no text of it, the reason that weighs most first, or its text."""

    DRAWN = auto()
    UNREADABLE = auto()
    BROKEN = auto()
    BLANK = auto()
    READ = auto()


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[_Line]
    state: _State


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of pages without text beside others with text."""

    what: str
    remedy: str
    severity: Severity = Severity.WARNING


# What is said of some pages of a document, and of all.
_SAID = {
    _State.BROKEN: _Said("broken, so not read", _BROKEN_REMEDY),
    _State.UNREADABLE: _Said("not read, for the fonts do not say which letters they show", _OCR_REMEDY),
    _State.DRAWN: _Said("a picture without a text layer, so not read", _OCR_REMEDY),
    _State.BLANK: _Said("nothing on it", "", Severity.INFO),
}
_NOTHING = {
    _State.BROKEN: "its pages are broken",
    _State.UNREADABLE: "its fonts do not say which letters they show",
    _State.DRAWN: "its pages are pictures, without a text layer",
    _State.BLANK: "its pages are empty",
}


def read(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read the text layer.

    Raises:
        InputError: it is encrypted, broken, empty, or holds pictures of text; or the library is not installed.
    """
    with closing(_opened(content, name)) as document:
        count = len(document)
        if not count:
            raise InputError("this PDF has no page", where=name, remedy=_BROKEN_REMEDY)
        if count > options.pages:
            what = f"{count:,} pages are more than the limit of {options.pages:,}"
            raise InputError(what, where=name, remedy="split it into smaller files")
        pages = [_page(document, number) for number in range(count)]
        metadata = tuple(_metadata(document, name))
    states = {page.state for page in pages}
    if _State.READ not in states:
        state = next(one for one in _State if one in states)
        raise InputError(_NOTHING[state], where=name, remedy=_SAID[state].remedy or "give a file with text in it")
    for state, said in _SAID.items():
        numbers = [str(number) for number, page in enumerate(pages, 1) if page.state is state]
        if numbers:
            where = f"page {', '.join(numbers[:20])}{' …' if len(numbers) > 20 else ''}"
            options.say(f"{where}: {said.what}", where=name, remedy=said.remedy, severity=said.severity)
    lines = [page.lines for page in pages]
    # Pages that hold nothing but what repeats, as a form does, are read whole.
    text, starts = _joined(bodies if any(bodies := _bodies(lines)) else lines)
    yield Plain(text, "application/pdf", metadata=metadata, pages=starts)


def _opened(content: bytes, name: str) -> PdfDocument:
    try:
        import pypdfium2
        from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
    except ImportError as error:
        raise InputError("PDF needs a library that is not there", where=name, remedy="pip install pypdfium2") from error
    try:
        document = pypdfium2.PdfDocument(content)
        len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
            remedy = "save it without a password, for example with qpdf --decrypt"
            raise InputError("this PDF is encrypted", where=name, remedy=remedy) from error
        raise InputError("this PDF is broken", where=name, remedy=_BROKEN_REMEDY) from error
    return document


def _page(document: PdfDocument, index: int) -> _Page:
    """Return the lines of a page, or why there are none."""
    import pypdfium2

    try:
        with closing(document[index]) as page, closing(page.get_textpage()) as words:
            lines = list(_lines(words))
            letters = "".join(line.text for line in lines)
            if not lines:
                return _Page([], _State.DRAWN if _is_drawn(page) else _State.BLANK)
            unreadable = len(_UNREADABLE.findall(letters)) > _MOST_UNREADABLE * len(letters)
            return _Page([], _State.UNREADABLE) if unreadable else _Page(lines, _State.READ)
    except pypdfium2.PdfiumError:
        return _Page([], _State.BROKEN)


def _is_drawn(page: PdfPage) -> bool:
    """Tell whether a page without text shows a picture, or so many lines that they may be letters."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH

    shown = page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH], max_depth=5)
    return any(one.type == FPDF_PAGEOBJ_IMAGE or count > _MOST_PATHS for count, one in enumerate(shown, 1))


def _metadata(document: PdfDocument, name: str) -> Iterator[tuple[str, str]]:
    """Yield the title, if the file states one that is not the name of a file, and the language."""
    from pypdfium2.raw import FPDFCatalog_GetLanguage

    title = " ".join(_NOISE.sub("", document.get_metadata_value("Title")).split())
    stem = re.split(r"/|, ", name)[-1].rpartition(".")[0]  # of a file, or of a member of a zip
    if title and title != stem and not _FILE_NAME.match(title):
        yield "title", title
    size = FPDFCatalog_GetLanguage(document, None, 0)
    if 2 < size < 100:
        from ctypes import c_ushort

        buffer = (c_ushort * (size // 2))()
        FPDFCatalog_GetLanguage(document, buffer, size)
        language = "".join(map(chr, buffer)).strip("\0 ")
        if language.isascii() and language.replace("-", "").isalnum():
            yield "language", language


def _lines(words: PdfTextPage) -> Iterator[_Line]:
    """Yield the lines of a page in reading order."""
    from pypdfium2.raw import FPDFText_GetCharIndexFromTextIndex

    start = 0
    for written in words.get_text_range(errors="replace").split("\n"):
        first, end = start, start + len(written.rstrip())
        start += len(written) + 1
        first += len(written) - len(written.lstrip())
        text = _SPACE.sub(" ", _NOISE.sub(lambda found: _HYPHEN if found.group() == _HYPHEN else "", written)).strip()
        if not text.strip(_HYPHEN):
            continue
        at = [FPDFText_GetCharIndexFromTextIndex(words, index) for index in (first, (first + end) // 2, end - 1)]
        if min(at) < 0:
            continue
        boxes = [words.get_charbox(index, loose=True) for index in at]
        # The middle tells how a line stands: it may begin with a bullet of another size and end with a raised number.
        base, last = (boxes[0][1], boxes[2][1]) if _HYPHEN in text else (boxes[1][1], boxes[1][1])
        height = median(top - bottom for _, bottom, _, top in boxes)
        yield _Line(text, boxes[0][0], boxes[2][2], base, last, max(height, 1.0))


def _bodies(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Return the pages without running heads and feet: what stands at one place of several pages, and page numbers."""
    seen = Counter(
        mark for number, page in enumerate(pages) for mark in {m for line in _edges(page) for m in _marks(line, number)}
    )
    heights = [line.height for page in pages for line in page]
    tallest = 1.1 * median(heights) if heights else 0.0
    few = min(_REPEATS, len(pages)) if len(pages) > 1 else _REPEATS
    needed = {"words": few, "number": few, "numbered": max(_REPEATS, _MOST_PAGES * len(pages))}
    bodies = []
    for number, page in enumerate(pages):
        repeated = (line for line in _edges(page) if any(seen[mark] >= needed[mark[0]] for mark in _marks(line, number)))
        # A title that stands on every page is taller than what it heads.
        dropped = {id(line) for line in repeated if line.height <= tallest}
        bodies.append([line for line in page if id(line) not in dropped])
    return bodies


def _edges(page: list[_Line]) -> list[_Line]:
    """Return the highest and the lowest lines of a page."""
    high = sorted(page, key=lambda line: -line.base)
    return high if len(high) <= 2 * _EDGE_LINES else high[:_EDGE_LINES] + high[-_EDGE_LINES:]


def _marks(line: _Line, number: int) -> Iterator[tuple[str, int, str | int]]:
    """Yield what a running line shares with that of another page: its place, with its words or how its number counts.

    Places are rounded both down and up, so that two near each other share one.
    """
    counted = [int(found) for found in _PAGE_NUMBER.findall(line.text) if found.isascii()]
    alone = not any(character.isalpha() for character in line.text)
    place = int(line.base // _SAME_PLACE)
    for near in (place, place + 1):
        yield "words", near, line.text
        for digits in counted:
            yield "number" if alone else "numbered", near, digits - number


def _joined(pages: list[list[_Line]]) -> tuple[str, tuple[int, ...]]:
    """Join lines to paragraphs; return the text and where each page begins in it."""
    known = Counter(word.lower() for page in pages for line in page for word in _WORD.findall(line.text))
    pieces: list[str] = []
    length = 0
    starts: list[int] = []
    before: _Line | None = None
    margins = (0.0, 0.0)
    for page in pages:
        # Where a page begins is known when its first line is put down; pages without any begin where the next one does.
        began = False
        leading = _leading(page)
        own = (min((line.left for line in page), default=0.0), max((line.right for line in page), default=0.0))
        for line in page:
            between = "" if before is None else _between(before, line, leading if began else None, margins)
            margins = own
            joint = "\n\n" if before is not None and between is None else (between or "")
            text = line.text
            if before is not None and between is not None:
                joint, cut = _mended(pieces[-1], text, joint, known)
                if cut:
                    pieces[-1] = pieces[-1][:-cut]
                    length -= cut
            pieces += (joint, _inner(text, known))
            length += len(joint)
            if not began:
                starts.append(length)
                began = True
            length += len(pieces[-1])
            before = line
        if not began:
            starts.append(-1)
    return "".join(pieces), tuple(_filled(starts, length))


def _filled(starts: list[int], end: int) -> Iterable[int]:
    """Let empty pages begin where the next page does."""
    out: list[int] = []
    for start in reversed(starts):
        end = end if start < 0 else start
        out.append(end)
    return reversed(out)


def _leading(page: list[_Line]) -> float:
    """Return the usual step from a line to the next."""
    steps = [a.last - b.base for a, b in pairwise(page) if 0 < a.last - b.base < 4 * b.height]
    return median(steps) if steps else 0.0


def _between(a: _Line, b: _Line, leading: float | None, margins: tuple[float, float]) -> str | None:
    """Return what joins two lines of a paragraph, or None where a new one begins; `leading` is None between pages."""
    left, right = margins
    width = max(right - left, 1.0)
    step = a.last - b.base
    gap = "" if has_han(a.text[-1] + b.text[0]) or (has_han(a.text) and not a.text[-1].isascii()) else " "
    runs_on = b.text[0].islower() or gap == ""
    if abs(a.height - b.height) > _OTHER_HEIGHT * max(a.height, b.height) or _ITEM.match(b.text) or _LEADER.search(a.text[-40:]):
        return None
    if leading is None or step <= 0:
        # On the next page or in the next column only a sentence that runs on goes on.
        return gap if runs_on and not a.text.endswith(_ENDS_SENTENCE) else None
    if step > _WIDE_STEP * max(leading, b.height):
        return None
    # A first line stands further in than the paragraph before it; after a number or a bullet the others do.
    indented = b.left > left + _INDENT * b.height and a.left <= left + _INDENT * b.height / 2 and b.left - left < width / 4
    if indented and not _ITEM.match(a.text):
        return None
    short = a.right - left < _SHORT * width
    ends = a.text.endswith(_ENDS_SENTENCE) and a.right - left < _SHORT_SENTENCE * width
    return None if (short and not b.text[0].islower()) or ends else gap


def _mended(before: str, after: str, gap: str, known: Counter[str]) -> tuple[str, int]:
    """Return what goes between two pieces of a paragraph and how many characters of the first go away."""
    if not before.endswith(("-", "\u2010", "\u00ad", _HYPHEN)) or not after[0].isalpha():
        return gap, 0
    return ("", 1) if _divides(before[:-1], after, known) else ("", 0)


def _inner(text: str, known: Counter[str]) -> str:
    """Mend the line ends that PDFium has already joined at their hyphens."""
    if _HYPHEN not in text:
        return text
    first, *rest = text.split(_HYPHEN)
    pieces = [first]
    for piece in rest:
        divided = bool(piece) and _divides(pieces[-1], piece, known)
        pieces += ("" if divided else "-", piece)
    return "".join(pieces)


def _divides(before: str, after: str, known: Counter[str]) -> bool:
    """Tell whether a hyphen at a line end divides one word, and is not one of the word's own.

    What the rest of the text writes decides; else a small letter after small letters is the same word.
    """
    first, second = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if first is None or second is None:
        return False
    a, b = first.group(), second.group()
    whole, parted = known[f"{a}{b}".lower()], known[f"{a}-{b}".lower()]
    return whole >= parted if whole or parted else a[-1].islower() and b[0].islower()
