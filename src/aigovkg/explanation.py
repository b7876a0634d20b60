"""A graph → why something in it is what it is: its names and what ties them, its claims, and what it may be confused with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg import graph, identity, resemblance, text
from aigovkg.errors import QueryError
from aigovkg.model import Candidate, Claim, Entity, Evidence, Naming, Text
from aigovkg.vocabulary import BASE, DIFFERENT_FROM, PREFIXES, SAME_AS, Lexicon

_SENTENCE = 300  # characters of a sentence that are shown around a quote
_MOST_LISTED = 8  # names that an error lists


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an entity of a graph is what it is.

    `namings` are the names that texts use of it, each with what ties it to the entity and where it stands; `made` are the
    claims about it, `named` those of others that lead to it. `same` and `different` are what a catalogue says
    (owl:sameAs, owl:differentFrom). `homonyms` bear one of its names and are kept apart; `candidates` may be the same
    under a name that looks alike, and nothing has merged them. `files` gives the names of each source by its sha256.
    """

    entity: Entity
    namings: tuple[Naming, ...]
    made: tuple[Claim, ...]
    named: tuple[Claim, ...]
    same: tuple[str, ...]
    different: tuple[str, ...]
    homonyms: tuple[Entity, ...]
    candidates: tuple[Candidate, ...]
    files: tuple[tuple[str, str], ...]


def explain(store: ox.Store, what: str, lexicon: Lexicon) -> Explanation:
    """Return why an entity is what it is; `what` is its IRI, whole or with a prefix of ours, or one of its names.

    Raises:
        QueryError: nothing in the graph has that IRI or name, or several things have that name.
        GraphError: a claim about it lacks a part of itself.
    """
    entities = graph.entities(store)
    entity = _found(what.strip(), entities, lexicon)
    claims = graph.claims_about(store, entity.iri)
    same = graph.linked(store, entity.iri, SAME_AS)
    different = graph.linked(store, entity.iri, DIFFERENT_FROM)
    near = [resemblance.swapped(one, entity.iri) for one in resemblance.candidates(entities, lexicon, of=entity.iri)]
    read = {claim.evidence.passage.source for claim in claims}
    return Explanation(
        entity=entity,
        namings=identity.namings(entity, claims, lexicon, same),
        made=tuple(claim for claim in claims if claim.subject == entity),
        named=tuple(claim for claim in claims if claim.object == entity),
        same=same,
        different=different,
        homonyms=resemblance.homonyms(entity, entities, lexicon),
        candidates=tuple(candidate for candidate in near if candidate.second.iri not in different),
        files=tuple(sorted((digest, name) for digest, name in graph.file_names(store).items() if digest in read)),
    )


def candidates(store: ox.Store, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Return the pairs of entities of a graph that may be one, most alike first, without those it tells apart."""
    found = resemblance.candidates(graph.entities(store), lexicon)
    return tuple(one for one in found if one.second.iri not in graph.linked(store, one.first.iri, DIFFERENT_FROM))


def context(evidence: Evidence) -> tuple[str, str, str]:
    """Return the sentence in which a quote stands, on one line: what is before it, the quote, and what is behind it."""
    whole, span = evidence.passage.text, evidence.span
    sentence = text.sentence_of(text.sentences(whole), span.start)
    start = max(sentence.start, span.start - _SENTENCE // 2)
    end = max(span.end, min(sentence.end, span.end + _SENTENCE // 2))
    before = ("…" if start > sentence.start else "") + whole[start : span.start]
    behind = whole[span.end : end] + ("…" if end < sentence.end else "")
    return _line(before).lstrip(), _line(evidence.quote), _line(behind).rstrip()


def label(entity: Entity) -> str:
    """Return a name of an entity: the English one, else the first."""
    names = (*entity.labels, *entity.also)
    return next((name.value for name in names if name.language.startswith("en")), names[0].value if names else entity.iri)


def _line(words: str) -> str:
    return re.sub(r"\s+", " ", words)


def _found(what: str, entities: Sequence[Entity], lexicon: Lexicon) -> Entity:
    prefix, colon, local = what.partition(":")
    iri = PREFIXES[prefix] + local if colon and prefix in PREFIXES else what
    iri = lexicon.same.get(iri, iri)
    if iri.startswith((BASE, "http://", "https://")):
        entity = next((entity for entity in entities if entity.iri == iri), None)
        if entity is None:
            raise QueryError(
                "nothing in this graph has that IRI", where=what, remedy="give a name instead, or ask `aigovkg query`"
            )
        return entity
    key = lexicon.key(what)
    bearing = [entity for entity in entities if any(lexicon.key(name.value) == key for name in _names(entity, lexicon))]
    if len(bearing) == 1:
        return bearing[0]
    if bearing:
        raise QueryError(f"names {len(bearing)} things: {_listed(bearing)}", where=what, remedy="give the IRI of one")
    near = (
        [entity for entity in entities if any(key in lexicon.key(name.value) for name in _names(entity, lexicon))] if key else []
    )
    remedy = f"such names are borne by {_listed(near)}" if near else "give one of its names, or its IRI"
    raise QueryError("nothing in this graph has that name", where=what, remedy=remedy)


def _names(entity: Entity, lexicon: Lexicon) -> tuple[Text, ...]:
    """Return the names of an entity, and of a registered one those that serve matching alone."""
    return (*entity.labels, *entity.also, *(lexicon.names(entity.iri) if entity.registered else ()))


def _listed(entities: Sequence[Entity]) -> str:
    shown = [f"{short(entity.iri)} ({label(entity)})" for entity in entities[:_MOST_LISTED]]
    return ", ".join(shown) + (f" and {len(entities) - _MOST_LISTED} more" if len(entities) > _MOST_LISTED else "")


def short(iri: str) -> str:
    """Return an IRI with its prefix, where one of ours fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
