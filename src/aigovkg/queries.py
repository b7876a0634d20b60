"""A store and a SPARQL query → a `Table` of rows.

Queries only read, and only what is here: updates are no queries, and `SERVICE` is refused before the engine
sees it, because the engine would connect out (see docs/decisions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.errors import QueryError
from aigovkg.vocabulary import PREFIXES

# Tokens inside which the word "service" is not the keyword: comments, strings, IRIs, variables and prefixed names.
_TOKENS = re.compile(
    r"""#[^\n\r]*|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>|[?$]\w+|[\w.\-]*:[\w.:\-%]*|(?P<word>\w+)"""
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset(("insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"))

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query: for each row one RDF term (or None) for each column.

    ASK has one row of one boolean; CONSTRUCT and DESCRIBE have the columns subject, predicate and object.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]

    def records(self) -> list[dict[str, str | None]]:
        """Return the rows as dictionaries of plain strings."""
        return [{column: plain(term) for column, term in zip(self.columns, row, strict=True)} for row in self.rows]


def merged(store: ox.Store) -> ox.Store:
    """Return a store whose default graph holds every triple once, beside the named graphs.

    pyoxigraph can take the union of the named graphs as default graph, but then a triple in two of them matches
    twice, and a plain COUNT is wrong.
    """
    if not any(True for _ in store.named_graphs()):
        return store
    union = ox.Store()
    union.bulk_extend(store)
    union.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in {quad.triple for quad in store})
    return union


def ask(store: ox.Store, query: str) -> Table:
    """Run a SPARQL 1.1 query over the default graph of a store (see `merged`); our prefixes need no declaration.

    Raises:
        QueryError: the query is malformed, is an update, or would connect to another service.
    """
    _check(query)
    try:
        found = store.query(query, prefixes=dict(PREFIXES))
        if isinstance(found, ox.QueryBoolean):
            return Table(("answer",), ((ox.Literal(bool(found)),),))
        if isinstance(found, ox.QueryTriples):
            triples = sorted(set(found), key=str)
            return Table(("subject", "predicate", "object"), tuple((t.subject, t.predicate, t.object) for t in triples))
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution[column] for column in columns) for solution in found))
    except SyntaxError as error:
        raise QueryError(f"malformed: {error}", where="query", remedy="mend the query at that place") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"cannot be answered: {error}", where="query", remedy="simplify the query") from error


def plain(term: Term) -> str | None:
    """Return a term as a string: the IRI or the lexical form, without datatype or language."""
    if term is None or isinstance(term, ox.NamedNode | ox.Literal):
        return None if term is None else term.value
    return str(term)


def _check(query: str) -> None:
    """Refuse what would write or connect out. Escapes are decoded first, as SPARQL does before it parses."""
    decoded = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), query)
    words = [found["word"].lower() for found in _TOKENS.finditer(decoded) if found["word"]]
    if "service" in words:
        raise QueryError(
            "SERVICE is not allowed: queries never leave this machine", where="query", remedy="load the other data first"
        )
    if next((word for word in words if word not in ("base", "prefix")), "") in _UPDATES:
        raise QueryError(
            "this is an update, and graphs are read-only here", where="query", remedy="use SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
