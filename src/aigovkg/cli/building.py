"""Verbs that read sources: build, read."""

from __future__ import annotations

import contextlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console, issue_line, report_json, show_issues, values
from aigovkg.markup import visible
from aigovkg.text import excerpt

if TYPE_CHECKING:
    from aigovkg.model import Reading, Report

_STDOUT = "-"


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files and folders to read.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|FOLDER",
            help="Where the graph goes: .ttl .nt .nq .trig .jsonld .rdf, also with .gz or .zst; - for stdout; "
            "or a folder, which is built again faster.",
        ),
    ],
    catalogue: Annotated[list[Path] | None, typer.Option(help="Turtle with instruments, agents and events of your own.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="TOML or CSV that states title, issuers and date of files that do not say them.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Which column holds text, title, issuers or date; repeatable."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if anything would be set aside.")] = False,
    workers: Annotated[int, typer.Option(min=0, help="How many processes work; 0 is one for each core.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read sources and write the graph of what they say, with the evidence of every fact."""
    from aigovkg import syntaxes
    from aigovkg.cli import progress
    from aigovkg.folder import Folder
    from aigovkg.knowledge_graph import export as export_graph
    from aigovkg.pipeline import build_into

    to_stdout = str(output) == _STDOUT
    kept = not to_stdout and (not output.suffix or output.is_dir())
    if not to_stdout and not kept:
        syntaxes.ensure_writable(output)
    elif kept:
        Folder(output).ensure_writable()
    with contextlib.ExitStack() as stack:
        place = output if kept else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aigovkg-")))
        with progress.shown() as tell:
            report = build_into(
                place,
                *sources,
                catalogue=catalogue or [],
                manifest=manifest,
                columns=values(columns or [], "--columns"),
                strict=strict,
                workers=workers,
                progress=tell,
                stored=kept,
            )
        if to_stdout:
            syntaxes.print_to_stdout(Folder(place), syntaxes.FORMATS[".ttl"])
        size = "" if kept or to_stdout else f" ({export_graph(place, output, description=True):,} triples)"
    where = "standard output" if to_stdout else str(output)
    if as_json:
        typer.echo(report_json(report), err=to_stdout)
    else:
        _show_build(report, where, size)
    raise typer.Exit(0 if report.conforms else 1)


@app.command()
def export(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A folder that `build` made, or a graph file.")],
    output: Annotated[Path, typer.Argument(metavar="FILE", help="Where the graph goes; its ending says in which syntax.")],
) -> None:
    """Write a graph in another syntax, with its description."""
    from aigovkg.knowledge_graph import export as export_graph
    from aigovkg.knowledge_graph import load
    from aigovkg.syntaxes import format_of

    if graph.is_dir():
        size = export_graph(graph, output, description=True)
    else:
        knowledge = load(graph)
        knowledge.write(output, description=True)
        size = len(knowledge)
    typer.echo(f"graph: {output} ({size:,} triples)", err=True)
    if not graph.is_dir() and format_of(output).supports_datasets and not format_of(graph).supports_datasets:
        typer.echo(f"{graph} does not say which source states what, so all is in one graph; export a folder or an .nq", err=True)


@app.command()
def read(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files and folders to read.")],
    manifest: Annotated[Path | None, typer.Option(help="TOML or CSV that states title, issuers and date of files.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column holds what; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print documents and passages as JSON.")] = False,
) -> None:
    """Show what the builder sees: documents, whose they are, and their passages."""
    from aigovkg.model import Severity
    from aigovkg.pipeline import read as read_sources

    readings, issues = read_sources(*sources, manifest=manifest, columns=values(columns or [], "--columns"))
    if as_json:
        typer.echo(json.dumps([asdict(reading) for reading in readings], ensure_ascii=False, indent=2))
    else:
        for reading in readings:
            _show_reading(reading)
    for issue in issues:
        typer.echo(issue_line(issue), err=True)
    raise typer.Exit(1 if any(issue.severity is not Severity.INFO for issue in issues) else 0)


def _show_reading(reading: Reading) -> None:
    for document in reading.documents:
        typer.echo(f"{', '.join(reading.source.names)}  [{reading.source.language}, {reading.source.media_type}]")
        for said in document.attributions:
            quote = said.passage.quote
            titles = " / ".join(quote(span) for span, _ in said.titles) or "–"
            issuers, date = (quote(span) if span else "–" for span in (said.issuers, said.date))
            typer.echo(visible(f"  title: {titles}\n  issuers: {issuers}\n  date: {date}"))
        for passage in document.passages:
            label = " ".join(filter(None, (passage.number, passage.heading)))
            words = f"{f'[{label}] ' if label else ''}{excerpt(passage.text)}"
            typer.echo(visible(f"  {passage.position:>4} {passage.language} {words}"))


def _show_build(report: Report, where: str, size: str) -> None:
    from rich.table import Table as Grid

    grid = Grid(box=None, show_header=False, pad_edge=False)
    grid.add_column()
    grid.add_column(justify="right")
    for what, count in report.counts:
        grid.add_row(what, f"{count:,}")
    for predicate, count in report.claims:
        grid.add_row(f"  {predicate}", f"{count:,}")
    screen = console(err=True)
    screen.print(grid)
    show_issues(report, where, err=True)
    screen.print(f"graph: {where}{size}", soft_wrap=True, markup=False, highlight=False)
