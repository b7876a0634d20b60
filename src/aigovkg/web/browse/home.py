"""What the home page shows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from aigovkg.model import Kind
from aigovkg.vocabulary import ROOTS, TYPE
from aigovkg.web.browse.facts import Facts, Thing

_FIRST = 50


@dataclass(frozen=True, slots=True)
class Home:
    """The home page."""

    instruments: tuple[Thing, ...]


def home(facts: Facts, language: str) -> Home:
    """Return what the home page shows."""
    some = islice(facts.leading(TYPE, ROOTS[Kind.INSTRUMENT]), _FIRST)
    return Home(tuple(sorted((facts.thing(iri, language) for iri in some), key=lambda one: one.label)))
