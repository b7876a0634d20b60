"""A `Table` → the formats in which programs take the answer to a query: CSV and TSV, SPARQL results in JSON and XML."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from aigovkg.errors import OutputError
from aigovkg.queries import Table, Term, plain

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_HEAD = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def as_csv(table: Table) -> str:
    """Return plain values: IRIs and lexical forms."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[plain(term) for term in row] for row in table.rows])
    return text.getvalue()


def as_tsv(table: Table) -> str:
    """Return SPARQL 1.1 results in TSV: terms as N-Triples writes them, which has no bare tab or line break."""
    rows = [[f"?{column}" for column in table.columns], *[[str(term or "") for term in row] for row in table.rows]]
    return "".join("\t".join(row) + "\n" for row in rows)


def as_json(table: Table) -> str:
    """Return SPARQL 1.1 results in JSON."""
    answer: dict[str, Any]
    if table.form == "ask":
        answer = {"head": {}, "boolean": _truth(table)}
    else:
        bindings = [
            {column: _bound(term) for column, term in zip(table.columns, row, strict=True) if term is not None}
            for row in table.rows
        ]
        answer = {"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_xml(table: Table) -> str:
    """Return SPARQL 1.1 results in XML.

    Raises:
        OutputError: a value holds a character that XML cannot.
    """
    if table.form == "ask":
        return f"{_XML_HEAD}<head/>\n<boolean>{'true' if _truth(table) else 'false'}</boolean>\n</sparql>\n"
    head = "".join(f"<variable name={quoteattr(column)}/>" for column in table.columns)
    rows = [
        "".join(
            f"<binding name={quoteattr(column)}>{_element(term)}</binding>"
            for column, term in zip(table.columns, row, strict=True)
            if term is not None
        )
        for row in table.rows
    ]
    results = "".join(f"<result>{row}</result>\n" for row in rows)
    return f"{_XML_HEAD}<head>{head}</head>\n<results>\n{results}</results>\n</sparql>\n"


FORMATS: Mapping[str, Callable[[Table], str]] = MappingProxyType({"csv": as_csv, "tsv": as_tsv, "json": as_json, "xml": as_xml})


def _truth(table: Table) -> bool:
    return plain(table.rows[0][0]) == "true"


def _bound(term: Term) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: _bound(part) for name, part in parts.items()}}
        case ox.Literal(language=str()):
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case ox.Literal():
            said = {} if term.datatype.value.endswith("#string") else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **said}
    raise AssertionError(term)


def _element(term: Term) -> str:
    match term:
        case ox.NamedNode():
            return f"<uri>{_escaped(term.value)}</uri>"
        case ox.BlankNode():
            return f"<bnode>{term.value}</bnode>"
        case ox.Triple():
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return "".join(["<triple>", *(f"<{name}>{_element(part)}</{name}>" for name, part in parts.items()), "</triple>"])
        case ox.Literal(language=str()):
            return f"<literal xml:lang={quoteattr(term.language or '')}>{_escaped(term.value)}</literal>"
        case ox.Literal():
            said = "" if term.datatype.value.endswith("#string") else f" datatype={quoteattr(term.datatype.value)}"
            return f"<literal{said}>{_escaped(term.value)}</literal>"
    raise AssertionError(term)


def _escaped(words: str) -> str:
    if _NOT_IN_XML.search(words):
        raise OutputError("a value holds characters that XML cannot", where="--format xml", remedy="use json, csv or tsv")
    return escape(words, {"\r": "&#13;"})
