"""Verbs that measure a graph: analyze."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console, short, show_rows, values
from aigovkg.errors import InputError, OutputError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from aigovkg.analysis import Facts, Finding


class Shape(StrEnum):
    """How what was measured is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"


_SHOWN = 10  # rows of each measure when all are taken


@app.command()
def analyze(
    graph: Annotated[Path | None, typer.Argument(metavar="GRAPH", help="A graph file or folder.")] = None,
    name: Annotated[str | None, typer.Argument(metavar="MEASURE", help="The name of a measure; without, all are taken.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter of the measure.")
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write .csv, .tsv, .json, .svg, .pdf or .png; of all measures into a folder."
        ),
    ] = None,
    shape: Annotated[
        Shape | None, typer.Option("--format", "-f", help="How it is printed: a table unless said here or written with -o.")
    ] = None,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANGUAGE", help="The language of labels, and of the axes of pictures.")
    ] = "en",
    listing: Annotated[bool, typer.Option("--list", help="List the measures with their definitions and sources.")] = False,
) -> None:
    """Measure a graph: who is cited, what spreads, who states what, what changed."""
    if listing:
        _show_measures()
        return
    if graph is None:
        raise InputError("a graph is needed", where="analyze", remedy="`aigovkg analyze --list` shows what can be measured")
    from aigovkg.analysis import Facts, measure
    from aigovkg.knowledge_graph import load

    given = values(parameter or [], "-p")
    if name is None and given:
        raise InputError("parameters are those of a measure", where="-p", remedy="name the measure before them")
    if name is None and shape in {Shape.CSV, Shape.TSV}:
        raise InputError("this holds one table", where=f"--format {shape}", remedy="name one measure, or use json, or -o FOLDER")
    if name is not None:
        _ensure_known(output or [])
    elif files := [path for path in output or [] if path.suffix and not path.is_dir()]:
        raise OutputError("all measures go into a folder", where=str(files[0]), remedy="name one measure, or a folder")
    knowledge = load(graph)
    facts = Facts(knowledge.store, language)
    if name is None:
        _measure_all(facts, output or [], shape)
        return
    found = measure(facts, name, given)
    for path in output or []:
        _write(found, path, language)
    if shape is not None or not output:
        _print(found, shape or Shape.TABLE)
    _say_notes(found)


def _measure_all(facts: Facts, folders: list[Path], shape: Shape | None) -> None:
    """Take all measures that need no parameter."""
    from aigovkg.analysis import MEASURES, measure
    from aigovkg.exports.files import write_files

    taken = []
    for one in (one for one in MEASURES.values() if all(parameter.default is not None for parameter in one.parameters)):
        found = measure(facts, one.name)
        taken.append(found)
        for folder in folders:
            write_files(folder, [(f"{one.name}.csv", found.as_csv().encode())])
        if shape is Shape.TABLE or not (shape or folders):
            console().print(f"\n{one.title} ({one.name})", markup=False, highlight=False)
            _show(found, _SHOWN)
        _say_notes(found)
    if shape is Shape.JSON:
        typer.echo(f"[{','.join(found.as_json() for found in taken)}]")


def _ensure_known(paths: list[Path]) -> None:
    """Find out before the work whether what is to be written can be."""
    from aigovkg.analysis.pictures import ENDINGS
    from aigovkg.syntaxes.files import ensure_place

    for path in paths:
        if path.suffix.lower() not in (".csv", ".tsv", ".json", *ENDINGS):
            raise OutputError("no such format", where=str(path), remedy=f"use .csv, .tsv, .json, {', '.join(ENDINGS)}")
        ensure_place(path)


def _write(found: Finding, path: Path, language: str) -> None:
    from aigovkg.analysis import MEASURES
    from aigovkg.analysis.pictures import draw
    from aigovkg.syntaxes.files import write_whole

    ending = path.suffix.lower()
    match ending:
        case ".csv":
            content = found.as_csv().encode()
        case ".tsv":
            content = found.as_csv("\t").encode()
        case ".json":
            content = found.as_json().encode()
        case _:
            content, said = draw(found, MEASURES[found.name], ending, language)
            if said:
                typer.echo(f"{path}: {said}", err=True)
    write_whole(path, [content])


def _print(found: Finding, shape: Shape) -> None:
    match shape:
        case Shape.TABLE:
            _show(found)
        case Shape.JSON:
            typer.echo(found.as_json(), nl=False)
        case _:
            typer.echo(found.as_csv("," if shape is Shape.CSV else "\t"), nl=False)


def _show(found: Finding, most: int | None = None) -> None:
    rows = [[visible(short(str(cell))) if cell is not None else "" for cell in row] for row in found.rows[:most]]
    show_rows(found.columns, rows)
    left = f" of {len(found.rows)}" if most is not None and len(found.rows) > most else ""
    console(err=True).print(f"{min(len(found.rows), most or len(found.rows))}{left} rows", markup=False, highlight=False)


def _say_notes(found: Finding) -> None:
    for note in found.notes:
        console(err=True).print(f"{found.name}: {note}", soft_wrap=True, markup=False, highlight=False)


def _show_measures() -> None:
    from aigovkg.analysis import MEASURES

    screen = console()
    for one in MEASURES.values():
        parameters = "".join(
            f"\n    -p {parameter.name}={'…' if parameter.default is None else parameter.default}   {parameter.what}"
            for parameter in one.parameters
        )
        words = f"{one.name}\n    {one.title} · {one.title_zh}\n    {one.definition}\n    {one.source}{parameters}"
        screen.print(words, soft_wrap=True, markup=False, highlight=False)
