"""JSON Lines and CSV: one document a record, its text and what is said of it in columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from aigovkg.documents.formats import fields, text
from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError

_DELIMITERS = ",;\t"
_MOST_DIGITS = 20
_LARGEST_FIELD = 2**31 - 1  # characters; the size of the file is the limit


def read_lines(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read JSON Lines: an object a line."""
    yield from _documents(_objects(text.decoded(content, name), name, options), name, "line", "application/jsonl", options)


def read_table(content: bytes, name: str, options: Options) -> Iterator[Plain]:
    """Read CSV with a header; comma, semicolon or tab between the columns, whichever the header has."""
    media_type = "text/tab-separated-values" if name.lower().endswith(".tsv") else "text/csv"
    yield from _documents(rows(text.decoded(content, name), name, options), name, "record", media_type, options)


def rows(table: str, where: str, options: Options) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the records of a table, counted from 1, by the names of their columns.

    Raises:
        InputError: the table is not well-formed.
    """
    csv.field_size_limit(_LARGEST_FIELD)
    header = table[: table.find("\n")] if "\n" in table else table
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    names: list[str] | None = None
    count = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # Behind a wrong quote nothing can be told from its neighbours.
            raise InputError(
                f"not a table of values: {error}",
                where=f"{where}, line {reader.line_num}",
                remedy='put fields with commas, quotes or line ends in quotes, and write a quote in them as ""',
            ) from error
        if not any(value.strip() for value in row):
            continue
        if names is None:
            names = row
            continue
        count += 1
        if len(row) > len(names):
            what = f"{len(row)} fields where the header has {len(names)}"
            options.refuse(InputError(what, where=f"{where}, record {count}", remedy="put fields with commas in quotes"))
        else:
            yield count, dict(zip(names, row, strict=False))


def _objects(source: str, where: str, options: Options) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the objects with the numbers of their lines; only a line feed ends a line, for strings may hold others."""
    start, number = 0, 0
    while start < len(source):
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        line, start = source[start:end], end + 1
        number += 1
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_int=_integer)
            if not isinstance(record, dict):
                raise TypeError("no object")
        except (ValueError, TypeError, RecursionError) as error:
            what = {TypeError: "not an object", RecursionError: "it nests too deep"}.get(type(error), "not JSON")
            if isinstance(error, json.JSONDecodeError):
                what = f"not JSON at column {error.colno}: {error.msg}"
            options.refuse(InputError(what, where=f"{where}, line {number}", remedy="write one object {…} on each line"))
        else:
            yield number, record


def _integer(digits: str) -> int | str:
    """Return a number, or its digits where they are more than a number of anything has."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _documents(
    records: Iterator[tuple[int, Mapping[str, object]]], where: str, unit: str, media_type: str, options: Options
) -> Iterator[Plain]:
    """Yield the document of each record."""
    read = 0
    named = {field: column for field, column in options.columns.items() if field != "text"}
    columns: list[str] = []
    shapes: dict[tuple[str, ...], dict[str, str]] = {}  # most records have the columns of the one before
    for number, record in records:
        read += 1
        place = f"{where}, {unit} {number}"
        try:
            shape = tuple(record)
            if shape not in shapes:
                shapes = {shape: fields.columns(list(record), options.columns)}
                columns = list(shape)
                named = {field: column for field, column in named.items() if field not in shapes[shape]}
            yield _document(record, shapes[shape], str(number), place, media_type, options)
        except InputError as error:
            options.refuse(error)
    if not read:
        raise InputError("there is no record in it", where=where, remedy="give a file with a document in each record")
    for field, column in named.items():
        what = f"no column {column!r}, which was named for {field}, so no {field} was taken from it"
        options.say(what, where=where, remedy=f"its columns are {fields.listed(columns)}")


def _document(
    record: Mapping[str, object], held: Mapping[str, str], part: str, where: str, media_type: str, options: Options
) -> Plain:
    if "text" not in held:
        wanted = options.columns.get("text", "text")
        raise InputError(
            f"no {wanted!r} among its columns {fields.listed(record)}",
            where=where,
            remedy="say which one holds the text: text=COLUMN",
        )
    words = text.sound(_words(record[held["text"]], where), where)
    metadata = fields.stated(record, held)
    for column in fields.unused(record, held):
        options.say(
            f"its {column} is no text, so it was not used", where=where, remedy="write it as a string or a list of strings"
        )
    for _, value in metadata:
        text.sound(value, where)
    return Plain(words, media_type, part=part, metadata=metadata)


def _words(value: object, where: str) -> str:
    """Return a text that is one string or a list of paragraphs."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        raise InputError("its text is not a string", where=where, remedy="write the text as one string")
    if not value.strip():
        raise InputError("its text is empty", where=where, remedy="give it a text, or take the record out")
    return value
