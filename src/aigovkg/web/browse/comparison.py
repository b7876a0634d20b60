"""What a comparison shows: two instruments, or two countries with all their instruments, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from aigovkg.errors import InputError
from aigovkg.markup import visible
from aigovkg.model import Kind
from aigovkg.vocabulary import BASE, PREFIXES
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.overview import Overview

_NAME = 200  # characters of a name that may be typed
ASPECTS = ("states", "cites", "cited")
SHARES = ("both", "first", "second")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that one side has, or both: a principle or an instrument, with the claims of either side that say so."""

    thing: Thing
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect in which two are compared: what both have, and what only either has. `name` is one of ASPECTS."""

    name: str
    both: tuple[Entry, ...]
    first: tuple[Entry, ...]
    second: tuple[Entry, ...]

    @property
    def likeness(self) -> float:
        """What part of all is shared: Jaccard's index; 0 where there is nothing."""
        every = len(self.both) + len(self.first) + len(self.second)
        return len(self.both) / every if every else 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: an instrument with its date, or a place with how many instruments it has."""

    thing: Thing
    date: str
    instruments: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two instruments or two places, and what they have in common."""

    first: Side
    second: Side
    aspects: tuple[Aspect, ...]


def comparison(overview: Overview, first: str, second: str, language: str) -> Comparison:
    """Return two instruments or two places side by side, each by its IRI.

    Raises:
        InputError: one is an instrument and the other a place.
    """
    kinds = {overview.things[iri].kind for iri in (first, second)}
    if len(kinds) > 1:
        raise InputError("an instrument and a place cannot be compared", where="compare", remedy="choose two of a kind")
    of_first, of_second = _instruments(overview, first), _instruments(overview, second)
    aspects = tuple(
        _aspect(overview, name, _having(overview, name, of_first), _having(overview, name, of_second), language)
        for name in ASPECTS
    )
    return Comparison(_side(overview, first, of_first, language), _side(overview, second, of_second, language), aspects)


def meant(overview: Overview, said: str) -> str:
    """Return the IRI of the instrument or place that an IRI, an identifier or a name in any language says.

    Raises:
        InputError: nothing of the graph is called so, or several are.
    """
    words = said.strip()
    prefix, colon, rest = words.partition(":")
    tried = (words, BASE + words, PREFIXES[prefix] + rest if colon and prefix in PREFIXES else "")
    for iri in tried:
        if iri in overview.things and overview.things[iri].kind is not Kind.PRINCIPLE:
            return iri
    named = words.casefold()
    found = [
        thing.iri
        for thing in overview.things.values()
        if thing.kind is not Kind.PRINCIPLE and any(named == label.casefold() for label in thing.labels.values())
    ]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} things are called" if found else "no instrument or place of this graph is called"
    raise InputError(f"{what} {words[:200]!r}", where="compare", remedy="choose one from the list")


def called(overview: Overview, iri: str, language: str) -> str:
    """Return by what `meant` finds a thing: its name, where nothing else is called so, or its identifier."""
    name = overview.thing(iri, language).label
    with suppress(InputError):
        if len(name) <= _NAME and visible(name) == name and meant(overview, name) == iri:
            return name
    return iri.removeprefix(BASE)


def choices(overview: Overview, language: str, most: int = 1_000) -> tuple[list[Thing], list[Thing]]:
    """Return what may be compared, by name: the places that have instruments, and the instruments with the most to compare."""
    places = sorted({place for held in overview.places.values() for place in held if place in overview.things})
    weight = {thing.iri: len(overview.stated.get(thing.iri, ())) + overview.cited(thing.iri) for thing in overview.instruments}
    for citing, _ in overview.citations:
        weight[citing] += 1
    best = sorted((iri for iri in weight if weight[iri]), key=lambda iri: (-weight[iri], iri))[:most]
    return _by_name(overview, places, language), _by_name(overview, best, language)


def _by_name(overview: Overview, iris: Iterable[str], language: str) -> list[Thing]:
    return sorted((overview.thing(iri, language) for iri in iris), key=lambda one: (one.label.casefold(), one.iri))


def _instruments(overview: Overview, iri: str) -> tuple[str, ...]:
    if overview.things[iri].kind is Kind.INSTRUMENT:
        return (iri,)
    return tuple(one for one, places in overview.places.items() if iri in places)


def _side(overview: Overview, iri: str, instruments: tuple[str, ...], language: str) -> Side:
    return Side(overview.thing(iri, language), overview.things[iri].date, len(instruments))


def _having(overview: Overview, aspect: str, instruments: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return what instruments have in one respect, each with the claims that say so."""
    found: dict[str, list[str]] = defaultdict(list)
    mine = set(instruments)
    if aspect == "states":
        for one in instruments:
            for principle in overview.stated.get(one, ()):
                found[principle].extend(claim for _, claim in overview.statement_claims.get((one, principle), ()))
    else:
        for pair in overview.citations:
            one, other = pair if aspect == "cites" else pair[::-1]
            if one in mine:
                found[other].extend(claim for _, claim in overview.reference_claims.get(pair, ()))
    return {iri: tuple(claims) for iri, claims in found.items()}


def _aspect(
    overview: Overview, name: str, first: dict[str, tuple[str, ...]], second: dict[str, tuple[str, ...]], language: str
) -> Aspect:
    def entries(iris: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(Entry(one, first.get(one.iri, ()), second.get(one.iri, ())) for one in _by_name(overview, iris, language))

    return Aspect(
        name, entries(first.keys() & second.keys()), entries(first.keys() - second.keys()), entries(second.keys() - first.keys())
    )
