"""What the matrix shows: which instrument states which principle, and how often it says so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from aigovkg.errors import InputError
from aigovkg.web.browse.clustering import alike
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.overview import Overview

MOST_ROWS = 300
LEVELS = ("themes", "principles")
ROW_ORDERS = ("likeness", "date", "many", "name")
COLUMN_ORDERS = ("scheme", "likeness", "many")
# What a reader may choose, the first unless another is named.
ORDERS: Mapping[str, Sequence[str]] = MappingProxyType({"level": LEVELS, "rows": ROW_ORDERS, "columns": COLUMN_ORDERS})


@dataclass(frozen=True, slots=True)
class Cell:
    """That an instrument states a principle: the claims that say so, none where only a catalogue does."""

    column: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An instrument with the principles it states, by the number of their columns."""

    thing: Thing
    date: str
    cells: tuple[Cell, ...]

    @property
    def by_column(self) -> dict[int, Cell]:
        """Its cells by the number of their column."""
        return {cell.column: cell for cell in self.cells}


@dataclass(frozen=True, slots=True)
class Column:
    """A principle or a theme, with the theme it is of, and how many of the rows state it."""

    thing: Thing
    theme: Thing
    many: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix, in its order; `instruments` counts all that state a principle, shown or not."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    instruments: int

    @property
    def sampled(self) -> bool:
        """Whether it shows less than all instruments that state a principle."""
        return len(self.rows) < self.instruments

    @property
    def themes(self) -> tuple[tuple[Thing, int], ...]:
        """The themes above the columns, with how many columns in a row each has."""
        runs: list[tuple[Thing, int]] = []
        for column in self.columns:
            if runs and runs[-1][0] == column.theme:
                runs[-1] = (column.theme, runs[-1][1] + 1)
            else:
                runs.append((column.theme, 1))
        return tuple(runs)


def matrix(
    overview: Overview,
    language: str,
    level: str = "themes",
    rows: str = "likeness",
    columns: str = "scheme",
    most: int = MOST_ROWS,
) -> Matrix:
    """Return the matrix of a graph in a language: of `themes` or all `principles`, its rows and columns in an order.

    Where there are more instruments than `most`, those that state the most stand in it.

    Raises:
        InputError: there is no such level or order.
    """
    for name, said in (("level", level), ("rows", rows), ("columns", columns)):
        if said not in ORDERS[name]:
            raise InputError(f"{said[:40]!r} is not one of them", where=name, remedy=f"use {', '.join(ORDERS[name])}")
    stated = overview.stated
    kept = sorted(stated, key=lambda iri: (-len(stated[iri]), iri))[:most]
    of = {iri: (overview.themes.get(iri, iri) if level == "themes" else iri) for held in stated.values() for iri in held}
    marks = {iri: sorted({of[principle] for principle in stated[iri]}) for iri in kept}
    used = Counter(mark for held in marks.values() for mark in held)
    wide = _COLUMNS[columns](overview, used, marks)
    number = {iri: at for at, iri in enumerate(wide)}
    named = {iri: overview.thing(iri, language) for iri in {*kept, *wide, *(overview.themes.get(mark, mark) for mark in wide)}}
    order = _ROWS[rows](overview, kept, marks, named)
    return Matrix(
        tuple(Row(named[iri], overview.things[iri].date, _cells(overview, iri, of, number)) for iri in order),
        tuple(Column(named[iri], named[overview.themes.get(iri, iri)], used[iri]) for iri in wide),
        len(stated),
    )


def _cells(overview: Overview, instrument: str, of: Mapping[str, str], number: Mapping[str, int]) -> tuple[Cell, ...]:
    claims: dict[int, list[str]] = defaultdict(list)
    for principle in overview.stated[instrument]:
        behind = overview.statement_claims.get((instrument, principle), ())
        claims[number[of[principle]]].extend(claim for _, claim in behind)
    return tuple(Cell(column, tuple(claims[column])) for column in sorted(claims))


def _scheme(overview: Overview, used: Mapping[str, int]) -> list[str]:
    """Return principles by theme, the themes that are stated most first, each theme before what is below it."""
    weight: Counter[str] = Counter()
    for iri, many in used.items():
        weight[overview.themes.get(iri, iri)] += many

    def place(iri: str) -> tuple[int, str, bool, int, str]:
        theme = overview.themes.get(iri, iri)
        return -weight[theme], theme, iri != theme, -used[iri], iri

    return sorted(used, key=place)


def _grouped(marks: Mapping[str, Sequence[str]], used: Mapping[str, int]) -> list[str]:
    """Return principles so that those which the same instruments state stand together."""
    who: dict[str, list[str]] = {iri: [] for iri in sorted(used)}
    for instrument in sorted(marks):
        for mark in marks[instrument]:
            who[mark].append(instrument)
    names = list(who)
    return [names[at] for at in alike(list(who.values()))]


_Marks = Mapping[str, Sequence[str]]
_COLUMNS: Mapping[str, Callable[[Overview, Mapping[str, int], _Marks], list[str]]] = MappingProxyType(
    {
        "scheme": lambda overview, used, _: _scheme(overview, used),
        "likeness": lambda _, used, marks: _grouped(marks, used),
        "many": lambda _, used, __: sorted(used, key=lambda iri: (-used[iri], iri)),
    }
)
_ROWS: Mapping[str, Callable[[Overview, list[str], _Marks, Mapping[str, Thing]], list[str]]] = MappingProxyType(
    {
        "likeness": lambda _, kept, marks, __: [kept[at] for at in alike([marks[iri] for iri in kept])],
        "date": lambda overview, kept, _, __: sorted(kept, key=lambda iri: (overview.things[iri].date or "9", iri)),
        "many": lambda _, kept, marks, __: sorted(kept, key=lambda iri: (-len(marks[iri]), iri)),
        "name": lambda _, kept, __, named: sorted(kept, key=lambda iri: (named[iri].label.casefold(), iri)),
    }
)
