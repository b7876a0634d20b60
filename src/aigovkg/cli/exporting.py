"""Verbs that take a graph elsewhere: tables, package."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app


class Form(StrEnum):
    """What tables are written as."""

    CSV = "csv"
    NEO4J = "neo4j"
    PARQUET = "parquet"


_GRAPH = typer.Argument(metavar="GRAPH", help="A graph file or folder.")
_FOLDER = typer.Argument(metavar="FOLDER", help="Where the files go; it is made if need be.")


@app.command()
def tables(
    graph: Annotated[Path, _GRAPH],
    folder: Annotated[Path, _FOLDER],
    form: Annotated[Form, typer.Option("--as", help="What they are written as.")] = Form.CSV,
) -> None:
    """Write a graph as tables of nodes, edges and claims, for spreadsheets, data frames and Neo4j."""
    from aigovkg.exports import write_tables
    from aigovkg.knowledge_graph import load

    knowledge = load(graph)
    for path in write_tables(knowledge.store, folder, form):
        typer.echo(f"written: {path}", err=True)
    if form is Form.NEO4J:
        nodes, edges = "nodes.csv --nodes=claims.csv", "edges.csv --relationships=claim-edges.csv"
        command = f"neo4j-admin database import full --multiline-fields=true --nodes={nodes} --relationships={edges} neo4j"
        typer.echo(f"import in {folder}: {command}", err=True)


@app.command()
def package(
    graph: Annotated[Path, _GRAPH],
    folder: Annotated[Path, _FOLDER],
    title: Annotated[str, typer.Option(help="What the graph is called.")],
    author: Annotated[list[str], typer.Option(help="Who made it; repeatable.")],
    licence: Annotated[
        str, typer.Option("--license", metavar="ID|URL", help="An SPDX identifier such as CC-BY-4.0, or an address.")
    ],
    date: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day of publication.")],
    description: Annotated[str, typer.Option(help="A sentence or two about it.")] = "",
) -> None:
    """Write a graph as a package for publication: an RO-Crate with its tables, description, licence and citation file."""
    from aigovkg.exports import Publication, publish
    from aigovkg.knowledge_graph import load

    more = {"description": description} if description else {}
    publication = Publication(title, tuple(author), licence, date, **more)
    knowledge = load(graph)
    for path in publish(knowledge.store, publication, folder, lambda path: knowledge.write(path, description=True)):
        typer.echo(f"written: {path}", err=True)
