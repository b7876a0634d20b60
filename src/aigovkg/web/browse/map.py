"""What the citation map shows: instruments where they stand, who cites whom and how, and the sentences that say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigovkg.vocabulary import AIG
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.layout import positions
from aigovkg.web.browse.overview import Overview, Pair, Said, term

MOST_NODES = 2_000  # what can still be read
MOST_LINKS = 6_000
_SENTENCES = 2  # of each citation; the page of the instrument has the others
# What a way of citing amounts to: the drawing has a colour for each. What is not listed merely refers.
_MANNERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("basedOn", "buildsOn", "implements"), "rests"),
        **dict.fromkeys(("amends", "repeals"), "changes"),
        **dict.fromkeys(("welcomes", "supports", "reaffirms", "alignsWith"), "approves"),
    }
)
MANNERS = ("rests", "approves", "changes", "refers")


@dataclass(frozen=True, slots=True)
class Node:
    """An instrument on the map: where it stands, how many others cite it and how many it cites, and of which places it is."""

    thing: Thing
    date: str
    places: tuple[int, ...]
    x: int
    y: int
    cited: int
    citing: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A way of citing: its IRI, what it is called, what it amounts to, and how many citations of the map are so."""

    iri: str
    label: str
    manner: str
    many: int

    @property
    def name(self) -> str:
        """The last part of its IRI."""
        return self.iri.removeprefix(AIG)


@dataclass(frozen=True, slots=True)
class Link:
    """A citation: two nodes and the relations between them, by number; some sentences that say so, and how many more do."""

    citing: int
    cited: int
    relations: tuple[int, ...]
    sentences: tuple[Said, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which citations are wanted: of these relations (all, if none is named), by instruments of these years, of a place."""

    relations: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class CitationMap:
    """The map. `instruments` and `citations` count what the graph has, shown or not."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    relations: tuple[Relation, ...]
    places: tuple[Thing, ...]
    instruments: int
    citations: int

    @property
    def sampled(self) -> bool:
        """Whether it shows less than all citations."""
        return len(self.links) < self.citations

    @property
    def by_manner(self) -> dict[str, list[Relation]]:
        """The relations by what they amount to."""
        return {manner: held for manner in MANNERS if (held := [one for one in self.relations if one.manner == manner])}

    def fitting(self, choice: Choice) -> list[Link]:
        """Return the citations that fit a choice, those of the instruments that are cited most first."""
        known = {relation.name: number for number, relation in enumerate(self.relations)}
        wanted = {known[name] for name in choice.relations if name in known}
        place = next((number for number, one in enumerate(self.places) if one.iri == choice.place), -1)
        found = [link for link in self.links if self._fits(link, choice, wanted, place)]
        return sorted(found, key=lambda link: (-self.nodes[link.cited].cited, link.cited, link.citing))

    def _fits(self, link: Link, choice: Choice, relations: set[int], place: int) -> bool:
        citing, cited = self.nodes[link.citing], self.nodes[link.cited]
        year = citing.date[:4]
        return (
            (not choice.relations or not relations.isdisjoint(link.relations))
            and (not choice.since or (year != "" and year >= choice.since))
            and (not choice.until or (year != "" and year <= choice.until))
            and (not choice.place or place in citing.places or place in cited.places)
        )


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a graph is on the map, and where: the same in every language."""

    instruments: tuple[str, ...]
    pairs: tuple[Pair, ...]
    places: tuple[tuple[int, int], ...]


def sketch(overview: Overview, nodes: int = MOST_NODES, links: int = MOST_LINKS) -> Sketch:
    """Return what the map shows of a graph: all citations, or those among the instruments with the most of them."""
    degree: Counter[str] = Counter(end for pair in overview.citations for end in pair)
    kept = set(sorted(degree, key=lambda iri: (-degree[iri], iri))[:nodes])
    pairs = [pair for pair in overview.citations if kept.issuperset(pair)]
    if len(pairs) > links:
        # Those that are said most often; then those of instruments with few citations, whose only tie it may be.
        claims = overview.reference_claims
        pairs.sort(key=lambda pair: (-len(claims.get(pair, ())), min(degree[pair[0]], degree[pair[1]]), pair))
        pairs = sorted(pairs[:links])
    instruments = tuple(sorted({end for pair in pairs for end in pair}))
    number = {iri: place for place, iri in enumerate(instruments)}
    ends = np.array([(number[citing], number[cited]) for citing, cited in pairs], dtype=np.int64).reshape(-1, 2)
    return Sketch(instruments, tuple(pairs), tuple((int(x), int(y)) for x, y in positions(len(instruments), ends)))


def citation_map(overview: Overview, sketched: Sketch, language: str) -> CitationMap:
    """Return the map of a graph in a language."""
    number = {iri: place for place, iri in enumerate(sketched.instruments)}
    citing = Counter(one for one, _ in overview.citations)
    of_places: Counter[str] = Counter(place for iri in sketched.instruments for place in overview.places.get(iri, ()))
    places = sorted((overview.thing(iri, language) for iri in of_places), key=lambda one: (one.label.casefold(), one.iri))
    place_number = {place.iri: at for at, place in enumerate(places)}
    used: Counter[str] = Counter(predicate for pair in sketched.pairs for predicate in overview.citations[pair])
    manner = {iri: _MANNERS.get(iri.removeprefix(AIG), "refers") for iri in used}
    relations = sorted(used, key=lambda iri: (MANNERS.index(manner[iri]), -used[iri], iri))
    relation_number = {iri: at for at, iri in enumerate(relations)}
    nodes = tuple(
        Node(
            overview.thing(iri, language),
            overview.things[iri].date,
            tuple(sorted(place_number[place] for place in overview.places.get(iri, ()))),
            x,
            y,
            overview.cited(iri),
            citing[iri],
        )
        for iri, (x, y) in zip(sketched.instruments, sketched.places, strict=True)
    )
    links = tuple(
        Link(
            number[pair[0]],
            number[pair[1]],
            tuple(sorted(relation_number[predicate] for predicate in overview.citations[pair])),
            tuple(overview.said(claim, predicate) for predicate, claim in claims[:_SENTENCES]),
            max(0, len(claims) - _SENTENCES),
        )
        for pair in sketched.pairs
        for claims in (_telling(overview, pair),)
    )
    shown = tuple(Relation(iri, term(iri, language), manner[iri], used[iri]) for iri in relations)
    return CitationMap(nodes, links, shown, tuple(places), len(overview.instruments), len(overview.citations))


def _telling(overview: Overview, pair: Pair) -> tuple[tuple[str, str], ...]:
    """Return the claims behind a citation: one of each relation first, then the others."""
    by_relation: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for predicate, claim in overview.reference_claims.get(pair, ()):
        by_relation[predicate].append((predicate, claim))
    firsts = [held[0] for held in by_relation.values()]
    return (*firsts, *(one for held in by_relation.values() for one in held[1:]))
