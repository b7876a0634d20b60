"""What the page of a thing shows: what it is, how it is tied to others and which words say so, and its passages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg import network
from aigovkg.model import Text
from aigovkg.vocabulary import (
    ADOPTED_AT,
    AIG,
    ALT_LABEL,
    CITES,
    DATE,
    DCTERMS,
    FOAF,
    ISSUED_BY,
    LABEL,
    MENTIONS,
    PART_OF,
    SKOS,
    STATES,
    TITLE,
)
from aigovkg.web.browse.claims import Said, said
from aigovkg.web.browse.facts import Facts, Thing
from aigovkg.web.browse.overview import term
from aigovkg.web.browse.runs import Run, in_order, run

_FIRST = 15  # ties of a kind that the page of a thing begins with
_ON_A_PAGE = 50  # ties on a page of all of a kind
_RUNS = 20  # passages on a page
_SENTENCES = 3  # sentences shown of one tie
_PASSAGES = (AIG + "passageOf", AIG + "attributionOf", AIG + "foundIn")  # of an instrument, and of a source
_READ = 2_000  # claims that lead to a thing and are read before it is known which are shown
_NO_CLAIMS: Mapping[str, tuple[str, ...]] = MappingProxyType({})

_JURISDICTION, _PARENT, _BROADER = AIG + "jurisdiction", AIG + "parent", SKOS + "broader"


@dataclass(frozen=True, slots=True)
class Kindred:
    """Ties of one kind that the page of a thing shows: by which predicates, and whether they lead from it or to it."""

    name: str
    predicates: tuple[str, ...]
    forward: bool


def kindred(kind: str) -> tuple[Kindred, ...]:
    """Return which ties the page of a thing of a kind shows, in order."""
    citing = (*network.ways_of_citing(), CITES)
    match kind:
        case "instrument":
            return (
                Kindred("cites", citing, forward=True),
                Kindred("cited", citing, forward=False),
                Kindred("states", (STATES,), forward=True),
                Kindred("mentions", (MENTIONS, ADOPTED_AT), forward=True),
                Kindred("parts", (PART_OF,), forward=False),
                Kindred("own", (TITLE, ISSUED_BY, DATE, PART_OF), forward=True),
            )
        case "agent":
            named = Kindred("named", (MENTIONS,), forward=False)
            return Kindred("issued", (ISSUED_BY,), forward=False), named, Kindred("below", (_PARENT,), forward=False)
        case "event":
            return Kindred("adopted", (ADOPTED_AT,), forward=False), Kindred("named", (MENTIONS,), forward=False)
        case "principle":
            return Kindred("stated", (STATES,), forward=False), Kindred("narrower", (_BROADER,), forward=False)
        case "place":
            return (Kindred("placed", (_JURISDICTION,), forward=False),)
        case _:
            return ()


# What is told of a thing at the head of its page, in this order; what a thing has not is not told.
TOLD = (
    ISSUED_BY,
    DATE,
    AIG + "instrumentType",
    AIG + "legalForce",
    _JURISDICTION,
    ADOPTED_AT,
    PART_OF,
    _PARENT,
    AIG + "seriesName",
    AIG + "edition",
    AIG + "iso3166",
    AIG + "fileName",
    DCTERMS + "format",
    DCTERMS + "language",
    AIG + "sha256",
    _BROADER,
    AIG + "number",
    FOAF + "homepage",
    AIG + "wikidata",
    DCTERMS + "source",
    SKOS + "exactMatch",
    SKOS + "closeMatch",
    SKOS + "broadMatch",
    SKOS + "narrowMatch",
    SKOS + "relatedMatch",
    SKOS + "editorialNote",
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims by predicate and by what stands at their other end; of very many, all are `unread` until they are shown."""

    read: Mapping[str, Mapping[str, tuple[str, ...]]]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of a thing under one heading: other things, texts, and addresses elsewhere."""

    predicate: Thing
    things: tuple[Thing, ...]
    texts: tuple[Text, ...]

    @property
    def name(self) -> str:
        """The last part of the predicate's IRI: the pages have words for what the ontology does not name."""
        return re.split(r"[#/]", self.predicate.iri)[-1]


@dataclass(frozen=True, slots=True)
class Tie:
    """What a thing is tied to, or a value, and the sentences that say so; `more` further ones. None: only the catalogue does."""

    other: Thing | None
    value: str
    sentences: tuple[Said, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Ties by one predicate."""

    predicate: Thing
    ties: tuple[Tie, ...]

    @property
    def many(self) -> int:
        """How many ties it shows."""
        return len(self.ties)


@dataclass(frozen=True, slots=True)
class Section:
    """Ties of one kind: those of one page of them, and how many there are on `pages` pages."""

    name: str
    groups: tuple[Group, ...]
    many: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a thing. `part` names the long list that this page shows alone, or is ""."""

    thing: Thing
    kinds: tuple[Thing, ...]
    names: tuple[Text, ...]
    also: tuple[Text, ...]
    definitions: tuple[Text, ...]
    registered: bool | None
    verified: bool | None
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    runs: tuple[Run, ...]
    many_runs: int
    run_pages: int
    number: int
    part: str = ""


def page(facts: Facts, iri: str, language: str, part: str = "", number: int = 1) -> Page | None:
    """Return the page of a thing, or of one long list of it; None where there is no such list, or no such page of it."""
    thing = facts.thing(iri, language)
    if thing.kind == "source":
        thing = Thing(iri, facts.value(iri, AIG + "fileName") or thing.label)
    sections = []
    claims: dict[bool, Claims] = {}
    for one in kindred(thing.kind):
        if part in ("", one.name):
            if one.forward not in claims:  # read once, whatever shows of them
                claims[one.forward] = _claims(facts, iri, forward=one.forward)
            at, size = (number, _ON_A_PAGE) if part else (1, _FIRST)
            found = _section(facts, iri, language, one, claims[one.forward], at, size)
            if found.many:
                sections.append(found)
    passages: list[str] = []
    runs: tuple[Run, ...] = ()
    if part in ("", "passages"):
        passages = [one for predicate in _PASSAGES for one in facts.leading(predicate, iri)]
        chosen = in_order(facts, passages)[(number - 1) * _RUNS : number * _RUNS]
        runs = tuple(run(facts, one, language) for one in chosen)
    if part and (not (sections or runs) or (sections and number > sections[0].pages)):
        return None
    return Page(
        thing=thing,
        kinds=tuple(sorted((_term(cls, language) for cls in facts.types(iri) if cls.startswith(AIG)), key=lambda one: one.label)),
        names=tuple(facts.texts(iri, TITLE) or facts.names(iri)),
        also=tuple(
            sorted({*facts.texts(iri, ALT_LABEL), *facts.texts(iri, LABEL)} - {*facts.texts(iri, TITLE)} - {*facts.names(iri)})
        ),
        definitions=_spoken(facts.texts(iri, SKOS + "definition"), language),
        registered=_truth(facts, iri, "registered"),
        verified=_truth(facts, iri, "verified"),
        rows=() if part else tuple(_rows(facts, iri, language)),
        sections=tuple(sections),
        runs=runs,
        many_runs=len(passages),
        run_pages=-(-len(passages) // _RUNS),
        number=number,
        part=part,
    )


def _rows(facts: Facts, iri: str, language: str) -> Iterable[Row]:
    for predicate in TOLD:
        found = facts.objects(iri, predicate)
        if found:
            yield Row(
                predicate=_term(predicate, language),
                things=tuple(facts.thing(one.value, language) for one in found if isinstance(one, ox.NamedNode)),
                texts=tuple(Text(one.value, one.language or "") for one in found if isinstance(one, ox.Literal)),
            )


def _section(facts: Facts, iri: str, language: str, wanted: Kindred, claims: Claims, number: int, size: int) -> Section:
    """Return a page of the ties of one kind: by predicate, those with most sentences first."""
    ties: list[tuple[str, str, tuple[str, ...]]] = []
    told: set[str] = set()
    for predicate in wanted.predicates:
        held = claims.read.get(predicate, _NO_CLAIMS)
        direct = facts.iris(iri, predicate) if wanted.forward else facts.leading(predicate, iri)
        ends = {*held, *(end for end in direct if wanted.name != "own" and not (predicate == CITES and end in told))}
        told |= ends
        ties += ((predicate, end, held.get(end, ())) for end in sorted(ends, key=lambda end: (-len(held.get(end, ())), end)))
    groups: dict[str, list[Tie]] = defaultdict(list)
    for predicate, end, told_by in ties[(number - 1) * size : number * size]:
        said_by = told_by or tuple(_between(facts, end, predicate, claims.unread))
        sentences = tuple(said(facts, claim, language) for claim in said_by[:_SENTENCES])
        value = sentences[0].value if sentences and sentences[0].target is None else ""
        other = None if value else facts.thing(end, language)
        groups[predicate].append(Tie(other, value, sentences, max(0, len(said_by) - _SENTENCES)))
    return Section(
        name=wanted.name,
        groups=tuple(Group(_term(predicate, language), tuple(held)) for predicate, held in groups.items()),
        many=len(ties),
        number=number,
        pages=-(-len(ties) // _ON_A_PAGE),
    )


def _claims(facts: Facts, iri: str, *, forward: bool) -> Claims:
    """Return the claims about a thing, or that lead to it, by predicate and by their other end, or value."""
    here, there = ("subject", "object") if forward else ("object", "subject")
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    about = facts.subjects(AIG + here, iri)
    if len(about) > _READ and not forward:
        return Claims({}, frozenset(about))
    for claim in about:
        predicate = facts.iri(claim, AIG + "predicate")
        end = facts.iri(claim, AIG + there) or facts.value(claim, AIG + "value")
        found[predicate][end] = (*found[predicate].get(end, ()), claim)
    return Claims(found)


def _between(facts: Facts, other: str, predicate: str, about: frozenset[str]) -> Iterable[str]:
    """Yield those of the claims that lead to a thing which are about another and say a predicate, sorted."""
    if about:
        yield from (
            one
            for one in facts.subjects(AIG + "subject", other)
            if one in about and facts.iri(one, AIG + "predicate") == predicate
        )


def _term(iri: str, language: str) -> Thing:
    return Thing(iri, term(iri, language), language)


def _spoken(texts: list[Text], language: str) -> tuple[Text, ...]:
    """Return the texts in a language, else those in English, else all."""
    for wanted in (language, "en"):
        fitting = tuple(text for text in texts if text.language.partition("-")[0] == wanted)
        if fitting:
            return fitting
    return tuple(texts)


def _truth(facts: Facts, iri: str, what: str) -> bool | None:
    said_so = facts.value(iri, AIG + what)
    return None if not said_so else said_so == "true"
