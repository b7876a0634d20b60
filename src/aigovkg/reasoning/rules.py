"""Axioms → the rules of OWL 2 RL that they give, each as a pattern that SPARQL can look for.

The rules and their names are those of https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules,
filled in with the classes and properties that the axioms name. Left out are the rules that say something of everything (eq-ref,
cls-thing, dt-type1 and the like), those about terms alone (scm-*, which the others make unnecessary) and the comparison of
datatypes (dt-*), except that two values of a functional property of data are a contradiction.

An anonymous class has an IRI here, made by `named`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg.vocabulary import DIFFERENT_FROM, OWL, RDF, RDFS, SAME_AS, TYPE

ANONYMOUS = "urn:aigovkg:anonymous:"
ANYTHING = "*"  # heeded by rules that any statement may feed
_TRIVIAL = frozenset({OWL + "Thing", RDFS + "Resource", RDFS + "Literal"})
# What says something of terms: predicates, and classes of what has a kind. A graph that holds none of these has no axioms.
SCHEMA = (
    *(RDFS + name for name in ("domain", "range", "subClassOf", "subPropertyOf")),
    *(OWL + name for name in ("allValuesFrom", "cardinality", "complementOf", "disjointUnionOf", "disjointWith")),
    *(OWL + name for name in ("distinctMembers", "equivalentClass", "equivalentProperty", "hasKey", "hasValue")),
    *(OWL + name for name in ("intersectionOf", "inverseOf", "maxCardinality", "maxQualifiedCardinality", "members")),
    *(OWL + name for name in ("onClass", "onProperty", "oneOf", "propertyChainAxiom", "propertyDisjointWith")),
    *(OWL + name for name in ("someValuesFrom", "unionOf")),
)
SCHEMA_CLASSES = (
    *(OWL + name for name in ("AllDifferent", "AllDisjointClasses", "AllDisjointProperties")),
    *(OWL + f"{name}Property" for name in ("Asymmetric", "Functional", "InverseFunctional", "Irreflexive")),
    *(OWL + f"{name}Property" for name in ("Symmetric", "Transitive")),
)
_LISTED = (RDF + "first", RDF + "rest")


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the pattern `when` is found, `then` follows; where `then` is None, the statements contradict one another.

    `heeds` are the properties and classes whose statements may make the pattern be found anew.
    """

    name: str
    when: str
    then: tuple[str, str, str] | None
    heeds: frozenset[str]
    because: tuple[str, ...] = field(default=())  # what a contradiction is about

    @property
    def gives(self) -> str:
        """The property of what follows, or for a type the class."""
        return "" if self.then is None else self.then[2 if self.then[1] == f"<{TYPE}>" else 1].strip("<>")


@dataclass(frozen=True)
class Axioms:
    """Axioms by predicate and subject, with lists and inverse properties resolved."""

    triples: tuple[ox.Triple, ...]
    _by_predicate: Mapping[str, list[tuple[str, str]]]

    @classmethod
    def of(cls, triples: Iterable[ox.Triple]) -> Axioms:
        """Return axioms to look things up in; no term of theirs is a blank node (see `named`)."""
        held = tuple(dict.fromkeys(triples))
        found: dict[str, list[tuple[str, str]]] = {}
        for triple in held:
            found.setdefault(triple.predicate.value, []).append((str(triple.subject), str(triple.object)))
        return cls(held, found)

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield subjects and objects of a predicate, as SPARQL writes them, in the order in which they came."""
        yield from dict.fromkeys(self._by_predicate.get(name, ()))

    def of_type(self, name: str) -> list[str]:
        """Return what is of a type of the OWL vocabulary."""
        return [subject for subject, kind in self.pairs(TYPE) if kind == f"<{OWL}{name}>"]

    def value(self, subject: str, name: str) -> str:
        """Return an object, "" if there is none."""
        return next((target for one, target in self.pairs(name) if one == subject), "")

    def listed(self, head: str) -> list[str]:
        """Return the members of a list."""
        # Of several firsts, which sameness can give, the one that came first counts: the list as it was written.
        first, rest = (dict(reversed(list(self.pairs(name)))) for name in _LISTED)
        found: list[str] = []
        seen: set[str] = set()
        while head in first and head not in seen:
            seen.add(head)
            found.append(first[head])
            head = rest.get(head, "")
        return found

    def members(self, group: str) -> list[str]:
        """Return what a group such as `owl:AllDifferent` lists."""
        return self.listed(self.value(group, OWL + "distinctMembers") or self.value(group, OWL + "members"))

    def path(self, term: str) -> str:
        """Return a property as a SPARQL path: an anonymous one is the inverse of the one that it is declared to be."""
        inverse = self.value(term, OWL + "inverseOf") if term.startswith(f"<{ANONYMOUS}") else ""
        return f"^{inverse}" if inverse else term

    def restrictions(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield the restrictions of a kind: the class, the path of its property, and what it says."""
        for cls, said in self.pairs(OWL + name):
            for one, on in self.pairs(OWL + "onProperty"):
                if one == cls:
                    yield cls, self.path(on), said


def named(triples: Iterable[ox.Triple], known: dict[str, str] | None = None) -> list[ox.Triple]:
    """Return triples with IRIs instead of blank nodes, numbered as they come. `known` remembers which is which."""
    numbers = {} if known is None else known

    def iri(term: ox.NamedNode | ox.BlankNode) -> ox.NamedNode:
        if isinstance(term, ox.NamedNode):
            return term
        return ox.NamedNode(ANONYMOUS + numbers.setdefault(term.value, str(len(numbers) + 1)))

    return [
        ox.Triple(iri(t.subject), t.predicate, iri(t.object) if isinstance(t.object, ox.BlankNode) else t.object)  # type: ignore[arg-type]
        for t in triples
    ]


def axioms(store: ox.Store) -> list[ox.Triple]:
    """Return the axioms that a store holds, in an order that depends on nothing but what they are."""
    found = [
        quad.triple
        for name in (*SCHEMA, *_LISTED)
        for quad in store.quads_for_pattern(None, ox.NamedNode(name), None, ox.DefaultGraph())
    ]
    found += [
        quad.triple
        for name in SCHEMA_CLASSES
        for quad in store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(name), ox.DefaultGraph())
    ]
    return sorted(found, key=str)


def rules(known: Axioms) -> list[Rule]:
    """Return what axioms make follow, and what they make a contradiction; always the same order for the same axioms."""
    return [rule for makers in _TABLE.values() for rule in makers(known)]


# ---- the table


def _rule(name: str, patterns: Sequence[tuple[str, str, str]], then: tuple[str, str, str], also: str = "") -> Iterator[Rule]:
    if then[1] == f"<{TYPE}>" and then[2].strip("<>") in _TRIVIAL:
        return
    yield Rule(name, _written(patterns) + also, then, _heeded(patterns))


def _never(name: str, patterns: Sequence[tuple[str, str, str]], because: Sequence[str], also: str = "") -> Rule:
    return Rule(name, _written(patterns) + also, None, _heeded(patterns), tuple(because))


def _written(patterns: Iterable[tuple[str, str, str]]) -> str:
    return "".join(f"{subject} {path} {target} . " for subject, path, target in patterns)


def _heeded(patterns: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    return frozenset(
        ANYTHING if path.startswith("?") else (target if path == _A and target[0] != "?" else path).strip("^<>")
        for _, path, target in patterns
    )


_A = f"<{TYPE}>"
_SAME = f"<{SAME_AS}>"
_APART = f"<{DIFFERENT_FROM}>"
_NO_LITERAL = "FILTER(!isLiteral(?y)) "
_THING = f"<{OWL}Thing>"


def _schema(known: Axioms) -> Iterator[Rule]:
    for prop, cls in known.pairs(RDFS + "domain"):
        yield from _rule("prp-dom", [("?x", prop, "?y")], ("?x", _A, cls))
    for prop, cls in known.pairs(RDFS + "range"):
        yield from _rule("prp-rng", [("?x", prop, "?y")], ("?y", _A, cls), _NO_LITERAL)
    for prop, upper in known.pairs(RDFS + "subPropertyOf"):
        if prop != upper:
            yield from _rule("prp-spo1", [("?x", prop, "?y")], ("?x", upper, "?y"))
    for lower, upper in known.pairs(RDFS + "subClassOf"):
        if lower != upper:
            yield from _rule("cax-sco", [("?x", _A, lower)], ("?x", _A, upper))
    for one, other in known.pairs(OWL + "equivalentClass"):
        yield from _rule("cax-eqc1", [("?x", _A, one)], ("?x", _A, other))
        yield from _rule("cax-eqc2", [("?x", _A, other)], ("?x", _A, one))
    for one, other in known.pairs(OWL + "equivalentProperty"):
        yield from _rule("prp-eqp1", [("?x", one, "?y")], ("?x", other, "?y"))
        yield from _rule("prp-eqp2", [("?x", other, "?y")], ("?x", one, "?y"))


def _properties(known: Axioms) -> Iterator[Rule]:
    for prop in known.of_type("SymmetricProperty"):
        yield from _rule("prp-symp", [("?x", prop, "?y")], ("?y", prop, "?x"))
    for prop in known.of_type("TransitiveProperty"):
        yield from _rule("prp-trp", [("?x", prop, "?z"), ("?z", prop, "?y")], ("?x", prop, "?y"))
    for prop, other in known.pairs(OWL + "inverseOf"):
        if not prop.startswith(f"<{ANONYMOUS}"):
            yield from _rule("prp-inv1", [("?x", prop, "?y")], ("?y", other, "?x"), _NO_LITERAL)
            yield from _rule("prp-inv2", [("?x", other, "?y")], ("?y", prop, "?x"), _NO_LITERAL)
    for prop, head in known.pairs(OWL + "propertyChainAxiom"):
        steps = [known.path(step) for step in known.listed(head)]
        places = ["?x", *(f"?s{number}" for number in range(1, len(steps))), "?y"]
        chain = [(start, step, end) for (start, end), step in zip(pairwise(places), steps, strict=True)]
        if chain:
            yield from _rule("prp-spo2", chain, ("?x", prop, "?y"))


def _equality(known: Axioms) -> Iterator[Rule]:
    different = "FILTER(?x != ?y && !isLiteral(?x) && !isLiteral(?y)) "
    for prop in known.of_type("FunctionalProperty"):
        yield from _rule("prp-fp", [("?z", prop, "?x"), ("?z", prop, "?y")], ("?x", _SAME, "?y"), different)
    for prop in known.of_type("InverseFunctionalProperty"):
        yield from _rule("prp-ifp", [("?x", prop, "?z"), ("?y", prop, "?z")], ("?x", _SAME, "?y"), different)
    for cls, head in known.pairs(OWL + "hasKey"):
        keys = [known.path(key) for key in known.listed(head)]
        alike = [(one, key, f"?k{place}") for place, key in enumerate(keys) for one in ("?x", "?y")]
        if keys:
            yield from _rule("prp-key", [("?x", _A, cls), *alike, ("?y", _A, cls)], ("?x", _SAME, "?y"), different)
    for name, suffix in (("maxCardinality", ""), ("maxQualifiedCardinality", "q")):
        for cls, path, most in known.restrictions(name):
            if _number(most) == 1:
                several = [("?z", _A, cls), ("?z", path, "?x"), ("?z", path, "?y")]
                among = known.value(cls, OWL + "onClass") if suffix else _THING
                several += [] if among == _THING else [("?x", _A, among), ("?y", _A, among)]
                yield from _rule(f"cls-max{suffix}c{3 if suffix else 2}", several, ("?x", _SAME, "?y"), different)
    yield from _rule("eq-sym", [("?x", _SAME, "?y")], ("?y", _SAME, "?x"))
    yield from _rule("eq-trans", [("?x", _SAME, "?z"), ("?z", _SAME, "?y")], ("?x", _SAME, "?y"), "FILTER(?x != ?y) ")
    other = f"FILTER(?p != {_SAME}) "
    yield from _rule("eq-rep-s", [("?z", _SAME, "?x"), ("?z", "?p", "?y")], ("?x", "?p", "?y"), other)
    yield from _rule("eq-rep-p", [("?q", _SAME, "?p"), ("?x", "?q", "?y")], ("?x", "?p", "?y"), other)
    yield from _rule("eq-rep-o", [("?z", _SAME, "?y"), ("?x", "?p", "?z")], ("?x", "?p", "?y"), other)


def _classes(known: Axioms) -> Iterator[Rule]:
    for cls, head in known.pairs(OWL + "intersectionOf"):
        parts = known.listed(head)
        needed = [("?x", _A, part) for part in parts if part != _THING]
        if needed:
            yield from _rule("cls-int1", needed, ("?x", _A, cls))
        for part in parts:
            yield from _rule("cls-int2", [("?x", _A, cls)], ("?x", _A, part))
    for cls, head in (*known.pairs(OWL + "unionOf"), *known.pairs(OWL + "disjointUnionOf")):
        for part in known.listed(head):
            yield from _rule("cls-uni", [("?x", _A, part)], ("?x", _A, cls))
    for cls, head in known.pairs(OWL + "oneOf"):
        for member in known.listed(head):
            if member.startswith("<"):
                yield Rule("cls-oo", "", (member, _A, cls), frozenset())
    for cls, path, filler in known.restrictions("someValuesFrom"):
        # An anonymous inverse turns the pattern round, so that a literal never stands as a subject.
        filled = [("?x", path, "?y")] if filler == _THING else [("?x", path, "?y"), ("?y", _A, filler)]
        yield from _rule("cls-svf2" if filler == _THING else "cls-svf1", filled, ("?x", _A, cls))
    for cls, path, filler in known.restrictions("allValuesFrom"):
        yield from _rule("cls-avf", [("?x", _A, cls), ("?x", path, "?y")], ("?y", _A, filler), _NO_LITERAL)
    for cls, path, value in known.restrictions("hasValue"):
        if not path.startswith("^"):
            yield from _rule("cls-hv1", [("?x", _A, cls)], ("?x", path, value))
        yield from _rule("cls-hv2", [("?x", path, value)], ("?x", _A, cls))


def _groups(known: Axioms) -> Iterator[Rule]:
    """Yield what members of a group that excludes one another contradict."""
    for one, other in known.pairs(OWL + "disjointWith"):
        yield _apart("cax-dw", one, other)
    for group in known.of_type("AllDisjointClasses"):
        yield from (_apart("cax-adc", *two) for two in combinations(known.members(group), 2))
    for _, head in known.pairs(OWL + "disjointUnionOf"):
        yield from (_apart("cax-adc", *two) for two in combinations(known.listed(head), 2))
    for one, other in known.pairs(OWL + "complementOf"):
        yield _apart("cls-com", one, other)
    for one, other in known.pairs(OWL + "propertyDisjointWith"):
        yield _exclusive("prp-pdw", one, other)
    for group in known.of_type("AllDisjointProperties"):
        yield from (_exclusive("prp-adp", *two) for two in combinations(known.members(group), 2))
    for group in known.of_type("AllDifferent"):
        for one, other in combinations(known.members(group), 2):
            yield _never("eq-diff2", [(one, _SAME, other)], [one, "is taken for", other])
    yield _never("eq-diff1", [("?x", _SAME, "?y"), ("?x", _APART, "?y")], ["{x} is and is not {y}"])


def _limits(known: Axioms) -> Iterator[Rule]:
    """Yield what contradicts the kind of a property or a restriction."""
    yield _never("cls-nothing2", [("?x", _A, f"<{OWL}Nothing>")], ["{x} is owl:Nothing"])
    for prop in known.of_type("IrreflexiveProperty"):
        yield _never("prp-irp", [("?x", prop, "?x")], ["{x}", prop, "itself, which nothing may"])
    for prop in known.of_type("AsymmetricProperty"):
        once = "FILTER(STR(?x) <= STR(?y)) "
        yield _never("prp-asyp", [("?x", prop, "?y"), ("?y", prop, "?x")], ["{x}", prop, "{y} and the reverse"], once)
    for prop in known.of_type("FunctionalProperty"):
        two = "FILTER(isLiteral(?y) && isLiteral(?z) && ?y < ?z) "
        yield _never("dt-diff", [("?x", prop, "?y"), ("?x", prop, "?z")], ["{x}", prop, "both {y} and {z}"], two)
    for cls, path, most in (*known.restrictions("maxCardinality"), *known.restrictions("cardinality")):
        if _number(most) == 0:
            yield _never("cls-maxc1", [("?x", _A, cls), ("?x", path, "?y")], ["{x} may not", path, "{y}, nor anything"])
    for cls, path, most in known.restrictions("maxQualifiedCardinality"):
        if _number(most) == 0:
            filled = [("?x", _A, cls), ("?x", path, "?y"), ("?y", _A, known.value(cls, OWL + "onClass"))]
            yield _never("cls-maxqc1", filled, ["{x} may not", path, "{y}"])


def _apart(name: str, one: str, other: str) -> Rule:
    return _never(name, [("?x", _A, one), ("?x", _A, other)], ["{x} is both", one, "and", other])


def _exclusive(name: str, one: str, other: str) -> Rule:
    return _never(name, [("?x", one, "?y"), ("?x", other, "?y")], ["{x}", one, "{y}, and also", other])


def _number(literal: str) -> int:
    words = literal.split('"')[1] if literal.startswith('"') else ""
    return int(words) if words.isdigit() else -1


_TABLE: Mapping[str, Callable[[Axioms], Iterator[Rule]]] = MappingProxyType(
    {
        "classes and properties": _schema,
        "kinds of properties": _properties,
        "what classes are made of": _classes,
        "equality": _equality,
        "what excludes one another": _groups,
        "what may not be": _limits,
    }
)
