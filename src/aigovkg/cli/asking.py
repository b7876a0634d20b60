"""Verbs that ask a graph: query."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console, short, values
from aigovkg.errors import QueryError

if TYPE_CHECKING:
    from aigovkg.queries import Table


class Answer(StrEnum):
    """How the answer to a query is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"


@app.command()
def query(
    graph: Annotated[Path | None, typer.Argument(metavar="GRAPH", help="A graph file.")] = None,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY", help="A SPARQL query, @ and the name of a file that holds one, or the name of a shipped question."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter of a shipped question.")
    ] = None,
    answer: Annotated[Answer, typer.Option("--format", "-f", help="How the answer is printed.")] = Answer.TABLE,
    listing: Annotated[bool, typer.Option("--list", help="List the shipped questions.")] = False,
) -> None:
    """Ask a graph a question. The prefixes of ours need no declaration."""
    from aigovkg.knowledge_graph import load

    if listing:
        _show_questions()
        return
    if graph is None or question is None:
        raise QueryError(
            "a graph file and a query are needed", where="query", remedy="`aigovkg query --list` shows questions to ask"
        )
    text = _from_file(question[1:]) if question.startswith("@") else question
    _show_table(load(graph).query(text, **values(parameter or [], "-p")), answer)


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


def _show_table(table: Table, answer: Answer) -> None:
    import csv

    from rich.table import Table as Grid
    from rich.text import Text

    records = table.records()
    if answer is Answer.JSON:
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif answer in (Answer.CSV, Answer.TSV):
        writer = csv.writer(sys.stdout, delimiter="," if answer is Answer.CSV else "\t", lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([record[column] for column in table.columns] for record in records)
    else:
        grid = Grid()
        for column in table.columns:
            grid.add_column(column, overflow="fold")
        for record in records:
            grid.add_row(*(Text(short(record[column])) for column in table.columns))
        console().print(grid, markup=False)
        console(err=True).print(f"{len(records)} rows", markup=False, highlight=False)
