"""Verbs that show a graph to browsers: serve."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.errors import OutputError


class Language(StrEnum):
    """The languages of the pages."""

    EN = "en"
    ZH = "zh"


@app.command()
def serve(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file, or a folder that holds a graph.")],
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="PORT", help="The port to listen on.")] = 8000,
    language: Annotated[
        Language, typer.Option("--lang", help="The language of the pages for readers whose browser asks for neither.")
    ] = Language.EN,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="How long a SPARQL query may take.")] = 30.0,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="How many rows or triples it may answer.")] = 100_000,
    memory: Annotated[int, typer.Option(min=64, metavar="MB", help="How much memory it may use.")] = 1024,
) -> None:
    """Show a graph in the browser: each edge and the sentence that says it. Needs the extra `web`.

    Programs find SPARQL at /sparql, things as data under their addresses, and what the graph holds at /.well-known/void.
    """
    try:
        from aigovkg.web import server
        from aigovkg.web.application import application
        from aigovkg.web.site import opened
        from aigovkg.web.worker import Limits
    except ModuleNotFoundError as error:
        raise OutputError(f"{error.name} is not installed", where="serve", remedy="pip install 'aigovkg[web]'") from error

    site = opened(graph, language, Limits(seconds=timeout, rows=limit, memory=memory))
    server.run(application(site), host, port, lambda address: typer.echo(f"{address} shows {graph} (Ctrl-C ends it)", err=True))
