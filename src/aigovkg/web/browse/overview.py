"""A graph as a whole, as the drawings need it: each thing is read once, when it is first asked for, and kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox

from aigovkg import network, vocabulary
from aigovkg.analysis.facts import local
from aigovkg.model import Kind, Span
from aigovkg.text import sentence_of, sentences
from aigovkg.vocabulary import AIG, CITES, ISSUED_BY, LABEL, SKOS, STATES
from aigovkg.web.browse.facts import Facts, Thing, distance

_AROUND = 240  # characters that are shown on each side of a quote, at most
# Where a sentence is cut, at its start and at its end; not in a text without spaces.
_PART_OF_A_WORD = re.compile(r"^\S{0,30}\s+(?=\S)"), re.compile(r"(?<=\S)\s+\S{0,30}$")
_CLAIMS = f"""
    SELECT ?subject ?predicate ?object ?claim {{{{
        VALUES ?predicate {{{{ {{predicates}} }}}}
        ?claim <{AIG}predicate> ?predicate ; <{AIG}subject> ?subject ; <{AIG}object> ?object
    }}}}"""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """The sentence behind a claim: what stands before the quote, the quote, and what stands after it, in `language`."""

    claim: str
    predicate: str
    before: str
    quote: str
    after: str
    language: str


class Overview:
    """A graph as a whole. Nothing is read before it is asked for, and nothing twice."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.facts = Facts(store)

    @cached_property
    def things(self) -> dict[str, network.Thing]:
        """The instruments, principles and places, by IRI, sorted."""
        return network.things(self.store, (Kind.INSTRUMENT, Kind.PRINCIPLE, Kind.PLACE))

    @cached_property
    def instruments(self) -> tuple[network.Thing, ...]:
        """The instruments, by IRI."""
        return tuple(thing for thing in self.things.values() if thing.kind is Kind.INSTRUMENT)

    @cached_property
    def citations(self) -> dict[Pair, tuple[str, ...]]:
        """How an instrument cites another: the most telling predicates of each pair, sorted."""
        found: dict[Pair, set[str]] = defaultdict(set)
        for citing, predicate, cited in network.citations(self.store):
            if citing != cited and self._is_instrument(citing) and self._is_instrument(cited):
                found[citing, cited].add(predicate)
        return {pair: tuple(sorted(found[pair])) for pair in sorted(found)}

    @cached_property
    def reference_claims(self) -> dict[Pair, tuple[tuple[str, str], ...]]:
        """The claims that one instrument cites another: predicate and claim, the most telling predicates first."""
        return self._claims((*network.ways_of_citing(), CITES))

    @cached_property
    def statement_claims(self) -> dict[Pair, tuple[tuple[str, str], ...]]:
        """The claims that an instrument states a principle: predicate and claim."""
        return self._claims((STATES,))

    @cached_property
    def stated(self) -> dict[str, tuple[str, ...]]:
        """The principles that each instrument states, sorted."""
        edges = ((one, other) for one, _, other in network.edges(self.store, (STATES,)) if self._is_instrument(one))
        return _grouped((one, other) for one, other in edges if other in self.things)

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """The countries, regions and unions of each instrument: those of its issuers, else its own."""
        own = _grouped((one, other) for one, _, other in network.edges(self.store, (AIG + "jurisdiction",)))
        issuers = _grouped((one, other) for one, _, other in network.edges(self.store, (ISSUED_BY,)))
        return {
            thing.iri: tuple(sorted({place for agent in issuers.get(thing.iri, ()) for place in own.get(agent, ())}))
            or own.get(thing.iri, ())
            for thing in self.instruments
        }

    @cached_property
    def themes(self) -> dict[str, str]:
        """The theme of each principle: itself, if it is one."""
        above = _grouped((one, other) for one, _, other in network.edges(self.store, (SKOS + "broader",)))
        principles = (thing.iri for thing in self.things.values() if thing.kind is Kind.PRINCIPLE)
        return {iri: next((one for one in above.get(iri, ()) if one in self.things), iri) for iri in principles}

    @cached_property
    def _cited(self) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        for _, target in self.citations:
            found[target] += 1
        return found

    def cited(self, iri: str) -> int:
        """Return by how many other instruments one is cited."""
        return self._cited.get(iri, 0)

    def thing(self, iri: str, language: str) -> Thing:
        """Return a thing with its name in a language, else in English, else in any."""
        known = self.things.get(iri)
        if known is None or not known.labels:
            return self.facts.thing(iri, language)
        best = min(known.labels, key=lambda tag: (distance(tag, language), tag))
        return Thing(iri, known.labels[best], best)

    def said(self, claim: str, predicate: str) -> Said:
        """Return the sentence behind a claim, cut where it is long."""
        passage = self.facts.iri(claim, AIG + "passage")
        whole, quote = self.facts.value(passage, AIG + "text"), next(iter(self.facts.texts(claim, AIG + "quote")), None)
        start, end = (self.facts.value(claim, AIG + name) for name in ("start", "end"))
        span = Span(int(start), int(end)) if start.isdecimal() and end.isdecimal() else Span(0, 0)
        before, behind = around(whole, span)
        return Said(claim, predicate, before, _line(whole[span.start : span.end]), behind, quote.language if quote else "")

    def _is_instrument(self, iri: str) -> bool:
        known = self.things.get(iri)
        return known is not None and known.kind is Kind.INSTRUMENT

    def _claims(self, predicates: Collection[str]) -> dict[Pair, tuple[tuple[str, str], ...]]:
        order = {predicate: place for place, predicate in enumerate(predicates)}
        query = _CLAIMS.format(predicates=" ".join(f"<{predicate}>" for predicate in predicates))
        rows = self.store.query(query)
        if not isinstance(rows, ox.QuerySolutions):
            raise TypeError(query)
        found: dict[Pair, list[tuple[int, str, str]]] = defaultdict(list)
        for subject, predicate, target, claim in rows:
            found[subject.value, target.value].append((order[predicate.value], claim.value, predicate.value))
        return {pair: tuple((predicate, claim) for _, claim, predicate in sorted(held)) for pair, held in found.items()}


def around(whole: str, span: Span) -> tuple[str, str]:
    """Return what stands before and after a quote in its sentence, on one line, cut where it is long."""
    if not whole:
        return "", ""
    sentence = sentence_of(sentences(whole), span.start)
    start, end = max(sentence.start, span.start - _AROUND), max(span.end, min(sentence.end, span.end + _AROUND))
    before, behind = whole[start : span.start], whole[span.end : end]
    if start > sentence.start:
        before = "…" + _PART_OF_A_WORD[0].sub("", before)
    if end < sentence.end:
        behind = _PART_OF_A_WORD[1].sub("", behind) + "…"
    return _line(before).lstrip(), _line(behind).rstrip()


@cache
def term(iri: str, language: str) -> str:
    """Return what a class or a predicate of the ontology is called in a language."""
    return _terms().get((iri, language)) or _terms().get((iri, "en")) or local(iri)


@cache
def terms(language: str) -> Mapping[str, str]:
    """Return the classes and predicates of the ontology by their IRIs, with what they are called in a language, sorted."""
    return {iri: term(iri, language) for iri in sorted({iri for iri, _ in _terms() if iri.startswith(AIG)})}


@cache
def _terms() -> Mapping[Pair, str]:
    labels = (t for t in vocabulary.terms() if t.predicate.value in (LABEL, SKOS + "prefLabel"))
    return {
        (t.subject.value, t.object.language or ""): t.object.value
        for t in labels
        if isinstance(t.object, ox.Literal) and isinstance(t.subject, ox.NamedNode)
    }


def _line(words: str) -> str:
    """Return words on one line; the space at either end stays, as a quote goes on there."""
    line = " ".join(words.split())
    return f"{' ' if words[:1].isspace() else ''}{line}{' ' if line and words[-1:].isspace() else ''}"


def _grouped(edges: Iterable[Pair]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, target in edges:
        found[subject].add(target)
    return {subject: tuple(sorted(found[subject])) for subject in sorted(found)}
