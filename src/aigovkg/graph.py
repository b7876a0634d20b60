"""Settled `Claim`s → quads, and back.

Every claim becomes a node with its evidence and, beside it, the plain direct edge. One named graph for each
source, one for the catalogue entries that the sources reach, one for the ontology. Nothing here depends on
order, time or chance: IRIs are digests of content.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.errors import GraphError
from aigovkg.model import Claim, Date, Entity, Evidence, Extracted, Kind, Passage, Source, Span, Text
from aigovkg.vocabulary import (
    ADOPTED_AT,
    AIG,
    ALT_LABEL,
    BASE,
    CATALOGUE_GRAPH,
    CITES,
    DATE,
    DATE_TYPES,
    DCTERMS,
    ISSUED_BY,
    LABEL,
    MENTIONS,
    ONTOLOGY_GRAPH,
    PART_OF,
    PROV,
    ROOTS,
    STATES,
    TITLE,
    TYPE,
    XSD,
    Vocabulary,
)
from aigovkg.whole import scope

# The class of a claim, by its predicate; the predicates that are none of these are ways of citing.
_CLAIM_CLASSES = {
    ISSUED_BY: AIG + "Issuance",
    DATE: AIG + "Dating",
    STATES: AIG + "Statement",
    MENTIONS: AIG + "Mention",
    TITLE: AIG + "Titling",
    PART_OF: AIG + "Parthood",
    ADOPTED_AT: AIG + "Adoption",
}
# A subject and one of its predicates; what stands as its direct values.
Valued = tuple[str, str]
Chosen = Mapping[Valued, Collection[ox.Literal]]
CONFIRMED = 1_000_000  # how many unconfirmed dates it takes to outweigh a confirmed one
_DIGEST = 24  # hex digits of a digest that stand in an IRI


@dataclass(frozen=True, slots=True)
class Build:
    """The version of everything that shaped a graph: the program and the ontology, lexicon and catalogue."""

    version: str
    fingerprint: str

    @property
    def iri(self) -> str:
        """The IRI of the build: the same for the same program and vocabulary."""
        return f"{BASE}build/{_digest(self.version, self.fingerprint)}"


def source_iri(sha256: str) -> str:
    """Return the IRI of a source, which is also the name of its graph."""
    return f"{BASE}source/{sha256[:_DIGEST]}"


def passage_iri(passage: Passage) -> str:
    """Return the IRI of a passage: a digest of its source, its position and its text."""
    return f"{BASE}passage/{_digest(passage.source, str(passage.position), passage.text)}"


def claim_iri(claim: Claim) -> str:
    """Return the IRI of a claim: a digest of what is claimed and of the words that say so."""
    span = claim.evidence.span
    what = (_entity(claim.subject).iri, claim.predicate, str(_object(claim.object)))
    return f"{BASE}claim/{_digest(*what, passage_iri(claim.evidence.passage), str(span.start), str(span.end))}"


def quads(documents: Sequence[Extracted], vocabulary: Vocabulary, build: Build) -> Iterator[ox.Quad]:
    """Yield the quads of settled documents, of the catalogue entries they reach and of the ontology.

    A quad may come more than once; a store holds it once.
    """
    counted: dict[Valued, Counter[ox.Literal]] = defaultdict(Counter)
    for document in documents:
        for valued, weights in given(document).items():
            counted[valued].update(weights)
    stand = chosen(counted, vocabulary)
    reached: set[str] = set()
    for document in documents:
        for quad in document_quads(document, stand, vocabulary, build):
            if isinstance(quad.object, ox.NamedNode):
                reached.add(quad.object.value)
            yield quad
        reached.add(_entity(document.subject).iri)
    yield from catalogue_quads(reached, vocabulary)
    yield from ontology_quads(vocabulary)


def document_quads(document: Extracted, chosen: Chosen, vocabulary: Vocabulary, build: Build) -> Iterator[ox.Quad]:
    """Yield the quads of one settled document: they stand in the graph of its source."""
    graph = ox.NamedNode(source_iri(document.document.source.sha256))
    for triple in _triples(document, chosen, vocabulary, build):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def catalogue_quads(reached: Iterable[str], vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Yield the quads of the catalogue entries that are reached, and of those that they lead to."""
    catalogue = ox.NamedNode(CATALOGUE_GRAPH)
    for triple in entries(reached, vocabulary):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, catalogue)


def ontology_quads(vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Yield the quads of the ontology."""
    ontology = ox.NamedNode(ONTOLOGY_GRAPH)
    for triple in vocabulary.ontology:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, ontology)


def _triples(document: Extracted, chosen: Chosen, vocabulary: Vocabulary, build: Build) -> Iterator[ox.Triple]:
    yield from _build_triples(build)
    yield from _source_triples(document.document.source)
    subject = _entity(document.subject)
    yield from _entity_triples(subject, chosen)
    for passage in document.document.passages:
        yield from _passage_triples(passage, subject)
    for attribution in document.document.attributions:
        yield from _passage_triples(attribution.passage, subject)
    for claim in document.claims:
        yield from _claim_triples(claim, build)
        yield from _direct(claim, chosen, vocabulary)
        if isinstance(claim.object, Entity):
            yield from _entity_triples(claim.object, chosen)


def _build_triples(build: Build) -> Iterator[ox.Triple]:
    yield _typed(build.iri, AIG + "Build")
    yield _typed(build.iri, PROV + "Activity")
    yield _valued(build.iri, AIG + "version", build.version)
    yield _valued(build.iri, AIG + "fingerprint", build.fingerprint)


def _source_triples(source: Source) -> Iterator[ox.Triple]:
    iri = source_iri(source.sha256)
    yield _typed(iri, AIG + "Source")
    yield _typed(iri, PROV + "Entity")
    for name in source.names:
        yield _valued(iri, AIG + "fileName", name)
    yield _valued(iri, AIG + "sha256", source.sha256)
    yield _valued(iri, DCTERMS + "language", source.language)
    yield _valued(iri, DCTERMS + "format", source.media_type)


def _passage_triples(passage: Passage, subject: Entity) -> Iterator[ox.Triple]:
    iri = passage_iri(passage)
    yield _typed(iri, AIG + "Passage")
    yield _linked(iri, AIG + "foundIn", source_iri(passage.source))
    if passage.attributes:
        yield _typed(iri, AIG + "Attribution")
    yield _linked(iri, AIG + ("attributionOf" if passage.attributes else "passageOf"), subject.iri)
    yield _worded(iri, AIG + "text", Text(passage.text, passage.language))
    yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(AIG + "position"), ox.Literal(passage.position))
    if passage.page is not None:
        yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(AIG + "page"), ox.Literal(passage.page))
    if passage.number:
        yield _valued(iri, AIG + "number", passage.number)
    if passage.heading:
        yield _worded(iri, AIG + "heading", Text(passage.heading, passage.language))


def _entity_triples(entity: Entity, chosen: Chosen) -> Iterator[ox.Triple]:
    """Yield what describes an entity that is not registered; the catalogue describes the others."""
    if entity.registered:
        return
    yield _typed(entity.iri, ROOTS[entity.kind])
    yield ox.Triple(ox.NamedNode(entity.iri), ox.NamedNode(AIG + "registered"), ox.Literal(False))
    for label in entity.labels:
        yield _worded(entity.iri, LABEL, label)
        if entity.kind is Kind.INSTRUMENT and (entity.iri, TITLE) not in chosen:
            yield _worded(entity.iri, TITLE, label)  # what is only cited is called as it is cited
    for other in entity.also:
        yield _worded(entity.iri, ALT_LABEL, other)
    if entity.kind is Kind.INSTRUMENT and entity.categories:
        yield _linked(entity.iri, AIG + "instrumentType", entity.categories[0])
    elif entity.kind is not Kind.INSTRUMENT and entity.categories:
        yield _typed(entity.iri, entity.categories[0])


def _claim_triples(claim: Claim, build: Build) -> Iterator[ox.Triple]:
    iri, evidence = claim_iri(claim), claim.evidence
    node = ox.NamedNode(iri)
    yield _typed(iri, AIG + "Claim")
    yield _typed(iri, _CLAIM_CLASSES.get(claim.predicate, AIG + "Reference"))
    yield _linked(iri, AIG + "subject", _entity(claim.subject).iri)
    yield _linked(iri, AIG + "predicate", claim.predicate)
    which = "object" if isinstance(claim.object, Entity) else "value"
    yield ox.Triple(node, ox.NamedNode(AIG + which), _object(claim.object))
    if isinstance(claim.object, Date):
        yield ox.Triple(node, ox.NamedNode(AIG + "confirmed"), ox.Literal(claim.object.confirmed))
    yield _linked(iri, AIG + "passage", passage_iri(evidence.passage))
    yield _worded(iri, AIG + "quote", Text(evidence.quote, evidence.passage.language))
    yield ox.Triple(node, ox.NamedNode(AIG + "start"), ox.Literal(evidence.span.start))
    yield ox.Triple(node, ox.NamedNode(AIG + "end"), ox.Literal(evidence.span.end))
    if evidence.cue:
        yield _valued(iri, AIG + "cue", evidence.cue)
    if evidence.pinpoint:
        yield _valued(iri, AIG + "pinpoint", evidence.pinpoint)
    # As a store would write it, so that a graph is the same bytes whether or not it went through one.
    sure = ox.Literal(f"{round(evidence.confidence, 2):g}", datatype=ox.NamedNode(XSD + "decimal"))
    yield ox.Triple(node, ox.NamedNode(AIG + "confidence"), sure)
    yield _valued(iri, AIG + "method", evidence.method)
    yield _linked(iri, PROV + "wasGeneratedBy", build.iri)


def _direct(claim: Claim, chosen: Chosen, vocabulary: Vocabulary) -> Iterator[ox.Triple]:
    """Yield the plain edges of a claim, unless the catalogue says otherwise; of titles and dates those that were chosen."""
    subject, value = _entity(claim.subject).iri, _object(claim.object)
    if isinstance(value, ox.Literal):
        if value in chosen.get((subject, claim.predicate), ()):
            yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(claim.predicate), value)
        return
    edge = ox.Triple(ox.NamedNode(subject), ox.NamedNode(claim.predicate), value)
    known = [triple for triple in vocabulary.entries.get(subject, ()) if triple.predicate == edge.predicate]
    if known and edge not in known:
        return  # the catalogue says otherwise, and its word stands
    yield edge
    if claim.predicate in vocabulary.lexicon.relations:
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(CITES), value)
    if claim.predicate == ISSUED_BY:
        yield _typed(value.value, AIG + "Issuer")


def given(document: Extracted) -> dict[Valued, Counter[ox.Literal]]:
    """Return how much weight a settled document gives to each title and date that it claims."""
    counted: dict[Valued, Counter[ox.Literal]] = defaultdict(Counter)
    for claim in document.claims:
        if isinstance(claim.object, Text | Date):
            doubted = isinstance(claim.object, Date) and not claim.object.confirmed
            counted[_entity(claim.subject).iri, claim.predicate][literal(claim.object)] += 1 if doubted else CONFIRMED
    return counted


def chosen(given: Mapping[Valued, Mapping[ox.Literal, int]], vocabulary: Vocabulary) -> Chosen:
    """Return the titles and dates that stand as direct values, by instrument and predicate.

    What the catalogue says stands. Otherwise one date (a confirmed one, the one most often given, the most precise, the
    earliest) and one title a language (the one most often given).
    """
    stand: dict[Valued, set[ox.Literal]] = {}
    for (subject, predicate), values in given.items():
        if any(triple.predicate.value == predicate for triple in vocabulary.entries.get(subject, ())):
            continue
        ranked = sorted(values, key=lambda value: (-values[value], -len(value.value) if predicate == DATE else 0, str(value)))
        best = {value.language or "": value for value in reversed(ranked)}
        stand[subject, predicate] = set(best.values())
    return stand


def entries(reached: Iterable[str], vocabulary: Vocabulary) -> Iterator[ox.Triple]:
    """Yield the triples of the catalogue entries that are reached, and of those that they lead to."""
    waiting = sorted(iri for iri in reached if iri in vocabulary.entries)
    seen = set(waiting)
    while waiting:
        for triple in vocabulary.entries[waiting.pop()]:
            yield triple
            if not isinstance(triple.object, ox.NamedNode):
                continue
            if triple.predicate.value == ISSUED_BY:
                yield _typed(triple.object.value, AIG + "Issuer")
            if triple.object.value in vocabulary.entries and triple.object.value not in seen:
                seen.add(triple.object.value)
                waiting.append(triple.object.value)


def _entity(named: object) -> Entity:
    if not isinstance(named, Entity):
        raise TypeError(f"not settled: {named!r}")
    return named


def _object(what: object) -> ox.NamedNode | ox.Literal:
    match what:
        case Entity():
            return ox.NamedNode(what.iri)
        case Text() | Date():
            return literal(what)
        case _:
            raise TypeError(f"not settled: {what!r}")


def literal(what: Text | Date) -> ox.Literal:
    """Return a title or a date as a literal."""
    if isinstance(what, Text):
        return ox.Literal(what.value, language=what.language)
    return ox.Literal(what.iso, datatype=ox.NamedNode(DATE_TYPES[len(what.iso)]))


def _typed(subject: str, cls: str) -> ox.Triple:
    return _linked(subject, TYPE, cls)


def _linked(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _valued(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value))


def _worded(subject: str, predicate: str, words: Text) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(words.value, language=words.language))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_DIGEST]


# ---- and back


def claims(store: ox.Store) -> tuple[Claim, ...]:
    """Return the claims that a graph holds, in reading order of each source.

    Raises:
        GraphError: a claim lacks a part of itself.
    """
    reader = _Reader(store)
    try:
        found = [(reader.claim(node), node.value) for node in _instances(store, AIG + "Claim")]
    except ValueError as error:
        raise GraphError(f"a claim that cannot be read: {error}", where="graph", remedy="validate the graph") from error
    return tuple(claim for claim, _ in sorted(found, key=lambda item: (*_place(item[0]), item[1])))


def claims_about(store: ox.Store, iri: str) -> tuple[Claim, ...]:
    """Return the claims whose subject or object is an entity, in reading order of each source.

    Raises:
        GraphError: a claim lacks a part of itself.
    """
    reader = _Reader(store)
    nodes = {
        quad.subject
        for role in ("subject", "object")
        for quad in store.quads_for_pattern(None, ox.NamedNode(AIG + role), ox.NamedNode(iri), scope(store))
    }
    try:
        found = [(reader.claim(node), node.value) for node in nodes if isinstance(node, ox.NamedNode)]
    except ValueError as error:
        raise GraphError(f"a claim that cannot be read: {error}", where="graph", remedy="validate the graph") from error
    return tuple(claim for claim, _ in sorted(found, key=lambda item: (*_place(item[0]), item[1])))


def entities(store: ox.Store) -> tuple[Entity, ...]:
    """Return everything that a graph describes and somebody can name, by IRI."""
    reader = _Reader(store)
    nodes = {node.value for root in ROOTS.values() for node in _instances(store, root)}
    return tuple(reader.entity(iri) for iri in sorted(nodes))


def passages(store: ox.Store) -> tuple[tuple[Passage, str], ...]:
    """Return the passages of a graph with the IRI of the instrument that each is of, in reading order of each source.

    Raises:
        GraphError: a passage lacks a part of itself.
    """
    reader = _Reader(store)
    found = [
        (reader.passage(quad.subject.value), quad.object.value)
        for of in ("passageOf", "attributionOf")
        for quad in store.quads_for_pattern(None, ox.NamedNode(AIG + of), None, scope(store))
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    ]
    return tuple(sorted(set(found), key=lambda item: (item[0].source, item[0].position, item[1])))


def linked(store: ox.Store, iri: str, predicate: str) -> tuple[str, ...]:
    """Return the IRIs that a predicate leads to from an IRI, or from which it leads there: for what holds both ways."""
    node, link = ox.NamedNode(iri), ox.NamedNode(predicate)
    there = {quad.object for quad in store.quads_for_pattern(node, link, None, scope(store))}
    back = {quad.subject for quad in store.quads_for_pattern(None, link, node, scope(store))}
    return tuple(sorted(one.value for one in there | back if isinstance(one, ox.NamedNode)))


def whole_claims(store: ox.Store, about: Collection[str] | None = None) -> dict[str, Claim]:
    """Return by IRI those claims of a graph that lack no part, as a graph yet to be validated may hold others.

    With `about` only those that are one of these nodes, or have one as their subject or object.
    """
    reader = _Reader(store)
    found: dict[str, Claim] = {}
    nodes = _instances(store, AIG + "Claim")
    if about is not None:
        ends = (ox.NamedNode(AIG + "subject"), ox.NamedNode(AIG + "object"))
        quads = (store.quads_for_pattern(None, end, ox.NamedNode(one), scope(store)) for one in about for end in ends)
        wanted = {*map(ox.NamedNode, about), *(quad.subject for some in quads for quad in some)}
        nodes = [node for node in nodes if node in wanted]
    for node in nodes:
        try:
            found[node.value] = reader.claim(node)
        except (GraphError, ValueError):
            continue
    return found


def file_names(store: ox.Store) -> dict[str, str]:
    """Return the file names of the sources of a graph by their sha256."""
    reader = _Reader(store)
    return {
        digest.value: ", ".join(reader.literals(node.value, AIG + "fileName"))
        for node in _instances(store, AIG + "Source")
        if (digest := reader.first(node.value, AIG + "sha256")) is not None
    }


def origins(store: ox.Store) -> dict[str, str]:
    """Return the sha256 of the source of each passage and each source, by IRI."""
    reader = _Reader(store)
    digests = {node.value: reader.first(node.value, AIG + "sha256") for node in _instances(store, AIG + "Source")}
    found = {iri: digest.value for iri, digest in digests.items() if digest is not None}
    for quad in store.quads_for_pattern(None, ox.NamedNode(AIG + "foundIn"), None, scope(store)):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode) and quad.object.value in found:
            found[quad.subject.value] = found[quad.object.value]
    return found


def _instances(store: ox.Store, cls: str) -> list[ox.NamedNode]:
    nodes = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(cls), scope(store))}
    return sorted((node for node in nodes if isinstance(node, ox.NamedNode)), key=lambda node: node.value)


def _place(claim: Claim) -> tuple[str, int, Span]:
    passage = claim.evidence.passage
    return passage.source, passage.position, claim.evidence.span


class _Reader:
    """Reads model objects back from a store, each entity and passage once."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self._scope = scope(store)
        self._passages: dict[str, Passage] = {}
        self._entities: dict[str, Entity] = {}

    def claim(self, node: ox.NamedNode) -> Claim:
        where = node.value
        value = self.first(where, AIG + "value")
        what: Entity | Text | Date
        if value is None:
            what = self.entity(self._iri(where, AIG + "object"))
        elif value.language:
            what = Text(value.value, value.language)
        else:
            confirmed = self.first(where, AIG + "confirmed")
            what = Date(value.value, confirmed is None or confirmed.value == "true")
        cue, pinpoint = self.first(where, AIG + "cue"), self.first(where, AIG + "pinpoint")
        evidence = Evidence(
            passage=self.passage(self._iri(where, AIG + "passage")),
            span=Span(int(self._literal(where, AIG + "start")), int(self._literal(where, AIG + "end"))),
            method=self._literal(where, AIG + "method"),
            confidence=float(self._literal(where, AIG + "confidence")),
            cue=cue.value if cue else "",
            pinpoint=pinpoint.value if pinpoint else "",
        )
        subject = self.entity(self._iri(where, AIG + "subject"))
        return Claim(subject, self._iri(where, AIG + "predicate"), what, evidence)

    def passage(self, iri: str) -> Passage:
        if iri not in self._passages:
            text = self.first(iri, AIG + "text")
            if text is None:
                raise GraphError("a passage without its text", where=iri, remedy="build the graph again")
            number, heading, page = (self.first(iri, AIG + part) for part in ("number", "heading", "page"))
            self._passages[iri] = Passage(
                source=self._literal(self._iri(iri, AIG + "foundIn"), AIG + "sha256"),
                position=int(self._literal(iri, AIG + "position")),
                text=text.value,
                language=text.language or "und",
                number=number.value if number else None,
                heading=heading.value if heading else None,
                page=int(page.value) if page else None,
                attributes=AIG + "Attribution" in self._iris(iri, TYPE),
            )
        return self._passages[iri]

    def entity(self, iri: str) -> Entity:
        if iri not in self._entities:
            types = self._iris(iri, TYPE)
            kind = next((kind for kind, root in ROOTS.items() if root in types), None)
            if kind is None:
                raise GraphError("an entity without a class of ours", where=iri, remedy="build the graph again")
            registered = self.first(iri, AIG + "registered")
            self._entities[iri] = Entity(
                iri=iri,
                kind=kind,
                registered=kind is Kind.PRINCIPLE or (registered is not None and registered.value == "true"),
                labels=self._texts(iri, LABEL),
                also=self._texts(iri, ALT_LABEL),
                categories=tuple(types),
            )
        return self._entities[iri]

    def _objects(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, self._scope)
        found = {quad.object for quad in quads}
        return sorted((o for o in found if isinstance(o, ox.NamedNode | ox.Literal)), key=str)

    def _iris(self, subject: str, predicate: str) -> list[str]:
        return [o.value for o in self._objects(subject, predicate) if isinstance(o, ox.NamedNode)]

    def _texts(self, subject: str, predicate: str) -> tuple[Text, ...]:
        return tuple(Text(o.value, o.language or "") for o in self._objects(subject, predicate) if isinstance(o, ox.Literal))

    def first(self, subject: str, predicate: str) -> ox.Literal | None:
        return next((o for o in self._objects(subject, predicate) if isinstance(o, ox.Literal)), None)

    def literals(self, subject: str, predicate: str) -> list[str]:
        return [o.value for o in self._objects(subject, predicate) if isinstance(o, ox.Literal)]

    def _literal(self, subject: str, predicate: str) -> str:
        found = self.first(subject, predicate)
        if found is None:
            raise GraphError(f"no {predicate} here", where=subject, remedy="validate the graph, or build it again")
        return found.value

    def _iri(self, subject: str, predicate: str) -> str:
        found = self._iris(subject, predicate)
        if not found:
            raise GraphError(f"no {predicate} here", where=subject, remedy="validate the graph, or build it again")
        return found[0]
