"""What the page of an instrument shows."""

from __future__ import annotations

from dataclasses import dataclass

from aigovkg.web.browse.facts import Facts, Thing


@dataclass(frozen=True, slots=True)
class Instrument:
    """The page of an instrument."""

    thing: Thing


def instrument(facts: Facts, iri: str, language: str) -> Instrument:
    """Return what the page of an instrument shows."""
    return Instrument(facts.thing(iri, language))
