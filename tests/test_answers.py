"""Answers in the formats that programs read: what is read back is what was answered."""

from __future__ import annotations

import csv
import io

import pyoxigraph as ox
import pytest

from aigovkg import OutputError, answers
from aigovkg.queries import Table, Term, ask

HARD: tuple[Term, ...] = (
    ox.NamedNode("http://example.org/%E4%BA%BA?a=1&b=%20"),
    ox.Literal('"quotes", <tags> & a\ttab,\r\nline breaks \\ and \\u0041'),
    ox.Literal("人工智能", language="zh-hans"),
    ox.Literal("الذكاء الاصطناعي", language="ar"),
    ox.Literal("2024", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    ox.BlankNode("b1"),
    None,
)
TABLE = Table(tuple("abcdefg"), (HARD, HARD[::-1]))


@pytest.mark.parametrize(("name", "syntax"), [("json", "JSON"), ("xml", "XML"), ("tsv", "TSV")])
def test_rows_are_read_back_as_they_were(name: str, syntax: str) -> None:
    read = ox.parse_query_results(answers.FORMATS[name](TABLE).encode(), format=getattr(ox.QueryResultsFormat, syntax))

    assert isinstance(read, ox.QuerySolutions)
    assert [variable.value for variable in read.variables] == list(TABLE.columns)
    assert [tuple(solution[column] for column in TABLE.columns) for solution in read] == list(TABLE.rows)


@pytest.mark.parametrize(("name", "syntax"), [("json", "JSON"), ("xml", "XML")])
@pytest.mark.parametrize("truth", ["", "?s ?p ?o"])
def test_a_yes_or_no_is_read_back_too(name: str, syntax: str, truth: str) -> None:
    table = ask(ox.Store(), f"ASK {{ {truth} }}")
    read = ox.parse_query_results(answers.FORMATS[name](table).encode(), format=getattr(ox.QueryResultsFormat, syntax))

    assert isinstance(read, ox.QueryBoolean)
    assert bool(read) == (not truth)


def test_csv_has_plain_values() -> None:
    rows = list(csv.reader(io.StringIO(answers.as_csv(TABLE), newline="")))

    assert rows[0] == list(TABLE.columns)
    assert rows[1][:4] == [term.value for term in HARD[:4] if isinstance(term, ox.NamedNode | ox.Literal)]
    assert rows[1][6] == ""


def test_xml_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(OutputError, match="characters that XML cannot"):
        answers.as_xml(Table(("a",), ((ox.Literal("\x01"),),)))
