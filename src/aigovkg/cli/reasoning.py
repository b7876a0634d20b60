"""Verbs that draw conclusions: reason."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console, short, show_rows
from aigovkg.errors import OutputError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from aigovkg.reasoning import Consistency, Inference

_SHOWN = 20  # contradictions


@app.command()
def reason(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file or folder.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the graph, what follows in a named graph (.trig, .nq, .jsonld)."
        ),
    ] = None,
    only_inferred: Annotated[
        bool, typer.Option("--only-inferred", help="Write what follows alone; FILE may have any ending then.")
    ] = False,
    alignments: Annotated[
        bool, typer.Option(help="Also by the alignments with FOAF, PROV, ELI, CiTO, schema.org and others.")
    ] = True,
    consistency: Annotated[
        bool,
        typer.Option("--consistency", help="Ask HermiT whether graph and ontology agree; explain what clashes (Java)."),
    ] = False,
    timeout: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How long HermiT may take.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts and what clashes as JSON.")] = False,
) -> None:
    """Work out what follows from a graph and the ontology (OWL 2 RL), kept apart from what was read."""
    from aigovkg.knowledge_graph import KnowledgeGraph, load
    from aigovkg.reasoning import INFERRED_GRAPH
    from aigovkg.syntaxes import ensure_writable, format_of

    if output is not None:
        ensure_writable(output)
        if not only_inferred and not format_of(output).supports_datasets:
            raise OutputError(
                "this syntax has no named graphs, so that nobody could tell what was inferred",
                where=str(output),
                remedy="use .trig, .nq or .jsonld, or --only-inferred",
            )
    elif only_inferred:
        raise OutputError("there is no file to write", where="--only-inferred", remedy="name one with -o")
    reasoned = load(graph).reason(alignments=alignments)
    inference = reasoned.inference
    if output is not None:
        (KnowledgeGraph(inference.store) if only_inferred else reasoned).write(output)
    agreement = reasoned.consistency(alignments=alignments, seconds=timeout) if consistency else None
    if as_json:
        typer.echo(json.dumps(_record(inference, agreement), ensure_ascii=False, indent=2))
    else:
        _show(inference, agreement)
        where = f"written to {output}" if output else "not written: no -o"
        typer.echo(f"{len(inference):,} triples follow, in the graph <{INFERRED_GRAPH}>; {where}", err=True)
    raise typer.Exit(1 if inference.clashes or (agreement and not agreement.consistent) else 0)


def _show(inference: Inference, agreement: Consistency | None) -> None:
    rows = [[rule, because, short(what), f"{count:,}"] for rule, because, what, count in inference.rows()]
    show_rows(("rule", "because", "class or property", "triples"), rows)
    left = "; ".join(f"{count:,} {why}" for why, count in inference.left_out.items())
    always = "everything is itself and an owl:Thing"
    _say(f"left out: that {always}{'; ' if left else ''}{left}")
    if agreement is None:
        for clash in inference.clashes[:_SHOWN]:
            _say(f"contradiction: {clash.what} ({clash.rule})")
        if inference.clashes:
            _say(
                f"{len(inference.clashes)} contradictions: of what follows from them nothing is sure; --consistency explains them"
            )
        return
    if agreement.missing:
        _say(f"HermiT could not tell: {agreement.missing}; looked for what OWL 2 RL sees alone")
    for one in agreement.justifications:
        _say(f"contradiction: {one.what}")
        for line in (*one.statements, *one.axioms):
            _say(f"    {line}")
        if not one.minimal:
            _say("    the time was up: some of these may have nothing to do with it")
    if agreement.more:
        _say(f"and {agreement.more} more contradictions")
    for cls in agreement.unsatisfiable:
        _say(f"can have no instance: {short(cls)}")
    _say({True: "HermiT: consistent", False: "not consistent", None: "not known whether it is consistent"}[agreement.consistent])


def _say(line: str) -> None:
    console(err=True).print(visible(line), soft_wrap=True, markup=False, highlight=False)


def _record(inference: Inference, agreement: Consistency | None) -> dict[str, object]:
    """Return what was found as plain data."""
    return {
        "inferred": len(inference),
        "counts": [
            {"rule": rule, "because": because, "what": what, "triples": count} for rule, because, what, count in inference.rows()
        ],
        "left_out": dict(inference.left_out),
        "clashes": [asdict(clash) for clash in inference.clashes],
        "consistency": asdict(agreement) if agreement else None,
    }
