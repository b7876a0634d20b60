"""A corpus manifest → what it states of each file (title, issuers, date, language), and which columns hold what.

`corpus.toml` has a table for each file:

    ["paper.pdf"]
    title = "Charter of the River"
    issuers = ["OECD", "UNESCO"]
    date = "2024-05-07"

    [columns]              # which column of tables, or key of JSON Lines, holds what
    title = "headline"
    text = "body"

`corpus.csv` has the columns file, title, issuers (parted by semicolons), date, language.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aigovkg.documents.formats.text import decoded
from aigovkg.errors import InputError

NAMES = frozenset(("corpus.toml", "corpus.csv"))
_COLUMNS = "columns"
_KEYS = ("title", "issuers", "date", "language", "url")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is stated of files, by file name, and which columns of tables hold what."""

    stated: Mapping[str, tuple[tuple[str, str], ...]]
    columns: Mapping[str, str]


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        InputError: the manifest is missing, is neither TOML nor CSV, or states something that is no metadata.
    """
    try:
        content = decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check the path") from error
    if path.suffix.lower() == ".toml":
        tables = _toml(content, str(path))
        columns = {field: str(column) for field, column in tables.pop(_COLUMNS, {}).items()}
        return Manifest({name: tuple(_stated(fields, str(path), name)) for name, fields in tables.items()}, columns)
    return Manifest(dict(_table(content, str(path))), {})


def of_file(stated: Mapping[str, tuple[tuple[str, str], ...]], path: Path, part: str) -> tuple[tuple[str, str], ...]:
    """Return what is stated of a file (or of a part of it): by its path as far as the manifest gives it, else by its name."""
    whole = (*path.parts, part) if part else path.parts
    for start in range(len(whole)):
        found = stated.get("/".join(whole[start:]))
        if found is not None:
            return found
    return ()


def _table(content: str, where: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    seen: set[str] = set()
    try:
        rows = csv.DictReader(io.StringIO(content))
        if "file" not in (rows.fieldnames or ()):
            raise InputError("no column named file", where=where, remedy="name the columns file, title, issuers, date, language")
        for row in rows:
            name = row["file"]
            if name in seen:
                raise InputError(
                    f"two rows for {name}", where=where, remedy="tell the files apart by their folders, as in a/r.txt"
                )
            seen.add(name)
            yield name, tuple(_stated(row, where, name))
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", where=where, remedy="mend the manifest") from error


def _toml(content: str, where: str) -> dict[str, Mapping[str, object]]:
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not well-formed TOML: {error}", where=where, remedy="mend the manifest at that place") from error
    wrong = next((name for name, fields in tables.items() if not isinstance(fields, dict)), None)
    if wrong is not None:
        raise InputError(f"{wrong} is no table", where=where, remedy='write ["file name"] above its fields')
    return tables


def _stated(fields: Mapping[str, object], where: str, name: str) -> Iterator[tuple[str, str]]:
    unknown = next((key for key in fields if key not in (*_KEYS, "file")), None)
    if unknown is not None:
        raise InputError(f"{name} has a field {unknown}", where=where, remedy=f"the fields are {', '.join(_KEYS)}")
    for key in _KEYS:
        value = fields.get(key)
        if value is None or value == "":
            continue
        values = value if isinstance(value, list) else str(value).split(";") if key == "issuers" else [value]
        for one in values:
            if not isinstance(one, str | int) and not hasattr(one, "isoformat"):
                raise InputError(f"{key} of {name} is no text", where=where, remedy="write it in quotation marks")
            if "\0" in str(one):
                raise InputError(f"{key} of {name} holds a NUL", where=where, remedy="remove it")
            yield key, str(one).strip()
