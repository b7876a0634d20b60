"""Meetings: which edition of a series is meant, and those that nobody has registered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from aigovkg import text
from aigovkg.mentions.lookup import Hit
from aigovkg.mentions.naming import named
from aigovkg.model import Kind, Mention, Passage, Span
from aigovkg.vocabulary import AIG, Lexicon

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?\s?$")
_YEAR_IN_FRONT = re.compile(r"(?<!\d)(?:19|20)\d\d年")
_YEAR_WITHIN = 60
_LONGEST_CHINESE = 40  # characters of the name of a meeting, its ordinal included
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·“”\"（）—－-]{4,}")


def edition(span: Span, series: Iterable[str], passage: Passage, lexicon: Lexicon, sentences: list[Span]) -> Iterator[Mention]:
    """Yield which edition of a series of events is meant, where its ordinal or a year beside the name tells."""
    whole, ordinal, year = dated(span, passage, lexicon, sentences)
    events = [lexicon.registered[iri] for iri in sorted(series)]
    fitting = tuple(
        e.iri for e in events if (ordinal and e.edition == ordinal) or (year and not ordinal and e.date.startswith(year))
    )
    if len(fitting) == 1:
        yield named(passage, whole, Kind.EVENT, fitting)
    elif ordinal or not (year or passage.quote(span).isupper() or lexicon.by_name(Kind.AGENT, passage.quote(span))):
        yield named(passage, whole, Kind.EVENT, (), category=AIG + "Event")


def dated(span: Span, passage: Passage, lexicon: Lexicon, sentences: list[Span]) -> tuple[Span, int, str]:
    """Return the name of an event with the ordinal or year before it, the ordinal (0: none) and the year ("": none)."""
    start = max(0, span.start - 8)
    for ordinal in lexicon.ordinal.finditer(passage.text, start, span.start):
        number = text.figure(ordinal[ordinal.lastindex or 0])
        if number and not passage.text[ordinal.end() : span.start].strip():
            return Span(ordinal.start(), span.end), number, ""
    before = _YEAR_BEFORE.search(passage.text, start, span.start)
    if before:
        return Span(before.start(), span.end), 0, before[1]
    limit = min(text.sentence_of(sentences, span.start).end, span.end + _YEAR_WITHIN)
    within = _YEAR.search(passage.text, span.start, limit)
    return span, 0, within.group() if within else ""


def new_event(mention: Mention, lexicon: Lexicon, sentences: list[Span], titled: bool) -> Iterator[Mention]:
    """Yield an unregistered meeting if its date is told, or if it bears a title: without, nobody knows which "Meeting" it is."""
    passage, span = mention.passage, mention.span
    leading = lexicon.ordinal.match(passage.text, span.start, span.end) or _YEAR.match(passage.text, span.start, span.end)
    name = text.trimmed(passage.text, Span(leading.end() if leading else span.start, span.end))
    whole, ordinal, year = dated(name, passage, lexicon, sentences)
    if ordinal or year:
        event = named(passage, whole, Kind.EVENT, (), category=mention.name.category)
        beside = "" if ordinal or year in passage.quote(whole) else year
        yield replace(event, name=replace(event.name, qualifier=beside))
    elif titled:
        yield mention


def chinese_events(hits: Iterable[Hit], passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield unregistered meetings that a Chinese text names with their ordinal or year in front: 第五届海港机器人论坛."""
    breaks = _any_of(tuple(sorted(lexicon.listed("nameBreak"))))
    for hit in hits:
        heads = [form for kind, form in hit.sense.heads if kind is Kind.EVENT and text.has_han(form.text)]
        if not heads:
            continue
        start = max(0, hit.span.start - _LONGEST_CHINESE)
        dates = (
            found for one in (lexicon.ordinal, _YEAR_IN_FRONT) for found in one.finditer(passage.text, start, hit.span.start)
        )
        first = max((found for found in dates if text.has_han(found.group())), key=lambda found: found.end(), default=None)
        if first is None:
            continue
        between = passage.text[first.end() : hit.span.end]
        if _CHINESE_NAME.fullmatch(between) and not breaks.search(between):
            yield named(passage, Span(first.start(), hit.span.end), Kind.EVENT, (), category=heads[0].target)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or "(?!)")
