"""A core constraint → a SPARQL condition that is true of nodes that may break it.

Each condition comes in two readings. The wide one is true of every node that pySHACL could find wrong; the narrow one
only of nodes it certainly finds wrong. Negation swaps them, so that `sh:not`, `sh:or` and `sh:xone` stay sound. No
condition raises an error in SPARQL, and each is a single expression in which every EXISTS holds one triple pattern:
Oxigraph looks those up in its index, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.validation.regular import narrowed
from aigovkg.validation.shapes import RDF, RDFS, SH, SILENT, XSD, Path, Shapes, Term, Unsupported

TRUE, FALSE = "true", "false"
_DEPTH = 6  # shapes within shapes; pySHACL refuses at fifteen

_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_YEAR = "[1-9][0-9]{3}"
# Lexical forms that are certainly well-formed for rdflib and for Oxigraph; others of the datatype may be.
_FORMS: Mapping[str, str] = {
    XSD + "integer": "-?[0-9]{1,18}",
    XSD + "nonNegativeInteger": "[0-9]{1,18}",
    XSD + "positiveInteger": "[1-9][0-9]{0,17}",
    XSD + "int": "-?[0-9]{1,9}",
    XSD + "long": "-?[0-9]{1,18}",
    XSD + "short": "-?[0-9]{1,4}",
    XSD + "decimal": r"-?[0-9]{1,15}(\\.[0-9]{1,15})?",
    XSD + "double": r"-?[0-9]{1,15}(\\.[0-9]{1,15})?(E-?[0-9]{1,2})?",
    XSD + "float": r"-?[0-9]{1,15}(\\.[0-9]{1,15})?(E-?[0-9]{1,2})?",
    XSD + "boolean": "true|false",
    XSD + "date": f"{_YEAR}-{_DAY}",
    XSD + "gYearMonth": f"{_YEAR}-(0[1-9]|1[0-2])",
    XSD + "gYear": _YEAR,
    XSD + "dateTime": f"{_YEAR}-{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
}
_STRINGS = (XSD + "string", RDF + "langString")
_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float"))
_MOMENTS = (XSD + "date", XSD + "dateTime")
_CANONICAL = {XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"), XSD + "boolean": re.compile("true|false")}
_KINDS = {
    "IRI": "isIRI({0})",
    "BlankNode": "isBlank({0})",
    "Literal": "isLiteral({0})",
    "BlankNodeOrIRI": "!isLiteral({0})",
    "IRIOrLiteral": "!isBlank({0})",
    "BlankNodeOrLiteral": "!isIRI({0})",
}
_LIMITS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}


def any_of(*conditions: str) -> str:
    """Return the disjunction."""
    kept = [condition for condition in dict.fromkeys(conditions) if condition != FALSE]
    if TRUE in kept:
        return TRUE
    return FALSE if not kept else kept[0] if len(kept) == 1 else f"({' || '.join(kept)})"


def all_of(*conditions: str) -> str:
    """Return the conjunction."""
    kept = [condition for condition in dict.fromkeys(conditions) if condition != TRUE]
    if FALSE in kept:
        return FALSE
    return TRUE if not kept else kept[0] if len(kept) == 1 else f"({' && '.join(kept)})"


def negated(condition: str) -> str:
    """Return the negation."""
    return {TRUE: FALSE, FALSE: TRUE}.get(condition, f"!({condition})")


def some(pattern: str, condition: str = TRUE) -> str:
    """Return whether a triple pattern has a solution of which a condition is true."""
    if condition == FALSE:
        return FALSE
    return f"EXISTS {{ {pattern}{'' if condition == TRUE else f' FILTER({condition})'} }}"


def same_as_stored(term: Term) -> bool:
    """Tell whether a store keeps a term as it is written: numbers, booleans and times it rewrites."""
    if isinstance(term, ox.Literal):
        form = _CANONICAL.get(term.datatype.value)
        return term.datatype.value in _STRINGS or (form is not None and form.fullmatch(term.value) is not None)
    return isinstance(term, ox.NamedNode)


def under(variable: str, step: int = 1) -> str:
    """Return a variable for a pattern within one about another variable.

    Conditions side by side share their variables: Oxigraph copies a row of all variables of a query for each EXISTS.
    """
    return f"?v{int('0' + variable.removeprefix('?this').removeprefix('?v')) + step}"


@dataclass(frozen=True)
class Compiler:
    """What the conditions of one shapes graph and one store need to know.

    `subclasses` returns a class and all below it, `ask` the condition of a SPARQL constraint of a focus node.
    """

    shapes: Shapes
    subclasses: Callable[[Term], tuple[Term, ...]]
    ask: Callable[[Shapes, Term], str]

    def suspects(self, shape: Term) -> tuple[str, Mapping[str, str]]:
        """Return the condition that `?this` may break a shape, and for some predicates that it has a value `?v1` that does.

        Raises:
            Unsupported: no condition narrows the search for such nodes.
        """
        conditions: list[str] = []
        values: dict[str, str] = {}
        for part in self._parts(shape, ()):
            path = self.shapes.path(part) if self.shapes.is_property(part) else Path("")
            if path.predicate:
                bad = self._values(part, "?v1", wide=True, above=(part,))
                values[path.predicate] = any_of(values.get(path.predicate, FALSE), bad)
                conditions.append(self._focus(part, path, "?this", wide=True, above=(part,)))
            elif path.sparql:
                conditions.append(self.fails(part, "?this", wide=True, above=()))
            else:
                conditions.append(self._values(part, "?this", wide=True, above=(part,), apart=True))
                conditions.append(self._focus(part, None, "?this", wide=True, above=(part,)))
        condition = any_of(*conditions)
        if TRUE in (condition, *values.values()):
            raise Unsupported("every focus node is suspect")
        return condition, {predicate: bad for predicate, bad in values.items() if bad != FALSE}

    def _parts(self, shape: Term, above: tuple[Term, ...]) -> Iterator[Term]:
        """Yield a shape and those that its focus nodes must conform to besides."""
        if shape in above or len(above) > _DEPTH:
            raise Unsupported("a recursive or very deep shape")
        if self.shapes.flag(shape, "deactivated"):
            return
        yield shape
        if not self.shapes.is_property(shape):
            for name in ("node", "property"):
                for one in self.shapes.values(shape, name):
                    if self.shapes.is_property(one) != (name == "property"):
                        raise Unsupported(f"sh:{name} of a shape of the other kind")
                    yield from self._parts(one, (*above, shape))

    def fails(self, shape: Term, node: str, *, wide: bool, above: tuple[Term, ...]) -> str:
        """Return the condition that a node breaks a shape."""
        if shape in above or len(above) > _DEPTH:
            raise Unsupported("a recursive or very deep shape")
        if self.shapes.flag(shape, "deactivated"):
            return FALSE
        inside = (*above, shape)
        if not self.shapes.is_property(shape):
            about_values = self._values(shape, node, wide=wide, above=inside)
            return any_of(about_values, self._focus(shape, None, node, wide=wide, above=inside))
        path = self.shapes.path(shape)
        value = under(node)
        bad = self._values(shape, value, wide=wide, above=inside)
        return any_of(some(f"{node} {path.sparql} {value}", bad), self._focus(shape, path, node, wide=wide, above=inside))

    def _values(self, shape: Term, value: str, *, wide: bool, above: tuple[Term, ...], apart: bool = False) -> str:
        """Return the condition that one value node breaks a constraint of a shape; `apart` leaves sh:node and sh:property out."""
        shapes = self.shapes
        found: list[str] = []
        for predicate, objects in shapes.index.get(shape, {}).items():
            name = predicate.removeprefix(SH) if predicate.startswith(SH) else ""
            if not name or name in SILENT or name in _OF_FOCUS or (apart and name in ("node", "property")):
                continue
            if name in _SINGLE:
                shapes.one(shape, name)
            match name:
                case "class" | "datatype" | "nodeKind" | "minLength" | "maxLength" | "languageIn" | "in":
                    found += [self._simple(name, one, value, wide=wide) for one in objects]
                case "minInclusive" | "minExclusive" | "maxInclusive" | "maxExclusive":
                    found += [_limit(_LIMITS[name], one, value, wide=wide) for one in objects]
                case "pattern":
                    if shapes.values(shape, "flags"):
                        raise Unsupported("sh:flags")
                    found += [_pattern(one, value, wide=wide) for one in objects]
                case "closed":
                    found.append(self._closed(shape, value))
                case _ if name in _SHAPES:
                    found += [self._shape(name, one, value, wide=wide, above=above) for one in objects]
                case _ if name != "ignoredProperties" or not shapes.values(shape, "closed"):
                    raise Unsupported(predicate)
        return any_of(*found)

    def _shape(self, name: str, other: Term, value: str, *, wide: bool, above: tuple[Term, ...]) -> str:
        """Return the condition that a value node breaks a constraint by another shape, or by a list of them."""
        match name:
            case "not":
                return negated(self.fails(other, value, wide=not wide, above=above))
            case "and" | "or" | "xone":
                return self._logical(name, self.shapes.items(other), value, wide=wide, above=above)
        if self.shapes.is_property(other) != (name == "property"):
            raise Unsupported(f"sh:{name} of a shape of the other kind")
        return self.fails(other, value, wide=wide, above=above)

    def _simple(self, name: str, parameter: Term, value: str, *, wide: bool) -> str:
        match name:
            case "class":
                return negated(self._instance(value, parameter))
            case "datatype":
                return _datatype(parameter, value, wide=wide)
            case "nodeKind":
                kind = parameter.value.removeprefix(SH) if isinstance(parameter, ox.NamedNode) else ""
                if kind not in _KINDS:
                    raise Unsupported("an unknown sh:nodeKind")
                return negated(_KINDS[kind].format(value))
            case "minLength" | "maxLength":
                return _length(name, parameter, value)
            case "languageIn":
                return _languages(self.shapes.items(parameter), value)
            case _:
                return self._members(self.shapes.items(parameter), value, wide=wide)

    def _members(self, members: tuple[Term, ...], value: str, *, wide: bool) -> str:
        known = [member for member in members if same_as_stored(member)]
        if len(known) < len(members) and not wide:
            return FALSE
        if all(isinstance(member, ox.NamedNode) for member in known):
            return f"{value} NOT IN ({', '.join(map(str, known))})" if known else TRUE
        return negated(any_of(*(f"sameTerm({value}, {member})" for member in known)))

    def _instance(self, value: str, cls: Term) -> str:
        """Return the condition that a node is an instance of a class, by the hierarchy in the data."""
        below = self.subclasses(cls)
        if not all(isinstance(one, ox.NamedNode) for one in below):
            raise Unsupported("a class without a name")
        if len(below) == 1:
            return some(f"{value} a {cls}")
        kind = under(value)
        return some(f"{value} a {kind}", f"{kind} IN ({', '.join(map(str, below))})")

    def _logical(self, name: str, members: tuple[Term, ...], value: str, *, wide: bool, above: tuple[Term, ...]) -> str:
        members = tuple(dict.fromkeys(members)) if name != "xone" else members
        wrong = [self.fails(one, value, wide=wide, above=above) for one in members]
        if name == "and":
            return any_of(*wrong)
        if name == "or":
            return all_of(*wrong)
        right = [negated(one) for one in wrong]
        others = [self.fails(one, value, wide=not wide, above=above) for one in members]
        exactly_one = (all_of(right[at], *others[:at], *others[at + 1 :]) for at in range(len(members)))
        return negated(any_of(*exactly_one))

    def _closed(self, shape: Term, value: str) -> str:
        shapes = self.shapes
        if not shapes.flag(shape, "closed"):
            return FALSE
        known = [item for head in shapes.values(shape, "ignoredProperties") for item in shapes.items(head)]
        known += [path for one in shapes.values(shape, "property") for path in shapes.values(one, "path")]
        names = ", ".join(str(item) for item in known if isinstance(item, ox.NamedNode))
        predicate, other = under(value), under(value, 2)
        harmless = f"{predicate} = <{RDF}type> && {other} = <{RDFS}Resource>"
        return some(f"{value} {predicate} {other}", f"{predicate} NOT IN ({names}) && !({harmless})")

    def _focus(self, shape: Term, path: Path | None, node: str, *, wide: bool, above: tuple[Term, ...]) -> str:
        """Return the condition that a shape is broken by all its value nodes together."""
        shapes = self.shapes
        doubt = TRUE if wide else FALSE
        found: list[str] = []
        for name in _OF_FOCUS:
            objects = shapes.values(shape, name)
            if not objects:
                continue
            if path is None and name not in ("equals", "disjoint", "hasValue", "sparql"):
                raise Unsupported(f"sh:{name} on a node shape")
            match name:
                case "minCount" if least := shapes.count(shape, name):
                    found.append(negated(self._more_than(least - 1, node, path)))
                case "maxCount" if (most := shapes.count(shape, name)) is not None:
                    found.append(self._more_than(most, node, path))
                case "uniqueLang" if shapes.flag(shape, name):
                    found.append(self._two_in_one_language(node, path))
                case "hasValue":
                    found += [self._lacks(one, node, path, wide=wide) for one in objects]
                case "equals" | "disjoint" | "lessThan" | "lessThanOrEquals":
                    found += [self._pair(name, one, node, path, wide=wide) for one in objects]
                case "qualifiedValueShape":
                    found += [self._qualified(shape, one, node, path, wide=wide, above=above) for one in objects]
                case "sparql":
                    found.append(self.ask(shapes, shape) if node == "?this" and wide and path is None else doubt)
        return any_of(*found)

    def _more_than(self, number: int, node: str, path: Path | None, good: Callable[[str], str] = lambda _: TRUE) -> str:
        """Return the condition that more than a number of values of a node make a condition true."""
        value = under(node)
        pattern, condition = f"{node} {path.sparql if path else ''} {value}", good(value)
        if number == 0 or condition == FALSE:
            return some(pattern, condition)
        # A triple that stands in two graphs is found twice: hence DISTINCT.
        filtered = "" if condition == TRUE else f" FILTER({condition})"
        counted = f"SELECT {node} {{ {pattern}{filtered} }} GROUP BY {node} HAVING (COUNT(DISTINCT {value}) > {number})"
        return f"EXISTS {{ {counted} }}"

    def _two_in_one_language(self, node: str, path: Path | None) -> str:
        sparql = path.sparql if path else ""
        one, other = under(node), under(node, 2)
        twin = some(f"{node} {sparql} {other}", f"!sameTerm({one}, {other}) && LANG({one}) = LANG({other})")
        return some(f"{node} {sparql} {one}", f'LANG({one}) != "" && {twin}')

    def _lacks(self, value: Term, node: str, path: Path | None, *, wide: bool) -> str:
        if not same_as_stored(value):
            return TRUE if wide else FALSE
        if path is None:
            return f"!sameTerm({node}, {value})"
        return negated(some(f"{node} {path.sparql} {value}"))

    def _pair(self, name: str, predicate: Term, node: str, path: Path | None, *, wide: bool) -> str:
        if not isinstance(predicate, ox.NamedNode):
            raise Unsupported(f"sh:{name} without a predicate")
        value, other = under(node), under(node, 2)
        if path is None:
            mine = f"sameTerm({node}, {other})"
            if name == "disjoint":
                return some(f"{node} {predicate} {other}", mine)
            return any_of(negated(some(f"{node} {predicate} {other}", mine)), some(f"{node} {predicate} {other}", negated(mine)))
        match name:
            case "disjoint":
                return some(f"{node} {path.sparql} {value}", some(f"{node} {predicate} {value}"))
            case "equals":
                here = some(f"{node} {path.sparql} {value}", negated(some(f"{node} {predicate} {value}")))
                back = some(f"{node} {path.sparql} {value}", f"sameTerm({value}, {other})")
                return any_of(here, some(f"{node} {predicate} {other}", negated(back)))
        sign = "<" if name == "lessThan" else "<="
        in_order = any_of(*(all_of(_is(kind, value), _is(kind, other)) for kind in ("number", "string", *_MOMENTS)))
        wrong = negated(f"({in_order} && COALESCE({value} {sign} {other}, false))")
        pair = some(f"{node} {path.sparql} {value}", some(f"{node} {predicate} {other}", wrong))
        return pair if wide else FALSE

    def _qualified(self, shape: Term, wanted: Term, node: str, path: Path | None, *, wide: bool, above: tuple[Term, ...]) -> str:
        shapes = self.shapes
        least, most = shapes.count(shape, "qualifiedMinCount"), shapes.count(shape, "qualifiedMaxCount")
        if shapes.values(shape, "qualifiedValueShapesDisjoint") or (least is None and most is None):
            raise Unsupported("qualified shapes that must be disjoint")

        def good(reading: bool) -> Callable[[str], str]:
            return lambda value: negated(self.fails(wanted, value, wide=reading, above=above))

        too_few = negated(self._more_than(least - 1, node, path, good(wide))) if least else FALSE
        too_many = self._more_than(most, node, path, good(not wide)) if most is not None else FALSE
        return any_of(too_few, too_many)


_SHAPES = ("node", "property", "not", "and", "or", "xone")
_SINGLE = ("datatype", "nodeKind", "minLength", "maxLength", "languageIn", "in", "closed")
_OF_FOCUS = (
    "minCount",
    "maxCount",
    "uniqueLang",
    "hasValue",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint",
    "sparql",
)


def _is(kind: str, value: str) -> str:
    """Return the condition that a value is certainly a literal that both engines order alike with others of its kind."""
    if kind == "number":
        of_kind = f"DATATYPE({value}) IN ({', '.join(f'<{datatype}>' for datatype in _NUMBERS)})"
    elif kind == "string":
        of_kind = f"DATATYPE({value}) = <{XSD}string>"
    else:
        of_kind = f'DATATYPE({value}) = <{kind}> && REGEX(STR({value}), "^({_FORMS[kind]})$")'
    return f"(isLiteral({value}) && {of_kind})"


def _datatype(parameter: Term, value: str, *, wide: bool) -> str:
    if not isinstance(parameter, ox.NamedNode):
        raise Unsupported("sh:datatype without a datatype")
    name = parameter.value
    if name == RDFS + "Literal":
        return f"!isLiteral({value})"
    if name == RDFS + "Datatype":
        return TRUE if wide else FALSE
    of_type = f"isLiteral({value}) && DATATYPE({value}) = {parameter}"
    if not wide or name in _STRINGS or not name.startswith((XSD, RDF)):
        return negated(of_type)
    if name not in _FORMS:
        return TRUE
    return negated(f'{of_type} && REGEX(STR({value}), "^({_FORMS[name]})$")')


def _length(name: str, parameter: Term, value: str) -> str:
    if (
        not isinstance(parameter, ox.Literal)
        or parameter.datatype.value != XSD + "integer"
        or not parameter.value.isascii()
        or not parameter.value.isdigit()
    ):
        raise Unsupported(f"sh:{name} is no length")
    if name == "minLength" and int(parameter.value) == 0:
        return FALSE
    sign = "<" if name == "minLength" else ">"
    return f"(isBlank({value}) || STRLEN(STR({value})) {sign} {int(parameter.value)})"


def _languages(tags: tuple[Term, ...], value: str) -> str:
    if not all(isinstance(tag, ox.Literal) and tag.datatype.value == XSD + "string" for tag in tags):
        raise Unsupported("sh:languageIn of something that is no string")
    wanted = [tag.value.lower() for tag in tags if isinstance(tag, ox.Literal)]
    tag = f"LCASE(LANG({value}))"
    tagged = f'isLiteral({value}) && LANG({value}) != ""'
    if "*" in wanted:
        return negated(tagged)
    listed = ", ".join(str(ox.Literal(one)) for one in wanted)
    return negated(f'{tagged} && ({tag} IN ({listed}) || (CONTAINS({tag}, "-") && STRBEFORE({tag}, "-") IN ({listed})))')


def _pattern(parameter: Term, value: str, *, wide: bool) -> str:
    if not isinstance(parameter, ox.Literal):
        raise Unsupported("sh:pattern is no literal")
    expression = ox.Literal(narrowed(parameter.value))
    if not wide:
        return f"isBlank({value})"
    return f"(isBlank({value}) || !COALESCE(REGEX(STR({value}), {expression}), false))"  # Oxigraph may refuse one that is large


def _limit(sign: str, limit: Term, value: str, *, wide: bool) -> str:
    if not isinstance(limit, ox.Literal):
        raise Unsupported("a limit that is no literal")
    if not wide:
        return FALSE
    datatype = limit.datatype.value
    kind = "number" if datatype in _NUMBERS else datatype
    form = "|".join(_FORMS[one] for one in _NUMBERS) if kind == "number" else _FORMS.get(kind, "")
    if kind not in ("number", *_MOMENTS) or not re.fullmatch(form.replace("\\\\", "\\"), limit.value):
        return TRUE
    return negated(f"{_is(kind, value)} && COALESCE({value} {sign} {limit}, false)")
