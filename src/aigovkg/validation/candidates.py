"""Shapes over a store → for each targeted shape the focus nodes that may break it, found by SPARQL.

Every focus node that pySHACL would report is among the candidates of its shape; most others are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from aigovkg.validation.conditions import FALSE, Compiler
from aigovkg.validation.shapes import RDF, RDFS, Shapes, Term, Unsupported

_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """The focus nodes of a shape that pySHACL is to judge; `None` are all it targets."""

    shape: Term
    nodes: frozenset[Term] | None
    why: str = ""


def find(shapes: Shapes, store: ox.Store) -> tuple[Found, ...]:
    """Return the candidates of each targeted shape that has any; of shapes that cannot be compiled, all they target."""
    try:
        shapes.ensure_sound()
        targeted = shapes.targeted
    except Unsupported as reason:
        return tuple(Found(shape, None, str(reason)) for shape in shapes.index)
    plans = [_plan(shapes, store, shape) for shape in targeted]  # one by one: rdflib's parser knows no threads
    with ThreadPoolExecutor(_THREADS) as pool:  # Oxigraph lets go of Python's lock while it searches
        answers = [[pool.submit(search.answer, store) for search in plan.searches] for plan in plans]
        found = (_found(plan, futures) for plan, futures in zip(plans, answers, strict=True))
        return tuple(one for one in found if one.nodes is None or one.nodes)


def subclasses(store: ox.Store, cls: Term) -> tuple[Term, ...]:
    """Return a class and all classes below it in the data, in a fixed order."""
    found: set[Term] = {cls}
    waiting = [cls]
    while waiting:
        above = waiting.pop()
        below = {quad.subject for quad in store.quads_for_pattern(None, _SUBCLASS, above, None)}
        waiting += below - found
        found |= below
    return (cls, *sorted(found - {cls}, key=str))


@dataclass(frozen=True, slots=True)
class _Search:
    """One search for candidates: a query for `?this`, or one for bad values `?v1` of a predicate."""

    query: str
    target: str
    predicate: str = ""

    def answer(self, store: ox.Store) -> set[Term]:
        """Return the candidates.

        Raises:
            Unsupported: Oxigraph does not take the query.
        """
        try:
            found = _column(store, self.query)
            if not self.predicate or not found:
                return found
            predicate = ox.NamedNode(self.predicate)
            having: set[Term] = {
                quad.subject for value in found for quad in store.quads_for_pattern(None, predicate, value, None)
            }
            return having & _column(store, self.target)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise Unsupported(f"Oxigraph refuses the search: {error}") from error


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the candidates of a shape are found: some are known, others are searched for."""

    shape: Term
    known: frozenset[Term] = frozenset()
    searches: tuple[_Search, ...] = ()
    why_not: str = ""


def _plan(shapes: Shapes, store: ox.Store, shape: Term) -> _Plan:
    try:
        if shapes.flag(shape, "deactivated"):
            return _Plan(shape)
        known = frozenset(shapes.values(shape, "targetNode"))
        patterns = [*_targets(shapes, store, shape)]
        # A node of two classes, or of one class in two graphs, is searched once.
        target = f"SELECT DISTINCT ?this WHERE {{ {' UNION '.join(f'{{ {pattern} }}' for pattern in patterns)} }}"
        return _Plan(shape, known, tuple(_searches(shapes, store, shape, target)) if patterns else ())
    except Unsupported as reason:
        return _Plan(shape, why_not=str(reason))


def _searches(shapes: Shapes, store: ox.Store, shape: Term, target: str) -> Iterator[_Search]:
    groups: list[str] = []

    def ask(shapes: Shapes, shape: Term) -> str:
        from aigovkg.validation.selects import condition  # with rdflib's parser, which few shapes need

        found, grouped = condition(shapes, shape)
        groups.extend(grouped)
        return found

    condition, values = Compiler(shapes, partial(subclasses, store), ask).suspects(shape)
    if condition != FALSE:
        yield _Search(f"SELECT ?this WHERE {{ {{ {target} }} FILTER({condition}) }}", target)
    for group in groups:
        yield _Search(f"SELECT ?this WHERE {{ {{ {target} }} {group}", target)
    targeted = _number(store, target) if values else 0
    for predicate, bad in values.items():  # many nodes share a value, which is looked at once
        pattern = f"?this <{predicate}> ?v1"
        others = targeted < _number(store, f"SELECT ?this WHERE {{ {pattern} }}")
        values_of = f"SELECT DISTINCT ?v1 WHERE {{ {f'{{ {target} }}' if others else ''} {pattern} }}"
        yield _Search(f"SELECT ?v1 WHERE {{ {{ {values_of} }} FILTER({bad}) }}", target, predicate)


def _found(plan: _Plan, answers: Sequence[Future[set[Term]]]) -> Found:
    if plan.why_not:
        return Found(plan.shape, None, plan.why_not)
    try:
        return Found(plan.shape, plan.known.union(*(answer.result() for answer in answers)))
    except Unsupported as reason:
        return Found(plan.shape, None, str(reason))


def _targets(shapes: Shapes, store: ox.Store, shape: Term) -> Iterator[str]:
    """Yield a pattern for each kind of target of a shape that the data have."""
    kinds = {one for cls in shapes.classes_of(shape) for one in subclasses(store, cls)}
    if not all(isinstance(kind, ox.NamedNode) for kind in kinds):
        raise Unsupported("a target class without a name")
    of_type = ox.NamedNode(RDF + "type")
    held = sorted(str(kind) for kind in kinds if any(True for _ in store.quads_for_pattern(None, of_type, kind, None)))
    if held:
        yield f"VALUES ?kind {{ {' '.join(held)} }} ?this a ?kind ."
    for name, pattern in (("targetSubjectsOf", "?this {0} ?any ."), ("targetObjectsOf", "?any {0} ?this .")):
        for predicate in shapes.values(shape, name):
            if not isinstance(predicate, ox.NamedNode):
                raise Unsupported(f"sh:{name} of something that is no predicate")
            if any(True for _ in store.quads_for_pattern(None, predicate, None, None)):
                yield pattern.format(predicate)


def _number(store: ox.Store, query: str) -> int:
    """Return how many solutions a query has."""
    solutions = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {query} }}", use_default_graph_as_union=True)
    return int(next(iter(solutions))["n"].value) if isinstance(solutions, ox.QuerySolutions) else 0


def _column(store: ox.Store, query: str) -> set[Term]:
    """Return what a query finds for its only variable."""
    solutions = store.query(query, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT has solutions")
    return {solution[0] for solution in solutions}
