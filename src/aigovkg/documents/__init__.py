"""A file → a `Reading`: its `Document`s of `Passage`s, one small module for each format.

`find` turns what a user names (files, folders) into files; `read` turns one file into a `Reading`.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from charset_normalizer import from_bytes

from aigovkg.documents import attributed
from aigovkg.errors import InputError
from aigovkg.model import Reading
from aigovkg.vocabulary import Lexicon

# By file name ending: the media type and what reads it.
READERS: Mapping[str, tuple[str, Callable[[str, str, tuple[str, ...], str, Lexicon], Reading]]] = MappingProxyType(
    {
        ".txt": ("text/plain", attributed.read),
        ".text": ("text/plain", attributed.read),
    }
)

# Byte order marks, the longer before the shorter that it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What charset-normalizer says of a guess, 0 to 1: how much noise it leaves, how much it reads like a language.
_MOST_CHAOS, _LEAST_COHERENCE = 0.05, 0.2


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read, sorted, each once: files as named, folders searched for the endings of `READERS`.

    Raises:
        InputError: a path does not exist, or a folder holds nothing readable.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.suffix.lower() in READERS and one.is_file()]
            if not inside:
                raise InputError(
                    "no readable file in this folder", where=str(path), remedy=f"files ending in {_endings()} are read"
                )
            found.update(inside)
        elif path.exists():
            found.add(path)
        else:
            raise InputError("no such file or folder", where=str(path), remedy="check the path")
    return sorted(found)


def read(path: Path, lexicon: Lexicon) -> Reading:
    """Read one file; the lexicon tells how passages are numbered.

    Raises:
        InputError: the file cannot be read, is of no known format, is empty or is not text in a known encoding.
    """
    if path.suffix.lower() not in READERS:
        raise InputError(
            f"files ending in {path.suffix or 'nothing'} are not read", where=str(path), remedy=f"give one ending in {_endings()}"
        )
    media_type, reader = READERS[path.suffix.lower()]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="check its permissions") from error
    if not content.strip():
        raise InputError("the file is empty", where=str(path), remedy="give a file with text in it")
    return reader(_decoded(content, str(path)), hashlib.sha256(content).hexdigest(), (path.name,), media_type, lexicon)


def _decoded(content: bytes, where: str) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, or in an encoding that can be told for sure."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    try:
        if marked is None and b"\0" in content:
            raise InputError("this is not a text file", where=where, remedy="give a text file, saved as UTF-8")
        return content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        best = None if marked else from_bytes(content).best()
        # A doubtful guess is no decoding: such text would give false quotes.
        if best is None or best.chaos > _MOST_CHAOS or best.coherence < _LEAST_COHERENCE:
            what = f"not {marked or 'UTF-8'} (byte {error.start}), and its encoding cannot be told"
            raise InputError(what, where=where, remedy="save it as UTF-8") from error
        return str(best)


def _endings() -> str:
    return ", ".join(sorted(READERS))
