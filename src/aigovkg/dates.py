"""Dates as sources write them: one grammar, for finding them and for reading them.

A date is as precise as its source: a day, a month or a year. Days that are a range give their month (or, over a turn of
the month, their year). What is no possible date between 1200 and 2100 is none.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Mapping

from aigovkg.model import Date, Span

_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_DAYS = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.?º)?(?P<until>\s?[-–]\s?[0-9]{1,2})?"
_YEAR = r"(?P<year>[0-9]{4})"
_SMALL = r"(?:\w{2,3}\s)?"  # "7 de mayo de 2024"
_READINGS = tuple(
    map(
        re.compile,
        (
            rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})",
            rf"{_YEAR}\s?年\s?(?P<month>[0-9]{{1,2}})\s?月\s?(?P<day>[0-9]{{1,2}})\s?日",
            rf"{_YEAR}\s?年\s?(?P<month>[0-9]{{1,2}})\s?月",
            rf"{_MONTH}\s[0-9]{{1,2}}\s?[-–]\s?(?P<other>[^\W\d_]{{3,10}})\.?\s[0-9]{{1,2}},?\s{_YEAR}",  # Jan 30 - Feb 2, 2017
            rf"{_MONTH}\s{_DAYS},?\s{_YEAR}",  # Jan 3-8, 2017
            rf"{_DAYS}\s{_SMALL}{_MONTH},?\s{_SMALL}{_YEAR}",  # 1-2 November 2023
            rf"{_MONTH},?\s{_SMALL}{_YEAR}",
            rf"{_YEAR}-(?P<month>[0-9]{{2}})",
            rf"{_YEAR}\s?年?",
        ),
    )
)
_MARK = re.compile(r"\s?\((?P<mark>[^()]{2,24})\)$")  # (unconfirmed)
_FIRST, _LAST = 1200, 2100
_LONGEST = 60  # characters of a date, its mark included
_COMMAS = ",，"


def read(words: str, months: Mapping[str, int], unconfirmed: Collection[str]) -> Date | None:
    """Read a string that is a date and nothing else; None where it is none.

    Args:
        words: such as "Oct 10, 2019" or "2019 (unconfirmed)".
        months: numbers by name, in small letters.
        unconfirmed: the marks in brackets that call a date unconfirmed.
    """
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    mark = _MARK.search(plain)
    if mark is not None:
        plain = plain[: mark.start()]
    confirmed = mark is None or not any(one in mark["mark"].lower() for one in unconfirmed)
    for reading in _READINGS:
        found = reading.fullmatch(plain)
        iso = _iso(found.groupdict(), months) if found is not None else None
        if iso is not None:
            return Date(iso, confirmed)
    return None


def at_end(words: str, months: Mapping[str, int], unconfirmed: Collection[str]) -> tuple[Span, Span] | None:
    """Split "TITLE, Oct 10, 2019" before its date: the spans of what stands before the comma, and of the date."""
    commas = [place for place, character in enumerate(words) if character in _COMMAS and len(words) - place <= _LONGEST]
    for comma in commas:
        tail = words[comma + 1 :]
        if read(tail, months, unconfirmed) is not None:
            start = comma + 1 + len(tail) - len(tail.lstrip())
            return Span(0, len(words[:comma].rstrip())), Span(start, start + len(tail.strip()))
    return None


def _iso(parts: Mapping[str, str | None], months: Mapping[str, int]) -> str | None:
    """Return the ISO form of a date's parts, or None if there is no such date."""
    year, month, day = parts["year"] or "", parts.get("month"), parts.get("day")
    if not _FIRST <= int(year) <= _LAST:
        return None
    if month is None:
        return year
    number = _month(month, months)
    other = parts.get("other")
    if not number or (other and not _month(other, months)):
        return None
    if other:
        return year if _month(other, months) != number else f"{year}-{number:02}"
    if day is None or parts.get("until"):
        return f"{year}-{number:02}"
    return f"{year}-{number:02}-{int(day):02}" if 1 <= int(day) <= calendar.monthrange(int(year), number)[1] else None


def _month(word: str, months: Mapping[str, int]) -> int:
    number = int(word) if word.isdecimal() else months.get(word.lower(), 0)
    return number if 1 <= number <= 12 else 0
