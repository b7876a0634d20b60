"""What several verbs print, and how: reports, issues, names with their prefixes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from aigovkg.errors import InputError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from rich.console import Console

    from aigovkg.model import Issue, Report

_LATIN = re.compile(r"[!-\u02ff]+")  # what looks torn when it is broken, as Chinese does not
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


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table, or where that would break words, each row as a block of lines."""
    from rich.table import Table as Grid
    from rich.text import Text

    screen = console()
    widths = _widths(columns, rows, screen.width)
    if widths is None:
        # A table would fold words into slivers: each row is a block of lines then.
        margin = max(map(len, columns)) + 2
        for row in rows:
            for column, cell in zip(columns, row, strict=True):
                screen.print(f"{column:<{margin}}{cell.replace(chr(10), '  ')}", soft_wrap=True, markup=False, highlight=False)
            screen.print()
    else:
        grid = Grid()
        for column, width in zip(columns, widths, strict=True):
            grid.add_column(column, overflow="fold", width=width)
        for row in rows:
            grid.add_row(*map(Text, row))
        screen.print(grid, markup=False)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return how wide each column of a table is to be so that no word is broken, or None if they do not fit beside each other."""
    from rich.cells import cell_len

    cells = [(column, *(row[place] for row in rows)) for place, column in enumerate(columns)]
    least = [max((len(word) for cell in column for word in _LATIN.findall(cell)), default=2) for column in cells]
    wanted = [max(cell_len(line) for cell in column for line in (cell.splitlines() or [""])) for column in cells]
    spare = width - sum(least) - 3 * len(columns) - 1
    if spare < 0:
        return None
    missing = [max(0, want - has) for want, has in zip(wanted, least, strict=True)]
    every = max(sum(missing), 1)
    return [has + min(lacks, spare * lacks // every) for has, lacks in zip(least, missing, strict=True)]
