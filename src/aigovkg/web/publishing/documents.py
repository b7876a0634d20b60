"""A graph → what the search of its site can find, and what it shows of that."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from aigovkg.vocabulary import AIG, LABEL, SKOS, TITLE
from aigovkg.web.browse.facts import Facts
from aigovkg.web.links import local
from aigovkg.web.publishing.addresses import Address, file_of
from aigovkg.web.publishing.index import Document, Json

_KINDS = ("instrument", "agent", "event", "principle", "place")  # what is found by its names
_NAMES = (LABEL, SKOS + "prefLabel", TITLE, SKOS + "altLabel", SKOS + "hiddenLabel")


def things(facts: Facts) -> Iterator[Document]:
    """Yield the things of a graph that have names, sorted by kind and IRI."""
    for kind in _KINDS:
        for iri in sorted(_named(facts, kind)):
            names = [text for predicate in _NAMES for text in facts.texts(iri, predicate)]
            shown: dict[str, Json] = {"kind": kind, "page": _page(iri), "names": names_of(facts, iri)}
            if date := facts.value(iri, AIG + "date"):
                shown["date"] = date
            yield Document("\n".join(text.value for text in names), shown, iri)


def passages(facts: Facts) -> Iterator[Document]:
    """Yield the passages of a graph, sorted by IRI."""
    found = facts.store.quads_for_pattern(None, ox.NamedNode(AIG + "text"), None, ox.DefaultGraph())
    for iri, text in sorted(
        (quad.subject.value, quad.object.value)
        for quad in found
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    ):
        whole = facts.iri(iri, AIG + "passageOf")
        shown: dict[str, Json] = {"kind": "passage", "page": _page(iri), "text": text, "of": names_of(facts, whole)}
        yield Document(text, shown, whole)


def _named(facts: Facts, kind: str) -> set[str]:
    predicates = (ox.NamedNode(name) for name in _NAMES)
    return {
        quad.subject.value
        for predicate in predicates
        for quad in facts.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and local(quad.subject.value)[0] == kind
    }


def names_of(facts: Facts, iri: str) -> Json:
    """Return what a thing is called in each language."""
    return {text.language: text.value for text in reversed(facts.names(iri))} if iri else {}


def _page(iri: str) -> str:
    return file_of(Address("/" + "/".join(local(iri))))
