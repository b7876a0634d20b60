"""Graph → NetworkX: views of the store as directed multigraphs whose attributes every NetworkX writer takes.

A view reads the few patterns it needs straight from the store. Nodes are IRIs. A node has `label`, `kind`, `registered` and,
where the graph says so, `label_zh`, `category` (its most specific class, or the type of an instrument), `date` and `year`.
An edge is keyed by its predicate's IRI and has `predicate`, `weight`, `evidence` and `confidence`. All values are plain strings,
whole numbers, floats and booleans, without the characters that XML cannot hold.
"""

from __future__ import annotations

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from aigovkg import vocabulary
from aigovkg.errors import QueryError
from aigovkg.literals import Plain
from aigovkg.literals import value as value_of
from aigovkg.model import Kind
from aigovkg.vocabulary import ADOPTED_AT, AIG, CITES, DATE, ISSUED_BY, LABEL, MENTIONS, PART_OF, RDFS, STATES
from aigovkg.whole import graphs, scope

if TYPE_CHECKING:
    import networkx

# A subject, a predicate and an object, by IRI.
Edge = tuple[str, str, str]

_ROOTS = {
    Kind.INSTRUMENT: AIG + "Instrument",
    Kind.AGENT: AIG + "Agent",
    Kind.EVENT: AIG + "Event",
    Kind.PRINCIPLE: AIG + "Principle",
    Kind.PLACE: AIG + "Jurisdiction",
}
_ISSUER = AIG + "Issuer"  # a part that an agent plays, and not what it is
_JURISDICTION, _PARENT = AIG + "jurisdiction", AIG + "parent"
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAID = f"""
    ?claim <{AIG}predicate> {{predicate}} ; <{AIG}subject> ?subject ; <{AIG}object> ?object
    OPTIONAL {{{{ ?claim <{AIG}confidence> ?confidence }}}}"""


class Support(NamedTuple):
    """How many claims say so, and how surely the surest of them does (0 to 1)."""

    evidence: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Thing:
    """What a node stands for. `labels` are by language; `category` is an IRI or ""; `date` is as precise as it is known or ""."""

    iri: str
    kind: Kind
    labels: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    date: str = ""
    registered: bool = False

    def label(self, language: str = "en") -> str:
        """Return its label in a language, else in English, else any, else its IRI."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(sorted(self.labels.values())), self.iri)


@cache
def ways_of_citing() -> tuple[str, ...]:
    """Return the predicates that say more of a citation than that it is one, as the ontology lists them."""
    below = ox.NamedNode(CITES)
    found = [t.subject for t in vocabulary.terms() if t.predicate.value == RDFS + "subPropertyOf" and t.object == below]
    return tuple(sorted(predicate.value for predicate in found if isinstance(predicate, ox.NamedNode)))


def things(store: ox.Store, kinds: Collection[Kind] = tuple(Kind)) -> dict[str, Thing]:
    """Return what a graph describes of some kinds, by IRI, sorted."""
    kind_of = {node: kind for kind in kinds for node in _instances(store, _ROOTS[kind])}
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, label, language in _values(store, LABEL):
        if subject in kind_of:
            named = labels[subject]
            named[language] = min(named.get(language, label), label)
    dates: dict[str, str] = {}
    for subject, date, _ in _values(store, DATE):
        dates[subject] = min(dates.get(subject, date), date)
    categories = _categories(store, kinds)
    registered = set(_things(store, f"?thing <{AIG}registered> true"))
    return {
        iri: Thing(
            iri=iri,
            kind=kind_of[iri],
            labels=labels[iri],
            category=categories.get(iri, ""),
            date=dates.get(iri, ""),
            registered=kind_of[iri] is Kind.PRINCIPLE or iri in registered,
        )
        for iri in sorted(kind_of)
    }


def edges(store: ox.Store, predicates: Iterable[str]) -> Iterator[Edge]:
    """Yield the direct edges of some predicates; one that several sources state may come several times."""
    for predicate in predicates:
        for row in _rows(store, "?subject ?object", f"?subject <{predicate}> ?object"):
            subject, target = row.split("\t")
            if subject[0] == target[0] == "<":
                yield subject[1:-1], predicate, target[1:-1]


def citations(store: ox.Store) -> dict[Edge, None]:
    """Return the citations, each with the most telling predicates that the graph has for it."""
    telling = dict.fromkeys(edges(store, ways_of_citing()))
    told = {(citing, cited) for citing, _, cited in telling}
    plain = (edge for edge in edges(store, (CITES,)) if (edge[0], edge[2]) not in told)
    return {**telling, **dict.fromkeys(plain)}


def support(store: ox.Store, predicates: Sequence[str] = ()) -> dict[Edge, Support]:
    """Return how the claims of a graph support its edges, of some predicates or of all; a claim of several graphs counts once."""
    found: dict[Edge, Support] = {}
    sureness = {"": 0.0}
    for predicate in predicates or ("",):
        # What is said once for all predicates need not be read with each row.
        pattern = _SAID.format(predicate=f"<{predicate}>" if predicate else "?predicate")
        columns = "?subject ?object ?confidence" if predicate else "?subject ?object ?confidence ?predicate"
        for row, times in Counter(_claimed(store, columns, pattern)).items():
            subject, target, confidence, *verb = row.split("\t")
            if target[0] == "<":
                edge = (subject[1:-1], predicate or verb[0][1:-1], target[1:-1])
                if confidence not in sureness:
                    sureness[confidence] = float(_literal(confidence)[0])
                times_before, surest = found.get(edge, (0, 0.0))
                found[edge] = Support(times_before + times, max(surest, sureness[confidence]))
    return found


def _claimed(store: ox.Store, columns: str, pattern: str) -> Iterable[str]:
    """Return a row for each claim: where several graphs may hold it, the claim stands in front until each is there once."""
    if scope(store) is not None or not graphs(store):
        return _rows(store, columns, pattern)
    return (row.partition("\t")[2] for row in set(_rows(store, f"?claim {columns}", pattern)))


# ---- views


def view(store: ox.Store, name: str) -> networkx.MultiDiGraph[str]:
    """Return a view of a graph by its name.

    `citations`: every instrument, and what it cites, with the most telling predicate. `issuers`: who cites whom, by what their
    instruments cite; the weight is how many pairs of instruments do. `principles`: instruments and the principles they
    state. `all`: whatever the direct edges between instruments, agents, events, principles and places join.

    Elsewhere than in `issuers` the weight is the number of claims, and 1 where only the catalogue says so (`evidence` is 0 then,
    `confidence` 1).

    Raises:
        QueryError: there is no such view.
    """
    if name not in VIEWS:
        raise QueryError("no such view", where=f"to_networkx({name!r})", remedy=f"use {', '.join(VIEWS)} or a SPARQL query")
    with _uncollected():
        return VIEWS[name](store)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage among a million new things of which none is: it would take a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _citing() -> tuple[str, ...]:
    return (*ways_of_citing(), CITES)


def _citation_view(store: ox.Store) -> networkx.MultiDiGraph[str]:
    known = things(store, (Kind.INSTRUMENT,))
    return _network(known, known, _weighed(citations(store), support(store, _citing())))


def _principle_view(store: ox.Store) -> networkx.MultiDiGraph[str]:
    known = things(store, (Kind.INSTRUMENT, Kind.PRINCIPLE))
    return _network(known, (), _weighed(dict.fromkeys(edges(store, (STATES,))), support(store, (STATES,))))


def _whole_view(store: ox.Store) -> networkx.MultiDiGraph[str]:
    others = (ISSUED_BY, STATES, MENTIONS, PART_OF, ADOPTED_AT, _JURISDICTION, _PARENT)
    joined = {**citations(store), **dict.fromkeys(edges(store, others))}
    return _network(things(store), (), _weighed(joined, support(store)))


def _issuer_view(store: ox.Store) -> networkx.MultiDiGraph[str]:
    known = things(store, (Kind.AGENT,))
    supported = support(store, _citing())
    issuers: dict[str, set[str]] = defaultdict(set)
    for instrument, _, agent in edges(store, (ISSUED_BY,)):
        issuers[instrument].add(agent)
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    claims: Counter[tuple[str, str]] = Counter()
    surest: dict[tuple[str, str], float] = defaultdict(float)
    for edge in citations(store):
        behind = supported.get(edge, Support(0, 1.0))
        for who in issuers.get(edge[0], ()):
            for whom in issuers.get(edge[2], ()):
                pairs[who, whom].add((edge[0], edge[2]))
                claims[who, whom] += behind.evidence
                surest[who, whom] = max(surest[who, whom], behind.confidence)
    weighed = {(a, CITES, b): (len(held), Support(claims[a, b], surest[a, b])) for (a, b), held in pairs.items()}
    return _network(known, {agent for held in issuers.values() for agent in held if agent in known}, weighed)


VIEWS: Mapping[str, Callable[[ox.Store], networkx.MultiDiGraph[str]]] = MappingProxyType(
    {"all": _whole_view, "citations": _citation_view, "issuers": _issuer_view, "principles": _principle_view}
)


def _weighed(joined: Iterable[Edge], supported: Mapping[Edge, Support]) -> dict[Edge, tuple[int, Support]]:
    alone = Support(0, 1.0)
    return {edge: (found[0] or 1, found) for edge in joined for found in (supported.get(edge, alone),)}


def _network(
    known: Mapping[str, Thing], nodes: Iterable[str], weighed: Mapping[Edge, tuple[int, Support]]
) -> networkx.MultiDiGraph[str]:
    """Return nodes and edges in an order that depends on nothing but what they are."""
    import networkx

    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    held = sorted(edge for edge in weighed if edge[0] in known and edge[2] in known)
    ends = {end for edge in held for end in (edge[0], edge[2])}
    network.add_nodes_from((iri, attributes(known[iri])) for iri in sorted(ends.union(nodes)))
    # Straight into the dictionaries that a MultiDiGraph is made of: asking it to add each edge takes three times as long.
    after, before = network._succ, network._pred  # type: ignore[attr-defined]  # noqa: SLF001
    for edge in held:
        source, predicate, target = edge
        weight, behind = weighed[edge]
        joined = after[source].get(target)
        if joined is None:
            joined = after[source][target] = before[target][source] = {}
        joined[predicate] = _said(predicate, weight, behind)
    return network


def _said(predicate: str, weight: int, behind: Support) -> dict[str, Plain]:
    evidence, confidence = behind
    return {"predicate": predicate, "weight": weight, "evidence": evidence, "confidence": confidence}


def attributes(thing: Thing) -> dict[str, Plain]:
    """Return what a node says of a thing."""
    found: dict[str, Plain] = {
        "label": clean(thing.label()),
        "kind": thing.kind.value,
        "registered": thing.registered,
    }
    if "zh" in thing.labels:
        found["label_zh"] = clean(thing.labels["zh"])
    if thing.category:
        found["category"] = thing.category
    if thing.date:
        found["date"] = thing.date
        found["year"] = int(thing.date[:4])
    return found


def clean(words: str) -> str:
    """Return words without the characters that XML cannot hold, nor the ends of lines and tabs that some readers change."""
    return " ".join((words if words.isprintable() else _NOT_IN_XML.sub("", words)).split())


# ---- SPARQL


def of_triples(store: ox.Store, triples: Sequence[tuple[object, ...]]) -> networkx.MultiDiGraph[str]:
    """Return the triples that CONSTRUCT or DESCRIBE answered: links as edges, literals as attributes of their subject.

    An attribute is named by the last part of its predicate; several values of one stand sorted, parted by semicolons. An edge
    has the weight, evidence and confidence that the claims give it; where no claim does, weight 1, evidence 0 and confidence 1.
    """
    with _uncollected():
        links: dict[Edge, None] = {}
        values: dict[tuple[str, str], set[Plain]] = defaultdict(set)
        for subject, verb, value in triples:
            if isinstance(value, ox.Literal):
                values[_iri(subject), _local(_iri(verb))].add(plain(value))
            else:
                links[_iri(subject), _iri(verb), _iri(value)] = None
        weighed = _weighed(links, support(store))
        network = _asked(store, {end for edge in links for end in (edge[0], edge[2])} | {node for node, _ in values})
        for (source, predicate, target), (weight, behind) in sorted(weighed.items()):
            network.add_edge(source, target, predicate, **_said(predicate, weight, behind))
        for (node, name), found in sorted(values.items(), key=lambda item: item[0]):
            network.nodes[node][name] = next(iter(found)) if len(found) == 1 else "; ".join(sorted(map(str, found)))
        return _uniform(network)


def of_rows(store: ox.Store, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> networkx.MultiDiGraph[str]:
    """Return the rows of a SELECT as edges: from the column `source` to `target` (else from the first to the second).

    The other columns become attributes of the edge; rows without either end are left out. An edge without a column `weight`
    weighs 1.

    Raises:
        QueryError: there are less than two columns.
    """
    if len(columns) < 2:
        raise QueryError("an edge needs two columns", where="to_networkx(SELECT …)", remedy="select ?source ?target")
    named = {"source", "target"} <= set(columns)
    start, end = (columns.index("source"), columns.index("target")) if named else (0, 1)
    held = [row for row in rows if row[start] is not None and row[end] is not None]
    network = _asked(store, {_iri(row[place]) for row in held for place in (start, end)})
    for row in held:
        said: dict[str, Plain] = {"weight": 1} | {
            columns[place]: plain(term) for place, term in enumerate(row) if place not in (start, end) and term is not None
        }
        network.add_edges_from([(_iri(row[start]), _iri(row[end]), said)])
    return _uniform(network)


def _asked(store: ox.Store, nodes: Collection[str]) -> networkx.MultiDiGraph[str]:
    import networkx

    known = things(store)
    network: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    network.add_nodes_from((node, attributes(known[node]) if node in known else {"label": clean(node)}) for node in sorted(nodes))
    return network


def plain(term: object) -> Plain:
    """Return an RDF term as a plain value that every writer takes."""
    found = value_of(term)
    return clean(found) if isinstance(found, str) else found


def _uniform(network: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """Make all values of an attribute strings where they are of several types, which GraphML and GEXF do not take."""
    for group in ([data for _, data in network.nodes(data=True)], [data for *_, data in network.edges(data=True)]):
        types: dict[str, set[type]] = defaultdict(set)
        for data in group:
            for name, value in data.items():
                types[name].add(type(value))
        for data in group:
            for name, value in data.items():
                if len(types[name]) > 1:
                    data[name] = float(value) if types[name] == {int, float} else str(value)
    return network


# ---- reading the store


def _rows(store: ox.Store, columns: str, pattern: str) -> list[str]:
    """Return the rows of a query as SPARQL's format of tab-separated values has them.

    The engine writes them without Python: a row takes half the time that handing over its terms would.
    """
    found = store.query(f"SELECT {columns} {{ {pattern} }}", use_default_graph_as_union=scope(store) is None)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(pattern)
    content = found.serialize(format=ox.QueryResultsFormat.TSV) or b""
    return content.decode().split("\n")[1:-1]  # between the heading and the last end of a line


def _literal(words: str) -> tuple[str, str]:
    """Return the value and the language ("" for none) of a literal in a row."""
    if words[0] != '"':
        return words, ""  # numbers and booleans stand bare
    value, _, behind = words[1:].rpartition('"')
    if "\\" in value:
        read = next(ox.parse(f"<a:a> <a:a> {words} .", format=ox.RdfFormat.TURTLE)).object
        value = read.value if isinstance(read, ox.Literal) else value
    return value, behind[1:] if behind[:1] == "@" else ""


def _things(store: ox.Store, pattern: str) -> Iterator[str]:
    return (row[1:-1] for row in _rows(store, "?thing", pattern) if row[0] == "<")


def _instances(store: ox.Store, cls: str) -> set[str]:
    return set(_things(store, f"?thing a <{cls}>"))


def _values(store: ox.Store, predicate: str) -> Iterator[tuple[str, str, str]]:
    """Yield subjects with a value that they have and its language."""
    for row in _rows(store, "?subject ?value", f"?subject <{predicate}> ?value"):
        subject, value = row.split("\t")
        if subject[0] == "<" and value[0] not in "<_":
            yield subject[1:-1], *_literal(value)


def _categories(store: ox.Store, kinds: Collection[Kind]) -> dict[str, str]:
    """Return the most specific class of each thing (of several that are as deep the first by name), and instruments' types."""
    found: dict[str, str] = {}
    for _, cls in sorted(_depths(), key=lambda item: (item[0], item[1]), reverse=True):
        for node in _instances(store, cls):
            found.setdefault(node, cls)
    if Kind.INSTRUMENT in kinds:
        types = sorted(edges(store, (AIG + "instrumentType",)), reverse=True)
        found.update({instrument: cls for instrument, _, cls in types})
    return found


@cache
def _depths() -> tuple[tuple[int, str], ...]:
    """Return the classes under those that are the kinds, with how far below they stand."""
    below: dict[str, list[str]] = defaultdict(list)
    for triple in vocabulary.terms():
        if triple.predicate.value == RDFS + "subClassOf" and isinstance(triple.object, ox.NamedNode):
            below[triple.object.value].append(str(getattr(triple.subject, "value", "")))
    depths: dict[str, int] = {}
    waiting = [(0, root) for root in _ROOTS.values()]
    while waiting:
        depth, cls = waiting.pop()
        for narrower in below[cls]:
            if narrower != _ISSUER and depth + 1 > depths.get(narrower, 0):
                depths[narrower] = depth + 1
                waiting.append((depth + 1, narrower))
    return tuple(sorted((depth, cls) for cls, depth in depths.items()))


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1] or iri
