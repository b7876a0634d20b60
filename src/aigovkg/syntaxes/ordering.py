"""Lines in any order → sorted lines, each once, in bounded memory: what does not fit is sorted in runs on disk and merged."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice, pairwise
from typing import IO

_IN_MEMORY = 96_000_000  # bytes of lines that are sorted at once; Python holds them in about three times that
_BATCH = 20_000  # lines


def ordered(blobs: Iterable[bytes], in_memory: int = _IN_MEMORY) -> Iterator[list[bytes]]:
    """Yield the lines of blobs (each line ended by a newline) in batches, sorted by their bytes, without their newlines."""
    held: list[bytes] = []
    size = 0
    runs: list[IO[bytes]] = []
    try:
        for blob in blobs:
            held += blob.split(b"\n")
            held.pop()
            size += len(blob)
            if size > in_memory:
                held.sort()
                runs.append(_run(held))
                held, size = [], 0
        if runs:
            held.sort()
            yield from _batches(merge(*((line[:-1] for line in run) for run in runs), held))
        else:
            held.sort()
            yield from _batches(iter(held))
    finally:
        for run in runs:
            run.close()


def _run(lines: list[bytes]) -> IO[bytes]:
    file = tempfile.TemporaryFile(prefix="aigovkg-", buffering=1 << 20)  # noqa: SIM115 - closed by `ordered`
    file.writelines(line + b"\n" for line in lines)
    file.seek(0)
    return file


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Yield sorted lines in batches, each line once."""
    before = b""  # no line is empty
    while batch := list(islice(lines, _BATCH)):
        last = batch[-1]
        yield [line for earlier, line in pairwise((before, *batch)) if line != earlier]
        before = last
