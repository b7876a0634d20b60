"""A graph → its ledger: of each passage what was found in it, and what names something instrument-like and yielded nothing.

What looks like an instrument is told by the plainest signs, apart from the extractor: title marks, capitalised words about
a head noun of the lexicon, a reference number. The ledger so tells what the graph does not know.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import pyoxigraph as ox

from aigovkg import graph, text
from aigovkg.model import Claim, Entity, Kind, Passage, Span
from aigovkg.vocabulary import Lexicon, Role

_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PRINCIPLE)
_TITLE_MARKS = re.compile(r"《([^《》\n]{2,120})》")
# A/RES/78/265 · (EU) 2024/1689 · ISO/IEC 42001:2023 · 15 U.S.C. 9401 · 国发〔2017〕35号
_NUMBERS = re.compile(
    r"(?<![\w/.])(?:[A-Z]{1,6}(?:/[A-Z\d]{1,8}){2,}|\([A-Z]{2,7}\) (?:No\.? )?\d{1,4}/\d{1,4}"
    r"|[A-Z]{2,6}(?:/[A-Z]{2,6})+ \d{3,6}(?:[-:]\d+)*|\d+ (?:U\.S\.C|C\.?F\.?R)\.? (?:§+ ?)?\d+)(?![\w/])"
    r"|[\u4e00-\u9fff]{1,8}〔\d{4}〕\d+号"
)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:[^\W\u4e00-\u9fff]|[’'-]|\.(?=[A-Za-z]))*"
_FEW = 8  # capitalised words to either side of a head noun


class Sign(StrEnum):
    """By what words look like the name of an instrument."""

    TITLE_MARKS = "title marks"
    HEAD_NOUN = "head noun"
    NUMBER = "number"


class Why(StrEnum):
    """Why words that look like the name of an instrument yielded nothing."""

    AMBIGUOUS = "ambiguous"  # several entries of the catalogue have that name
    GENERAL = "general"  # too general to identify anything
    KNOWN = "known"  # the catalogue has that name, and the text was not read so
    UNKNOWN = "unknown"  # nothing has that name


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that look like the name of an instrument and yielded nothing: where, by what sign, and why."""

    span: Span
    quote: str
    sign: Sign
    why: Why


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says of a passage: whose it is, how many claims of each kind came of it, and its gaps.

    `own` counts names of the instrument itself, which are no citations.
    """

    passage: Passage
    file: str
    instrument: Entity
    found: tuple[tuple[Kind, int], ...]
    own: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Coverage:
    """The ledger of a graph: an entry for each passage, in reading order of each source."""

    entries: tuple[Entry, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many passages there are, how many yielded claims, and how many have gaps; claims by kind; gaps by why."""
        entries = self.entries
        counted = Counter[str]()
        for entry in entries:
            counted.update({f"{kind}s found": count for kind, count in entry.found})
            counted.update(f"gaps: {gap.why}" for gap in entry.gaps)
        heads = {
            "passages": len(entries),
            "passages with claims": sum(any(count for _, count in entry.found) for entry in entries),
            "passages with gaps": sum(bool(entry.gaps) for entry in entries),
            "own names": sum(entry.own for entry in entries),
        }
        return heads | dict(sorted(counted.items()))


def cover(store: ox.Store, lexicon: Lexicon) -> Coverage:
    """Return the ledger of a graph.

    Raises:
        GraphError: a claim or a passage lacks a part of itself.
    """
    files = graph.file_names(store)
    known = {entity.iri: entity for entity in graph.entities(store)}
    claims: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in graph.claims(store):
        claims[claim.evidence.passage.source, claim.evidence.passage.position].append(claim)
    looked = Signs(lexicon)
    entries = []
    for passage, iri in graph.passages(store):
        if not passage.attributes and iri in known:
            here = claims[passage.source, passage.position]
            entries.append(_entry(passage, files.get(passage.source, ""), known[iri], here, looked))
    return Coverage(tuple(entries))


def _entry(passage: Passage, file: str, instrument: Entity, claims: Sequence[Claim], looked: Signs) -> Entry:
    spans = [claim.evidence.span for claim in claims]
    found = Counter(claim.object.kind for claim in claims if isinstance(claim.object, Entity) and claim.object.kind in _KINDS)
    own, gaps = 0, []
    for span, sign in looked.signs(passage.text):
        if any(span.overlaps(other) for other in spans):
            continue
        quote = passage.quote(span)
        if looked.is_own(quote, instrument):
            own += 1
        else:
            gaps.append(Gap(span, quote, sign, looked.why(quote)))
    return Entry(passage, file, instrument, tuple((kind, found[kind]) for kind in _KINDS), own, tuple(gaps))


class Signs:
    """The signs of a lexicon, made ready to be looked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        heads = {form.text for form in lexicon.forms if form.role is Role.HEAD and form.kind is Kind.INSTRUMENT}
        latin = sorted((re.escape(h[:1].upper() + h[1:]) for h in heads if not text.has_han(h)), key=lambda h: (-len(h), h))
        inner = (lexicon.listed("connector") | lexicon.listed("article")) - lexicon.listed("joiningWord")
        small = "|".join(sorted(map(re.escape, inner), key=lambda word: (-len(word), word)))
        link = rf"(?:(?:{small}) ){{0,2}}" if small else ""
        before, behind = rf"(?:{_CAPITALISED} {link}){{0,{_FEW}}}", rf"(?: {link}{_CAPITALISED}){{0,{_FEW}}}"
        # A head noun alone is a short form or a heading, and says nothing.
        self._named = re.compile(rf"(?<!\w){before}(?:{'|'.join(latin) or '(?!)'})(?!\w){behind}")
        self._determiners = lexicon.listed("determiner") | lexicon.listed("article")

    def signs(self, passage: str) -> Iterator[tuple[Span, Sign]]:
        """Yield what looks like the name of an instrument, in reading order; of two that overlap the first sign stands."""
        found: list[tuple[Span, Sign]] = []
        for sign, spans in (
            (Sign.TITLE_MARKS, self._spans(_TITLE_MARKS, passage)),
            (Sign.HEAD_NOUN, self._nouns(passage)),
            (Sign.NUMBER, self._spans(_NUMBERS, passage)),
        ):
            taken = [span for span, _ in found]
            found += [(span, sign) for span in spans if not any(span.overlaps(other) for other in taken)]
        yield from sorted(found)

    def is_own(self, quote: str, instrument: Entity) -> bool:
        """Tell whether words are a name of the instrument that they stand in, or stand inside one."""
        key = self.lexicon.key(quote)
        names = (*instrument.labels, *instrument.also, *self.lexicon.names(instrument.iri))
        return any(key in self.lexicon.key(name.value) for name in names)

    def why(self, quote: str) -> Why:
        """Tell why words yielded nothing."""
        name = quote.strip("《》")
        meant = self.lexicon.by_name(Kind.INSTRUMENT, name)
        if meant:
            return Why.AMBIGUOUS if len(meant) > 1 else Why.KNOWN
        return Why.GENERAL if self.lexicon.is_shared(name) else Why.UNKNOWN

    def _nouns(self, passage: str) -> Iterator[Span]:
        for span in self._spans(self._named, passage):
            words = text.words(passage, span)
            while words and passage[words[0].start : words[0].end].lower() in self._determiners:
                words.pop(0)
            if len(words) > 1:
                yield Span(words[0].start, span.end)

    @staticmethod
    def _spans(pattern: re.Pattern[str], passage: str) -> Iterator[Span]:
        return (Span(*found.span()) for found in pattern.finditer(passage))


def by_quote(entries: Iterable[Entry]) -> list[tuple[Gap, list[Entry]]]:
    """Return the gaps of entries by their words, those that stand in most passages first, each with its entries."""
    first: dict[str, Gap] = {}
    where: Mapping[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for gap in entry.gaps:
            first.setdefault(gap.quote, gap)
            where[gap.quote].append(entry)
    return [(first[quote], where[quote]) for quote in sorted(where, key=lambda quote: (-len(where[quote]), quote))]
