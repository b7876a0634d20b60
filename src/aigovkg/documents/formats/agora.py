"""An archive of AGORA (Emerging Technology Observatory): `documents.csv` and `fulltext/ID.txt`.

Its table says of each document what it is called, whose it is and when something last happened to it; only some have their
full text in the archive.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from aigovkg.documents.formats import fields, records, text
from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError
from aigovkg.model import Severity

TABLE, TEXTS = "documents.csv", "fulltext"

_ID = "AGORA ID"
# Our field → the columns of the table, the best first; a user's mapping comes before them.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("Official name", "Casual name"),
    "issuers": ("Authority",),
    "date": ("Most recent activity date",),
    "url": ("Link to document",),
}
# An ID names a file, so it may not be a path.
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def is_archive(folder: Path) -> bool:
    """Tell whether a folder is such an archive."""
    return (folder / TABLE).is_file() and (folder / TEXTS).is_dir()


def read_folder(folder: Path, options: Options) -> Iterator[Plain]:
    """Read an archive on disk.

    Raises:
        InputError: a file of it cannot be read, or its table is not AGORA's.
    """

    def full_text(identifier: str) -> bytes | None:
        path = folder / TEXTS / f"{identifier}.txt"
        return _bytes(path, options) if path.is_file() else None

    yield from read(_bytes(folder / TABLE, options), str(folder), options, full_text)


def read(content: bytes, name: str, options: Options, full_text: Callable[[str], bytes | None]) -> Iterator[Plain]:
    """Read the table and, through `full_text`, the text of each document in it.

    Raises:
        InputError: the table is not AGORA's, or a text in it cannot be read.
    """
    where = f"{name}/{TABLE}"
    count = missing = 0
    for number, row in records.rows(text.decoded(content, where), where, options):
        count += 1
        if _ID not in row:
            columns = fields.listed(row)
            raise InputError(f"no column 'AGORA ID' among {columns}", where=where, remedy="give AGORA's own documents.csv")
        try:
            document = _document(row, f"{where}, record {number}", name, options, full_text)
        except InputError as error:
            options.refuse(error)
        else:
            if document is None:
                missing += 1
            else:
                yield document
    if not count:
        raise InputError("there is no record in it", where=where, remedy="give AGORA's own documents.csv")
    if missing == count:
        raise InputError(
            f"no full text of its {count:,} documents is in the archive", where=name, remedy="add its folder fulltext"
        )
    if missing:
        what = f"of its {count:,} documents {missing:,} are without full text in the archive"
        options.say(what, where=name, remedy="nothing to do: AGORA gives the full text of some", severity=Severity.INFO)


def _document(
    row: Mapping[str, object], where: str, name: str, options: Options, full_text: Callable[[str], bytes | None]
) -> Plain | None:
    identifier = str(row[_ID]).strip()
    if not _SAFE.fullmatch(identifier):
        raise InputError(f"{identifier!r} is no AGORA ID", where=where, remedy="give AGORA's own documents.csv")
    part = f"{TEXTS}/{identifier}.txt"
    content = full_text(identifier)
    if content is None or not content.strip():
        return None
    words = text.decoded(content, f"{name}/{part}")
    return Plain(words, "text/plain", part=part, metadata=_stated(row, options), sha256=hashlib.sha256(content).hexdigest())


def _stated(row: Mapping[str, object], options: Options) -> tuple[tuple[str, str], ...]:
    wanted = {field: (options.columns[field],) if field in options.columns else names for field, names in _COLUMNS.items()}
    first = ((field, next((v for name in names for v in fields.values(row.get(name))), "")) for field, names in wanted.items())
    return tuple((field, value) for field, value in first if value)


def _bytes(path: Path, options: Options) -> bytes:
    try:
        options.check_size(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check its permissions") from error
