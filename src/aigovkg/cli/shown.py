"""What several verbs print, and how: reports, issues, names with their prefixes."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from aigovkg.errors import InputError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from rich.console import Console

    from aigovkg.model import Issue, Report

_IRI = re.compile(r"https://w3id\.org/aigovkg/(\w+)/([\w.-]*\w)")
_THING = re.compile(r"https://w3id\.org/aigovkg/(?:instrument|agent|event|principle|place)/")  # what a reader can look up


def values(pairs: list[str], option: str) -> dict[str, str]:
    """Return NAME=VALUE pairs of an option as a mapping; InputError for what is no pair."""
    if not all("=" in pair for pair in pairs):
        raise InputError("not NAME=VALUE", where=option, remedy=f"such as {option} title=headline")
    return dict(pair.partition("=")[::2] for pair in pairs)


def report_json(report: Report) -> str:
    """Return a report for a program."""
    return json.dumps({"conforms": report.conforms, **asdict(report)}, ensure_ascii=False, indent=2)


def show_issues(report: Report, where: str, *, err: bool = False) -> None:
    """Print every issue of a report, each once, and whether the graph conforms."""
    screen = console(err=err)
    for line, times in Counter(map(issue_line, report.issues)).items():
        again = f" ({times} times)" if times > 1 else ""
        screen.print(f"{line}{again}", soft_wrap=True, markup=False, highlight=False)
    for name in report.set_aside:
        screen.print(f"set aside: {name}", soft_wrap=True, markup=False, highlight=False)
    screen.print(
        f"{where}: {'conforms' if report.conforms else 'does not conform'}", soft_wrap=True, markup=False, highlight=False
    )


def issue_line(issue: Issue) -> str:
    """Return an issue as a reader wants it: what, the words it comes from, the remedy."""
    about = f"{issue.where}: " if issue.source and _THING.match(issue.where) and issue.where not in issue.what else ""
    parts = [f"{issue.severity.value}: {issue.source or issue.where}: {about}{issue.what}"]
    if issue.quote:
        parts.append(f"words: “{issue.quote}”")
    if issue.sentence and issue.sentence != issue.quote:
        parts.append(f"in: “{issue.sentence}”")
    if issue.remedy:
        parts.append(f"remedy: {issue.remedy}")
    return visible(_IRI.sub(r"\1:\2", "\n    ".join(parts)))


def short(value: str | None) -> str:
    """Return an IRI with its prefix, as a reader of a table wants it."""
    from aigovkg.vocabulary import PREFIXES

    for prefix, namespace in PREFIXES.items():
        if value is not None and value.startswith(namespace) and "/" not in value[len(namespace) :]:
            return f"{prefix}:{value[len(namespace) :]}"
    return visible(value or "")


def console(*, err: bool = False) -> Console:
    """Return a console that knows how wide the terminal is."""
    from rich.console import Console

    return Console(stderr=err)
