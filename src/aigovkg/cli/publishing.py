"""The verb that makes a graph a website: publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.progress import shown
from aigovkg.cli.serving import Language
from aigovkg.errors import OutputError

_SHOWN = 5  # links to what is not there that are named


@app.command()
def publish(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file, or a folder that holds a graph.")],
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The folder to write; an earlier site in it is replaced.")],
    root: Annotated[
        str, typer.Option("--at", metavar="URL", help="The address it will stand at, for the site map and the 404 page.")
    ] = "",
    workers: Annotated[int, typer.Option(min=0, help="How many processes write pages; 0 is one for each core.")] = 0,
    language: Annotated[Language, typer.Option("--lang", help="The language of the first page.")] = Language.EN,
) -> None:
    """Write the pages of `serve` as a folder for any web server, or none; search and SPARQL run in the page.

    Needs the extra `web`.
    """
    try:
        from aigovkg.web import publishing
        from aigovkg.web.publishing.folder import ensure_replaceable
        from aigovkg.web.site import opened
    except ModuleNotFoundError as error:
        raise OutputError(f"{error.name} is not installed", where="publish", remedy="pip install 'aigovkg[web]'") from error

    ensure_replaceable(site)
    with shown() as tell:
        done = publishing.publish(opened(graph, language), site, root=root, workers=workers, tell=tell)
    for missing in done.missing[:_SHOWN]:
        typer.echo(f"linked and not there: {missing}", err=True)
    if len(done.missing) > _SHOWN:
        typer.echo(f"… and {len(done.missing) - _SHOWN} more", err=True)
    typer.echo(f"site: {site} ({done.pages:,} pages; {done.files:,} files, {done.size / 1e6:,.1f} MB)", err=True)
