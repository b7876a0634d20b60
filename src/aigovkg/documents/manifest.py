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
from collections.abc import Iterable, Iterator, Mapping
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
    found = (stated[ending] for ending in _endings((*path.parts, *filter(None, part.split("/")))) if ending in stated)
    return next(found, ())


def unmatched(stated: Iterable[str], paths: Iterable[Path], names: Iterable[str]) -> list[str]:
    """Return the names in a manifest that are of no file that was found, and of no part of a file that was read.

    Args:
        stated: the names in the manifest.
        paths: the files that were found.
        names: what the sources that were read are called: the name of a file, and behind "#" that of a part of it.
    """
    files = list(paths)
    known = {ending for path in files for ending in _endings(path.parts)}
    homes: dict[str, list[Path]] = {}
    for path in files:
        homes.setdefault(path.name, []).append(path)
    for name in names:
        file, _, part = name.partition("#")
        known |= {ending for path in homes.get(file, ()) if part for ending in _endings((*path.parts, *part.split("/")))}
    return [name for name in stated if name not in known]


def _endings(parts: tuple[str, ...]) -> Iterator[str]:
    """Yield a path, and what is left of it without the folders that it begins with, the longest first."""
    return ("/".join(parts[start:]).replace("//", "/") for start in range(len(parts)))


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
