"""What a measure finds: a table of plain values, with what must be said about it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigovkg.errors import InputError

if TYPE_CHECKING:
    from aigovkg.analysis.facts import Facts

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
_DIGITS = 10  # of what is written; beyond them sums of floats differ between machines


@dataclass(frozen=True, slots=True)
class Finding:
    """A table: its columns and rows, and notes such as what was sampled or left out. `name` is that of the measure."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def as_csv(self, delimiter: str = ",") -> str:
        """Return the table in CSV, without the notes."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue()

    def as_json(self) -> str:
        """Return the table and its notes in JSON."""
        whole = {"measure": self.name, "notes": list(self.notes), "rows": self.records()}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a measure can be asked about; without a default it must be given."""

    name: str
    default: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what it is called, how it is defined, who defined it, and how its table is drawn."""

    name: str
    title: str
    title_zh: str
    definition: str
    source: str
    parameters: tuple[Parameter, ...]
    take: Callable[[Facts, Mapping[str, str]], Finding]
    picture: str


def whole(values: Mapping[str, str], name: str, least: int = 1) -> int:
    """Return a parameter as a whole number.

    Raises:
        InputError: it is none, or less than it may be.
    """
    try:
        number = int(values[name])
    except ValueError:
        number = least - 1
    if number < least:
        raise InputError(
            f"{values[name]!r} is not a whole number from {least}", where=f"-p {name}", remedy=f"such as -p {name}=20"
        )
    return number


def choice(values: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    """Return a parameter that is one of a few words.

    Raises:
        InputError: it is none of them.
    """
    if values[name] not in known:
        raise InputError(f"{values[name]!r} is not known", where=f"-p {name}", remedy=f"use {', '.join(known)}")
    return values[name]


def number(value: float) -> float:
    """Return a number as it is written: with ten digits behind the point."""
    return round(float(value), _DIGITS)


TOP = Parameter("top", "50", "how many rows at most")
