"""A `Document` → its passages `Marked`: the instruments, bodies, events and principles they name, and the cues.

One pass of an Aho–Corasick automaton finds every surface form of the lexicon. What the catalogue does not
know is found by its head noun ("… Declaration on …", 《…办法》) and grows from there over the words that
belong to the name. Of overlapping names the longest stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from aigovkg import text
from aigovkg.mentions.defined import resolved
from aigovkg.mentions.events import chinese_events
from aigovkg.mentions.grown import headed
from aigovkg.mentions.lookup import Finder, Hits, finder_of
from aigovkg.mentions.numbers import numbered, with_titles
from aigovkg.mentions.overlap import Taken, longest
from aigovkg.mentions.principles import stated
from aigovkg.mentions.registered import registered, title_marked, unmarked, with_owners
from aigovkg.model import Attribution, Cue, Document, Kind, Marked, Mention, Passage, Span

__all__ = ["Finder", "find", "finder_of", "mark"]

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"”’()（）\[\]，。；、]+")


def find(document: Document, finder: Finder) -> tuple[Marked, ...]:
    """Mark the passages of a document and its attribution runs, in reading order."""
    marked = [mark(passage, finder) for passage in document.passages]
    marked += [_mark_fields(attribution, finder) for attribution in document.attributions]
    return resolved(sorted(marked, key=lambda run: run.passage.position), document, finder)


def _mark_fields(attribution: Attribution, finder: Finder) -> Marked:
    """Mark an attribution run, each of its fields by itself: no name reaches from one field into another."""
    passage = attribution.passage
    mentions: list[Mention] = []
    nested: list[Mention] = []
    for field in attribution.fields:
        found = mark(replace(passage, text=passage.quote(field)), finder)
        for held, more in ((mentions, found.mentions), (nested, found.nested)):
            held += [replace(m, passage=passage, span=Span(m.span.start + field.start, m.span.end + field.start)) for m in more]
    in_order = sorted(mentions, key=lambda mention: (mention.span, mention.name.kind))
    return Marked(passage, tuple(in_order), tuple(nested), (), (), attribution.fields)


def mark(passage: Passage, finder: Finder) -> Marked:
    """Mark one passage with everything that stands in it."""
    sentences = text.sentences(passage.text)
    hits = _outside_addresses(finder.hits(passage.text, sentences), passage.text)
    numbers = list(numbered(hits.numbers, passage, finder.lexicon))
    known = [*registered(hits.names, passage, finder, sentences), *numbers]
    new = [*headed(hits, passage, finder, sentences, Taken(numbers)), *title_marked(hits.cues, passage, finder.lexicon)]
    if text.has_han(passage.text):
        new += [*chinese_events(hits.heads, passage, finder.lexicon), *unmarked(hits.heads, passage, finder.lexicon)]
    names = with_owners(with_titles(longest([*known, *new]), numbers), finder.lexicon)
    titles = Taken(name for name in names if name.name.kind is Kind.INSTRUMENT)
    inside = longest(m for m in known if any(m.span != t.span and m.span.within(t.span) for t in titles.overlapping(m.span)))
    cues = tuple([Cue(span, role, target) for span, sense in hits.cues for role, target in sense.cues])
    principles = stated(hits, names, cues, passage, sentences, finder.themes)
    mentions = sorted([*names, *principles], key=lambda mention: (mention.span, mention.name.kind))
    return Marked(passage, tuple(mentions), tuple(inside), cues, tuple(sentences))


def _outside_addresses(hits: Hits, words: str) -> Hits:
    """Leave out what stands in the address of a page: ".../AI_RMF/…" names nothing."""
    if "://" not in words and "www." not in words:
        return hits
    addresses = [Span(*found.span()) for found in _ADDRESS.finditer(words)]
    starts = [address.start for address in addresses]

    def inside(span: Span) -> bool:
        place = bisect_right(starts, span.start) - 1
        return place >= 0 and span.start < addresses[place].end

    return Hits(*([hit for hit in some if not inside(hit.span)] for some in hits))
