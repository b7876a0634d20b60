"""The verb that takes a graph to a triple store: load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.errors import InputError


@app.command()
def load(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file or folder.")],
    endpoint: Annotated[
        str, typer.Argument(metavar="ENDPOINT", help="The address of a dataset or repository, such as http://127.0.0.1:3030/kg.")
    ],
    store: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="fuseki, oxigraph, virtuoso, rdf4j, graphdb or sparql; else the store is asked."),
    ] = None,
    into: Annotated[str | None, typer.Option("--graph", metavar="IRI", help="Load everything into one named graph.")] = None,
    union: Annotated[bool, typer.Option("--union", help="Load everything into the default graph.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Empty each graph that is loaded before.")] = False,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long the store may take to answer.")] = 300,
    retries: Annotated[int, typer.Option(min=0, metavar="N", help="How often a request is tried again.")] = 4,
) -> None:
    """Load a graph into a triple store, and count there what has come. Credentials come from the environment or netrc."""
    from aigovkg import stores
    from aigovkg.cli.progress import shown
    from aigovkg.knowledge_graph import opened

    if into is not None and union:
        raise InputError("--graph and --union exclude each other", where="load", remedy="give one of them")
    target = stores.connect(endpoint, store, timeout=timeout, retries=retries)
    with shown() as told:
        loaded = stores.load(opened(graph), target, into="" if union else into, replace=replace, told=told)
    for name, ours, there in loaded.more:
        typer.echo(f"{name or 'the default graph'}: {there:,} statements, of which {ours:,} may be new: it held others", err=True)
    before = f", {loaded.resumed:,} of them by an earlier load" if loaded.resumed else ""
    typer.echo(
        f"{target.http.address} ({target.preset.name}): {loaded.statements:,} statements in {loaded.graphs:,} graphs, "
        f"{loaded.chunks:,} chunks{before}; counted there",
        err=True,
    )
