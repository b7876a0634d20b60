"""The passages of a document: a paragraph with the headings directly above it, cut where it is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from aigovkg.documents.whole.blocks import Block
from aigovkg.documents.whole.lines import BRACKETED, LONGEST_HEADING
from aigovkg.documents.whole.numbering import Number, Sort
from aigovkg.documents.whole.tongue import Tongue
from aigovkg.model import Passage, Span
from aigovkg.text import sentences, trimmed

_LONGEST_PASSAGE = 3000
_LONG_PASSAGE = 900  # characters above which numbers inside a run cut it
_TALLEST_STACK = 4  # headings one above the other
_TOPIC = re.compile(r"\s*[\[【]([^\[\]【】]{1,60})[\]】]")
_INLINE_NUMBER = re.compile(r"(?<=\s)\((\d{1,3})\)(?=\s+[A-Z‘“\"])")


def of(text: str, blocks: Sequence[Block], sha256: str, tongue: Tongue) -> Iterator[tuple[Span, Passage]]:
    """Yield the passages, not yet numbered: a paragraph with the headings directly above it, cut where it is too long."""

    def made(span: Span, number: str | None = None, heading: str | None = None) -> tuple[Span, Passage]:
        run = text[span.start : span.end]
        return span, Passage(sha256, 0, run, tongue.of(run), number, heading)

    above = _Above()
    for block in blocks:
        if block.heads:
            above.stack.append(block)
            continue
        while above.stack and (block.pinned or _is_far(above.stack, block)):
            lone = above.stack.pop(0)
            yield made(lone.span, _text_of(lone.number))
        if block.pinned:
            above = _Above()
            yield made(block.span)
            continue
        heading = above.enter(block)
        start = above.stack[0].span.start if above.stack else block.span.start
        number = _number_above(above.stack, block)
        above.stack.clear()
        for order, span in enumerate(_cut(text, Span(start, block.span.end))):
            inner = _INLINE_NUMBER.match(text, span.start) if order else None
            yield made(span, inner.group() if inner else None if order else number, heading)
    yield from (made(lone.span, _text_of(lone.number)) for lone in above.stack)


class _Above:
    """The headings above a passage: those directly above it, and the division and section that it stands in."""

    def __init__(self) -> None:
        self.stack: list[Block] = []
        self.division: str | None = None
        self.section: str | None = None

    def enter(self, block: Block) -> str | None:
        """Go on to a paragraph; return the words of the nearest heading."""
        for one in self.stack:
            if one.number is not None and one.number.sort is Sort.DIVISION:
                self.division, self.section = _heading(one) or self.division, None
            else:
                self.section = _heading(one) or self.section
        if block.number and block.number.sort is Sort.ARTICLE:
            topic = _TOPIC.match(block.words)
            headed = any(one.number is None or one.number.sort is not Sort.DIVISION for one in self.stack)
            self.section = topic[1] if topic else self.section if headed else None
        return self.section or self.division


def _is_far(stack: Sequence[Block], block: Block) -> bool:
    """Tell whether the topmost heading of a stack stands too far above a paragraph to belong to it."""
    return len(stack) > _TALLEST_STACK or block.span.start - stack[0].span.start > 4 * LONGEST_HEADING


def _text_of(number: Number | None) -> str | None:
    return number.text.strip() if number else None


def _heading(block: Block) -> str | None:
    """Return the words of a heading without its number and its brackets."""
    words = " ".join(block.words.split()).strip(" :：.–—-")
    inner = BRACKETED.match(words)
    return (inner[1] if inner else words) or None


def _number_above(stack: Sequence[Block], block: Block) -> str | None:
    """Return the number of a passage: of the nearest heading, else its own; a division's only where there is no other."""
    numbers = [one.number for one in stack if one.number is not None]
    nearest = next((number for number in reversed(numbers) if number.sort is not Sort.DIVISION), None)
    return _text_of(nearest or block.number or (numbers[-1] if numbers else None))


def _cut(text: str, span: Span) -> Iterator[Span]:
    """Cut what is too long: at the numbers inside it, at sentence ends, at white space, and where there is none anywhere."""
    for part in _at_numbers(text, span):
        if part.end - part.start <= _LONGEST_PASSAGE:
            yield from _solid(text, part)
            continue
        start = before = part.start
        for sentence in sentences(text[part.start : part.end]):
            end = part.start + sentence.end
            if end - start > _LONGEST_PASSAGE and before > start:
                yield from _solid(text, Span(start, before))
                start = before
            while end - start > _LONGEST_PASSAGE:
                space = text.rfind(" ", start + _LONGEST_PASSAGE // 2, start + _LONGEST_PASSAGE)
                stop = space if space > 0 else start + _LONGEST_PASSAGE
                yield from _solid(text, Span(start, stop))
                start = stop
            before = end
        yield from _solid(text, Span(start, part.end))


def _solid(text: str, span: Span) -> Iterator[Span]:
    """Yield a span without the white space at its ends, if it holds a letter or a figure."""
    bare = trimmed(text, span)
    if any(character.isalnum() for character in text[bare.start : bare.end]):
        yield bare


def _at_numbers(text: str, span: Span) -> Iterator[Span]:
    """Cut at numbers inside a run that count on: "(1) … (2) … (3) …"."""
    if span.end - span.start <= _LONG_PASSAGE:
        yield span
        return
    starts: list[tuple[int, int]] = []
    for found in _INLINE_NUMBER.finditer(text, span.start, span.end):
        if not starts or int(found[1]) == starts[-1][0] + 1:
            starts.append((int(found[1]), found.start()))
    cuts = [start for _, start in starts] if len(starts) >= 3 else []
    edges = [span.start, *(cut for cut in cuts if cut > span.start), span.end]
    for start, end in pairwise(edges):
        yield Span(start, end)
