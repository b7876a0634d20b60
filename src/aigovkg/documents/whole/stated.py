"""What is said of a document beside its text: by the user, or by its format; and what of it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aigovkg.documents.plain import Plain
from aigovkg.documents.whole.words import Words
from aigovkg.model import Issue, Severity
from aigovkg.text import excerpt

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of title, issuers, date and language; `first` are the keys of the user, who goes before the text."""

    title: str = ""
    issuers: str = ""
    date: str = ""
    language: str = ""
    first: frozenset[str] = frozenset()


def of(plain: Plain, name: str, words: Words) -> tuple[Stated, tuple[Issue, ...]]:
    """Return what can be used of what is said of a document, and an issue for each thing that cannot."""
    held: dict[str, str] = {}
    first: set[str] = set()
    issues: list[Issue] = []
    for said, by_user in ((plain.stated, True), (plain.metadata, False)):
        for key, value in _joined(said):
            wrong = None if key in held else _wrong(key, value, words)
            if wrong:
                issues.append(Issue(Severity.WARNING, name, *wrong, source=name))
            elif key not in held:
                held[key] = value
                first |= {key} if by_user else set()
    return Stated(**held, first=frozenset(first)), tuple(issues)


def _joined(said: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Yield each key once, with its values parted by semicolons."""
    for key in ("title", "issuers", "date", "language"):
        value = "; ".join(" ".join(words.split()) for name, words in said if name == key and words.strip())
        if value:
            yield key, value


def _wrong(key: str, value: str, words: Words) -> tuple[str, str] | None:
    """Return what is wrong with a value and what to write instead, or nothing."""
    checks = {
        "title": ("title", any(map(str.isalpha, value)), "write its name"),
        "issuers": ("issuer", any(map(str.isalpha, value)), "write the name of who issued it"),
        "date": ("date", words.is_date(value), "write it as 2024-05-07, 2024-05 or 2024"),
        "language": ("language", _TAG.fullmatch(value) is not None, "write its tag, such as en or zh-Hans"),
    }
    named, right, remedy = checks[key]
    return None if right else (f"the {named} stated for it is none, so it was not used: {excerpt(value, 40)!r}", remedy)
