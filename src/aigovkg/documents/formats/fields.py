"""What a record, a front matter or a table row calls the things we want to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

# Our field → the names it goes by where nobody maps them, the best first; compared without case, spaces as "_".
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("text", "body", "content", "full_text", "fulltext"),
        "title": ("title", "official_name", "name"),
        "issuers": (
            *("issuers", "issuer", "issued_by", "authority", "authorities", "authors", "author"),
            *("organizations", "organization", "organisations", "organisation", "institution", "publisher"),
        ),
        "date": ("date", "date_issued", "issued", "publication_date", "date_published", "published", "year"),
        "language": ("language", "lang"),
        "url": ("url", "link", "source_url"),
    }
)
STATED = tuple(field for field in NAMES if field != "text")

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d\S{0,40}\Z")


def columns(present: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return which of the `present` names holds which of our fields: as mapped, else by its usual names."""
    known = {_plain(name): name for name in reversed(present)}
    wanted = {field: (mapping[field],) if field in mapping else names for field, names in NAMES.items()}
    found = {
        field: next((known[_plain(name)] for name in names if _plain(name) in known), None) for field, names in wanted.items()
    }
    return {field: name for field, name in found.items() if name is not None}


def stated(record: Mapping[str, object], held: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what a record states, by our fields; a list states each of its values."""
    return tuple((field, value) for field in STATED if field in held for value in values(record.get(held[field])))


def unused(record: Mapping[str, object], held: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of what a record says, and that cannot be used because it is no text."""
    for field in STATED:
        value = record.get(held[field]) if field in held else None
        if value not in (None, "", [], {}) and not (isinstance(value, str) and not value.strip()) and not any(values(value)):
            yield held[field]


def listed(record: Iterable[str]) -> str:
    """Return the names in a record as a message shows them."""
    return ", ".join(map(repr, list(record)[:20])) or "(none)"


def values(value: object) -> Iterator[str]:
    """Yield the words of a value that is a string, a number or a list of them."""
    if isinstance(value, list | tuple):
        for one in value:
            if not isinstance(one, list | tuple):
                yield from values(one)
    elif isinstance(value, Mapping):
        name = value.get("name")  # "author: {name: …, email: …}"
        yield from values(name if isinstance(name, str) else None)
    elif isinstance(value, float):
        yield from values(int(value) if value.is_integer() else None)  # a year in a column with gaps
    elif isinstance(value, str | int) and not isinstance(value, bool):
        words = " ".join(str(value).split())
        if words:
            yield day(words)


def day(words: str) -> str:
    """Return a moment of ISO 8601 without its time of day; anything else as it stands."""
    moment = _MOMENT.match(words)
    return moment.group(1) if moment else words


def _plain(name: str) -> str:
    return "_".join(name.strip().casefold().replace("-", " ").replace("_", " ").split())
