"""Verbs that ask a graph: query."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console, short, show_rows, values
from aigovkg.errors import QueryError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from aigovkg.queries import Table


class Answer(StrEnum):
    """How the answer to a query is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"


class Asked(Protocol):
    """What a query can be put to: a graph here or a store elsewhere."""

    def query(self, query: str, /, *, limit: int | None = None, timeout: float | None = None) -> Table:
        """Return the rows of the answer."""


@app.command()
def query(
    graph: Annotated[
        str | None, typer.Argument(metavar="GRAPH", help="A graph file or folder, or the address of a SPARQL endpoint.")
    ] = None,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY", help="A SPARQL query, @ and the name of a file that holds one, or the name of a shipped question."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter of a shipped question.")
    ] = None,
    answer: Annotated[
        Answer | None,
        typer.Option(
            "--format", "-f", help="How the answer is printed: a table, or Turtle for CONSTRUCT and DESCRIBE, unless said here."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--lang", metavar="LANGUAGE", help="Show names in this language, such as zh.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Stop after so many rows.")] = None,
    timeout: Annotated[float, typer.Option(min=0.001, metavar="SECONDS", help="Give up after so long.")] = 300,
    store: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which store an endpoint belongs to (see load); else it is asked.")
    ] = None,
    union: Annotated[bool, typer.Option("--union", help="At an endpoint, ask the union of all its graphs.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the shipped questions.")] = False,
) -> None:
    """Ask a graph a question. The prefixes of ours need no declaration."""
    from aigovkg.questions import asked

    if listing:
        _show_questions()
        return
    if graph is None or question is None:
        raise QueryError("a graph and a query are needed", where="query", remedy="`aigovkg query --list` shows questions to ask")
    text = _from_file(question[1:]) if question.startswith("@") else question
    sparql = asked(text, {**_spoken(text, language), **values(parameter or [], "-p")})
    target = _target(graph, store, timeout, union=union)
    found = target.query(sparql, limit=limit, timeout=timeout)
    if not found.rows:
        _say_unknown(text, values(parameter or [], "-p"), target)
    _show_answer(found, answer or (Answer.TURTLE if found.form == "graph" else Answer.TABLE), target, language)
    if not found.complete:
        typer.echo(f"stopped after {len(found.rows)} rows: there are more", err=True)


def _target(graph: str, store: str | None, timeout: float, *, union: bool) -> Asked:
    if graph.startswith(("http://", "https://")):
        from aigovkg.stores import connect

        return connect(graph, store, union=union, timeout=timeout, retries=1)
    from aigovkg.knowledge_graph import load

    return load(graph)


def _spoken(question: str, language: str | None) -> dict[str, str]:
    """Return the language as the parameter of a shipped question that has one."""
    from aigovkg.questions import questions

    known = questions().get(question)
    speaks = language and known and any(parameter.name == "language" for parameter in known.parameters)
    return {"language": language} if language and speaks else {}


def _from_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError("the query file cannot be read", where=name, remedy="give a UTF-8 file that exists") from error


def _show_questions() -> None:
    from aigovkg.questions import questions

    screen = console()
    for question in questions().values():
        parameters = "".join(f"\n    -p {one.name}={one.default}   {one.what}" for one in question.parameters)
        words = f"{question.name}\n    {question.title}\n    {question.title_zh}{parameters}"
        screen.print(words, soft_wrap=True, markup=False, highlight=False)


def _show_answer(found: Table, answer: Answer, target: Asked, language: str | None) -> None:
    from aigovkg import answers, queries, syntaxes

    if answer is Answer.TABLE:
        _show_table(found, queries.labels(found, language, target.query) if language else {})
    elif (answer is Answer.TURTLE) != (found.form == "graph") and answer not in (Answer.CSV, Answer.TSV):
        fitting = "turtle, csv or tsv" if found.form == "graph" else "json, xml, csv or tsv"
        raise QueryError(f"the answer to this query does not come as {answer}", where="--format", remedy=f"use {fitting}")
    elif answer is Answer.TURTLE:
        syntaxes.print_to_stdout(queries.graph(found), syntaxes.FORMATS[".ttl"])
    else:
        typer.echo(answers.FORMATS[answer](found), nl=False)


def _show_table(found: Table, labels: Mapping[str, str]) -> None:
    show_rows(found.columns, [[_named(cell, labels) for cell in row.values()] for row in found.records()])
    console(err=True).print(f"{len(found.rows)} rows", markup=False, highlight=False)


def _say_unknown(question: str, given: Mapping[str, str], target: Asked) -> None:
    """Say which of the things that a shipped question was asked about are not in the graph: that is why no row came."""
    from aigovkg.questions import things

    for name, thing in things(question, given).items():
        if target.query(f"SELECT * {{ {{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} }}", limit=1).rows == ():
            typer.echo(f"nothing in this graph is {given[name]}", err=True)


def _named(cell: str | None, labels: Mapping[str, str]) -> str:
    """Return a cell with the label of what it names under it."""
    label = labels.get(cell or "")
    return f"{short(cell)}\n{visible(label)}" if label else short(cell)
