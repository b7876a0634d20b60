"""What the formats give the layouts: the text of one document, and what its format says about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from aigovkg.errors import InputError
from aigovkg.model import Issue, Severity

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Plain:
    """The text of one document as its format gives it, with what the format says about it.

    `text` is blocks separated by blank lines, and exactly what offsets refer to. `part` names the part of the file:
    "3" (record of a JSON Lines file), "a/b.txt" (member of a zip). `metadata` has the keys title, issuers, date,
    language and url, only what the format itself states; a key stands once for each of its values. `headings` are the
    offsets of the lines that the format marks as headings. Page n starts at `pages[n - 1]`. `sha256` is of the bytes it was
    read from where those are a file of their own, in a zip as on disk. `stated` is what the user says of it, with the keys
    of `metadata`: that goes before what the text says, and the metadata behind it.
    """

    text: str
    media_type: str
    part: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    headings: frozenset[int] = frozenset()
    pages: tuple[int, ...] = ()
    sha256: str = ""
    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands for itself; a tight one follows the one before it without a blank line."""

    text: str
    heading: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may say about reading: which column holds what, and how much is too much.

    `columns` maps text, title, issuers, date, language or url to the column (or JSON key) that holds it. `set_aside` is
    told what was left out of a file that is read otherwise (a member, a record); without it, a bad part fails its file.
    `note` is told what a user should know of a file that is read all the same (a page without text, a column that is not
    there).
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    file_bytes: int = 200 * _MEGABYTE
    member_bytes: int = 200 * _MEGABYTE
    total_bytes: int = 1_000 * _MEGABYTE
    members: int = 100_000
    ratio: int = 200
    pages: int = 20_000
    set_aside: Callable[[InputError], None] | None = None
    note: Callable[[Issue], None] | None = None

    def refuse(self, error: InputError) -> None:
        """Leave out a part that cannot be read, if someone wants to know; else fail."""
        if self.set_aside is None:
            raise error
        self.set_aside(error)

    def say(self, what: str, *, where: str, remedy: str = "", severity: Severity = Severity.WARNING) -> None:
        """Say what a user should know of something that is read all the same, if someone wants to know."""
        if self.note is not None:
            self.note(Issue(severity, where=where, what=what, remedy=remedy, source=where))

    def check_size(self, size: int, where: str) -> None:
        """Tell whether a file of `size` bytes may be read; call it before reading the file.

        Raises:
            InputError: it is larger than `file_bytes`.
        """
        if size > self.file_bytes:
            # Of what comes through a pipe no more is read than shows that it is too much.
            said, limit = megabytes(size), megabytes(self.file_bytes)
            raise InputError(
                f"{'this is' if said == limit else f'{said} MB are'} more than the limit of {limit} MB a file",
                where=where,
                remedy="split it into smaller files",
            )


def megabytes(size: int) -> str:
    """Return a size in MB, as precise as it needs to be."""
    return f"{size / _MEGABYTE:,.3f}".rstrip("0").rstrip(".")


def assembled(blocks: Iterable[Block]) -> tuple[str, frozenset[int]]:
    """Return the text that blocks make, and the offsets of those that are headings."""
    pieces: list[str] = []
    headings: set[int] = set()
    offset = 0
    for block in blocks:
        between = ("\n" if block.tight else "\n\n") if pieces else ""
        offset += len(between)
        if block.heading:
            headings.add(offset)
        pieces += (between, block.text)
        offset += len(block.text)
    return "".join(pieces), frozenset(headings)
