"""What the catalogue knows, and what stands in title marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from aigovkg.mentions.events import edition
from aigovkg.mentions.lookup import Finder, Hit
from aigovkg.mentions.naming import named
from aigovkg.model import Kind, Mention, Passage, Span
from aigovkg.vocabulary import AIG, Lexicon

_GOVERNMENT = AIG + "Government"  # called by its country: "the U.S. Privacy Act"
_LONGEST_DETERMINER = 12
_TITLE_MARKS = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,80}》){2,150})》")
_ARTICLE = re.compile(r"第[0-9〇零一二三四五六七八九十百]+[条條]")
_UNMARKED = re.compile(r"(?![本该該此同前])[\u4e00-\u9fff]{1,17}")
_LONGEST_UNMARKED = 20  # characters before the head noun of a law without title marks
_GOES_ON = re.compile(r"[.,]\d")  # "Law 25" does not stand in "Law 25.326"


def registered(hits: Iterable[Hit], passage: Passage, finder: Finder, sentences: list[Span]) -> Iterator[Mention]:
    """Yield what the catalogue knows under the forms that stand in a passage."""
    for hit in hits:
        for kind, targets in hit.sense.names:
            if kind is Kind.INSTRUMENT and _part_or_sort(hit.span, passage.text, finder.lexicon):
                continue
            yield named(passage, hit.span, kind, targets)
        if hit.sense.series:
            yield from edition(hit.span, hit.sense.series, passage, finder.lexicon, sentences)


def _part_or_sort(span: Span, words: str, lexicon: Lexicon) -> bool:
    """Tell whether words are part of a longer number, or name a sort of thing: "an AI risk management framework"."""
    if words[span.end - 1].isdigit() and _GOES_ON.match(words, span.end):
        return True
    last = words.rfind(" ", span.start, span.end) + 1
    if not last or not words[last].islower():
        return False
    before = words[max(0, span.start - _LONGEST_DETERMINER) : span.start].lower().split()
    return bool(before) and before[-1] in lexicon.listed("determiner") - lexicon.listed("article")


def title_marked(hits: Iterable[Hit], passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield what stands in title marks and is an instrument by its name, by its last noun or by how it is cited: 《…办法》."""
    if "《" not in passage.text:
        return
    cited = {hit.span.end for hit in hits if hit.sense.governing}
    for marks in _TITLE_MARKS.finditer(passage.text):
        candidates = lexicon.by_name(Kind.INSTRUMENT, marks[1])
        category = lexicon.instrument_type(marks[1])
        if candidates or category or marks.start() in cited:
            yield named(passage, Span(*marks.span()), Kind.INSTRUMENT, candidates, category=category)


def unmarked(heads: Iterable[Hit], passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield Chinese laws that are named without title marks between what leads to them and their article: 依…法第二條."""
    leads = _any_of(tuple(sorted(lexicon.listed("lawLead"))))
    for hit in heads:
        category = next((form.target for kind, form in hit.sense.heads if kind is Kind.INSTRUMENT), "")
        if not category or not _ARTICLE.match(passage.text, hit.span.end):
            continue
        near = passage.text[max(0, hit.span.start - _LONGEST_UNMARKED) : hit.span.start]
        lead = max((found.end() for found in leads.finditer(near)), default=-1)
        if lead < 0 or not _UNMARKED.fullmatch(near, lead):
            continue
        span = Span(hit.span.start - len(near) + lead, hit.span.end)
        yield named(passage, span, Kind.INSTRUMENT, lexicon.by_name(Kind.INSTRUMENT, passage.quote(span)), category=category)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)")


def with_owners(names: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Make one mention of a known instrument and the body it is of, right before it: "Harbour Institute (HI) Robot Framework"."""
    joined: list[Mention] = []
    for mention in names:
        owners = [lexicon.owners(iri) for iri in mention.name.candidates] if mention.name.kind is Kind.INSTRUMENT else []
        start = _owned_from(joined, mention, owners[0], lexicon) if len(owners) == 1 else mention.span.start
        while joined and start <= joined[-1].span.start < mention.span.start:
            joined.pop()
        joined.append(mention if start == mention.span.start else replace(mention, span=Span(start, mention.span.end)))
    return joined


def _owned_from(before: list[Mention], mention: Mention, owners: frozenset[str], lexicon: Lexicon) -> int:
    """Return where the owner begins that stands right before a mention, with its acronym in brackets or not; else the mention."""
    words, start = mention.passage.text, mention.span.start
    owners = frozenset(iri for iri in owners if _GOVERNMENT not in lexicon.registered[iri].categories)
    if not before or before[-1].name.kind is not Kind.AGENT or owners.isdisjoint(before[-1].name.candidates):
        return start
    last = before[-1].span
    if words[last.end : start] == " ":
        return last.start
    if words[last.end : start] != ") " or words[max(0, last.start - 2) : last.start] != " (" or len(before) == 1:
        return start
    whole = before[-2]
    return whole.span.start if whole.span.end == last.start - 2 and not owners.isdisjoint(whole.name.candidates) else start
