"""The number at the beginning of a line: of a division, an article or an item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from aigovkg.documents.whole.words import Words
from aigovkg.text import has_han

BULLET = re.compile(r"(?:[•●·▪◦■□‣∙⁃○◆➢►✓❖➔\uf0a0-\uf0ff]|[-–—*−](?=\s)|——|-(?=[A-Z\u4e00-\u9fff]))\s*")
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,4}(?=\s+[A-Z“‘\"(]|\s*[\u4e00-\u9fff《])")
_BARE = re.compile(r"\d{1,2}(?=\s+[A-Z][^.;]{2,80}$)")
_LONE = re.compile(r"\d{1,2}$")
_BEHIND_NUMBER = re.compile(r"\s?[.:：．]?\s*[–—-]?\s*")


class Sort(StrEnum):
    """What a number at the beginning of a line counts."""

    DIVISION = "division"
    ARTICLE = "article"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the beginning of a line; `end` is where the words behind it begin, `style` how it is written."""

    text: str
    sort: Sort
    style: str
    end: int


def of(line: str, words: Words) -> Number | None:
    """Return the number at the beginning of a line."""
    bullet = BULLET.match(line)
    start = bullet.end() if bullet else 0
    if start >= len(line):
        return None
    found = words.numbering.match(line, start)
    if found is not None:
        sort = Sort(found.lastgroup or "item")
        if _numbers(line, found.end(), sort):
            behind = _BEHIND_NUMBER.match(line, found.end())
            return Number(found.group(), sort, re.sub(r"\w+", "…", found.group()), behind.end() if behind else found.end())
    found = _DECIMAL.match(line, start) or _BARE.match(line, start) or _LONE.match(line, start)
    if found is not None and words.date.match(line, start):
        return None
    if found is not None:
        return Number(found.group(), Sort.ITEM, "…" * (1 + found.group().count(".")), found.end())
    return None


def _numbers(line: str, end: int, sort: Sort) -> bool:
    """Tell whether what was matched up to `end` numbers the line, and is not a part of its first word or sentence."""
    rest = line[end : end + 3]
    if not rest:
        return True
    if sort is Sort.ITEM:
        return not rest[0].isalnum() or has_han(rest[0]) or line[end - 1] in ")）、"
    if has_han(line[end - 1]):
        return rest[0] not in "第规規所的和、至到或及款"
    after = rest.lstrip()
    return not (rest[0].isspace() and (after[:1].islower() or after[:1].isdigit())) and rest[0] not in "(,"
