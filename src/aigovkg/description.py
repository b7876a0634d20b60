"""A graph → its VoID and DCAT description: what it holds, from what and by what it was made.

Terms: VoID (https://www.w3.org/TR/void/), DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/). No clock: the same graph has the
same description.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from aigovkg.vocabulary import AIG, BASE, DCTERMS, PREFIXES, PROV, TYPE

_TYPE = f"<{TYPE}>".encode()
_SOURCE = f"<{AIG}Source> .".encode()
_BUILD = f"<{AIG}Build> .".encode()
_LANGUAGE = f"<{DCTERMS}language>".encode()
VOID = PREFIXES["void"]
DCAT = PREFIXES["dcat"]


def describe(batches: Iterable[Sequence[bytes]], shared: bytes, file_name: str, media_type: str) -> ox.Store:
    """Return the description of a graph that is written to a file of this name.

    `batches` are its triples as sorted lines of N-Triples, each once. Those that only the catalogue or the ontology state end
    in `shared`: they count as triples and not among the things that the sources hold.
    """
    described = ox.Store()
    described.extend(
        ox.Quad(t.subject, t.predicate, t.object) for t in _triples(_counted(batches, shared), file_name, media_type)
    )
    return described


def triples(description: ox.Store) -> int:
    """Return how many triples there are in the graph that is described."""
    dataset = next(description.quads_for_pattern(None, ox.NamedNode(VOID + "distinctSubjects"), None, None)).subject
    found = next(description.quads_for_pattern(dataset, ox.NamedNode(VOID + "triples"), None, None)).object
    return int(found.value) if isinstance(found, ox.Literal) else 0


@dataclass
class _Counts:
    """What is counted in one pass over sorted lines."""

    digest: str = ""
    triples: int = 0
    subjects: int = 0
    objects: set[int] = field(default_factory=set)
    classes: Counter[bytes] = field(default_factory=Counter)
    predicates: set[bytes] = field(default_factory=set)
    own: Counter[bytes] = field(default_factory=Counter)
    sources: list[bytes] = field(default_factory=list)
    builds: list[bytes] = field(default_factory=list)
    languages: set[bytes] = field(default_factory=set)


def _counted(batches: Iterable[Sequence[bytes]], shared: bytes) -> _Counts:
    counts = _Counts()
    digest = hashlib.sha256()
    last = b""
    end = len(shared)
    for batch in batches:
        lines = [line.removesuffix(shared) for line in batch]
        digest.update(b"\n".join((*lines, b"")))
        counts.triples += len(lines)
        for line, marked in zip(lines, batch, strict=True):
            subject, predicate, value = line.split(b" ", 2)
            if subject != last:
                counts.subjects += 1
                last = subject
            # Python's hash of bytes is 64 bits wide: of a million objects, two share one with a chance of 1 in 30 million.
            counts.objects.add(hash(value))
            counts.predicates.add(predicate)
            if len(marked) - len(line) == end:
                continue
            counts.own[predicate] += 1
            if predicate == _TYPE:
                counts.classes[value] += 1
                if value == _SOURCE:
                    counts.sources.append(subject)
                elif value == _BUILD:
                    counts.builds.append(subject)
            elif predicate == _LANGUAGE:
                counts.languages.add(value)
    counts.digest = digest.hexdigest()
    return counts


def _triples(counts: _Counts, file_name: str, media_type: str) -> Iterator[ox.Triple]:
    digest = counts.digest
    dataset = f"{BASE}dataset/{digest[:24]}"
    for cls in (VOID + "Dataset", DCAT + "Dataset"):
        yield _link(dataset, TYPE, cls)
    yield _text(dataset, DCTERMS + "title", "Knowledge graph of AI-governance instruments", "en")
    yield _text(dataset, DCTERMS + "title", "人工智能治理文件知识图谱", "zh")
    yield _plain(dataset, DCTERMS + "identifier", digest)
    yield _number(dataset, VOID + "triples", counts.triples)
    yield _number(dataset, VOID + "distinctSubjects", counts.subjects)
    yield _number(dataset, VOID + "distinctObjects", len(counts.objects))
    yield _number(dataset, VOID + "properties", len(counts.predicates))
    yield _plain(dataset, VOID + "uriSpace", BASE)
    for known in ("aig", "skos", "dcterms", "prov", "foaf"):
        yield _link(dataset, VOID + "vocabulary", PREFIXES[known])
    for kind, count in sorted(counts.classes.items()):
        name = kind[1:-3].decode()
        if name.startswith(AIG):
            part = f"{dataset}/class/{name.removeprefix(AIG)}"
            yield _link(dataset, VOID + "classPartition", part)
            yield _link(part, VOID + "class", name)
            yield _number(part, VOID + "entities", count)
    for verb, count in sorted(counts.own.items()):
        name = verb[1:-1].decode()
        if name.startswith(AIG):
            part = f"{dataset}/property/{name.removeprefix(AIG)}"
            yield _link(dataset, VOID + "propertyPartition", part)
            yield _link(part, VOID + "property", name)
            yield _number(part, VOID + "triples", count)
    for source in counts.sources:
        yield _link(dataset, DCTERMS + "source", source[1:-1].decode())
    for build in counts.builds:
        yield _link(dataset, PROV + "wasGeneratedBy", build[1:-1].decode())
    for value in counts.languages:
        line = b"<%s> %s %s" % (dataset.encode(), _LANGUAGE, value)
        yield from (quad.triple for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES))
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
