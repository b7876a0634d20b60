"""Where in the instrument that it cites a passage points: "Article 12", "section 4.4(b)", 第二十四条第二款.

The words stand right before the name ("Article 12 of the Act", "Article 12 Act") or right behind it ("the Act, Article 12",
《…》第十二条); of a place in a compilation they are its number. How places are called stands in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from aigovkg.model import Mention
from aigovkg.vocabulary import Lexicon

_LISTS = ("locator", "placeWord", "placeStyle", "placeLink", "placeLead", "article", "placeBack", "joiningWord", "alternative")
_FARTHEST = 120  # characters before a name in which a place may begin
_FARTHEST_BEHIND = 400  # the same behind it, where "thereof" leads back
_BRACKETS = r"(?:\s?[(（]\w{1,5}[)）])"
_NUMBER = rf"(?:\d+[A-Za-z]?(?:[.‑–-]\d+[A-Za-z]?)*(?!\w)|(?-i:[IVXLC]+|[A-Z])(?!\w))(?:{_BRACKETS})*"
_FIGURE = r"[〇零一二三四五六七八九十百千\d]+"
_IN_COMPILATION = re.compile(
    rf"(?:^|(?<=[\s.§]))(?:(?:§+|(?:part|subpart|section|chapter)s?|(?:sec|ch)s?\.)\s?)?\d\w*(?:[.‑–-]\s?\w+)*$(?:{_BRACKETS})*",
    re.IGNORECASE,
)
_BRACKETS_BEHIND = re.compile(rf"(?:{_BRACKETS})+")


@dataclass(frozen=True, slots=True)
class _Places:
    """Patterns for places: before a name, behind it, further behind with what leads back; and what leads on to the next name."""

    units: re.Pattern[str]  # in small letters: without one there is no place
    before: re.Pattern[str]
    behind: re.Pattern[str]
    back: re.Pattern[str]
    thereof: re.Pattern[str]
    of_next: re.Pattern[str]


def pinpoint(mention: Mention, until: int, lexicon: Lexicon) -> str:
    """Return the words that say where in a cited instrument something stands, as they are written, or "" if none do.

    Words that lead back from further behind ("… thereof") are of the name if they stand before `until`, where the next begins.
    """
    words, span = mention.passage.text, mention.span
    if lexicon.compilations.intersection(mention.name.candidates):
        number = _IN_COMPILATION.search(words[span.start : span.end])
        if number:
            brackets = _BRACKETS_BEHIND.match(words, span.end)
            return words[span.start + number.start() : brackets.end() if brackets else span.end]
    places = _places(lexicon)
    near = words[max(0, span.start - _FARTHEST) : span.start]
    before = places.before.search(near) if places.units.search(near.lower()) else None
    if before is not None:
        return before["place"]
    behind = places.behind.match(words, span.end)
    if behind is not None and not places.of_next.match(words, behind.end()):
        return behind["place"]
    back = places.back.search(words, span.end, min(until, span.end + _FARTHEST_BEHIND))
    thereof = places.thereof.search(words, max(span.end, back.start() - _FARTHEST), back.end()) if back else None
    return thereof["place"] if thereof else ""


@lru_cache(maxsize=2)
def _places(lexicon: Lexicon) -> _Places:
    locators, other, styles, links, leads, articles, behind, *joints = (lexicon.listed(what) for what in _LISTS)
    joint = _any(word for words in joints for word in words)
    unit = rf"{_any((*locators, *other))}\s?(?:{_NUMBER}|(?:{_BRACKETS})+)"
    more = rf"(?:\s?(?:,\s?(?:{joint}\s)?|\s{joint}\s|[–-])\s?(?:{_NUMBER}|(?:{_BRACKETS})+))*"
    joined = rf"(?:,?\s(?:{joint}\s)?(?:{_any(links)}\s)?(?:{_any(articles)}\s)?)"
    whole = rf"{_any(links)}\s{_any(articles)}\s{_any(locators)}(?!\w)"
    styled = "|".join(re.escape(style).replace("…", _FIGURE) for style in sorted(styles, key=lambda style: (-len(style), style)))
    chinese = rf"(?:{styled or '(?!)'})(?:[、和与及至]?(?:{styled or '(?!)'}))*"
    place = rf"(?P<place>(?:{unit}{more}(?:{joined}{unit}{more})*(?:\s{whole})?)|{chinese})"
    led = rf"(?:{_any(leads)}\s)?(?:{_any(articles)}\s)?"
    return _Places(
        units=re.compile(_any(part.lower() for unit in (*locators, *other, *styles) for part in [max(unit.split("…"), key=len)])),
        before=re.compile(rf"(?<!\w){place},?\s?(?:{_any(links)}\s)?(?:{_any(articles)}\s)?[\"“‘《「(（]?$", re.IGNORECASE),
        behind=re.compile(rf"[\"”’]?(?:\s?\([^()\s]{{2,15}}\))?(?:,?[^\S\n]{led}|\s?[(（]|的?(?=[第附])){place}", re.IGNORECASE),
        back=re.compile(rf"(?<!\w){_any(behind)}(?!\w)", re.IGNORECASE),
        thereof=re.compile(rf"(?<!\w){place},?\s{_any(behind)}$", re.IGNORECASE),
        of_next=re.compile(rf",?\s{_any(links)}\s", re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest))})" if longest else "(?!)"
