"""What a search can be narrowed by: for each issuer, country, type, year, principle and relation, which instruments have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from aigovkg.vocabulary import BASE
from aigovkg.web.browse.overview import Overview, term
from aigovkg.web.index import FACETS, values
from aigovkg.web.links import LANGUAGES
from aigovkg.web.publishing.documents import names_of
from aigovkg.web.publishing.index import Document, Json, digits


def file(overview: Overview, things: Sequence[Document], passages: Iterable[Document]) -> tuple[str, Json]:
    """Return the file of the facets of an index of things and passages, and what it holds.

    `whole` is for each passage the number of its instrument, one being the first, or 0; `latest` are the instruments by their
    dates, the latest first; each value of a facet has its identifier, its names and the instruments that have it, by how far
    each is on from the one before.
    """
    dates = {instrument.iri: instrument.date for instrument in overview.instruments}
    number = {thing.about: place for place, thing in enumerate(things) if thing.about in dates}
    having: dict[str, dict[str, set[int]]] = {facet: defaultdict(set) for facet in FACETS}
    for iri, facet, value in values(overview):
        if iri in number:
            having[facet][value].add(number[iri])
    latest: list[Json] = [*sorted(number.values(), key=lambda place: dates[things[place].about], reverse=True)]
    return "search/facets", {
        "whole": "".join(digits(number[one.about] + 1 if one.about in number else 0) for one in passages),
        "latest": latest,
        "facets": {facet: [_value(overview, *one) for one in sorted(held.items())] for facet, held in having.items()},
    }


def _value(overview: Overview, value: str, having: set[int]) -> Json:
    """Return the identifier of a value, its names, and the instruments that have it."""
    gaps, before = "", -1
    for one in sorted(having):
        gaps += digits(one - before - 1)
        before = one
    if not value.startswith(BASE):
        return [value, {}, gaps]
    names = names_of(overview.facts, value) or {language: term(value, language) for language in LANGUAGES}
    return [value.removeprefix(BASE).replace("#", "/").partition("/")[2], names, gaps]
