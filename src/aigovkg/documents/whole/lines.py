"""The lines of a document that are read: without running heads, page numbers and tables of contents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aigovkg.documents.plain import Plain
from aigovkg.documents.whole.words import Words
from aigovkg.model import Span
from aigovkg.text import trimmed

LONGEST_HEADING = 120  # characters; a Chinese one is a third of it
LONGEST_TITLE = 300
LONGEST_OFFICIAL_TITLE = 900  # of a law that says in its title what it amends

ENDS_CLAUSE = tuple(".。;；!！?？:：,，、")
LETTERS = re.compile(r"[^\W\d_]")
SMALL = re.compile(r"[a-zà-ÿ]")
BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,60})[)）\]】]$")
VERB = re.compile(r"\b(?:is|are|was|were|has|have|will|IS|ARE|WAS|WERE|HAS|HAVE)\b")
JOINS = re.compile(r"(?:\b(?:of|on|for|to|in|and|the|with|by|from|a|an|or|its|de|la|des|du|del|y|et)|[,&–-])$", re.IGNORECASE)
ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\S|\+\d{2}\s?\(?\d|©|\b(?:ISBN|ISSN|DOI)\b")
CODE = re.compile(r"[A-Z]{1,4}|\S{0,20}\d\S{0,20}|final|draft")

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_MARK = re.compile(r"#{1,6}[ \t]+(?=\S)")
_PAGE_NUMBER = re.compile(
    r"[-–—\s|]{0,4}(?:[Pp]age\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:/|of)\s?\d{1,4})?[-–—\s|]{0,4}$|第\s?\d{1,4}\s?页.{0,12}$"
)
_LEADER = re.compile(r"\.{5}|_{5}|…{3}|·{5}|(?:\. ){5}")
_ENTRY = re.compile(r"\S.*[^\d\s]\s+(\d{1,3})$")
_NOTE = re.compile(r"\[[^\[\]]*\]\.?$|\{[^{}]*\}$")
_COUNTRIES = re.compile(r"(?:[A-Z]{2}\s?){1,4}$")
_COUNTED = re.compile(r"[\w ]{2,40}(?:No\.?|Number|:)\s?[:#]?\s?\d[\w./-]{0,20}$")
_CHINESE_CODE = re.compile(r".{0,30}[〔\[(（]\d{4}[〕\])）].{0,4}?\d+\s?号$|[\u4e00-\u9fff ]{2,60}令$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds anything: where, what, whether an empty line stands above, whether the format marks it as a heading."""

    span: Span
    text: str
    apart: bool = False
    marked: bool = False


def kept(plain: Plain, words: Words) -> list[Line]:
    """Return the lines of a text without running heads, page numbers, tables of contents and lone symbols."""
    lines = _lines(plain)
    dropped = _running(plain, lines) | _contents(lines, words)
    pages = bool(plain.pages)
    read: list[Line] = []
    for index, line in enumerate(lines):
        if index in dropped or not any(character.isalnum() for character in line.text):
            continue
        if len(line.text) < 24 and _PAGE_NUMBER.match(line.text) and (pages or not _is_item_number(lines, index, read)):
            continue
        read.append(line)
    # Where all of a text looks like that, it is all there is to read.
    return read or [line for line in lines if LETTERS.search(line.text)]


def is_note(run: str) -> bool:
    """Tell whether a line is an editor's remark in brackets."""
    return _NOTE.match(run) is not None


def is_code(run: str) -> bool:
    """Tell whether a line is the number of a document or a page: "C(2025) 5045 final", "国发〔2017〕35号"."""
    if len(run) > 60:
        return False
    if not any(character.isdigit() for character in run):
        return bool(_COUNTRIES.match(run) or _CHINESE_CODE.match(run))
    return bool(all(CODE.fullmatch(token) for token in run.split()) or _COUNTED.match(run) or _CHINESE_CODE.match(run))


def _lines(plain: Plain) -> list[Line]:
    """Return the lines that hold anything."""
    text = plain.text
    lines: list[Line] = []
    end = 0
    for found in _LINE.finditer(text):
        span = trimmed(text, Span(*found.span()))
        if span.start == span.end:
            continue
        mark = _MARK.match(text, span.start)
        marked = mark is not None or not plain.headings.isdisjoint((found.start(), span.start))
        span = Span(mark.end() if mark else span.start, span.end)
        apart = text.count("\n", end, span.start) > 1
        lines.append(Line(span, text[span.start : span.end], apart, marked))
        end = span.end
    return lines


def _is_item_number(lines: Sequence[Line], index: int, kept: Sequence[Line]) -> bool:
    """Tell whether a line that is only a number counts the paragraph below it: a sentence ended above, one begins below."""
    if index + 1 >= len(lines) or not lines[index].text.isdecimal() or len(lines[index].text) > 2:
        return False
    ended = not kept or kept[-1].text.endswith(ENDS_CLAUSE)
    following = lines[index + 1].text
    return ended and len(following) > len(lines[index].text) + 20 and following[0].isupper()


def _running(plain: Plain, lines: Sequence[Line]) -> set[int]:
    """Return the lines that recur at the top or at the bottom of pages; the first of a kind stays."""
    if len(plain.pages) < 3:
        return set()
    at: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        at.setdefault(bisect_right(plain.pages, line.span.start), []).append(index)
    edges = [index for page in at.values() for index in dict.fromkeys((*page[:2], *page[-2:]))]
    keys = {index: re.sub(r"[\W\d_]+", "", lines[index].text).lower() for index in edges if len(lines[index].text) <= 150}
    often = {key for key, count in Counter(keys.values()).items() if key and count >= 3}
    seen: set[str] = set()
    running: set[int] = set()
    for index in sorted(keys):
        if keys[index] in often:
            if keys[index] in seen:
                running.add(index)
            seen.add(keys[index])
    return running


def _contents(lines: Sequence[Line], words: Words) -> set[int]:
    """Return the lines of tables of contents: with leaders, with rising page numbers, or under such a heading."""
    entries = {index for index, line in enumerate(lines) if _LEADER.search(line.text)}
    run: list[int] = []
    last = 0
    for index, line in enumerate(lines):
        found = _ENTRY.match(line.text) if len(line.text) < 160 else None
        if found and int(found[1]) >= last:
            run.append(index)
            last = int(found[1])
            continue
        entries |= set(run) if len(run) >= 3 else set()
        run, last = [], 0
    entries |= set(run) if len(run) >= 3 else set()
    keys = [_entry_key(line.text) if len(line.text) < 160 else "" for line in lines]
    counted = Counter(keys)
    for index, line in enumerate(lines):
        if index not in entries and len(line.text) < 40 and words.contents_heading.match(line.text):
            entries.add(index)
            following = index + 1
            while following < len(lines) and (following in entries or (counted[keys[following]] > 1 and keys[following])):
                counted[keys[following]] -= 1
                entries.add(following)
                following += 1
    # A wrapped entry, or one whose number was lost, stands between two others.
    for index in sorted(entries):
        for gap in (2, 3):
            between = range(index + 1, index + gap)
            if index + gap in entries and all(len(lines[b].text) < 160 and not lines[b].text.endswith(".") for b in between):
                entries.update(between)
    return entries


def _entry_key(line: str) -> str:
    return re.sub(r"[\W\d_]+", "", line).lower()
