"""The blocks of a document: headings, and paragraphs with the lines that they wrap over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aigovkg.documents.whole import numbering
from aigovkg.documents.whole.head import Head
from aigovkg.documents.whole.lines import (
    ADDRESS,
    BRACKETED,
    ENDS_CLAUSE,
    JOINS,
    LONGEST_HEADING,
    LONGEST_OFFICIAL_TITLE,
    SMALL,
    Line,
    is_code,
    is_note,
)
from aigovkg.documents.whole.numbering import BULLET, Number, Sort
from aigovkg.documents.whole.words import Words
from aigovkg.model import Span
from aigovkg.text import has_han

_SHORT_HEADING = 36  # characters of a numbered heading that ends like a sentence
_SENTENCE_VERB = re.compile(r"\b(?:is|are|was|were|has|have|will|shall|must|should|may|can|applies|apply|means|refers)\b")
_FOOTNOTE_MARK = re.compile(r"\(\s\d{1,3}\s\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph: its span, number and words; `pinned` ones stay alone."""

    span: Span
    number: Number | None = None
    words: str = ""
    heads: bool = False
    pinned: bool = False


def of(lines: Sequence[Line], head: Head, words: Words) -> Iterator[Block]:
    """Yield headings and paragraphs: lines that a paragraph wraps over are joined, what the head says stays alone."""
    said = sorted({*head.titles, *head.issuers, *([head.date] if head.date else [])})
    pinned = [any(span.overlaps(line.span) for span in said) for line in lines]
    numbers = [numbering.of(line.text, words) for line in lines]
    width = _width(lines)
    index = 0
    while index < len(lines):
        line, number, last = lines[index], numbers[index], index
        if pinned[index]:
            while last + 1 < len(lines) and any(
                span.start < lines[last].span.end and lines[last + 1].span.start < span.end for span in said
            ):
                last += 1
            lone = lines[last].span.end - line.span.start <= LONGEST_OFFICIAL_TITLE
            yield Block(Span(line.span.start, lines[last].span.end), number, line.text, pinned=lone)
        else:
            below = index + 1 < len(lines)
            heads = below and _heads(line, number, lines[index + 1], numbers[index + 1], width, words)
            while not heads and last + 1 < len(lines) and not pinned[last + 1]:
                if not _continues(lines[last], lines[last + 1], numbers[last + 1], width):
                    break
                last += 1
            yield Block(Span(line.span.start, lines[last].span.end), number, line.text[number.end if number else 0 :], heads)
        index = last + 1


def _width(lines: Sequence[Line]) -> int:
    """Return the width at which the lines of a text are wrapped, or 0 where each line is a paragraph."""
    lengths = sorted(len(line.text) for line in lines)
    inner = [len(line.text) for line, following in pairwise(lines) if not following.apart]
    if len(inner) < 8 or not lengths:
        return 0
    widest = lengths[int(len(lengths) * 0.97) - 1]
    full = sum(length > 0.7 * widest for length in inner)
    return widest if widest <= 160 and full > 0.4 * len(inner) else 0


def _continues(line: Line, following: Line, number: Number | None, width: int) -> bool:
    """Tell whether a paragraph goes on in the following line."""
    if _FOOTNOTE_MARK.match(following.text):
        return True
    if following.marked or BULLET.match(following.text) or number is not None:
        return False
    if following.text[0].islower() and not line.text.endswith(ENDS_CLAUSE[:8]):
        return True
    if following.apart:
        return len(line.text) > 40 and bool(JOINS.search(line.text)) and not line.text.endswith(("、", "，"))
    ended = line.text.endswith(ENDS_CLAUSE)
    return width > 0 and len(line.text) > (0.8 if ended else 0.6) * width


def _heads(line: Line, number: Number | None, following: Line, below: Number | None, width: int, words: Words) -> bool:
    """Tell whether a line heads what stands below it: short, no sentence, not the first line of a paragraph that wraps."""
    run = line.text
    if line.marked:
        return True
    wraps = width > 0 and len(run) > 0.8 * width and not following.apart
    if len(run) > (LONGEST_HEADING // 2 if has_han(run) else LONGEST_HEADING) or wraps or is_note(run):
        return False
    rest = run[number.end :].strip() if number else run
    if (below is None and following.text[0].islower()) or _is_sentence(rest):
        return False
    if number is not None:
        heavier = len(following.text) > len(run) or (following.apart and not run.endswith(ENDS_CLAUSE))
        return _numbered_heads(rest, number, below, heavier)
    begins = run[0].isupper() or run[0].isdigit() or has_han(run[0]) or run[0] in '“‘"《' or BRACKETED.match(run) is not None
    said = run.endswith(ENDS_CLAUSE) or is_code(run) or ADDRESS.search(run) or words.date.search(run)
    return begins and not said


def _is_sentence(run: str) -> bool:
    """Tell whether a run is a sentence and no heading."""
    return "。" in run[:-1] or (_SENTENCE_VERB.search(run) is not None and (len(run) > _SHORT_HEADING or run.endswith(".")))


def _numbered_heads(rest: str, number: Number, below: Number | None, heavier: bool) -> bool:
    """Tell whether the words behind a number are a heading; `heavier` tells that more stands below them than they are."""
    if below is not None and (below.style, below.sort) == (number.style, number.sort):
        return False  # an item of a list, or an entry of a table of contents
    short = len(rest) < (_SHORT_HEADING // 2 if has_han(rest) else _SHORT_HEADING)
    ends = short and not rest.endswith((";", "；", ",", "，")) and (number.sort is Sort.ITEM or not has_han(rest))
    if rest.endswith(ENDS_CLAUSE) and not ends:
        return False
    if number.sort is not Sort.ITEM:
        return True
    if not rest:
        return below is None
    leads = rest.endswith((":", "：")) and len(rest.split()) > 3
    return not (SMALL.match(rest) or leads) and (below is not None or heavier)
