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
) -> None:
    """Show a graph in the browser: each edge and the sentence that says it. Needs the extra `web`."""
    try:
        from aigovkg.web import server
        from aigovkg.web.application import application
        from aigovkg.web.site import opened
    except ModuleNotFoundError as error:
        raise OutputError(f"{error.name} is not installed", where="serve", remedy="pip install 'aigovkg[web]'") from error

    server.run(application(opened(graph, language)), host, port)
