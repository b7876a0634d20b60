"""What measures are taken from: instruments with their dates, citations as arrays, issuers, countries and principles."""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from aigovkg import network
from aigovkg.errors import GraphError, InputError
from aigovkg.model import Kind
from aigovkg.network import Edge, Support, Thing
from aigovkg.vocabulary import AIG, ISSUED_BY, PREFIXES, STATES

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
GROUPS = ("instrument", "issuer", "country", "issuer-type")


@dataclass(frozen=True)
class Facts:
    """A graph as measures see it; labels are in `language`, else in English. What is not asked for is not read."""

    store: ox.Store
    language: str = "en"

    @cached_property
    def things(self) -> dict[str, Thing]:
        """What the graph describes, by IRI.

        Raises:
            GraphError: it describes no instrument.
        """
        found = network.things(self.store)
        if not any(thing.kind is Kind.INSTRUMENT for thing in found.values()):
            raise GraphError(
                f"no {AIG}Instrument is in this graph, so there is nothing to analyse",
                where="graph",
                remedy="give a graph that aigovkg built",
            )
        return found

    @cached_property
    def instruments(self) -> tuple[Thing, ...]:
        """The instruments, by IRI: their numbers in the arrays are their places here."""
        return tuple(thing for thing in self.things.values() if thing.kind is Kind.INSTRUMENT)

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each instrument by its IRI."""
        return {thing.iri: number for number, thing in enumerate(self.instruments)}

    @cached_property
    def predicates(self) -> dict[tuple[str, str], list[str]]:
        """How an instrument cites another."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for citing, predicate, cited in network.citations(self.store):
            if citing != cited and citing in self.place and cited in self.place:
                found[citing, cited].append(predicate)
        return found

    @cached_property
    def citations(self) -> tuple[Whole, Whole]:
        """The citations as two arrays, citing and cited: each pair of instruments once, none with itself, sorted."""
        pairs = sorted((self.place[citing], self.place[cited]) for citing, cited in self.predicates)
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])

    @cached_property
    def cited_by(self) -> Whole:
        """By how many instruments each is cited."""
        return np.bincount(self.citations[1], minlength=len(self.instruments)).astype(np.int64)

    @cached_property
    def years(self) -> Real:
        """The date of each instrument in years: the middle of what the graph says; nan without a date."""
        return np.array([middle(thing.date) for thing in self.instruments])

    @cached_property
    def support(self) -> dict[Edge, Support]:
        """How the claims support the edges."""
        return network.support(self.store)

    @cached_property
    def issuers(self) -> dict[str, tuple[str, ...]]:
        """The issuers of each instrument."""
        return _grouped(network.edges(self.store, (ISSUED_BY,)))

    @cached_property
    def stated(self) -> dict[str, tuple[str, ...]]:
        """The principles that each instrument states."""
        return _grouped(edge for edge in network.edges(self.store, (STATES,)) if edge[0] in self.place)

    @cached_property
    def jurisdictions(self) -> dict[str, tuple[str, ...]]:
        """The jurisdictions of agents and instruments."""
        return _grouped(network.edges(self.store, (AIG + "jurisdiction",)))

    def groups(self, by: str) -> dict[str, tuple[str, ...]]:
        """Return the groups of each instrument: itself, its issuers, their countries (else its own), or its issuers' classes.

        An instrument of several issuers is of the groups of all of them; one without is of none.
        """
        found: dict[str, tuple[str, ...]] = {}
        for instrument in self.place:
            who = self.issuers.get(instrument, ())
            match by:
                case "instrument":
                    of: Iterable[str] = (instrument,)
                case "issuer":
                    of = who
                case "country":
                    own = [place for agent in who for place in self.jurisdictions.get(agent, ())]
                    of = own or self.jurisdictions.get(instrument, ())
                case _:
                    of = [self.things[agent].category or self.things[agent].kind for agent in who if agent in self.things]
            found[instrument] = tuple(sorted(set(of)))
        return found

    def label(self, iri: str) -> str:
        """Return the label of a thing, or the last part of its IRI."""
        thing = self.things.get(iri)
        words = thing.label(self.language) if thing else iri
        return network.clean(words) if words != iri else local(iri)

    def instrument(self, said: str, parameter: str) -> int:
        """Return the number of the instrument that an IRI, a name with a prefix of ours or a label says.

        Raises:
            InputError: no instrument of the graph is called so, or several are.
        """
        prefix, colon, rest = said.partition(":")
        iri = PREFIXES[prefix] + rest if colon and prefix in PREFIXES else said
        if iri in self.place:
            return self.place[iri]
        words = said.casefold()
        found = [
            number
            for number, thing in enumerate(self.instruments)
            if any(words == label.casefold() for label in thing.labels.values())
        ]
        if len(found) != 1:
            what = f"{len(found)} instruments are called" if found else "no instrument of this graph is called"
            raise InputError(
                f"{what} {said!r}", where=f"-p {parameter}", remedy="give its IRI, such as instrument:bletchley-2023"
            )
        return found[0]


def local(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rstrip("/#").rpartition("#" if "#" in iri else "/")[2]


def last_day(date: str) -> str:
    """Return the last day that a date may mean: `2024-05` may be the 31st. An empty date has none."""
    match len(date):
        case 4:
            return f"{date}-12-31"
        case 7:
            return f"{date}-{calendar.monthrange(int(date[:4]), int(date[5:7]))[1]:02}"
        case _:
            return date


def middle(date: str) -> float:
    """Return a date in years: the middle of the day, month or year that it says; nan for none."""
    if not date:
        return math.nan
    year = int(date[:4])
    if len(date) < 7:
        return year + 0.5
    month = int(date[5:7])
    days = calendar.monthrange(year, month)[1]
    day = int(date[8:10]) - 0.5 if len(date) >= 10 else days / 2
    before = sum(calendar.monthrange(year, earlier)[1] for earlier in range(1, month))
    return year + (before + day) / (366 if calendar.isleap(year) else 365)


def _grouped(edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    found: Mapping[str, set[str]] = defaultdict(set)
    for subject, _, target in edges:
        found[subject].add(target)
    return {subject: tuple(sorted(targets)) for subject, targets in found.items()}
