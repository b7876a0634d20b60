"""What the page of questions shows: the questions with what may be asked of them, and answers as tables of names, not of IRIs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from aigovkg import network
from aigovkg.errors import QueryError
from aigovkg.questions import Parameter, Question
from aigovkg.vocabulary import AIG, ALT_LABEL, BASE, ISSUED_BY, LABEL, PREFIXES, SKOS
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.overview import Overview, term

ROWS = 1_000  # of an answer that a page shows
_SUGGESTED = 1_000
_NAMING = (LABEL, SKOS + "prefLabel", ALT_LABEL)
_COMMENTS = re.compile(r"\A(?:#[^\n]*\n)+")
_TAGS = ("en", "zh", "zh-hans", "zh-hant", "ar", "de", "es", "fr", "it", "ja", "ko", "pt", "ru", "")


@dataclass(frozen=True, slots=True)
class Field:
    """What a question may be asked about: `of` is the prefix of the things meant, if any; `value` is what stands in it."""

    name: str
    kind: str
    what: str
    of: str
    value: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in an answer: a thing with its name, or plain words, which may be a number."""

    thing: Thing | None = None
    words: str = ""
    language: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a table; `total` counts its rows, shown or not."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int


def fields(overview: Overview, question: Question, given: Mapping[str, str], language: str) -> tuple[Field, ...]:
    """Return what a question may be asked about, filled in as given, else with the default; the language is the reader's."""

    def value(one: Parameter) -> str:
        default = (
            language if one.kind == "language" else named(overview, one.default, language) if one.kind == "iri" else one.default
        )
        return given.get(one.name) or default

    return tuple(Field(one.name, one.kind, one.what, _prefix(one), value(one)) for one in question.parameters)


def values(overview: Overview, filled: Iterable[Field]) -> dict[str, str]:
    """Return what is asked of a question: names of things as their IRIs.

    Raises:
        QueryError: nothing in the graph is called so.
    """
    return {one.name: meant(overview, one.value, one.of) if one.kind == "iri" else one.value for one in filled}


def bare(query: str) -> str:
    """Return a query without the comments before it."""
    return _COMMENTS.sub("", query, count=1)


def suggested(overview: Overview, prefix: str, language: str) -> list[str]:
    """Return names of things of one prefix that may be asked about, the same every time."""
    match prefix:
        case "instrument":
            weight = {one.iri: overview.cited(one.iri) + len(overview.stated.get(one.iri, ())) for one in overview.instruments}
            iris = sorted(weight, key=lambda iri: (-weight[iri], iri))[:_SUGGESTED]
        case "agent":
            iris = sorted({issuer for _, _, issuer in network.edges(overview.store, (ISSUED_BY,))})[:_SUGGESTED]
        case "aig":
            iris = list(network.ways_of_citing())
        case _:
            iris = [iri for iri in overview.things if iri.startswith(PREFIXES.get(prefix, "\0"))]
    return sorted({named(overview, iri, language) for iri in iris})


def named(overview: Overview, iri: str, language: str) -> str:
    """Return what is called so by an IRI, full or with a prefix of ours: its name, else the IRI as it is."""
    whole = _whole(iri)
    if whole.startswith(AIG):
        return term(whole, language)
    found = overview.thing(whole, language)
    return found.label if found.named else iri


def meant(overview: Overview, said: str, prefix: str) -> str:
    """Return the IRI that a name, an identifier or an IRI means, of a thing under a prefix.

    Raises:
        QueryError: nothing in the graph is called so.
    """
    words = said.strip()
    whole = _whole(words.strip("<>"))
    if whole.startswith(BASE) and not any(character.isspace() for character in whole):
        return whole
    space = PREFIXES.get(prefix, "")
    if prefix == "aig":
        known = (iri for iri in (*network.ways_of_citing(), AIG + "cites") for tag in _TAGS[:2] if term(iri, tag) == words)
        found = set(known)
    else:
        labels = [ox.Literal(words, language=tag) if tag else ox.Literal(words) for tag in _TAGS]
        quads = (
            quad
            for label in labels
            for predicate in _NAMING
            for quad in overview.store.quads_for_pattern(None, ox.NamedNode(predicate), label, ox.DefaultGraph())
        )
        found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    mine = sorted(iri for iri in found if iri.startswith(space))
    if not mine:
        raise QueryError(
            f"nothing in this graph is called {words[:200]!r}", where="question", remedy="choose a name from the list"
        )
    return mine[0]


def table(overview: Overview, results: bytes, language: str) -> Answered:
    """Return SPARQL results in JSON as a table of names."""
    found: dict[str, Any] = json.loads(results)
    if "boolean" in found:
        return Answered(("answer",), ((Cell(words="true" if found["boolean"] else "false"),),), 1)
    columns = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    known: dict[str, Thing] = {}
    rows = tuple(tuple(_cell(overview, row.get(column), language, known) for column in columns) for row in bindings[:ROWS])
    return Answered(columns, rows, len(bindings))


def triples(overview: Overview, content: bytes, language: str) -> Answered:
    """Return N-Triples as a table of names."""
    found = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)]
    known: dict[str, Thing] = {}
    rows = tuple(
        tuple(_cell(overview, _bound(part), language, known) for part in (one.subject, one.predicate, one.object))
        for one in found[:ROWS]
    )
    return Answered(("subject", "predicate", "object"), rows, len(found))


def _cell(overview: Overview, bound: Mapping[str, Any] | None, language: str, known: dict[str, Thing]) -> Cell | None:
    if bound is None:
        return None
    value = bound["value"]
    if bound["type"] == "uri":
        if value not in known:
            known[value] = _thing(overview, value, language)
        return Cell(known[value])
    numeric = str(bound.get("datatype", "")).rpartition("#")[2] in {"integer", "decimal", "double", "float"}
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Cell(words=words, language=bound.get("xml:lang", ""), numeric=numeric)


def _thing(overview: Overview, iri: str, language: str) -> Thing:
    found = overview.facts.thing(iri, language)
    if found.named or not iri.startswith(AIG):
        return found
    return Thing(iri, term(iri, language))


def _bound(part: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    match part:
        case ox.NamedNode():
            return {"type": "uri", "value": part.value}
        case ox.Literal():
            return {"type": "literal", "value": part.value, "xml:lang": part.language or "", "datatype": part.datatype.value}
    return {"type": "literal", "value": str(part)}


def _prefix(parameter: Parameter) -> str:
    return parameter.default.partition(":")[0] if parameter.kind == "iri" else ""


def _whole(iri: str) -> str:
    prefix, colon, rest = iri.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else iri
