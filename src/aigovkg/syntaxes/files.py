"""Files, plain or compressed by their ending: written whole or not at all."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

import zstandard

from aigovkg.errors import OutputError

# File name endings of compressed files, in which the ending of the syntax stands before.
COMPRESSED = (".gz", ".zst")
# What reading a file that is broken, or not compressed as its name says, may raise.
BROKEN = (OSError, EOFError, zlib.error, zstandard.ZstdError)


def suffix_of(path: Path) -> str:
    """Return the ending that tells the syntax, in small letters: ".ttl" of "graph.ttl" and of "graph.ttl.gz"."""
    name = path.with_suffix("") if path.suffix.lower() in COMPRESSED else path
    return name.suffix.lower()


def stem_of(path: Path) -> str:
    """Return a file's name without its endings: "graph" of "graph.ttl.gz"."""
    return (path.with_suffix("") if path.suffix.lower() in COMPRESSED else path).stem


def reading(path: Path) -> IO[bytes]:
    """Open a file to read what it holds, compressed or not."""
    match path.suffix.lower():
        case ".gz":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        case ".zst":
            return cast("IO[bytes]", zstandard.open(path, "rb"))
        case _:
            return path.open("rb")


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file, compressed as its ending says; until all of it is on disk, what stood there before stays.

    Raises:
        OutputError: the file cannot be written.
    """
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            with _compressing(file, path.suffix.lower()) as sink:
                for chunk in chunks:
                    sink.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(error, path) from error
        raise


def ensure_place(path: Path) -> None:
    """Find out before the work whether a file could be written.

    Raises:
        OutputError: nothing can be written there.
    """
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", where=str(path), remedy="choose another place"
        ) from error


def _compressing(file: IO[bytes], ending: str) -> IO[bytes]:
    """Return what compresses into a file, the same bytes for the same content; closing it leaves the file open."""
    match ending:
        case ".gz":
            # No name and no time: they would tell two files with the same content apart.
            return cast("IO[bytes]", gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0))
        case ".zst":
            writer = zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False)
            return io.BufferedWriter(cast("io.RawIOBase", writer), 1 << 20)
        case _:
            return io.BufferedWriter(io.FileIO(file.fileno(), "wb", closefd=False), 1 << 20)


def _unwritable(error: OSError, path: Path) -> OutputError:
    return OutputError(
        f"cannot be written: {error.strerror or error}", where=str(path), remedy="choose another place, or make room there"
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
