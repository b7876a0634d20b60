"""The titles of a document, as its head gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from aigovkg.documents.whole import numbering
from aigovkg.documents.whole.lines import (
    BRACKETED,
    ENDS_CLAUSE,
    JOINS,
    LONGEST_HEADING,
    LONGEST_OFFICIAL_TITLE,
    LONGEST_TITLE,
    VERB,
    Line,
    is_note,
)
from aigovkg.documents.whole.zone import BILL, LENGTH, ORDER, LineRole, Zone
from aigovkg.model import Span
from aigovkg.text import has_han, sentences, trimmed

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CARRIES_ON = re.compile(r"(?:of|on|for|to|in|and|with|by|concerning|regarding|laying|establishing|amending|&)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\s*(?:the\s+)?(?:[“\"‘'《]|``)(?P<name>[^“”\"《》`\n]{4,250}?)(?:[”\"》]|'')")
_CITED = re.compile(r"\s*(?:the\s+)?(?P<name>[A-Z][^.;\n“”\"]{3,200}?)(?=[.;,\n“”\"]|$)")
_RESOLUTION = re.compile(r"(?:[A-Z]{1,6}/)?(?:RES/)?\d{1,3}/\d{1,4}\.?\s+(?P<title>[A-Z]\S*\s.+)$")
_CALLED = re.compile(r"\((?P<name>[A-Z][^()\n]{3,80})\)\s*$")
_OF_YEAR = re.compile(r"^[A-Z(].{0,160}\b(?:Act|Law|Ordinance)\b.{0,20}(?<!\d)(?:19|20)\d\d$")
_DATED = re.compile(r"\s*\[[^\[\]\n]*\d[^\[\]\n]*\]$")
_EA_RELEVANCE = re.compile(r"\s*\(Text with EEA relevance\)\s*$")
_ATTACHED = re.compile(
    r"(?:关于|對|对)?(?:印发|发布|公布)\s?《?(?P<name>[^《》]{4,80}?)》?\s?的(?:通知|公告|通告)$|《(?P<quoted>[^《》]{4,80})》"
)


def of(zone: Zone, tail: Span) -> tuple[Span, ...]:
    """Return where a document gives its title: in the zone at its head, or as a short title in the tail."""
    return _Titles(zone).found(tail)


class _Titles:
    """What finds the titles, and how far each of them goes on."""

    def __init__(self, zone: Zone) -> None:
        self.text, self.lines, self.words, self.roles, self.opening = zone.text, zone.lines, zone.words, zone.roles, zone.opening
        self.end = zone.end

    def found(self, tail: Span) -> tuple[Span, ...]:
        """Return where the document gives its title: by a label or a form of its kind, else in the first line set off."""
        return (
            self._of_attached(self._labelled())
            or self._resolution()
            or self._order()
            or self._short_title(self._wide)
            or self._short_title(tail)
            or self._bill()
            or self._official()
            or self._of_attached(self._plain())
            or self._enclosed()
        )

    def _labelled(self) -> tuple[Span, ...]:
        for index, line in enumerate(self.lines[:25]):
            cue = self.words.title_cue.match(line.text)
            if cue is None or len(line.text) > LONGEST_OFFICIAL_TITLE:
                continue
            if cue.end() < len(line.text):
                return (Span(line.span.start + cue.end(), self._end(index, LONGEST_TITLE)),)
            if index + 1 < len(self.lines):
                return (Span(self.lines[index + 1].span.start, self._end(index + 1, LONGEST_TITLE)),)
        return ()

    def _of_attached(self, titles: tuple[Span, ...]) -> tuple[Span, ...]:
        attached = self._attached(self.text[titles[0].start : titles[0].end], titles[0].end) if titles else None
        return (attached,) if attached else titles

    def _attached(self, title: str, start: int) -> Span | None:
        """Return the title of what a notice issues, where it stands on a line of its own below the notice."""
        found = _ATTACHED.search(title)
        name = _squeezed(found["name"] or found["quoted"]) if found else ""
        for index, line in enumerate(self.lines):
            if name and line.span.start >= start and len(line.text) <= len(name) + 4:
                end = self._end(index, LONGEST_TITLE)
                if name in (_squeezed(self.text[line.span.start : end]), _squeezed(line.text)):
                    return Span(line.span.start, end)
        return None

    def _resolution(self) -> tuple[Span, ...]:
        if not re.search(r"resolution", self.text[self.lines[0].span.start : self.end], re.IGNORECASE):
            return ()
        for index, line in enumerate(self.lines):
            found = _RESOLUTION.match(line.text) if len(line.text) < LONGEST_TITLE else None
            if found and not line.text.endswith((".", ",", ";")):
                return (Span(line.span.start + found.start("title"), self._end(index, LONGEST_TITLE)),)
        return ()

    def _order(self) -> tuple[Span, ...]:
        for index, line in enumerate(self.lines[:15]):
            if len(line.text) < LONGEST_HEADING and ORDER.match(line.text) and self.words.of_date.search(line.text):
                title = index + 1 if index + 1 < len(self.lines) and self.roles[index + 1] is LineRole.TITLE else index
                span = Span(self.lines[title].span.start, self._end(title, LONGEST_TITLE))
                numbered = re.match(r".*?\d[\d-]*", line.text)
                name = Span(line.span.start, line.span.start + numbered.end()) if numbered else span
                return (span,) if title == index else (span, name)
        return ()

    def _short_title(self, zone: Span) -> tuple[Span, ...]:
        """Return the name by which a law says in this zone that it may be cited."""
        for found in self.words.short_title.finditer(self.text, zone.start, zone.end):
            if not self.words.is_instrument(found["noun"]):
                continue
            name = _QUOTED.match(self.text, found.end()) or _CITED.match(self.text, found.end())
            if name:
                return (trimmed(self.text, Span(*name.span("name"))),)
        return ()

    @property
    def _wide(self) -> Span:
        start = self.lines[0].span.start
        return Span(start, start + 2 * LENGTH)

    def _bill(self) -> tuple[Span, ...]:
        """Return what a bill or an act says that it is for, which is its title where it has no short one."""
        for index, line in enumerate(self.lines[:30]):
            found = BILL.match(line.text)
            if found is None or (
                found.end() < len(line.text)
                and not re.match(r"to\b|relating|concerning", line.text[found.end() :], re.IGNORECASE)
            ):
                continue
            above = (one for one in self.lines[:index] if _OF_YEAR.search(one.text))
            named = next((one for one in above if self.words.is_instrument(one.text)), None)
            if named is not None:
                return (named.span,)
            first = index + (found.end() >= len(line.text))
            last = self._last_of_bill(first)
            if last is not None and self.lines[last].span.end - line.span.start <= LONGEST_OFFICIAL_TITLE:
                bill = line.text[: found.end()].split()[1].upper() == "BILL"
                start = self.lines[first].span.start if first > index else line.span.start + found.end() * bill
                run = self.text[start : self.lines[last].span.end]
                return (Span(start, start + len(_DATED.sub("", run).rstrip(" .;"))),)
        return ()

    def _last_of_bill(self, first: int) -> int | None:
        """Return the line in which what a bill is for ends: with a full stop, or in front of what is no more of it."""
        ends = (LineRole.AGENT, LineRole.DATE, LineRole.FURNITURE, LineRole.PERSON, LineRole.NOTE, LineRole.PART)
        for n, line in enumerate(self.lines[first : first + 6], first):
            below = n + 1 < len(self.lines)
            if line.text.endswith(".") or _DATED.search(line.text):
                return n
            if below and (self.roles[n + 1] in ends or (self.lines[n + 1].apart and self.roles[n + 1] is LineRole.BODY)):
                return n
        return None

    def _official(self) -> tuple[Span, ...]:
        """Return a title such as "Regulation (EU) … of 13 June 2024 laying down …"."""
        for index, line in enumerate(self.lines[:15]):
            if not line.text[0].isupper() or self.words.title_cue.match(line.text) or self.roles[index] is LineRole.PART:
                continue
            span = Span(line.span.start, self._end(index, LONGEST_OFFICIAL_TITLE))
            run = self.text[span.start : span.end]
            found = self.words.of_date.search(run, 0, 300)
            if (
                found is None
                or len(run) > LONGEST_OFFICIAL_TITLE
                or run.endswith(ENDS_CLAUSE)
                or len(sentences(" ".join(run.split()))) > 1
            ):
                continue
            if (
                self.words.is_instrument(run[: found.start()])
                and len(run) > found.end() + 10
                and not VERB.search(run[: found.end()])
            ):
                relevance = _EA_RELEVANCE.search(run)
                title = Span(span.start, span.start + relevance.start()) if relevance else span
                return title, *self._called(title)
        return ()

    def _called(self, title: Span) -> Iterator[Span]:
        """Yield the short name that an official title ends with: "… (Artificial Intelligence Act)"."""
        called = _CALLED.search(self.text, title.start, title.end)
        if called and self.words.is_instrument(called["name"]):
            yield Span(*called.span("name"))

    def _plain(self) -> tuple[Span, ...]:
        """Return the first line set off from the text, with the lines that it goes on in, and its twin in another script."""
        index = self._first_title()
        if index is None:
            return ()
        last = self._last(index, LONGEST_TITLE)
        span = self._undated(Span(self.lines[index].span.start, self.lines[last].span.end))
        if last + 1 < len(self.lines) and self.roles[last + 1] is LineRole.TITLE:
            twin = Span(self.lines[last + 1].span.start, self._end(last + 1, LONGEST_TITLE))
            words = self.text[twin.start : twin.end]
            if has_han(words) != has_han(self.text[span.start : span.end]) and self.words.titles(words):
                return span, twin
        return (span,)

    def _undated(self, span: Span) -> Span:
        """Leave out a date at the end of a title that is no part of its sentence."""
        run = self.text[span.start : span.end]
        for found in self.words.date.finditer(run):
            before = run[: found.start()].rstrip(" ,–—-(（")
            if found.end() >= len(run.rstrip(")）")) and len(before) > 8 and not JOINS.search(before) and not has_han(run):
                return Span(span.start, span.start + len(before))
        return span

    def _first_title(self) -> int | None:
        """Return the first line that can be the title: with a noun for titles, else with something beside it that heads."""
        first_mark = next((n for n, line in enumerate(self.lines) if line.marked), None)
        # Where the format marks headings, what stands before the first of them may be the page's furniture.
        ends = (n for n in range(first_mark or 0, len(self.lines)) if self.roles[n] in (LineRole.PART, LineRole.BODY))
        end = next(ends, len(self.lines))
        if any(line.text.lower() in ("to the", "to") for line in self.lines[:12]):
            return None  # an annex that gives the title of what it is annexed to
        candidates = [n for n in range(end) if self.roles[n] is LineRole.TITLE]
        for index in candidates:
            if self.lines[index].marked or self.words.titles(
                self.text[self.lines[index].span.start : self._end(index, LONGEST_TITLE)]
            ):
                # "Final Report" says of what kind the title above it is.
                general = self.words.lexicon.is_general(self.lines[index].text) and not self.lines[index].marked
                return index - 1 if general and index - 1 in candidates and self._witnessed(index - 1) else index
        return next((index for index in candidates if self._witnessed(index)), None)

    def _witnessed(self, index: int) -> bool:
        """Tell whether what stands beside a line without a noun for titles makes it one: a date, a body, a mark of the page."""
        beside = (LineRole.DATE, LineRole.AGENT, LineRole.FURNITURE)
        after = self._last(index, LONGEST_TITLE) + 1
        run = self.text[self.lines[index].span.start : self.lines[after - 1].span.end]
        long = len(run.split()) >= 3 or (has_han(run) and len(run) >= 6)
        named = has_han(run) or any(word.lower() in self._small_words for word in _WORD.findall(run) if len(word) > 3)
        below = self.roles[after : min(after + 3, max(self.opening, after))]
        return long and named and any(role in beside for role in (*self.roles[max(0, index - 3) : index], *below))

    def _enclosed(self) -> tuple[Span, ...]:
        """Return the line whose words an order or a notice above it gives as the title of what it makes known."""
        for index, line in enumerate(self.lines):
            if has_han(line.text) and self.roles[index] is LineRole.TITLE and self._is_named_above(line):
                return (Span(line.span.start, self._end(index, LONGEST_TITLE)),)
        return ()

    def _end(self, index: int, longest: int) -> int:
        return self.lines[self._last(index, longest)].span.end

    def _last(self, index: int, longest: int) -> int:
        """Return the last line that a title goes on in, which begins in a line."""
        start = self.lines[index].span.start
        last = index
        while last + 1 < len(self.lines) and self.lines[last + 1].span.end - start <= longest:
            said, more = (
                _squeezed(self.text[start : self.lines[last].span.end]).lower(),
                _squeezed(self.lines[last + 1].text).lower(),
            )
            if said in more or more in said or not self._goes_on(last):
                break
            last += 1
        return last

    def _goes_on(self, index: int) -> bool:
        """Tell whether a title goes on in the next line."""
        line, following = self.lines[index], self.lines[index + 1]
        if self.text[line.span.end : following.span.start].strip() or line.text.endswith((".", "。", ";", ":")):
            return False
        role = self.roles[index + 1]
        if role is LineRole.DATE:
            return self.words.of_date.match(following.text) is not None
        if BRACKETED.match(following.text) and not is_note(following.text):
            return self.words.date.search(following.text) is None
        if (
            following.text.endswith(ENDS_CLAUSE)
            or role in (LineRole.NOTE, LineRole.FURNITURE, LineRole.PART)
            or self._opens_text(index + 1)
        ):
            return False
        return following.marked == line.marked and has_han(line.text) == has_han(following.text) and self._follows(index, role)

    def _follows(self, index: int, role: LineRole) -> bool:
        """Tell whether the words of the next line go on those of a title."""
        line, following = self.lines[index].text, self.lines[index + 1].text
        if JOINS.search(line) or _CARRIES_ON.match(following):
            return not VERB.search(following)
        shouted = line.isupper() and following.isupper()
        return role is LineRole.TITLE and (shouted or self._wrapped(line, following) or self._is_subtitle(index + 1))

    def _opens_text(self, index: int) -> bool:
        """Tell whether a line is the first of a paragraph that wraps."""
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return (
            following is not None
            and not following.apart
            and self.roles[index + 1] is LineRole.BODY
            and len(self.lines[index].text) > 60
        )

    def _wrapped(self, line: str, following: str) -> bool:
        """Tell whether the words at a line's end go on at the next in the running text too."""
        before, after = _WORD.findall(line)[-2:], _WORD.findall(following)[:1]
        return bool(before and after) and " ".join((*before, *after)).lower() in self._running_text

    def _is_subtitle(self, index: int) -> bool:
        """Tell whether a line under a title belongs to it: what follows is still head, and its words are no names."""
        following = self.roles[index + 1] if index + 1 < len(self.lines) else LineRole.BODY
        if following is LineRole.PART and numbering.of(self.lines[index + 1].text, self.words) is not None:
            return False
        if following in (LineRole.BODY, LineRole.TITLE, LineRole.NOTE) or has_han(self.lines[index].text):
            return False
        found = [word.lower() for word in _WORD.findall(self.lines[index].text) if len(word) > 3]
        return 2 * sum(word in self._small_words for word in found) >= len(found)

    @cached_property
    def _running_text(self) -> str:
        return self.text[self.lines[0].span.start : 20 * LENGTH].lower()

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(word for word in _WORD.findall(self.text[: 20 * LENGTH]) if word.islower())

    def _is_named_above(self, line: Line) -> bool:
        above = self.text[: line.span.start]
        return f"《{line.text}》" in above or f"「{line.text}」" in above


def _squeezed(words: str) -> str:
    return _SPACE.sub("", words)
