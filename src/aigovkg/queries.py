"""A store and a SPARQL query → a `Table` of rows.

Queries only read, and only what is here. pyoxigraph's `query` takes no updates and fetches no graphs, but it has no switch
for `SERVICE` and would connect out; see `harmless` for what is done about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyoxigraph as ox

from aigovkg import markup
from aigovkg.errors import OutputError, QueryError
from aigovkg.literals import value
from aigovkg.text import excerpt
from aigovkg.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    import pandas

# The word, and what stands before it when it is part of a variable's or a prefixed name: see `harmless`.
_SERVICE = re.compile(r"(?P<name>(?<!\\)[?$:][A-Za-z0-9_]*)?s(?P<rest>ervice)", re.IGNORECASE)
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<text>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
               | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<name>[?$@][\w-]+ | (?:[^\W\d][\w.-]*)?:(?:[\w:%.-]|\\.)*)
      | (?P<word>[A-Za-z]+)
      | (?P<other>\S)""",
    re.VERBOSE | re.DOTALL,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FORMS: Mapping[str, Form] = MappingProxyType({"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"})
# Of what the engine would have taken: classes of characters, and what is worth telling, which are tokens and sentences.
_EXPECTED = re.compile(r"""\[(?:'[^']*'|[^]'])*\]|(?P<told>"[^"]*"|[^\s,"[][^,]*)""")
_FEW = 4
_AT_ONCE = 400  # IRIs whose labels are asked for in one query

T = TypeVar("T")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Found = ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples
Form = Literal["select", "ask", "graph"]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query: for each row one RDF term (or None) for each column.

    ASK has one row of one boolean; CONSTRUCT and DESCRIBE have the columns subject, predicate and object; `form` tells which
    it is: select, ask or graph. `complete` is False when a limit left rows out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    form: Form = "select"
    complete: bool = True

    def records(self) -> list[dict[str, str | None]]:
        """Return the rows as dictionaries of plain strings."""
        return [{column: plain(term) for column, term in zip(self.columns, row, strict=True)} for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame: numbers and booleans by their datatypes, everything else as strings.

        Dates stay as they are written, as some are years or months.

        Raises:
            OutputError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise OutputError("pandas is not installed", where="to_pandas", remedy="pip install 'aigovkg[tables]'") from error
        rows = [[None if term is None else value(term) for term in row] for row in self.rows]
        return pandas.DataFrame(rows, columns=list(self.columns))

    def _repr_html_(self) -> str:
        """Show a notebook the rows."""
        return markup.table(self.columns, [[plain(term) or "" for term in row] for row in self.rows])


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query sees, by their IRIs: those that make up its default graph, and those that GRAPH can name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that only reads: its text without codepoint escapes, its form, and the graphs that FROM names."""

    text: str
    form: Form
    graphs: tuple[str, ...]


def ask(store: ox.Store, query: str, *, limit: int | None = None) -> Table:
    """Run a SPARQL 1.1 query over the default graph of a store (see `whole.merged`); our prefixes need no declaration.

    With `limit`, no more rows than that are worked out.

    Raises:
        QueryError: the query is malformed, is an update, would connect to another service or names a graph that is not here.
    """
    found = found_by(store, query)
    try:
        return table(found, limit)
    except (ValueError, RuntimeError, OSError) as error:
        raise unanswerable(error) from error


def found_by(store: ox.Store, query: str, dataset: Dataset | None = None) -> Found:
    """Return what the engine finds, to be read while it works it out: what it raises then is `unanswerable`.

    A dataset takes the place of what FROM and FROM NAMED say; a graph of it that is not here is empty. Relative IRIs are those
    of our things: <instrument/bletchley-2023>.

    Raises:
        QueryError: as of `ask`.
    """
    if dataset is None and "from" in query.lower():
        for graph in _graphs(_tokens(query)):
            if not store.contains_named_graph(ox.NamedNode(graph)):
                raise absent(graph)
    return _run(store, query, dataset, BASE)


def table(found: ox.QueryBoolean | ox.QuerySolutions | Iterable[ox.Triple], limit: int | None = None) -> Table:
    """Return the rows of an answer, up to a limit; triples come sorted, each once."""
    if isinstance(found, ox.QueryBoolean):
        return Table(("answer",), ((ox.Literal(bool(found)),),), "ask")
    if isinstance(found, ox.QuerySolutions):
        columns = tuple(variable.value for variable in found.variables)
        rows, complete = _first((tuple(solution[column] for column in columns) for solution in found), limit)
        return Table(columns, tuple(rows), "select", complete)
    triples, complete = _first(_each_once(found), limit)
    spread = tuple((triple.subject, triple.predicate, triple.object) for triple in sorted(triples, key=str))
    return Table(("subject", "predicate", "object"), spread, "graph", complete)


def checked(query: str) -> Checked:
    """Return a query as it may be sent elsewhere: parsed here first, with a declaration of those prefixes of ours it uses.

    Codepoint escapes are resolved before, as the standard has it, so that no store reads another query than was checked.

    Raises:
        QueryError: the query is malformed, is an update or would connect to another service.
    """
    plainly = _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), query)
    _run(ox.Store(), plainly)
    tokens = _tokens(plainly)
    declared = _declared(tokens)
    used = {text.partition(":")[0] for kind, text in tokens if kind == "name" and ":" in text}
    missing = [prefix for prefix in PREFIXES if prefix in used and prefix not in declared]
    prologue = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in missing)
    form = next(_FORMS[word.upper()] for kind, word in tokens if kind == "word" and word.upper() in _FORMS)
    return Checked(prologue + plainly, form, tuple(_graphs(tokens)))


def speaks_of_graphs(query: str) -> bool:
    """Tell whether a query asks in named graphs."""
    return ("word", "GRAPH") in [(kind, text.upper()) for kind, text in _tokens(query)]


def labels(table: Table, language: str, asking: Callable[[str], Table]) -> dict[str, str]:
    """Return the labels of the IRIs in a table, in a language, else in English; `asking` answers the query for them."""
    iris = sorted({term.value for row in table.rows for term in row if isinstance(term, ox.NamedNode)})
    found: dict[str, tuple[int, str]] = {}
    for start in range(0, len(iris), _AT_ONCE):
        values = " ".join(str(ox.NamedNode(iri)) for iri in iris[start : start + _AT_ONCE])
        for iri, label in asking(
            f"SELECT ?iri ?label {{ VALUES ?iri {{ {values} }} ?iri rdfs:label|skos:prefLabel ?label }}"
        ).rows:
            if isinstance(iri, ox.NamedNode) and isinstance(label, ox.Literal) and (rank := _rank(label.language, language)):
                found[iri.value] = min(found.get(iri.value, (rank, label.value)), (rank, label.value))
    return {iri: label for iri, (_, label) in found.items()}


def graph(table: Table) -> ox.Store:
    """Return the triples that CONSTRUCT or DESCRIBE answered as a store."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*row) for row in table.rows)  # type: ignore[arg-type]  # a graph's rows are triples
    return store


def plain(term: Term) -> str | None:
    """Return a term as a string: the IRI or the lexical form, without datatype or language."""
    if term is None or isinstance(term, ox.NamedNode | ox.Literal):
        return None if term is None else term.value
    return str(term)


def absent(graph: str) -> QueryError:
    """Return what is to say of a graph that FROM names and the store has not."""
    return QueryError(f"there is no graph <{graph}> here, and none is fetched", where="FROM", remedy="load it first")


def harmless(query: str) -> str:
    r"""Write the first letter of "service" as an escape, wherever the engine could take it for the keyword.

    Inside strings and IRIs `\u0073ervice` means the same; in a comment it means nothing; as a keyword the engine does not
    know it. Only where letters, digits and underscores lead back to a `?`, `$` or `:` it stays, for there the engine reads on
    to the end of a name. So no lexing of ours, which a clever query could lead astray, decides whether a request leaves
    this machine.
    """
    if "service" not in query.lower():
        return query
    return _SERVICE.sub(lambda found: found[0] if found["name"] else rf"\u{ord(found[0][0]):04X}{found['rest']}", query)


def _run(store: ox.Store, query: str, dataset: Dataset | None = None, base: str | None = None) -> Found:
    graphs: dict[str, Any] = {}
    try:
        if dataset is not None:  # both, so that what FROM says counts for nothing
            graphs["default_graph"] = [ox.NamedNode(iri) for iri in dataset.default]
            graphs["named_graphs"] = [ox.NamedNode(iri) for iri in dataset.named]
        return store.query(harmless(query), base_iri=base, prefixes=dict(PREFIXES), **graphs)
    except SyntaxError as error:
        raise _refused(query, error) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise unanswerable(error) from error


def _first(found: Iterable[T], limit: int | None) -> tuple[list[T], bool]:
    """Return what comes up to a limit, and whether that is all."""
    more = iter(found)
    kept = list(islice(more, limit))
    return kept, limit is None or next(more, None) is None


def _each_once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _rank(found: str | None, wanted: str) -> int:
    """Return how well the language of a label fits: 1 the one asked for, 2 English, 3 none; 0 is another."""
    if found is None:
        return 3
    return 1 if (found + "-").startswith(wanted.lower() + "-") else 2 if (found + "-").startswith("en-") else 0


def _tokens(query: str) -> list[tuple[str, str]]:
    """Return the tokens of a query with their kinds, without comments: to say what it asks for, not to keep it from it."""
    found = ((match.lastgroup or "", match.group()) for match in _TOKEN.finditer(query))
    return [(kind, text) for kind, text in found if kind != "comment"]


def _declared(tokens: list[tuple[str, str]]) -> dict[str, str]:
    """Return the prefixes that a query declares."""
    threes = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {name[:-1]: iri[1:-1] for (_, word), (_, name), (kind, iri) in threes if word.upper() == "PREFIX" and kind == "iri"}


def _graphs(tokens: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the IRIs of the graphs that FROM and FROM NAMED name."""
    prefixes = {**PREFIXES, **_declared(tokens)}
    words = [text.upper() if kind == "word" else "" for kind, text in tokens]
    for place, word in enumerate(words[:-1]):
        if word == "FROM":
            kind, text = tokens[min(place + 1 + (words[place + 1] == "NAMED"), len(tokens) - 1)]
            prefix, _, local = text.partition(":")
            if kind == "iri":
                yield text[1:-1]
            elif kind == "name" and prefix in prefixes:
                yield prefixes[prefix] + local


def _refused(query: str, error: SyntaxError) -> QueryError:
    """Say what is wrong with a query that the engine does not take."""
    words = [text.upper() for kind, text in _tokens(query) if kind == "word"]
    if next((word for word in words if word not in {"PREFIX", "BASE"}), "") in _UPDATES:
        return QueryError(
            "this is an update, and graphs are read-only here", where="query", remedy="use SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    if not _FORMS.keys() & set(words):
        return QueryError("this is no query", where="query", remedy="begin with SELECT, ASK, CONSTRUCT or DESCRIBE")
    if "SERVICE" in words:
        what = "SERVICE is not allowed: a query reads only what is in the graph it asks"
        return QueryError(what, where="query", remedy="load the other data first")
    return QueryError(f"malformed: {_short(error, harmless(query))}", where="query", remedy="mend the query at that place")


def unanswerable(error: Exception) -> QueryError:
    """Return what is to say of a query that the engine gave up on."""
    return QueryError(f"cannot be answered: {error}", where="query", remedy="simplify the query")


def _short(error: SyntaxError, query: str) -> str:
    """Return what the engine stumbled over and where, with the first few of the things that it would have taken there."""
    place, _, why = str(error).partition(": ")
    found = _EXPECTED.finditer(re.sub(r"^expected (one of )?", "", why))
    told = [one["told"].strip() for one in found if one["told"] and one["told"].strip() not in {"SERVICE", "LATERAL"}]
    sentences = [one for one in told if " " in one]
    tokens = ", ".join(told[:_FEW]) + (" or another" if len(told) > _FEW else "")
    if "Prefix not found" in sentences:
        what = "a prefix is not declared"
    else:
        what = sentences[0] if sentences else f"expected {tokens}" if tokens else "this was not expected"
    return f"{place}{_at(place, query)}: {what}"


def _at(place: str, query: str) -> str:
    """Return the words of a query from the place on that the engine names as line and column."""
    numbers = re.search(r"(\d+):(\d+)", place)
    line = (query.splitlines() or [""])[int(numbers[1]) - 1 :][:1] if numbers else []
    rest = line[0][int(numbers[2]) - 1 :].strip() if numbers and line else ""
    return f" (“{excerpt(rest, 40)}”)" if rest else " (its end)" if numbers else ""
