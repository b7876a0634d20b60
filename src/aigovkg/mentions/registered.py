"""What the catalogue knows, and what stands in title marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aigovkg.mentions.events import edition
from aigovkg.mentions.lookup import Finder, Hit
from aigovkg.mentions.naming import named
from aigovkg.model import Kind, Mention, Passage, Span
from aigovkg.vocabulary import Lexicon, Role

_NAME_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PLACE)
_TITLE_MARKS = re.compile(r"《([^《》\n]{2,120})》")


def registered(hits: Iterable[Hit], passage: Passage, finder: Finder, sentences: list[Span]) -> Iterator[Mention]:
    """Yield what the catalogue knows under the forms that stand in a passage."""
    for hit in hits:
        by_kind: dict[Kind, set[str]] = defaultdict(set)
        series: set[str] = set()
        for form in hit.forms:
            if form.role is Role.NAME and form.kind in _NAME_KINDS:
                by_kind[form.kind].add(form.target)
            elif form.role is Role.SERIES:
                series.add(form.target)
        for kind, targets in by_kind.items():
            yield named(passage, hit.span, kind, tuple(sorted(targets)))
        if series:
            yield from edition(hit.span, series, passage, finder.lexicon, sentences)


def title_marked(passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield what stands in title marks and is an instrument by its name or its last noun: 《…办法》."""
    for marks in _TITLE_MARKS.finditer(passage.text):
        candidates = lexicon.by_name(Kind.INSTRUMENT, marks[1])
        category = lexicon.instrument_type(marks[1])
        if candidates or category:
            yield named(passage, Span(*marks.span()), Kind.INSTRUMENT, candidates, category=category)
