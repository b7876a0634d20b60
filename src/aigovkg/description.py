"""A graph → its VoID and DCAT description: what it holds, from what and by what it was made.

Terms: VoID (https://www.w3.org/TR/void/), DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/). No clock: the same graph has the
same description.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox

from aigovkg.vocabulary import AIG, BASE, CATALOGUE_GRAPH, DCTERMS, ONTOLOGY_GRAPH, PREFIXES, PROV, TYPE

VOID = PREFIXES["void"]
DCAT = PREFIXES["dcat"]


def describe(store: ox.Store, file_name: str, media_type: str) -> ox.Store:
    """Return the description of a graph that is written to a file of this name."""
    described = ox.Store()
    described.extend(ox.Quad(t.subject, t.predicate, t.object) for t in _triples(store, file_name, media_type))
    return described


def _triples(store: ox.Store, file_name: str, media_type: str) -> Iterator[ox.Triple]:
    triples = {quad.triple for quad in store}
    own = {q.triple for q in store if q.graph_name not in (ox.NamedNode(ONTOLOGY_GRAPH), ox.NamedNode(CATALOGUE_GRAPH))}
    digest = hashlib.sha256("\n".join(sorted(map(str, triples))).encode()).hexdigest()
    dataset = f"{BASE}dataset/{digest[:24]}"
    for cls in (VOID + "Dataset", DCAT + "Dataset"):
        yield _link(dataset, TYPE, cls)
    yield _text(dataset, DCTERMS + "title", "Knowledge graph of AI-governance instruments", "en")
    yield _text(dataset, DCTERMS + "title", "人工智能治理文件知识图谱", "zh")
    yield _plain(dataset, DCTERMS + "identifier", digest)
    yield _number(dataset, VOID + "triples", len(triples))
    yield _number(dataset, VOID + "distinctSubjects", len({t.subject for t in triples}))
    yield _number(dataset, VOID + "distinctObjects", len({t.object for t in triples}))
    yield _number(dataset, VOID + "properties", len({t.predicate for t in triples}))
    yield _plain(dataset, VOID + "uriSpace", BASE)
    for prefix in ("aig", "skos", "dcterms", "prov", "foaf"):
        yield _link(dataset, VOID + "vocabulary", PREFIXES[prefix])
    classes = Counter(t.object.value for t in own if t.predicate.value == TYPE and isinstance(t.object, ox.NamedNode))
    for cls, count in sorted(classes.items()):
        if cls.startswith(AIG):
            part = f"{dataset}/class/{cls.removeprefix(AIG)}"
            yield _link(dataset, VOID + "classPartition", part)
            yield _link(part, VOID + "class", cls)
            yield _number(part, VOID + "entities", count)
    for predicate, count in sorted(Counter(t.predicate.value for t in own).items()):
        if predicate.startswith(AIG):
            part = f"{dataset}/property/{predicate.removeprefix(AIG)}"
            yield _link(dataset, VOID + "propertyPartition", part)
            yield _link(part, VOID + "property", predicate)
            yield _number(part, VOID + "triples", count)
    for triple in own:
        if triple.predicate.value == TYPE and triple.object == ox.NamedNode(AIG + "Source"):
            yield ox.Triple(ox.NamedNode(dataset), ox.NamedNode(DCTERMS + "source"), triple.subject)
        if triple.predicate.value == TYPE and triple.object == ox.NamedNode(AIG + "Build"):
            yield ox.Triple(ox.NamedNode(dataset), ox.NamedNode(PROV + "wasGeneratedBy"), triple.subject)
        if triple.predicate.value == DCTERMS + "language":
            yield ox.Triple(ox.NamedNode(dataset), triple.predicate, triple.object)
    distribution = f"{dataset}/distribution"
    yield _link(dataset, DCAT + "distribution", distribution)
    yield _link(distribution, TYPE, DCAT + "Distribution")
    yield _plain(distribution, DCTERMS + "title", file_name)
    yield _link(distribution, DCAT + "mediaType", f"https://www.iana.org/assignments/media-types/{media_type}")


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _plain(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value))


def _text(subject: str, predicate: str, value: str, language: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value, language=language))


def _number(subject: str, predicate: str, value: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value))
