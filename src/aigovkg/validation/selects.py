"""The query of a SPARQL constraint → a SPARQL condition that is true of focus nodes for which it may have a row.

The query is read with rdflib's parser, the one pySHACL uses, and written anew: joins become EXISTS within EXISTS, one
triple pattern each, tried in an order that only follows what is bound already. Where rdflib and Oxigraph may disagree
about an expression, the wide reading takes it for true and the narrow one for false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from aigovkg.validation.conditions import FALSE, TRUE, all_of, any_of, negated, same_as_stored, some
from aigovkg.validation.regular import narrowed
from aigovkg.validation.shapes import RDF, RDFS, XSD, Shapes, Term, Unsupported

_OWL = "http://www.w3.org/2002/07/owl#"
# pySHACL refuses some of these by their letters, wherever they stand; others depend on what it binds beforehand.
_BEYOND = re.compile(r"(?i:\b(?:MINUS|VALUES|SERVICE|GRAPH|FROM|NOW|RAND|UUID|BNODE)\b)|[$?](?:PATH|currentShape|shapesGraph)\b")
_REBINDING = re.compile(r"\bAS\s+[$?]this\b", re.IGNORECASE)
_THIS = re.compile(r"[\s{}()][$?]this")
_ERROR = "(1/0)"
_INTEGER = f"<{XSD}integer>"

_KIND_TESTS = {"isIRI": "isIRI", "isURI": "isIRI", "isBLANK": "isBlank", "isLITERAL": "isLiteral"}
_STRING_TESTS = ("LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS")


@dataclass(frozen=True, slots=True)
class _Triple:
    subject: Any
    predicate: Any
    object: Any


@dataclass(frozen=True, slots=True)
class _Test:
    """A FILTER, and the variables that its own group can see."""

    expression: Any
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A variable that stands for an expression."""

    variable: str
    expression: Any


@dataclass(frozen=True, slots=True)
class _Either:
    branches: tuple[tuple[_Item, ...], ...]


_Item = _Triple | _Test | _Meaning | _Either


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a place of a query is read, and which variables are bound or mean something there."""

    wide: bool = True
    bound: frozenset[str] = frozenset({"this"})
    meant: tuple[tuple[str, Any], ...] = ()

    @property
    def doubt(self) -> str:
        return TRUE if self.wide else FALSE

    def turned(self) -> _Reading:
        return replace(self, wide=not self.wide)

    def certain(self, condition: str) -> str:
        """Return a condition in which an error decides nothing."""
        return f"COALESCE({condition}, {self.doubt})"


def condition(shapes: Shapes, shape: Term) -> tuple[str, tuple[str, ...]]:
    """Return the condition that the SPARQL constraints of a node shape may be broken by `?this`, and groups that may.

    A group is the end of a query, from the patterns after those of the targets to HAVING.

    Raises:
        Unsupported: one of them cannot be written so.
    """
    conditions: list[str] = []
    groups: list[str] = []
    for constraint in shapes.values(shape, "sparql"):
        if shapes.flag(constraint, "deactivated"):
            continue
        select = shapes.one(constraint, "select")
        if not isinstance(select, ox.Literal) or select.datatype.value != XSD + "string":
            raise Unsupported("sh:sparql without a query")
        found, grouped = _compiled(_prefixes(shapes, constraint), select.value)
        conditions.append(found)
        groups += grouped
    return any_of(*conditions), tuple(groups)


def _prefixes(shapes: Shapes, constraint: Term) -> str:
    """Return the prefixes that pySHACL declares for a query: those it knows, and those of the shapes graph."""
    declared = {"rdf": RDF, "rdfs": RDFS, "owl": _OWL}
    ontologies = [*shapes.instances(_OWL + "Ontology")]
    for named in shapes.values(constraint, "prefixes"):
        own = shapes.values(named, "declare")
        common = () if own and named in ontologies else (d for one in ontologies for d in shapes.values(one, "declare"))
        for declaration in (*common, *own):
            prefix, namespace = shapes.one(declaration, "prefix"), shapes.one(declaration, "namespace")
            if not isinstance(prefix, ox.Literal) or not isinstance(namespace, ox.Literal):
                raise Unsupported("a malformed sh:declare")
            if declared.setdefault(prefix.value, namespace.value) != namespace.value:
                raise Unsupported("a prefix declared twice")
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(declared.items()))


@cache
def _compiled(prefixes: str, select: str) -> tuple[str, tuple[str, ...]]:
    if _BEYOND.search(select) or _REBINDING.search(select) or not _THIS.search(select):
        raise Unsupported("a query beyond what is compiled")
    try:
        algebra = prepareQuery(f"{prefixes}\n{select}").algebra
    except Exception as error:  # pySHACL will say of it what it has to say
        raise Unsupported("a malformed query") from error
    if algebra.name != "SelectQuery" or algebra.datasetClause:
        raise Unsupported("not a plain SELECT")
    pattern = algebra.p
    while pattern.name in ("Project", "Distinct", "Reduced", "OrderBy"):
        pattern = pattern.p
    if (group := _group(pattern)) is not None:
        return FALSE, (group,)
    return _holds(_items(pattern, frozenset({"this"})), _Reading()), ()


def _group(pattern: Any) -> str | None:
    """Return the end of a query that asks for groups with HAVING (COUNT(…) > n), or None if this is none.

    Such a count only grows where more solutions are taken in, so the wide reading of what is counted is sound.
    """
    if pattern.name != "Filter":
        return None
    having, joined = pattern.expr, pattern.p
    while joined.name == "Extend" and isinstance(joined.expr, rdflib.Variable):  # what the aggregates are called
        joined = joined.p
    if joined.name != "AggregateJoin":
        return None
    group = joined.p
    counts = {str(one.res): one for one in joined.A if one.name == "Aggregate_Count"}
    if having.name != "RelationalExpression" or having.op not in (">", ">=") or str(having.expr) not in counts:
        raise Unsupported("an aggregate other than a count above a number")
    count, limit = counts[str(having.expr)], having.other
    if not isinstance(limit, rdflib.Literal) or limit.datatype != rdflib.XSD.integer:
        raise Unsupported("a count compared with no number")
    keys = [_term(key, _Reading()) for key in group.expr or () if isinstance(key, rdflib.Variable)]
    items = _items(group.p, frozenset({"this"}))
    triples = [item for item in items if isinstance(item, _Triple)]
    tests = [item for item in items if isinstance(item, _Test)]
    if len(keys) != len(group.expr or ()) or len(triples) + len(tests) != len(items):
        raise Unsupported("an aggregate over more than a plain pattern")
    reading = _Reading(bound=_bindable(items) | {"this"})
    wanted = "*" if not isinstance(count.vars, rdflib.Variable) else _term(count.vars, reading)
    patterns = " ".join(f"{_written(triple, reading)} ." for triple in triples)
    condition = all_of(*(_truth(test.expression, test.scope, reading) for test in tests))
    distinct = "DISTINCT " if count.distinct else ""
    return (
        f"{patterns} FILTER({condition}) }} GROUP BY {' '.join(dict.fromkeys(['?this', *keys]))} "
        f"HAVING (COUNT({distinct}{wanted}) {having.op} {int(limit)})"
    )


def _items(pattern: Any, outside: frozenset[str]) -> tuple[_Item, ...]:
    """Return the parts of a pattern that must all hold."""
    match pattern.name:
        case "BGP":
            return tuple(_Triple(*triple) for triple in pattern.triples)
        case "Join":
            return (*_items(pattern.p1, outside), *_items(pattern.p2, outside))
        case "LeftJoin":  # what is optional takes no row away; tests of its variables stay in doubt
            return _items(pattern.p1, outside)
        case "Filter":
            inner = _items(pattern.p, outside)
            return (*inner, _Test(pattern.expr, _bindable(inner) | outside))
        case "Union":
            return (_Either(tuple(_items(one, outside) for one in (pattern.p1, pattern.p2))),)
        case "Extend":
            return (*_items(pattern.p, outside), _Meaning(str(pattern.var), pattern.expr))
        case _:
            raise Unsupported(f"{pattern.name} in a query")


def _bindable(items: Sequence[_Item]) -> frozenset[str]:
    """Return the variables that parts of a pattern bind."""
    found: set[str] = set()
    for item in items:
        match item:
            case _Triple():
                found |= {_safe(term) for term in (item.subject, item.predicate, item.object) if _open(term)}
            case _Either():
                found |= {name for branch in item.branches for name in _bindable(branch)}
            case _Meaning():
                found.add(item.variable)
            case _Test():
                pass
    return frozenset(found)


def _holds(items: Sequence[_Item], reading: _Reading) -> str:
    """Return the condition that there is a solution of all the parts, given what is bound."""
    meanings = [item for item in items if isinstance(item, _Meaning)]
    if meanings:
        names = [item.variable for item in meanings]
        known = {*reading.bound, *(name for name, _ in reading.meant)}
        if len({*names}) < len(names) or known & {*names}:
            raise Unsupported("a variable bound twice")
        reading = replace(reading, meant=(*reading.meant, *((item.variable, item.expression) for item in meanings)))
        items = [item for item in items if not isinstance(item, _Meaning)]
    later = _bindable(items) - reading.bound
    ready = [item for item in items if isinstance(item, _Test) and not _names(item.expression) & later]
    settled = [item for item in items if isinstance(item, _Triple) and not _bindable([item]) - reading.bound]
    tested = [
        *(some(_written(item, reading)) for item in settled),
        *(_truth(item.expression, item.scope, reading) for item in ready),
    ]
    rest = [item for item in items if item not in ready and item not in settled]
    if not rest:
        return all_of(*tested)
    either = next((item for item in rest if isinstance(item, _Either)), None)
    triples = [item for item in rest if isinstance(item, _Triple)]
    if either is not None and (not triples or _ease(_best(triples, reading), reading) < 5):
        others = [item for item in rest if item is not either]
        return all_of(*tested, any_of(*(_holds((*branch, *others), reading) for branch in either.branches)))
    if not triples:
        raise Unsupported("a test that nothing can decide")
    first = _best(triples, reading)
    written = _written(first, reading)
    inner = replace(reading, bound=reading.bound | _bindable([first]))
    return all_of(*tested, some(written, _holds([item for item in rest if item is not first], inner)))


def _best(triples: Sequence[_Triple], reading: _Reading) -> _Triple:
    """Return the pattern of which most is bound."""
    return max(triples, key=lambda triple: _ease(triple, reading))


def _ease(triple: _Triple, reading: _Reading) -> int:
    """Return how narrowly a pattern is bound already."""
    names = {name for name, _ in reading.meant} | reading.bound

    def bound(term: Any) -> bool:
        return not _open(term) or _safe(term) in names

    objects = (1 if not _open(triple.object) else 4 if _safe(triple.object) == "this" else 3) if bound(triple.object) else 0
    return (5 if bound(triple.subject) else 0) + objects + (1 if bound(triple.predicate) else 0)


def _written(triple: _Triple, reading: _Reading) -> str:
    predicate = triple.predicate
    middle = _path(predicate) if isinstance(predicate, Path) else _term(predicate, reading)
    return f"{_term(triple.subject, reading)} {middle} {_term(triple.object, reading)}"


def _path(path: Any) -> str:
    match path:
        case rdflib.URIRef():
            return f"<{path}>"
        case InvPath():
            return f"^({_path(path.arg)})"
        case SequencePath():
            return "/".join(f"({_path(one)})" for one in path.args)
        case AlternativePath():
            return "|".join(f"({_path(one)})" for one in path.args)
        case MulPath():
            return f"({_path(path.path)}){path.mod}"
        case NegatedPath():
            return f"!({'|'.join(f'^<{one.arg}>' if isinstance(one, InvPath) else f'<{one}>' for one in path.args)})"
    raise Unsupported("an unknown path")


def _open(term: Any) -> bool:
    return isinstance(term, rdflib.Variable | rdflib.BNode)


def _safe(term: Any) -> str:
    """Return the name of a variable, or of a blank node, which is one."""
    return f"blank{term}" if isinstance(term, rdflib.BNode) else str(term)


def _term(term: Any, reading: _Reading) -> str:
    """Return a term or a variable in SPARQL.

    Raises:
        Unsupported: a store rewrites the literal, and rdflib would not.
    """
    if _open(term):
        name = _safe(term)
        meaning = dict(reading.meant).get(name)
        if meaning is None:
            return "?this" if name == "this" else f"?q_{name}"
        if not isinstance(meaning, rdflib.URIRef | rdflib.Literal):
            raise Unsupported("a pattern of a variable that stands for an expression")
        term = meaning
    if isinstance(term, rdflib.URIRef):
        return str(ox.NamedNode(str(term)))
    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    literal = ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
    if not same_as_stored(literal):
        raise Unsupported("a literal that a store rewrites")
    return str(literal)


def _names(expression: Any) -> frozenset[str]:
    """Return the names of all variables in an expression, those of patterns in it too."""
    if _open(expression):
        return frozenset({_safe(expression)})
    if expression is None or isinstance(expression, str | bool | Path):
        return frozenset()
    parts = expression.values() if isinstance(expression, CompValue) else expression
    if isinstance(expression, CompValue) and expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        parts = [expression.graph]  # rdflib keeps the translated pattern as an attribute, and in the dictionary what it was
    return frozenset(name for part in parts for name in _names(part))


def _truth(expression: Any, scope: frozenset[str], reading: _Reading) -> str:
    """Return the condition that an expression is true."""
    try:
        return _decided(expression, scope, reading)
    except Unsupported:
        return reading.doubt


def _decided(expression: Any, scope: frozenset[str], reading: _Reading) -> str:
    name = expression.name if isinstance(expression, CompValue) else ""
    match name.removeprefix("Builtin_"):
        case "TrueFilter":
            return TRUE
        case "ConditionalAndExpression":
            return all_of(*(_truth(one, scope, reading) for one in (expression.expr, *expression.other)))
        case "ConditionalOrExpression":
            return any_of(*(_truth(one, scope, reading) for one in (expression.expr, *expression.other)))
        case "UnaryNot":
            return negated(_truth(expression.expr, scope, reading.turned()))
        case "EXISTS":
            return _holds(_items(expression.graph, scope & reading.bound), reading)
        case "NOTEXISTS":
            return negated(_holds(_items(expression.graph, scope & reading.bound), reading.turned()))
        case "RelationalExpression":
            return _compared(expression, scope, reading)
        case "sameTerm":
            sides = (_value(one, scope, reading)[0] for one in (expression.arg1, expression.arg2))
            return reading.certain(f"sameTerm({', '.join(sides)})")
        case "REGEX" if not expression.flags and isinstance(expression.pattern, rdflib.Literal) and not reading.wide:
            text = _string(expression.text, scope, reading)
            return reading.certain(f"REGEX({text}, {ox.Literal(narrowed(str(expression.pattern)))})")
        case test if test in _KIND_TESTS:
            return reading.certain(f"{_KIND_TESTS[test]}({_value(expression.arg, scope, reading)[0]})")
        case test if test in _STRING_TESTS:
            sides = (_string(one, scope, reading) for one in (expression.arg1, expression.arg2))
            return reading.certain(f"{test}({', '.join(sides)})")
    value, kind = _value(expression, scope, reading)
    if kind != "any":
        raise Unsupported("a condition that is no boolean")
    boolean = f"DATATYPE({value}) = <{XSD}boolean>"
    return reading.certain(f"({value} || !({boolean}))" if reading.wide else f"({boolean} && {value})")


def _compared(expression: Any, scope: frozenset[str], reading: _Reading) -> str:
    sign = " ".join(str(expression.op).upper().split())
    if sign in ("IN", "NOT IN"):
        members = expression.other if isinstance(expression.other, list | tuple) else [expression.other]
        reading = reading.turned() if sign == "NOT IN" else reading
        found = any_of(*(_one_compared(expression.expr, "=", one, scope, reading) for one in members))
        return negated(found) if sign == "NOT IN" else found
    return _one_compared(expression.expr, sign, expression.other, scope, reading)


def _one_compared(left: Any, sign: str, right: Any, scope: frozenset[str], reading: _Reading) -> str:
    (one, kind), (other, other_kind) = _value(left, scope, reading), _value(right, scope, reading)
    compared = f"{one} {sign} {other}"
    same_kind = kind == other_kind != "any"
    if same_kind or (sign in ("=", "!=") and "iri" in (kind, other_kind)):
        return reading.certain(compared)
    # rdflib orders literals of different datatypes where SPARQL has an error: only those of one datatype are sure.
    numbers = f"isNumeric({one}) && isNumeric({other})"
    alike = f"DATATYPE({one}) = DATATYPE({other}) || ({numbers})"
    sure = f"!isLiteral({one}) || !isLiteral({other}) || {alike}"
    return reading.certain(f"({compared} || !({sure}))" if reading.wide else f"(({sure}) && {compared})")


def _string(expression: Any, scope: frozenset[str], reading: _Reading) -> str:
    value, kind = _value(expression, scope, reading)
    if kind != "string":
        raise Unsupported("not surely a string")
    return value


def _integer(expression: Any, scope: frozenset[str], reading: _Reading) -> str:
    value, kind = _value(expression, scope, reading)
    if kind != "integer":
        raise Unsupported("not surely an integer")
    return value


def _value(expression: Any, scope: frozenset[str], reading: _Reading) -> tuple[str, str]:
    """Return an expression that has the same value in both engines or is an error, and what it is known to be."""
    if not isinstance(expression, CompValue):
        return _atom(expression, scope, reading)
    name = expression.name.removeprefix("Builtin_")
    match name:
        case "STR" | "LANG":
            return f"{name}({_value(expression.arg, scope, reading)[0]})", "string"
        case "LCASE" | "UCASE":
            return f"{name}({_string(expression.arg, scope, reading)})", "string"
        case "STRLEN":
            return f"STRLEN({_string(expression.arg, scope, reading)})", "integer"
        case "CONCAT":
            return f"CONCAT({', '.join(_string(one, scope, reading) for one in expression.arg)})", "string"
        case "STRBEFORE" | "STRAFTER":
            sides = (_string(one, scope, reading) for one in (expression.arg1, expression.arg2))
            return f"{name}({', '.join(sides)})", "string"
        case "SUBSTR":  # Python counts places before the first from the end
            places = [(expression.start, 1), *([(expression.length, 0)] if expression.length is not None else [])]
            checked = (_at_least(one, least, scope, reading) for one, least in places)
            return f"SUBSTR({', '.join([_string(expression.arg, scope, reading), *checked])})", "string"
        case "AdditiveExpression":
            first = _integer(expression.expr, scope, reading)
            others = zip(expression.op, (_integer(one, scope, reading) for one in expression.other), strict=True)
            return f"({first} {' '.join(f'{sign} {one}' for sign, one in others)})", "integer"
        case "Function" if str(expression.iri) == XSD + "integer" and len(expression.expr) == 1:
            value, kind = _value(expression.expr[0], scope, reading)
            return value if kind == "integer" else f"IF(DATATYPE({value}) = {_INTEGER}, {value}, {_ERROR})", "integer"
    raise Unsupported(f"{name} in a query")


def _atom(expression: Any, scope: frozenset[str], reading: _Reading) -> tuple[str, str]:
    """Return a variable or a constant, and what it is known to be."""
    if isinstance(expression, rdflib.Variable):
        meaning = dict(reading.meant).get(str(expression))
        if meaning is not None:
            return _value(meaning, scope | reading.bound, reading)
        if str(expression) not in scope & reading.bound:
            raise Unsupported("a variable that may be unbound")
        return _term(expression, reading), "any"
    if isinstance(expression, rdflib.URIRef):
        return _term(expression, reading), "iri"
    if isinstance(expression, rdflib.Literal):
        plain = expression.datatype in (None, rdflib.XSD.string) and not expression.language
        whole = expression.datatype == rdflib.XSD.integer
        return _term(expression, reading), "string" if plain else "integer" if whole else "any"
    raise Unsupported("neither a variable nor a constant")


def _at_least(expression: Any, least: int, scope: frozenset[str], reading: _Reading) -> str:
    """Return an integer that is an error if it is too small."""
    number = _integer(expression, scope, reading)
    known = isinstance(expression, rdflib.Literal) and int(expression) >= least
    length = least == 0 and isinstance(expression, CompValue) and expression.name == "Builtin_STRLEN"
    return number if known or length else f"IF({number} >= {least}, {number}, {_ERROR})"
