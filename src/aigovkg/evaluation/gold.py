"""Annotated passages → rows: what a person found in a passage, to be compared with what the extractor finds.

A file of JSON Lines holds rows of one of two shapes, told by their keys: annotated passages (`text`, `citations`, `bodies`,
`events`, `principles`) or documents whose passages bear the name of a principle in some published list (`passages` of
`principle` and `text`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aigovkg import text
from aigovkg.errors import InputError
from aigovkg.model import Span

_MEND = "correct that line"


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose a passage is: titles with their languages, and the issuers as one string."""

    titles: tuple[tuple[str, str], ...] = ()
    issuers: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotation: where a name stands and what it names; of a citation also the relation and where in it is pointed to.

    `own` tells a mention of the very document the passage belongs to, which is no citation.
    """

    span: Span
    name: str
    relation: str = ""
    own: bool = False
    pinpoint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A passage with all that a person found in it; `label` instead where only one principle is told, by its name elsewhere."""

    id: str
    document: str
    language: str
    text: str
    heading: Heading = Heading()
    citations: tuple[Annotated, ...] = ()
    bodies: tuple[Annotated, ...] = ()
    events: tuple[Annotated, ...] = ()
    principles: tuple[str, ...] = ()
    label: str = ""


def rows(path: Path, headings: Mapping[str, Heading], relations: Collection[str], principles: Collection[str]) -> list[Row]:
    """Return the rows of a file, in its order.

    Args:
        path: a file of JSON Lines.
        headings: whose the documents are, by the name that `doc` gives.
        relations: the names that `relation` may have.
        principles: the names that `principles` may hold.

    Raises:
        InputError: the file cannot be read or holds no passage, or a line is wrong: it says which and why.
    """
    found = [row for where, record in _records(path) for row in _read(where, record, headings)]
    if not found:
        raise InputError("no passages in it", where=str(path), remedy="give annotated passages, one JSON object a line")
    for where, row in found:
        unknown = next((c.relation for c in row.citations if c.relation not in relations), None)
        if unknown is not None:
            raise InputError(f"no relation {unknown!r}", where=where, remedy=f"the relations are {', '.join(sorted(relations))}")
        strange = next((one for one in row.principles if one not in principles), None)
        if strange is not None:
            raise InputError(f"no principle {strange!r}", where=where, remedy="docs/reference/principles.en.md lists them")
    return [row for _, row in found]


def headings(path: Path) -> dict[str, Heading]:
    """Return whose documents are, from JSON Lines with `slug`, `title`, `title_zh` and `issuers`.

    Raises:
        InputError: the file cannot be read, or a line is wrong.
    """
    return {_string(where, record, "slug"): _heading(where, record) for where, record in _records(path)}


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a file of JSON Lines, with the name of the file and the number of the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="give a file that exists") from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", where=str(path), remedy="save it as UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise InputError("half a character (a lone surrogate)", where=where, remedy=_MEND) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON: {error}", where=where, remedy="one JSON object a line") from error
        if not isinstance(record, dict):
            raise InputError("not a JSON object", where=where, remedy="one JSON object a line")
        yield where, record


def _read(where: str, record: dict[str, Any], known: Mapping[str, Heading]) -> Iterator[tuple[str, Row]]:
    if "passages" in record:
        yield from _labelled(where, record)
        return
    words = _string(where, record, "text")
    document = _string(where, record, "doc", default=where)
    yield (
        where,
        Row(
            id=_string(where, record, "id", default=where),
            document=document,
            language=_string(where, record, "lang", default=_language(words)),
            text=words,
            heading=_heading(where, record) if record.get("title") else known.get(document, Heading()),
            citations=tuple(_annotated(where, record, "citations", "instrument", words)),
            bodies=tuple(_annotated(where, record, "bodies", "body", words)),
            events=tuple(_annotated(where, record, "events", "event", words)),
            principles=tuple(_strings(where, record, "principles")),
        ),
    )


def _labelled(where: str, record: dict[str, Any]) -> Iterator[tuple[str, Row]]:
    heading = _heading(where, record)
    document = _string(where, record, "title", default=where)
    for number, passage in enumerate(_objects(where, record, "passages"), 1):
        words = _string(where, passage, "text")
        label = _string(where, passage, "principle")
        yield where, Row(f"{document}#{number}", document, _language(words), words, heading, label=label)


def _heading(where: str, record: dict[str, Any]) -> Heading:
    titles = [(_string(where, record, key, default=""), tag) for key, tag in (("title", ""), ("title_zh", "zh"))]
    issuers = record.get("issuers") or record.get("issuer") or []
    named = [issuers] if isinstance(issuers, str) else _strings(where, {"issuers": issuers}, "issuers")
    return Heading(tuple((title, tag or _language(title)) for title, tag in titles if title.strip()), "; ".join(named))


def _language(words: str) -> str:
    return "zh" if text.has_han(words) else "en"


def _annotated(where: str, record: dict[str, Any], key: str, naming: str, words: str) -> Iterator[Annotated]:
    for one in _objects(where, record, key):
        quote, start = _string(where, one, "quote"), one.get("start")
        if not isinstance(start, int) or words[start : start + len(quote)] != quote:
            found = words[start : start + len(quote)] if isinstance(start, int) and start >= 0 else ""
            what = f"{key} has the quote {quote!r}, but at {start} stands {found!r}"
            raise InputError(what, where=where, remedy=f"{_MEND}: offsets count code points of the text")
        relation = _string(where, one, "relation", default="cites") if key == "citations" else ""
        name = _string(where, one, naming, default=quote)
        pinpoint = _string(where, one, "pinpoint", default="")
        yield Annotated(Span(start, start + len(quote)), name, relation, bool(one.get("self")), pinpoint)


def _string(where: str, record: dict[str, Any], key: str, *, default: str | None = None) -> str:
    value = record.get(key)
    value = default if value is None else value
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise InputError(f"no {key}" if not value else f"{key} is not a string", where=where, remedy=_MEND)
    return value


def _strings(where: str, record: dict[str, Any], key: str) -> list[str]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError(f"{key} is not a list of strings", where=where, remedy=_MEND)
    return value


def _objects(where: str, record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise InputError(f"{key} is not a list of objects", where=where, remedy=_MEND)
    return value
