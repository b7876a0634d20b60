"""What the timeline shows: the instruments of each year, and how many there are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.overview import Overview, term

_YEAR = re.compile(r"[0-9]{4}")
_SPAN = 200  # years that are drawn


@dataclass(frozen=True, slots=True)
class Dated:
    """An instrument on the timeline: its date as precise as it is known, its type and places by number, how often it is cited.

    `category` is -1 where the type is not known.
    """

    thing: Thing
    date: str
    category: int
    places: tuple[int, ...]
    cited: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its instruments, by date: a year or a month alone comes before its days."""

    year: int
    instruments: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years that have instruments, the latest first; `undated` counts the instruments without a date."""

    years: tuple[Year, ...]
    categories: tuple[str, ...]
    places: tuple[Thing, ...]
    undated: int

    @property
    def many(self) -> int:
        """How many instruments have a date."""
        return sum(len(year.instruments) for year in self.years)

    @property
    def most(self) -> int:
        """How many instruments the year with the most of them has."""
        return max((len(year.instruments) for year in self.years), default=0)

    @property
    def busiest(self) -> int:
        """The year with the most instruments, the earliest of several."""
        return min((year.year for year in self.years if len(year.instruments) == self.most), default=0)

    @property
    def span(self) -> tuple[int, ...]:
        """Every year from the first to the last, with or without instruments; of a long time, the last years of it."""
        if not self.years:
            return ()
        last = self.years[0].year
        return tuple(range(max(self.years[-1].year, last - _SPAN + 1), last + 1))

    def count(self, year: int) -> int:
        """Return how many instruments are of a year."""
        return next((len(one.instruments) for one in self.years if one.year == year), 0)


def timeline(overview: Overview, language: str) -> Timeline:
    """Return the timeline of a graph in a language."""
    dated = [thing for thing in overview.instruments if _YEAR.match(thing.date)]
    categories = Counter(thing.category for thing in dated if thing.category)
    order = sorted(categories, key=lambda iri: (-categories[iri], iri))
    held = sorted({place for thing in dated for place in overview.places.get(thing.iri, ())})
    places = sorted((overview.thing(iri, language) for iri in held), key=lambda one: (one.label.casefold(), one.iri))
    category_number = {iri: at for at, iri in enumerate(order)}
    place_number = {place.iri: at for at, place in enumerate(places)}
    years: dict[int, list[Dated]] = defaultdict(list)
    for thing in sorted(dated, key=lambda one: (one.date, -overview.cited(one.iri), one.iri)):
        of = tuple(sorted(place_number[place] for place in overview.places.get(thing.iri, ())))
        category = category_number.get(thing.category, -1)
        named = overview.thing(thing.iri, language)
        years[int(thing.date[:4])].append(Dated(named, thing.date, category, of, overview.cited(thing.iri)))
    return Timeline(
        tuple(Year(year, tuple(years[year])) for year in sorted(years, reverse=True)),
        tuple(_category(overview, iri, language) for iri in order),
        tuple(places),
        len(overview.instruments) - len(dated),
    )


def _category(overview: Overview, iri: str, language: str) -> str:
    """Return what a type of instruments is called: by the ontology, else by the graph."""
    found = overview.facts.thing(iri, language)
    return found.label if found.named else term(iri, language)
