"""RDF terms → plain Python values, as NetworkX and pandas want them."""

from __future__ import annotations

import pyoxigraph as ox

from aigovkg.vocabulary import XSD

Plain = str | int | float | bool

_INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"))
_FLOATS = frozenset(XSD + name for name in ("decimal", "double", "float"))
_LARGEST = 2**63  # what fits in the integers of GraphML and pandas


def value(term: object) -> Plain:
    """Return numbers and booleans by their datatype, where they are well-formed and fit; else the IRI or the lexical form."""
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else str(term)
    kind = term.datatype.value
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    try:
        if kind in _INTEGERS and -_LARGEST <= int(term.value) < _LARGEST:
            return int(term.value)
        if kind in _FLOATS:
            return float(term.value)
    except ValueError:
        pass  # ill-typed: its words are all there is
    return term.value
