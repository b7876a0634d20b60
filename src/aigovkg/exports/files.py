"""Tables → files: CSV, CSV as `neo4j-admin database import` takes it, and Parquet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg.errors import OutputError
from aigovkg.exports.sheets import Cell, Sheet, sheets
from aigovkg.syntaxes.files import write_whole

File = tuple[str, bytes]


def write_tables(store: ox.Store, folder: Path, form: str = "csv") -> list[Path]:
    """Write the tables of a graph as csv, neo4j or parquet into a folder, which is made if need be, and return the files.

    Raises:
        GraphError: nothing in the graph is ours.
        OutputError: a file cannot be written, the format is unknown, or Parquet needs pyarrow that is not installed.
    """
    if form not in FORMS:
        raise OutputError("no such format", where=form, remedy=f"use {', '.join(FORMS)}")
    return write_files(folder, list(FORMS[form](sheets(store))))


def write_files(folder: Path, files: Sequence[File]) -> list[Path]:
    """Write files into a folder, which is made if need be, each whole or not at all, and return their paths.

    Raises:
        OutputError: one cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"no folder can be there: {error.strerror}", where=str(folder), remedy="choose another place"
        ) from error
    for name, content in files:
        write_whole(folder / name, [content])
    return [folder / name for name, _ in files]


def as_csv(sheet: Sheet) -> bytes:
    """Return a table in CSV: UTF-8, a header, an empty cell where there is nothing, true and false in small letters."""
    return _csv([list(sheet.columns), *sheet.rows])


def plain_files(tables: Sequence[Sheet]) -> Iterator[File]:
    """Yield a CSV file for each table."""
    for sheet in tables:
        yield f"{sheet.name}.csv", as_csv(sheet)


def _parquet_files(tables: Sequence[Sheet]) -> Iterator[File]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise OutputError(
            "Parquet needs pyarrow, which is not installed", where="--as parquet", remedy="pip install 'aigovkg[tables]'"
        ) from error
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    for sheet in tables:
        columns = {
            name: pyarrow.array([row[place] for row in sheet.rows], type=types[kind])
            for place, (name, kind) in enumerate(sheet.columns.items())
        }
        file = io.BytesIO()
        parquet.write_table(pyarrow.table(columns), file, compression="zstd")
        yield f"{sheet.name}.parquet", file.getvalue()


def _neo4j_files(tables: Sequence[Sheet]) -> Iterator[File]:
    """Yield nodes and relationships with the headers of the importer; a claim is a node that leads to what it is about."""
    nodes, edges, claims = tables
    known = {row[0] for row in nodes.rows}
    kinds = {str: "", int: ":long", float: ":double", bool: ":boolean"}

    def header(sheet: Sheet, names: Sequence[str]) -> list[Cell]:
        return [f"{name}:ID" if name == "iri" else name + kinds[sheet.columns[name]] for name in names]

    labels = [_labels(row) for row in nodes.rows]
    rows = [(*row, label) for row, label in zip(nodes.rows, labels, strict=True)]
    yield "nodes.csv", _csv([[*header(nodes, list(nodes.columns)), ":LABEL"], *rows])
    related = [(source, target, _relation(str(verb)), *rest) for source, verb, target, *rest in edges.rows]
    yield "edges.csv", _csv([[":START_ID", ":END_ID", ":TYPE", *header(edges, ["evidence", "confidence"])], *related])
    linking = ("subject", "object")
    places = [place for place, name in enumerate(claims.columns) if name not in linking]
    names = list(claims.columns)
    own = [(*(row[place] for place in places), "Claim") for row in claims.rows]
    yield "claims.csv", _csv([[*header(claims, [names[place] for place in places]), ":LABEL"], *own])
    links = [
        (row[0], row[names.index(role)], role.upper())
        for row in claims.rows
        for role in linking
        if row[names.index(role)] in known
    ]
    yield "claim-edges.csv", _csv([[":START_ID", ":END_ID", ":TYPE"], *links])


FORMS: Mapping[str, Callable[[Sequence[Sheet]], Iterator[File]]] = MappingProxyType(
    {"csv": plain_files, "neo4j": _neo4j_files, "parquet": _parquet_files}
)


def _labels(node: Sequence[Cell]) -> str:
    """Return the labels of a node: its kind, and its class or type."""
    category = re.split(r"[/#]", str(node[2] or ""))[-1]
    camel = "".join(part[:1].upper() + part[1:] for part in re.split(r"\W+", category))
    return ";".join(dict.fromkeys(label for label in (str(node[1]).capitalize(), camel) if label))


def _relation(predicate: str) -> str:
    """Return a predicate as relationship types are written: `issuedBy` is ISSUED_BY."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", re.split(r"[/#]", predicate)[-1]).upper()


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[str(cell).lower() if isinstance(cell, bool) else cell for cell in row] for row in rows])
    return text.getvalue().encode()
