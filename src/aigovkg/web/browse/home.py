"""What the home page shows: how much there is of what, what made it, and what is worth a look first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from aigovkg.model import Kind
from aigovkg.vocabulary import AIG, ROOTS, TYPE
from aigovkg.web.browse.facts import Facts, Thing
from aigovkg.web.index import Sights

FIRST = 12  # things of a list
_SOME = 50  # instruments that are named while it is not known which are worth a look


@dataclass(frozen=True, slots=True)
class Home:
    """The home page. `made_by` are the program's version and the vocabulary's fingerprint of each build behind the graph.

    `sources` are the first of what it was built from.
    """

    made_by: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    cited: tuple[tuple[Thing, int], ...]
    latest: tuple[tuple[Thing, str], ...]
    stated: tuple[tuple[Thing, int], ...]
    some: tuple[Thing, ...] = ()
    sources: tuple[Thing, ...] = ()


def home(facts: Facts, language: str, sights: Sights | None) -> Home:
    """Return what the home page shows; without the sights, some instruments."""
    builds = sorted(facts.leading(TYPE, AIG + "Build"))
    made_by = tuple((facts.value(one, AIG + "version"), facts.value(one, AIG + "fingerprint")[:12]) for one in builds)
    if sights is None:
        some = islice(facts.leading(TYPE, ROOTS[Kind.INSTRUMENT]), _SOME)
        named = sorted((facts.thing(iri, language) for iri in some), key=lambda one: one.label)
        return Home(made_by, {}, (), (), (), tuple(named))
    return Home(
        made_by=made_by,
        counts=sights.counts,
        cited=tuple((facts.thing(iri, language), many) for iri, many in sights.cited),
        latest=tuple((facts.thing(iri, language), day) for iri, day in sights.latest),
        stated=tuple((facts.thing(iri, language), many) for iri, many in sights.stated),
        sources=tuple(_sources(facts)),
    )


def _sources(facts: Facts) -> Iterator[Thing]:
    """Yield some of the sources, called by their files."""
    for iri in sorted(facts.leading(TYPE, AIG + "Source"))[:FIRST]:
        yield Thing(iri, facts.value(iri, AIG + "fileName") or facts.thing(iri, "").label)
