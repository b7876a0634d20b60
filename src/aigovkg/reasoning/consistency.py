"""A graph and an ontology → do they agree? And if not: the few statements and axioms that clash.

A contradiction that OWL 2 RL sees is cut down in this process, and HermiT confirms the few statements that are left; for one that
HermiT alone sees, HermiT is asked each time. Either way no statement that is left can be spared, unless the time was up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox

from aigovkg.errors import OntologyError
from aigovkg.reasoning import hermit
from aigovkg.reasoning.inference import Clash, infer, short
from aigovkg.reasoning.rules import SCHEMA, SCHEMA_CLASSES
from aigovkg.vocabulary import RDF, TYPE

T = TypeVar("T")
_MOST_EXPLAINED = 10
_MOST_NEAR = 20_000  # statements about a thing and its neighbours that are looked at
_HOPS = 3
_MOST_OF_ONE = 500  # statements taken of a neighbour that very many lead to
_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", RDF + "nil"


@dataclass(frozen=True, slots=True)
class Justification:
    """Statements of the graph and axioms of the ontology that contradict one another.

    `what` says it in a sentence. When `minimal`, leaving out any one of them would end the contradiction; else the time was up.
    `confirmed` tells whether HermiT said so too.
    """

    what: str
    statements: tuple[str, ...]
    axioms: tuple[str, ...]
    minimal: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Consistency:
    """Whether a graph agrees with the ontology.

    `consistent` is None when HermiT could not tell: then `missing` says why (no Java, no time), and only what OWL 2 RL sees was
    looked for. `unsatisfiable` are classes that can have no instance. `more` contradictions were not explained.
    """

    consistent: bool | None
    justifications: tuple[Justification, ...] = ()
    unsatisfiable: tuple[str, ...] = ()
    missing: str = ""
    more: int = 0


def check(store: ox.Store, ontology: Sequence[ox.Triple], clashes: Sequence[Clash], seconds: float) -> Consistency:
    """Return whether the default graph of a store agrees with an ontology; `clashes` are those that OWL 2 RL sees in it."""
    until = time.monotonic() + seconds
    found = tuple(_of_clash(store, ontology, clash, until) for clash in clashes[:_MOST_EXPLAINED])
    try:
        if found:
            confirmed = tuple(_confirmed(one, ontology, until) for one in found)
            return Consistency(False, confirmed, more=len(clashes) - len(found))
        everything = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
        impossible = hermit.unsatisfiable({*everything, *ontology}, _left(until))
        if hermit.NOTHING not in impossible:
            return Consistency(not impossible, unsatisfiable=impossible)
        return Consistency(False, (_by_hermit(everything, ontology, until),))
    except OntologyError as error:
        justifications = tuple(justification for justification, _ in found)
        return Consistency(False if found else None, justifications, missing=str(error), more=len(clashes) - len(found))


def shrink(items: Sequence[T], clash: Callable[[Sequence[T]], bool], until: float) -> tuple[list[T], bool]:
    """Return a part of some items that still clashes, and whether it is minimal or the time was up.

    Larger pieces are left out first, then smaller ones, down to single items.
    """
    kept = list(items)
    size = (len(kept) + 1) // 2
    while size:
        start = 0
        while start < len(kept):
            if time.monotonic() > until:
                return kept, False
            rest = kept[:start] + kept[start + size :]
            if clash(rest):
                kept = rest
            else:
                start += size
        size = 0 if size == 1 else (size + 1) // 2
    return kept, True


def units(ontology: Sequence[ox.Triple]) -> list[tuple[ox.Triple, ...]]:
    """Return the axioms of an ontology, each with the anonymous classes and lists that it is made of."""
    parts: dict[object, list[ox.Triple]] = {}
    for triple in ontology:
        parts.setdefault(triple.subject, []).append(triple)

    def closure(term: object) -> list[ox.Triple]:
        if not isinstance(term, ox.BlankNode):
            return []
        return [one for triple in parts.get(term, ()) for one in (triple, *closure(triple.object))]

    led_to = {triple.object for triple in ontology if isinstance(triple.object, ox.BlankNode)}
    found: list[tuple[ox.Triple, ...]] = []
    for subject, triples in parts.items():
        if isinstance(subject, ox.NamedNode):
            found += [(triple, *closure(triple.object)) for triple in triples if _is_axiom(triple)]
        elif subject not in led_to:
            found.append(tuple(closure(subject)))
    return found


def _is_axiom(triple: ox.Triple) -> bool:
    kind = isinstance(triple.object, ox.NamedNode) and triple.object.value in SCHEMA_CLASSES
    return triple.predicate.value in SCHEMA or (triple.predicate.value == TYPE and kind)


def _of_clash(
    store: ox.Store, ontology: Sequence[ox.Triple], clash: Clash, until: float
) -> tuple[Justification, tuple[ox.Triple, ...]]:
    """Return why two statements clash, and the triples of the justification."""

    def clashes(statements: Iterable[ox.Triple], axioms: Iterable[ox.Triple]) -> bool:
        return clash in infer(statements, list(axioms)).clashes

    near: list[ox.Triple] = []
    for hops in range(1, _HOPS + 1):
        near = _near(store, clash.about, hops)
        if clashes(near, ontology):
            break
    else:
        return Justification(clash.what, (), (), minimal=False), ()
    statements, least = shrink(near, lambda some: clashes(some, ontology), until)
    axioms, fewest = shrink(units(ontology), lambda some: clashes(statements, (t for unit in some for t in unit)), until)
    return _justified(clash.what, statements, axioms, minimal=least and fewest)


def _by_hermit(graph: Sequence[ox.Triple], ontology: Sequence[ox.Triple], until: float) -> Justification:
    """Return why a graph contradicts an ontology where HermiT alone sees it."""
    declared = [triple for triple in ontology if triple.predicate.value == TYPE and not _is_axiom(triple)]

    def clashes(statements: Iterable[ox.Triple], axioms: Iterable[ox.Triple]) -> bool:
        try:
            return hermit.NOTHING in hermit.unsatisfiable({*statements, *axioms}, _left(until))
        except OntologyError:
            return False  # without some declarations it cannot read the rest, or the time is up

    about = sorted(graph, key=str)
    statements, least = shrink(about, lambda some: clashes(some, ontology), until)
    axioms, fewest = shrink(
        units(ontology), lambda some: clashes(statements, (*declared, *(t for unit in some for t in unit))), until
    )
    justified, _ = _justified("the graph contradicts the ontology", statements, axioms, minimal=least and fewest)
    return Justification(justified.what, justified.statements, justified.axioms, justified.minimal, confirmed=True)


def _justified(
    what: str, statements: Sequence[ox.Triple], axioms: Sequence[tuple[ox.Triple, ...]], *, minimal: bool
) -> tuple[Justification, tuple[ox.Triple, ...]]:
    everything = (*statements, *(triple for unit in axioms for triple in unit))
    said = tuple(sorted(" ".join(short(str(term)) for term in triple) for triple in statements))
    return Justification(what, said, tuple(sorted(map(_written, axioms))), minimal), everything


def _confirmed(found: tuple[Justification, tuple[ox.Triple, ...]], ontology: Sequence[ox.Triple], until: float) -> Justification:
    """Return a justification with HermiT's word on it; it is asked about the few statements and axioms alone."""
    one, triples = found
    declared = {triple for triple in ontology if triple.predicate.value == TYPE and not _is_axiom(triple)}
    said = bool(triples) and hermit.NOTHING in hermit.unsatisfiable({*triples, *declared}, _left(until))
    return Justification(one.what, one.statements, one.axioms, one.minimal, said)


def _near(store: ox.Store, about: Sequence[str], hops: int) -> list[ox.Triple]:
    """Return the statements about some things and, hop by hop, about their neighbours."""
    found: set[ox.Triple] = set()
    waiting = {ox.NamedNode(iri) for iri in about}
    seen = set(waiting)
    for _ in range(hops):
        for node in waiting:
            out = store.quads_for_pattern(node, None, None, ox.DefaultGraph())
            back = store.quads_for_pattern(None, None, node, ox.DefaultGraph())
            found.update(quad.triple for quads in (out, back) for quad in islice(quads, _MOST_OF_ONE))
        ends = {end for triple in found for end in (triple.subject, triple.object) if isinstance(end, ox.NamedNode)}
        waiting = ends - seen
        seen |= waiting
        if len(found) > _MOST_NEAR:
            break
    return sorted(found, key=str)


def _written(unit: tuple[ox.Triple, ...]) -> str:
    """Return an axiom as Turtle writes it."""
    parts: dict[object, list[ox.Triple]] = {}
    for triple in unit:
        parts.setdefault(triple.subject, []).append(triple)

    def term(one: object) -> str:
        if not isinstance(one, ox.BlankNode):
            return short(str(one))
        held = {triple.predicate.value: triple for triple in parts.get(one, ())}
        if _FIRST in held:
            return f"( {' '.join(items(one))} )"
        return f"[ {' ; '.join(f'{_verb(triple)} {term(triple.object)}' for triple in parts.get(one, ()))} ]"

    def items(head: object) -> list[str]:
        held = {triple.predicate.value: triple for triple in parts.get(head, ())}
        return [term(held[_FIRST].object), *items(held[_REST].object)] if _FIRST in held else []

    first = unit[0]
    alone = isinstance(first.subject, ox.BlankNode)
    return term(first.subject) if alone else f"{term(first.subject)} {_verb(first)} {term(first.object)}"


def _verb(triple: ox.Triple) -> str:
    return "a" if triple.predicate.value == TYPE else short(str(triple.predicate))


def _left(until: float) -> float:
    return max(1.0, until - time.monotonic())
