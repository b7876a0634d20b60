"""What the catalogue knows, and what stands in title marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aigovkg.mentions.events import edition
from aigovkg.mentions.lookup import Finder, Hit
from aigovkg.mentions.naming import named
from aigovkg.model import Kind, Mention, Passage, Span
from aigovkg.vocabulary import Lexicon

_LONGEST_DETERMINER = 12
_TITLE_MARKS = re.compile(r"《((?:[^《》\n]|《[^《》\n]{1,80}》){2,150})》")
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
