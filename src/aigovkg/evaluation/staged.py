"""Rows → the `Document`s they are extracted in: each by itself, or all rows of a document where they stand in its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aigovkg.errors import InputError
from aigovkg.evaluation.gold import Row
from aigovkg.model import Attribution, Document, Passage, Source, Span

_NOT_MINE = "0" * 64  # no source has this digest: annotated passages are of none


@dataclass(frozen=True, slots=True)
class Staged:
    """A document, and the rows in it with their passages."""

    document: Document
    rows: tuple[tuple[Row, Passage], ...]


def alone(rows: Iterable[Row]) -> list[Staged]:
    """Return each row as a document of its own, which bears the title and the issuers of the document it is from."""
    staged = []
    for row in rows:
        head, said = _head(row)
        passage = Passage(_NOT_MINE, head.position + 1, row.text, row.language)
        staged.append(Staged(_document(row, [passage], said), ((row, passage),)))
    return staged


def in_texts(rows: Sequence[Row], folder: Path) -> list[Staged]:
    """Return the rows of each document in its whole text, `DOC.txt` in a folder; alone where there is no such file.

    A row that does not stand in the text, however its spaces are, comes last in it.

    Raises:
        InputError: there is no such folder, or a text in it is not UTF-8.
    """
    if not folder.is_dir():
        raise InputError("no such folder", where=str(folder), remedy="give the folder that holds a DOC.txt for each document")
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row.document].append(row)
    staged: list[Staged] = []
    for document, group in by_document.items():
        path = folder / f"{document}.txt"
        if path.is_file():
            staged.append(_in_text(group, _read(path)))
        else:
            staged += alone(group)
    return staged


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", where=str(path), remedy="save it as UTF-8") from error


def _in_text(rows: Sequence[Row], words: str) -> Staged:
    head, said = _head(rows[0])
    passages: list[Passage] = []
    placed: list[tuple[Row, Passage]] = []
    for run, row in _runs(rows, words):
        passage = Passage(_NOT_MINE, head.position + 1 + len(passages), run, row.language if row else rows[0].language)
        passages.append(passage)
        if row is not None:
            placed.append((row, passage))
    return Staged(_document(rows[0], passages, said), tuple(placed))


def _runs(rows: Sequence[Row], words: str) -> Iterator[tuple[str, Row | None]]:
    """Yield the lines of a text and, in their places, the rows; spaces may differ."""
    solid = [place for place, character in enumerate(words) if not character.isspace()]
    squeezed = "".join(words[place] for place in solid)
    found: list[tuple[int, int, Row]] = []
    for row in rows:
        sought = "".join(row.text.split())
        at = squeezed.find(sought)
        found.append((solid[at], solid[at + len(sought) - 1] + 1, row) if at >= 0 else (len(words), len(words), row))
    done = 0
    for start, end, row in sorted(found, key=lambda one: one[:2]):
        yield from ((line, None) for line in words[done:start].splitlines() if line.strip())
        yield row.text, row
        done = max(done, end)
    yield from ((line, None) for line in words[done:].splitlines() if line.strip())


def _document(row: Row, passages: Iterable[Passage], said: Attribution) -> Document:
    return Document(Source((row.document,), _NOT_MINE, row.language, "text/plain"), tuple(passages), (said,))


def _head(row: Row) -> tuple[Passage, Attribution]:
    """Return a run that says whose the document is, before all others; what has no title is called by the document's name."""
    titles = row.heading.titles or ((row.document, "en"),)
    issuers = row.heading.issuers
    lines = [*(title for title, _ in titles), *([issuers] if issuers else [])]
    starts = [sum(len(line) + 1 for line in lines[:place]) for place in range(len(lines))]
    spans = [Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    head = Passage(_NOT_MINE, 1, "\n".join(lines), titles[0][1], attributes=True)
    named = tuple((span, tag) for span, (_, tag) in zip(spans, titles, strict=False))
    return head, Attribution(head, named, spans[-1] if issuers else None)
