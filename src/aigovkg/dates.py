"""Dates as sources write them: one grammar, for finding them and for reading them.

A date is as precise as its source: a day, a month or a year. Days that are a range give their month (or, over a turn of
the month, their year). What is no possible date between 1200 and 2100 is none, and 7/8/2024 is none either: it may be
the seventh or the eighth month, which 22/5/2024 cannot. Only the years 1900 to 2099 are looked for in running text, and
only with their month.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from aigovkg.model import Date, Span

_FIGURES = "〇一二三四五六七八九"
_CHINESE = rf"(?:[0-9]{{1,2}}|[{_FIGURES[1:]}十]{{1,3}})"

# How dates are written. What stands in braces are the parts of a date; how each is written, the next tables tell.
_DAYS = r"{day}(?:st|nd|rd|th|er|\.?º|\.)?(?:\s?[-–—]\s?{until}(?:st|nd|rd|th)?)?"
_SMALL = r"(?:(?:day\s+of|del?|of|du)\s+)?"  # "7 de mayo de 2024", "13th day of June 2024"
_FORMS = (
    r"{year}-{figures}-{day}",
    r"{year}/{figures}/{day}",
    r"{year}\.\s?{figures}\.\s?{day}",
    r"{day}\.\s?{figures}\.\s?{year}",
    r"{day}\.\s?{roman}\.\s?{year}",  # 5.IX.2024
    r"{late}/{figures}/{year}",  # 22/05/2019
    r"{figures}/{late}/{year}",  # 05/22/2019
    r"{zhyear}\s?年\s?{zhmonth}\s?月\s?{zhday}\s?[日号號](?:\s?[-–—至到]\s?{zhuntil}\s?[日号號])?",
    r"{zhyear}\s?年\s?{zhmonth}\s?月\s?{zhday}\s?[-–—至到]\s?{zhuntil}\s?[日号號]",
    r"{zhyear}\s?年\s?{zhmonth}\s?月",
    # Jan 30 - Feb 2, 2017; 30 January to 2 February 2017; May-June 2017
    r"{month}\.?(?:\s+{day})?\s?(?:[-–—]|\bto\b)\s?{other}\.?(?:\s+{close})?,?\s+{year}",
    rf"{_DAYS}\s+{_SMALL}{{month}}\s?(?:[-–—]|\bto\b)\s?{{close}}\s+{_SMALL}{{other}}\.?,?\s+{_SMALL}{{year}}",
    rf"{{month}}\.?\s+{_DAYS},?\s+{{year}}",  # Jan 3-8, 2017
    rf"{_DAYS}\s+{_SMALL}{{month}}\.?,?\s+{_SMALL}{{year}}",  # 1-2 November 2023
    rf"{{month}}\.?,?\s+{_SMALL}{{year}}",
)
# What tells a year alone or a month in figures is read where a date is expected, and not looked for elsewhere.
_BARE_FORMS = (r"{year}-{figures}", r"{zhyear}\s?年", r"{year}")

_ERA = r"(?:中華民國|中华民国|民國|民国)\s?"  # the first year of it is 1912
_PARTS = {
    "year": "[0-9]{4}",
    "figures": "[0-9]{1,2}",
    "day": "[0-9]{1,2}",
    "late": "(?:1[3-9]|2[0-9]|3[01])",  # a day that cannot be a month
    "roman": "[IVX]{1,4}",
    "until": "[0-9]{1,2}",
    "close": "[0-9]{1,2}",
    "month": r"[^\W\d_]{3,10}",
    "other": r"[^\W\d_]{3,10}",
    "zhyear": rf"(?:[0-9]{{4}}|[{_FIGURES}○零]{{4}}|{_ERA}(?:[0-9]{{2,3}}|[{_FIGURES}零十百]{{1,8}}))",
    "zhmonth": _CHINESE,
    "zhday": _CHINESE,
    "zhuntil": _CHINESE,
}
# How some parts must look to be taken for a date in running text.
_STRICTER = {
    "year": "(?:19|20)[0-9]{2}",
    "zhyear": rf"(?:(?:19|20)[0-9]{{2}}|(?:一九|二[〇○零])[{_FIGURES}○零]{{2}}|{_ERA}(?:[0-9]{{2,3}}|[{_FIGURES}零十百]{{1,8}}))",
}
_READINGS = tuple(
    re.compile(form.format_map({part: f"(?P<{part}>{pattern})" for part, pattern in _PARTS.items()}))
    for form in (*_FORMS, *_BARE_FORMS)
)
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN = {numeral: str(number) for number, numeral in enumerate(_NUMERALS, 1)}
_MARK = re.compile(r"\s?\((?P<mark>[^()]{2,24})\)$")  # (unconfirmed)
_ERA_YEAR = re.compile(f"{_ERA}(?P<figures>.+)")
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
    if len(plain) > _LONGEST:
        return None
    for reading in _READINGS:
        found = reading.fullmatch(plain)
        iso = _iso(found.groupdict(), months) if found is not None else None
        if iso is not None:
            return Date(iso, confirmed)
    return None


def pattern(months: Iterable[str]) -> str:
    """Return a regular expression, without groups of its own, for the dates in running text that tell at least their month.

    What it finds `read` reads, unless there is no such day.
    """
    names = "|".join(re.escape(name) for name in sorted(months, key=lambda name: (-len(name), name)))
    parts = _PARTS | _STRICTER | {"month": f"(?:{names or '(?!)'})", "other": f"(?:{names or '(?!)'})"}
    forms = "|".join(form.format_map(parts) for form in _FORMS)
    return rf"(?<![A-Za-z0-9/.\-])(?:{forms})(?![A-Za-z0-9]|[./\-][0-9])"


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
    year = _year(parts.get("year") or parts.get("zhyear") or "")
    if not _FIRST <= year <= _LAST:
        return None
    month, other = parts.get("month"), parts.get("other")
    figures = parts.get("figures") or parts.get("zhmonth") or _ROMAN.get(parts.get("roman") or "", "")
    if parts.get("roman") and not figures:
        return None
    if month is None and not figures:
        return f"{year}"
    number = _number(figures) if figures else months.get((month or "").lower(), 0)
    last = months.get(other.lower(), 0) if other else number
    if not 1 <= number <= 12 or not last:
        return None
    if last != number:
        return f"{year}"
    day = parts.get("day") or parts.get("late") or parts.get("zhday")
    if day is None or other:
        return f"{year}-{number:02}"
    longest = calendar.monthrange(year, number)[1]
    if not 1 <= _number(day) <= longest:
        return None
    until = parts.get("until") or parts.get("zhuntil")
    if until:
        return f"{year}-{number:02}" if _number(day) < _number(until) <= longest else None
    return f"{year}-{number:02}-{_number(day):02}"


def _year(words: str) -> int:
    era = _ERA_YEAR.match(words)
    since = _number(era["figures"]) if era else 0
    return 1911 + since if since else 0 if era else _number(words)


def _number(words: str) -> int:
    """Return the number that figures write: "2025", "二〇二五", "二十三", "一百一十四"; 0 where they write none."""
    if words.isdecimal():
        return int(words)
    digits = words.replace("○", "〇").replace("零", "〇")
    if all(digit in _FIGURES for digit in digits):
        return int("".join(str(_FIGURES.index(digit)) for digit in digits) or 0)
    hundreds, hundred, rest = digits.rpartition("百")
    tens, ten, ones = rest.partition("十")
    if not ten:
        tens, ones = "", rest
    pieces = (hundreds, tens.lstrip("〇"), ones.lstrip("〇"))
    if (hundred and not hundreds) or any(len(piece) > 1 or piece not in _FIGURES for piece in pieces):
        return 0
    named = ((hundreds, 0, 100), (tens.lstrip("〇"), 1 if ten else 0, 10), (ones.lstrip("〇"), 0, 1))
    return sum((_FIGURES.index(piece) if piece else unsaid) * weight for piece, unsaid, weight in named)
