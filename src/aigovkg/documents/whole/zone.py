"""The zone at the head of a document: the lines in which it says what it is, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

from aigovkg.documents.whole import numbering
from aigovkg.documents.whole.lines import (
    ADDRESS,
    CODE,
    ENDS_CLAUSE,
    JOINS,
    LETTERS,
    LONGEST_HEADING,
    LONGEST_TITLE,
    SMALL,
    VERB,
    Line,
    is_code,
    is_note,
)
from aigovkg.documents.whole.words import Words
from aigovkg.model import Kind, Span
from aigovkg.text import has_han, sentences

LENGTH = 3000  # characters in which a document says what it is
_LONGEST_PLACE = 6  # Chinese characters of a place beside a date

ORDER = re.compile(r"(?:executive order|proclamation)\s+(?:no\.?\s*)?\d[\d-]*\s+of\b", re.IGNORECASE)
BILL = re.compile(r"(?:a\s+bill|an\s+act|a\s+(?:joint\s+|concurrent\s+)?resolution)\b[\s:—–-]*", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|BY)\s+(?:the\s+|THE\s+)?")
_AS_FOLLOWS = re.compile(r".{0,200}(?:如下|全文)[:：]?$")


class LineRole(StrEnum):
    """What a line in the head of a document is."""

    TITLE = "title"  # may be the title, or go on with it
    AGENT = "agent"  # the name of a body and nothing else
    PERSON = "person"
    DATE = "date"
    FURNITURE = "furniture"  # belongs to the page or the publication
    NOTE = "note"  # an editor's remark in brackets
    PART = "part"  # heads a part of the document: the head ends here
    BODY = "body"  # says something


class Zone:
    """The lines in which a document says what it is."""

    def __init__(self, text: str, lines: Sequence[Line], words: Words) -> None:
        self.text = text
        self.lines = lines
        self.words = words
        # A line may be as long as a book.
        self.end = min(lines[-1].span.end, lines[0].span.start + 2 * LENGTH)

    @cached_property
    def roles(self) -> list[LineRole]:
        """What each line is. The name of a body may go on in the next line."""
        roles: list[LineRole] = []
        for line in self.lines:
            above = self.lines[len(roles) - 1].text
            wraps = roles and roles[-1] is LineRole.AGENT and not above.endswith(",") and JOINS.search(above)
            roles.append(LineRole.AGENT if wraps and len(line.text) < LONGEST_HEADING else self._role(line))
        return roles

    @cached_property
    def opening(self) -> int:
        """How many lines stand before the first that says something or heads a part."""
        return next((n for n, role in enumerate(self.roles) if role in (LineRole.BODY, LineRole.PART)), len(self.lines))

    @cached_property
    def is_news(self) -> bool:
        """Whether the head is that of a news page, whose publisher is not the issuer."""
        return any(
            role is LineRole.FURNITURE and self.words.furniture.match(self.lines[n].text) for n, role in enumerate(self.roles[:3])
        )

    def is_date(self, run: str) -> bool:
        """Tell whether a line dates the document: a date behind words that say so, or with no more than a place."""
        found = self.words.date.search(run) if len(run) < 120 else None
        if found is None or self.words.other_date_cue.search(run):
            return False
        if self.words.date_cue.match(run):
            return True
        if self.words.furniture.match(run):
            return False
        if has_han(run):
            return len(LETTERS.findall(run[: found.start()] + run[found.end() :])) <= _LONGEST_PLACE
        rest = [token for token in (run[: found.start()] + " " + run[found.end() :]).split() if not CODE.fullmatch(token)]
        if len(rest) > 4 or self.words.is_instrument(run):
            return False
        articles = self.words.lexicon.listed("article")  # "Paris, le 8 novembre 2021"
        return all(not word[0].isalpha() or word[0].isupper() or word in articles for word in rest)

    def first_date(self, line: Line, start: int = 0, gap: int = 160) -> Span | None:
        """Return the first date in a line that is not the date of something else."""
        if self.words.other_date_cue.search(line.text, 0, LONGEST_TITLE):
            return None
        for found in self.words.date.finditer(line.text, start, start + gap):
            if self.words.is_date(found.group()):
                return Span(line.span.start + found.start(), line.span.start + found.end())
        return None

    def _role(self, line: Line) -> LineRole:
        tests = (
            (LineRole.NOTE, is_note),
            (LineRole.DATE, self.is_date),
            (LineRole.PART, self._is_part),
            (LineRole.AGENT, self._is_registered),
            (LineRole.FURNITURE, self._is_furniture),
            (LineRole.AGENT, self.words.is_agent),
            (LineRole.PERSON, self._is_person),
        )
        first = next((role for role, holds in tests if holds(line.text)), None)
        return first or (LineRole.BODY if self._says(line) else LineRole.TITLE)

    def _is_registered(self, run: str) -> bool:
        """Tell whether a line is the name of a registered body, which may look like a code: "OECD"."""
        return bool(self.words.lexicon.by_name(Kind.AGENT, run)) and not self.words.furniture.match(run)

    def _is_part(self, run: str) -> bool:
        headings = self.words.part_heading.match(run) or self.words.contents_heading.match(run)
        return headings is not None or numbering.of(run, self.words) is not None

    def _is_furniture(self, run: str) -> bool:
        if len(run) > LONGEST_TITLE:
            return False
        if self.words.furniture.match(run) or ADDRESS.search(run) or _AS_FOLLOWS.match(run) or is_code(run):
            return True
        if self.words.other_date_cue.search(run) and self.words.date.search(run):
            return True
        # "Set up by the European Commission": about a body, but not its name.
        behind = _BY.search(run)
        return len(LETTERS.findall(run[:20])) < 2 or (behind is not None and self.words.is_agent(run[behind.end() :]))

    def _is_person(self, run: str) -> bool:
        if not self.words.person.search(run[:LONGEST_TITLE]):
            return False
        short = len(run) <= 16 if has_han(run) else len(run) <= 200
        return short and not self.words.is_instrument(run)

    def _says(self, line: Line) -> bool:
        """Tell whether a line is text and not a title: long, a sentence, or the end or the rest of one."""
        run = line.text
        if line.marked:
            return len(run) > LONGEST_TITLE
        if len(run) > (90 if has_han(run) else LONGEST_TITLE) or run.endswith(ENDS_CLAUSE) or "。" in run:
            return True
        return bool(SMALL.match(run) or VERB.search(run)) or len(sentences(run)) > 1
