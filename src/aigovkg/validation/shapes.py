"""A shapes graph as pySHACL reads it: which nodes are shapes, what they target, what they ask.

`Unsupported` is raised wherever a shape is malformed, recursive or says something this package does not compile;
what it names goes to pySHACL whole, which judges it or says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
# What a shape says that constrains nothing.
SILENT = frozenset(
    (*TARGETS, "target", "path", "severity", "message", "name", "description", "order", "group", "defaultValue", "deactivated")
)
_LISTS = ("and", "or", "xone")
_SHAPES = ("property", "node", "not", "qualifiedValueShape")
_DEPTH = 6  # pySHACL gives up at paths nested ten deep and shapes nested fifteen deep
_INTEGER = re.compile(r"\d{1,6}")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Index = Mapping[Term, Mapping[str, tuple[Term, ...]]]


class Unsupported(Exception):  # noqa: N818 - it is an answer, not an error
    """This cannot be compiled soundly; pySHACL is to judge it whole."""


@dataclass(frozen=True, slots=True)
class Path:
    """A property path in SPARQL; `predicate` is its IRI if it is nothing but a predicate."""

    sparql: str
    predicate: str = ""


@dataclass(frozen=True)
class Shapes:
    """The shapes graph, indexed by subject and predicate; `prefixes` are those of its file, which queries may use."""

    triples: tuple[ox.Triple, ...] = field(repr=False)
    prefixes: tuple[tuple[str, str], ...] = ()

    @cached_property
    def index(self) -> Index:
        """What the graph says of each node."""
        found: dict[Term, dict[str, tuple[Term, ...]]] = {}
        for triple in dict.fromkeys(self.triples):
            said = found.setdefault(triple.subject, {})
            said[triple.predicate.value] = (*said.get(triple.predicate.value, ()), triple.object)
        return found

    def values(self, node: Term, predicate: str) -> tuple[Term, ...]:
        """Return the objects of a node and a predicate; the namespace of SHACL need not be written."""
        return self.index.get(node, {}).get(predicate if ":" in predicate else SH + predicate, ())

    def one(self, node: Term, predicate: str) -> Term | None:
        """Return the only object, or None.

        Raises:
            Unsupported: there are several.
        """
        found = self.values(node, predicate)
        if len(found) > 1:
            raise Unsupported(f"several sh:{predicate}")
        return found[0] if found else None

    def items(self, head: Term) -> tuple[Term, ...]:
        """Return the members of a list.

        Raises:
            Unsupported: it is malformed or empty.
        """
        members: list[Term] = []
        seen: set[Term] = set()
        node = head
        while node != ox.NamedNode(RDF + "nil"):
            first, rest = self.values(node, RDF + "first"), self.values(node, RDF + "rest")
            if len(first) != 1 or len(rest) != 1 or node in seen:
                raise Unsupported("a malformed list")
            seen.add(node)
            members.append(first[0])
            node = rest[0]
        if not members:
            raise Unsupported("an empty list")
        return tuple(members)

    def count(self, node: Term, predicate: str) -> int | None:
        """Return the non-negative integer that a shape has for a parameter, or None.

        Raises:
            Unsupported: it is something else.
        """
        found = self.one(node, predicate)
        if found is None:
            return None
        if isinstance(found, ox.Literal) and found.datatype.value == XSD + "integer" and _INTEGER.fullmatch(found.value):
            return int(found.value)
        raise Unsupported(f"sh:{predicate} is no count")

    def flag(self, node: Term, predicate: str) -> bool:
        """Return the boolean that a shape has for a parameter; without one it is false.

        Raises:
            Unsupported: it is something else.
        """
        found = self.one(node, predicate)
        if found is None:
            return False
        if isinstance(found, ox.Literal) and found.datatype.value == XSD + "boolean" and found.value in ("true", "false"):
            return found.value == "true"
        raise Unsupported(f"sh:{predicate} is no boolean")

    def is_property(self, node: Term) -> bool:
        """Tell whether a shape is a property shape."""
        return bool(self.values(node, "path"))

    def path(self, node: Term) -> Path:
        """Return the path of a property shape.

        Raises:
            Unsupported: it is malformed or very deep.
        """
        found = self.one(node, "path")
        if found is None:
            raise Unsupported("a property shape without a path")
        predicate = found.value if isinstance(found, ox.NamedNode) else ""
        return Path(self._path(found, _DEPTH), predicate)

    def _path(self, node: Term, depth: int) -> str:
        if isinstance(node, ox.NamedNode):
            return str(node)
        if not isinstance(node, ox.BlankNode) or not depth:
            raise Unsupported("a malformed or very deep path")
        if self.values(node, RDF + "first"):
            steps = self.items(node)
            if not 2 <= len(steps) <= _DEPTH:
                raise Unsupported("a path of one step or of very many")
            return "/".join(f"({self._path(step, depth - 1)})" for step in steps)
        said = self.index.get(node, {})
        if len(said) != 1 or len(next(iter(said.values()))) != 1:
            raise Unsupported("a path that says several things")
        kind, (inner,) = next(iter(said.items()))
        match kind.removeprefix(SH):
            case "inversePath":
                return f"^({self._path(inner, depth - 1)})"
            case "alternativePath":
                ways = self.items(inner)
                if len(ways) < 2:
                    raise Unsupported("one alternative")
                return "|".join(f"({self._path(way, depth - 1)})" for way in ways)
            case "zeroOrMorePath" | "oneOrMorePath" | "zeroOrOnePath":
                mark = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}[kind.removeprefix(SH)]
                return f"({self._path(inner, depth - 1)}){mark}"
        raise Unsupported(f"a path of {kind}")

    @cached_property
    def all(self) -> tuple[Term, ...]:
        """Every node that pySHACL takes for a shape."""
        typed = [node for kind in ("NodeShape", "PropertyShape") for node in self.instances(SH + kind)]
        telling = [node for node, said in self.index.items() for p in (*TARGETS, "property", "node") if SH + p in said]
        told = [value for node in self.index for p in _SHAPES for value in self.values(node, p)]
        listed = [shape for node in self.index for p in _LISTS for head in self.values(node, p) for shape in self.items(head)]
        return tuple(dict.fromkeys((*typed, *telling, *told, *listed)))

    @cached_property
    def any(self) -> bool:
        """Whether there is a shape at all."""
        typed = (self.instances(SH + kind) for kind in ("NodeShape", "PropertyShape"))
        telling = (True for said in self.index.values() for p in (*TARGETS, "property", "node") if SH + p in said)
        return any(True for found in (*typed, telling) for _ in found)

    @cached_property
    def targeted(self) -> tuple[Term, ...]:
        """The shapes that find focus nodes by themselves."""
        return tuple(shape for shape in self.all if any(self.values(shape, p) for p in TARGETS) or self.classes_of(shape))

    def classes_of(self, shape: Term) -> tuple[Term, ...]:
        """Return the classes whose instances a shape targets, the shape itself if it is a class."""
        metaclasses: set[Term] = {ox.NamedNode(RDFS + "Class"), *self.subjects(RDFS + "subClassOf", ox.NamedNode(RDFS + "Class"))}
        implied = (shape,) if metaclasses & {*self.values(shape, RDF + "type")} else ()
        return (*self.values(shape, "targetClass"), *implied)

    def instances(self, cls: str) -> Iterator[Term]:
        """Yield the nodes of a class."""
        return self.subjects(RDF + "type", ox.NamedNode(cls))

    def subjects(self, predicate: str, value: Term) -> Iterator[Term]:
        """Yield the nodes that have a value for a predicate."""
        return (node for node, said in self.index.items() if value in said.get(predicate, ()))

    def ensure_sound(self) -> None:
        """Find what would make pySHACL stop before it judges anything, or judge by rules of the user's own.

        Raises:
            Unsupported: there is such a thing.
        """
        if any(isinstance(node, ox.Literal) for node in self.all):
            raise Unsupported("a literal for a shape")
        for shape in self.all:
            paths = len(self.values(shape, "path"))
            kinds = {*self.values(shape, RDF + "type")}
            if paths > 1 or (ox.NamedNode(SH + "NodeShape") in kinds and paths):
                raise Unsupported("a node shape with a path")
            if ox.NamedNode(SH + "PropertyShape") in kinds and (not paths or ox.NamedNode(SH + "NodeShape") in kinds):
                raise Unsupported("a property shape without a path")
            self.flag(shape, "deactivated")
        components: set[Term] = {ox.NamedNode(SH + "ConstraintComponent")}
        components |= {*self.subjects(RDFS + "subClassOf", ox.NamedNode(SH + "ConstraintComponent"))}
        if any(components & {*said.get(RDF + "type", ())} for said in self.index.values()):
            raise Unsupported("constraint components of the user's own")
