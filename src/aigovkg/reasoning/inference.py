"""A graph and axioms → what follows, in a named graph of its own.

The rules of OWL 2 RL (see `rules`) are asked of the embedded store, each again only when what it heeds has grown, until nothing
new follows. No blank nodes, no clocks: the same graph gives the same bytes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg.reasoning.rules import ANONYMOUS, ANYTHING, Axioms, Rule, axioms, named, rules
from aigovkg.text import excerpt
from aigovkg.vocabulary import AIG, BASE, OWL, PREFIXES, RDF, RDFS, TYPE

INFERRED_GRAPH = BASE + "graph/inferred"
_INFERRED = ox.NamedNode(INFERRED_GRAPH)
_TYPE = ox.NamedNode(TYPE)
_RECORDS = tuple(ox.NamedNode(AIG + name) for name in ("Claim", "Passage", "Source", "Build"))
_MOST_CLASHES = 100  # found of each rule
_TERMS = frozenset(
    {
        *(
            OWL + name
            for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Restriction", "Ontology")
        ),
        *(OWL + name for name in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent")),
        RDFS + "Class",
        RDFS + "Datatype",
        RDF + "Property",
        RDF + "List",
    }
)

# What the names of the rules mean, in a few words.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "cax-eqc1": "equivalent class",
        "cax-eqc2": "equivalent class",
        "cax-sco": "subclass",
        "cls-avf": "all values from a class",
        "cls-hv1": "value of a class",
        "cls-hv2": "class of a value",
        "cls-int1": "in every part of an intersection",
        "cls-int2": "part of an intersection",
        "cls-maxc2": "one value at most",
        "cls-maxqc3": "one value at most",
        "cls-oo": "member of an enumeration",
        "cls-svf1": "some value from a class",
        "cls-svf2": "some value",
        "cls-uni": "part of a union",
        "eq-rep-o": "same thing",
        "eq-rep-p": "same thing",
        "eq-rep-s": "same thing",
        "eq-sym": "same thing",
        "eq-trans": "same thing",
        "prp-dom": "domain",
        "prp-eqp1": "equivalent property",
        "prp-eqp2": "equivalent property",
        "prp-fp": "functional property",
        "prp-ifp": "inverse functional property",
        "prp-inv1": "inverse property",
        "prp-inv2": "inverse property",
        "prp-key": "key",
        "prp-rng": "range",
        "prp-spo1": "subproperty",
        "prp-spo2": "chain of properties",
        "prp-symp": "symmetric property",
        "prp-trp": "transitive property",
    }
)

ABOUT_TERMS = "about terms of the ontology"
WITHOUT_IRI = "of anonymous classes"
OF_RECORDS = "by sameness of claims, passages and sources, which keep the names that they were read with"


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements that contradict the ontology: the rule that says so, what clashes in a sentence, and whom it is about."""

    rule: str
    what: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class Inference:
    """What follows from a graph and from axioms, and what contradicts them.

    `store` holds what follows in the graph `INFERRED_GRAPH` and nothing else. `counts` tells by rule and by class or property
    how much that is; a triple that several rules give counts for the first that gave it. `left_out` tells what follows and was
    left out, and how much.
    """

    store: ox.Store = field(default_factory=ox.Store, repr=False)
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()

    def __len__(self) -> int:
        """Return how many triples follow."""
        return sum(self.counts.values())

    def rows(self) -> list[tuple[str, str, str, int]]:
        """Return the counts as rows: the rule, what it means, the class or property, how many triples."""
        return [(rule, MEANINGS[rule], what, count) for (rule, what), count in self.counts.items()]


def infer(graph: bytes | Iterable[ox.Triple], ontology: Sequence[ox.Triple]) -> Inference:
    """Return what follows from a graph (triples, or their N-Triples) and the axioms of an ontology, and of the graph itself.

    Left out is what says nothing of the things of the graph: that everything is itself and an `owl:Thing`, what follows about
    terms of the ontology, and what has no IRI; and other names for what claims speak of, which would no longer be one.
    """
    work = _Work(_loaded(graph, ontology))
    known: tuple[ox.Triple, ...] | None = None
    while (found := Axioms.of([*named(ontology), *axioms(work.store)])).triples != known:
        known = found.triples
        work.saturate([rule for rule in rules(found) if rule.then])
    clashes = tuple(clash for rule in rules(found) if rule.then is None for clash in _clashes(work.store, rule))
    return Inference(work.kept, dict(sorted(work.counts.items())), dict(sorted(work.left_out.items())), clashes)


def _loaded(graph: bytes | Iterable[ox.Triple], ontology: Sequence[ox.Triple]) -> ox.Store:
    store = ox.Store()
    if isinstance(graph, bytes):
        store.bulk_load(graph, format=ox.RdfFormat.N_TRIPLES)
    else:
        store.bulk_extend(ox.Quad(*triple) for triple in graph)
    if store.query("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }"):
        store = _renamed(store)  # a pattern cannot name a blank node
    store.bulk_extend(ox.Quad(*triple) for triple in named(ontology))
    return store


def _renamed(store: ox.Store) -> ox.Store:
    """Return a store with IRIs for blank nodes, others than those of the ontology's."""
    triples = [quad.triple for quad in store]
    ends = (end.value for triple in triples for end in (triple.subject, triple.object) if isinstance(end, ox.BlankNode))
    own = {blank: f"own:{number}" for number, blank in enumerate(dict.fromkeys(ends), start=1)}
    found = ox.Store()
    found.bulk_extend(ox.Quad(*triple) for triple in named(triples, own))
    return found


class _Work:
    """A graph that grows by what follows from it."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.kept = ox.Store()
        self.counts = Counter[tuple[str, str]]()
        self.left_out = Counter[str]()
        types = ((cls, store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(cls), None)) for cls in sorted(_TERMS))
        self._terms = {quad.subject for _, quads in types for quad in quads}

    def saturate(self, asked: Sequence[Rule]) -> None:
        """Ask rules until nothing new follows: each at first, and again when what it heeds has grown."""
        clock = 1
        grown: dict[str, int] = defaultdict(int)
        answered = [0] * len(asked)
        waiting = list(range(len(asked)))
        while waiting:
            for number in waiting:
                answered[number] = clock
                found = list(dict.fromkeys(_follows(self.store, asked[number])))
                if found:
                    clock += 1
                    self._take(asked[number].name, found)
                    grown |= dict.fromkeys({ANYTHING, *map(_what, found)}, clock)
            waiting = [number for number, rule in enumerate(asked) if any(grown[key] > answered[number] for key in rule.heeds)]

    def _take(self, rule: str, found: Sequence[ox.Triple]) -> None:
        self.store.bulk_extend(ox.Quad(*triple) for triple in found)
        kept = []
        for triple in found:
            why = self._left_out_for(rule, triple)
            if why:
                self.left_out[why] += 1
            else:
                kept.append(ox.Quad(triple.subject, triple.predicate, triple.object, _INFERRED))
                self.counts[rule, _what(triple)] += 1
        self.kept.bulk_extend(kept)

    def _left_out_for(self, rule: str, triple: ox.Triple) -> str:
        """Return why a triple is left out, "" if it stays."""
        if triple.subject in self._terms:
            return ABOUT_TERMS
        if rule.startswith("eq-rep") and any(ox.Quad(triple.subject, _TYPE, cls) in self.store for cls in _RECORDS):
            return OF_RECORDS
        ends = (triple.subject, triple.object)
        return WITHOUT_IRI if any(isinstance(end, ox.NamedNode) and end.value.startswith(ANONYMOUS) for end in ends) else ""


def _what(triple: ox.Triple) -> str:
    """Return the class of a type, else the predicate."""
    typed = triple.predicate.value == TYPE and isinstance(triple.object, ox.NamedNode)
    return triple.object.value if typed else triple.predicate.value  # type: ignore[union-attr]


def _follows(store: ox.Store, rule: Rule) -> Iterator[ox.Triple]:
    """Yield what a rule gives and the store does not hold."""
    then = rule.then or ()
    fixed = [None if word[0] == "?" else _term(word) for word in then]
    if None not in fixed:
        triple = ox.Triple(*fixed)  # type: ignore[arg-type]  # all are terms
        if not rule.when and ox.Quad(*triple) not in store:
            yield triple
        return
    names = " ".join(dict.fromkeys(word for word in then if word[0] == "?"))
    for row in _rows(store, f"SELECT DISTINCT {names} {{ {rule.when}FILTER NOT EXISTS {{ {' '.join(then)} }} }}"):
        yield ox.Triple(*(row[word[1:]] if term is None else term for word, term in zip(then, fixed, strict=True)))  # type: ignore[arg-type]


def _clashes(store: ox.Store, rule: Rule) -> list[Clash]:
    """Return where statements contradict one another by a rule."""
    names = sorted(set(re.findall(r"\?([xyz])\b", rule.when)))
    found = set()
    if not names:
        if store.query(f"ASK {{ {rule.when}}}"):
            found.add(Clash(rule.name, _sentence(rule, {}), tuple(word[1:-1] for word in rule.because if word[0] == "<")))
        return list(found)
    asking = f"SELECT DISTINCT {' '.join(f'?{name}' for name in names)} {{ {rule.when}}} LIMIT {_MOST_CLASHES}"
    for row in _rows(store, asking):
        bound = {name: row[name] for name in names}
        about = dict.fromkeys(term.value for term in bound.values() if isinstance(term, ox.NamedNode))
        found.add(Clash(rule.name, _sentence(rule, bound), tuple(about)))
    return sorted(found, key=lambda clash: (clash.what, clash.about))


def _sentence(rule: Rule, bound: Mapping[str, object]) -> str:
    said = {name: short(str(term)) for name, term in bound.items()}
    return " ".join(short(word) if word[0] in "<^" else word.format(**said) for word in rule.because)


def short(term: str) -> str:
    """Return a term as Turtle writes it, with a prefix of ours if one fits; of a long text the beginning."""
    inverse, iri = ("inverse of ", term[1:]) if term[0] == "^" else ("", term)
    if iri[0] != "<":
        return inverse + excerpt(iri)
    iri = iri[1:-1]
    if iri.startswith(ANONYMOUS):
        return "[]"
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.%-]+", iri[len(namespace) :]):
            return f"{inverse}{prefix}:{iri[len(namespace) :]}"
    return f"{inverse}<{iri}>"


def _term(words: str) -> ox.NamedNode | ox.Literal:
    """Return a term from how N-Triples writes it."""
    triple = next(ox.parse(f"<a:a> <a:a> {words} .", format=ox.RdfFormat.N_TRIPLES))
    if not isinstance(triple.object, ox.NamedNode | ox.Literal):
        raise TypeError(words)
    return triple.object


def _rows(store: ox.Store, asking: str) -> ox.QuerySolutions:
    found = store.query(asking)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(asking)
    return found
