"""A file → `Reading`s: its `Document`s of `Passage`s.

Two steps: `formats` turn bytes into the plain text of documents, one small module for each format; a layout cuts that
text into passages and says whose they are: `attributed` for pages with attribution lines, `whole` for documents that
speak for themselves.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from aigovkg.documents import attributed, formats, manifest, whole
from aigovkg.documents.plain import Options, Plain
from aigovkg.errors import InputError
from aigovkg.model import Issue, Reading, Severity
from aigovkg.vocabulary import Lexicon

STDIN = Path("-")
_STDIN_NAME = "standard input"


@dataclass(frozen=True)
class Settings:
    """What a user says about the sources: `stated` gives the metadata of files by name (see `manifest`)."""

    options: Options = field(default_factory=Options)
    stated: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: MappingProxyType({}))


def find(paths: Iterable[Path]) -> list[Path]:
    """Return what to read, sorted, each once: files as named, folders searched for the endings of `formats.FORMATS`.

    A folder that is an AGORA archive is one thing to read; `-` is standard input.

    Raises:
        InputError: a path does not exist, or a folder holds nothing readable.
    """
    found: set[Path] = set()
    for path in paths:
        if path == STDIN or path.is_file() or (path.is_dir() and formats.agora.is_archive(path)):
            found.add(path)
        elif path.is_dir():
            inside = {one for one in path.rglob("*") if one.suffix.lower() in formats.FORMATS and one.is_file()}
            inside -= {one for one in inside if one.name in manifest.NAMES}
            archives = {one.parent for one in inside if one.name == formats.agora.TABLE and formats.agora.is_archive(one.parent)}
            inside = archives | {one for one in inside if archives.isdisjoint((one.parent, *one.parent.parents))}
            if not inside:
                endings = ", ".join(sorted(formats.FORMATS))
                raise InputError("no readable file in this folder", where=str(path), remedy=f"files ending in {endings} are read")
            found |= inside
        elif path.exists():
            raise InputError("neither a file nor a folder", where=str(path), remedy="pipe it in, and name it -")
        else:
            raise InputError("no such file or folder", where=str(path), remedy="check the path")
    return sorted(found)


def read(path: Path, lexicon: Lexicon, settings: Settings | None = None) -> list[Reading]:
    """Read what stands at a path: one reading for each document in it.

    Raises:
        InputError: it cannot be read, is of no known format, is empty, or holds no text that anybody could be named for.
    """
    settings = settings or Settings()
    notes: list[Issue] = []
    content, plains = _plains(path, replace(settings.options, note=notes.append))
    readings: list[Reading] = []
    for plain in plains:
        reading = _laid_out(plain, path, content, lexicon, settings)
        readings.append(replace(reading, issues=(*reading.issues, *notes)))
        notes.clear()
    if notes and readings:  # said of the file when all of it was read
        readings[-1] = replace(readings[-1], issues=(*readings[-1].issues, *notes))
    return readings


def _plains(path: Path, options: Options) -> tuple[bytes, Iterator[Plain]]:
    """Return the bytes of a file (none of a folder) and the documents in it."""
    if path.is_dir():
        return b"", formats.agora.read_folder(path, options)
    try:
        if path == STDIN:
            content = sys.stdin.buffer.read(options.file_bytes + 1)
            return content, formats.read(content, _STDIN_NAME, options, formats.told(content))
        options.check_size(path.stat().st_size, str(path))
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check its permissions") from error
    return content, formats.read(content, str(path), options)


def _laid_out(plain: Plain, path: Path, content: bytes, lexicon: Lexicon, settings: Settings) -> Reading:
    plain = replace(plain, stated=manifest.of_file(settings.stated, path, plain.part))
    file = _STDIN_NAME if path == STDIN else path.name
    name = f"{file}#{plain.part}" if plain.part else file
    # A part is what it says, wherever it stands; a whole file is its bytes.
    digest = plain.sha256 or hashlib.sha256(plain.text.encode("utf-8", "replace") if plain.part else content).hexdigest()
    if not attributed.applies(plain.text, lexicon):
        return whole.read(plain, digest, (name,), lexicon)
    reading = attributed.read(plain.text, digest, (name,), plain.media_type, lexicon)
    return replace(reading, issues=(_manifold(name), *reading.issues)) if plain.stated else reading


def _manifold(name: str) -> Issue:
    what = "this page says under its passages whose they are, so what the manifest states of it was not used"
    remedy = "take it out of the manifest, or correct the attribution lines of the page"
    return Issue(Severity.WARNING, where=name, what=what, remedy=remedy, source=name)
