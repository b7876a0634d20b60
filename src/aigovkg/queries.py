"""A store and a SPARQL query → a `Table` of rows.

Queries only read, and only what is here. pyoxigraph's `query` takes no updates, but it has no switch for `SERVICE`
and would connect out; see `_harmless` for what is done about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from aigovkg.errors import QueryError
from aigovkg.vocabulary import PREFIXES

_SERVICE = re.compile(r"s(ervice)", re.IGNORECASE)
_UPDATE = re.compile(
    r"^\s*(?:(?:PREFIX|BASE)\b[^\n>]*>\s*)*(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE
)

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
    try:
        found = store.query(_harmless(query), prefixes=dict(PREFIXES))
        if isinstance(found, ox.QueryBoolean):
            return Table(("answer",), ((ox.Literal(bool(found)),),))
        if isinstance(found, ox.QueryTriples):
            triples = sorted(set(found), key=str)
            return Table(("subject", "predicate", "object"), tuple((t.subject, t.predicate, t.object) for t in triples))
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution[column] for column in columns) for solution in found))
    except SyntaxError as error:
        raise _refused(query, error) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"cannot be answered: {error}", where="query", remedy="simplify the query") from error


def plain(term: Term) -> str | None:
    """Return a term as a string: the IRI or the lexical form, without datatype or language."""
    if term is None or isinstance(term, ox.NamedNode | ox.Literal):
        return None if term is None else term.value
    return str(term)


def _harmless(query: str) -> str:
    r"""Write the first letter of every "service" as an escape, wherever it stands.

    Inside strings and IRIs `\u0073ervice` means the same; in a comment it means nothing; as a keyword the engine does not
    know it. So no lexing of ours, which a clever query could lead astray, decides whether a request leaves this machine.
    """
    return _SERVICE.sub(lambda found: rf"\u{ord(found.group()[0]):04X}{found[1]}", query)


def _refused(query: str, error: SyntaxError) -> QueryError:
    """Say what is wrong with a query that the engine does not take."""
    if _UPDATE.match(query):
        return QueryError(
            "this is an update, and graphs are read-only here", where="query", remedy="use SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    if _SERVICE.search(query):
        what = "SERVICE is not allowed (nor the word in a variable or a prefixed name), or the query is malformed"
        return QueryError(f"{what}: {_short(error)}", where="query", remedy="load the other data first, or mend the query")
    return QueryError(f"malformed: {_short(error)}", where="query", remedy="mend the query at that place")


def _short(error: SyntaxError) -> str:
    """Return the engine's words without the list of everything it would have taken."""
    words = str(error)
    unknown = re.search(r"Prefix not found", words)
    place = words.partition(": ")[0]
    return f"{place}: a prefix is not declared" if unknown else words[:160]
