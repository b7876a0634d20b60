"""Verbs that check what is there: validate, catalogue check."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import report_json, show_issues


class Engine(StrEnum):
    """How violations are found."""

    TWO_STEP = "two-step"
    PYSHACL = "pyshacl"


@app.command()
def validate(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file.")],
    shapes: Annotated[list[Path] | None, typer.Option(help="Shapes of your own instead of ours.")] = None,
    engine: Annotated[
        Engine, typer.Option(help="How violations are found: by the store first, or by pySHACL alone, which is slow.")
    ] = Engine.TWO_STEP,
    owl: Annotated[
        bool, typer.Option("--owl", help="Also ask HermiT whether the graph contradicts the ontology (needs Java).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a graph against the shapes, and say of each violation which words it comes from."""
    from aigovkg.knowledge_graph import load

    knowledge = load(graph)
    report = knowledge.validate(shapes or [], engine=engine)
    contradiction = knowledge.contradiction() if owl else ""
    if as_json:
        typer.echo(report_json(report))
    else:
        show_issues(report, str(graph))
        if owl:
            typer.echo(f"HermiT: {contradiction or 'consistent with the ontology'}")
    raise typer.Exit(0 if report.conforms and not contradiction else 1)


catalogue_app = typer.Typer(help="Catalogues of your own.", no_args_is_help=True)
app.add_typer(catalogue_app, name="catalogue")


@catalogue_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Turtle with instruments, agents and events of your own.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a catalogue of your own with the same shapes, and against ours, before you build with it."""
    from aigovkg.pipeline import check_catalogue

    report = check_catalogue(*files)
    if as_json:
        typer.echo(report_json(report))
    else:
        typer.echo(", ".join(f"{count} {what}" for what, count in report.counts) or "nothing of ours in it", err=True)
        show_issues(report, ", ".join(map(str, files)))
    raise typer.Exit(0 if report.conforms else 1)
