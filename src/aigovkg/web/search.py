"""The search page: what has the words of a search, what narrows it, and the words marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.model import Text
from aigovkg.vocabulary import AIG, ALT_LABEL, BASE, TITLE
from aigovkg.web.browse.facts import Facts, Thing
from aigovkg.web.browse.overview import term
from aigovkg.web.index import FACETS
from aigovkg.web.site import Site
from aigovkg.web.tokens import marked, typed
from aigovkg.web.viewing import page_number, view

NAVIGATION = ("search",)
_ON_A_PAGE = 20
_AROUND = 160  # characters of a passage before and behind the first word that was found
_VALUES = 8  # values of a facet that stand open
_LONGEST = 1000  # characters of a search that are read

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was found: what it is or is a passage of, and the words that were found in it."""

    iri: str
    kind: str
    thing: Thing
    pieces: Pieces
    language: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a search can be narrowed by: its name, what stands for it in the address, and how many have it."""

    name: str
    key: str
    many: int
    chosen: bool


Offered = Mapping[str, list[Value]]


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of the search page."""

    def show(request: Request) -> Response:
        seen, number = view(request, site), page_number(request)
        said = request.query_params.get("q", "")[:_LONGEST]
        chosen = {facet: value for facet in FACETS if (value := request.query_params.get(facet, ""))}
        if not site.index.ready():
            return seen.page("search.html", here="search", ready=False, said=said, chosen={}, keys={})
        keys = {facet: _whole(facet, value) for facet, value in chosen.items()}
        found = site.index.search(said, keys, (number - 1) * _ON_A_PAGE, _ON_A_PAGE)
        last = max(1, -(-found.many // _ON_A_PAGE))
        if number > last:
            raise HTTPException(404)
        results = [_result(site.facts, kind, iri, said, seen.language) for kind, iri in found.held]
        facets = offered(site.facts, found.facets, keys, seen.language)
        shown: dict[str, Any] = {
            "results": results,
            "facets": facets,
            "many": found.many,
            "number": number,
            "last": last,
            "open": _VALUES,
        }
        return seen.page("search.html", here="search", ready=True, said=said, chosen=chosen, **shown)

    return [Route("/search", show, name="search")]


def offered(facts: Facts, found: Mapping[str, Iterable[tuple[str, int]]], keys: Mapping[str, str], language: str) -> Offered:
    """Return the values of facets as a page offers them; `keys` are those that are chosen."""
    return {
        facet: [_value(facts, facet, value, many, keys.get(facet, ""), language) for value, many in values]
        for facet, values in found.items()
    }


def _result(facts: Facts, kind: str, iri: str, said: str, language: str) -> Result:
    wanted = typed(said)
    if kind == "passage":
        text = next(iter(facts.texts(iri, AIG + "text")), Text("", ""))
        whose = facts.iri(iri, AIG + "passageOf") or facts.iri(iri, AIG + "attributionOf")
        return Result(iri, kind, facts.thing(whose, language), _excerpt(marked(text.value, wanted)), text.language)
    thing = facts.thing(iri, language)
    names = [thing.label, *(text.value for name in (TITLE, ALT_LABEL) for text in facts.texts(iri, name))]
    # The name that has most of what was searched for, if it is not the label.
    best = max(names, key=lambda name: sum(hit for _, hit in marked(name, wanted))) if wanted else thing.label
    pieces = marked(best, wanted) if best != thing.label else []
    return Result(iri, kind, thing, pieces, "", facts.value(iri, AIG + "date"))


def _excerpt(pieces: Pieces) -> Pieces:
    """Return the part of a marked text around the first words that were found, on one line."""
    first = next((place for place, (_, hit) in enumerate(pieces) if hit), 0)
    before = "".join(words for words, _ in pieces[:first])
    start = before if len(before) <= _AROUND else "…" + before[-_AROUND:].partition(" ")[2]
    left, shown = 2 * _AROUND, [(start, False)] if start else []
    for words, hit in pieces[first:]:
        if left <= 0:
            break
        shown.append((words if len(words) <= left else words[:left] + "…", hit))
        left -= len(words)
    return [(" ".join(f"|{words}|".split())[1:-1], hit) for words, hit in shown]


def _whole(facet: str, key: str) -> str:
    """Return the value that stands in the index for what an address says of a facet."""
    where = {"issuer": "agent/", "country": "place/", "type": "type/", "principle": "principle/"}.get(facet)
    return AIG + key if facet == "relation" else BASE + where + key if where else key


def _value(facts: Facts, facet: str, value: str, many: int, chosen: str, language: str) -> Value:
    key = value if facet == "year" else value.replace("#", "/").removeprefix(BASE).partition("/")[2]
    name = (
        value
        if facet == "year"
        else term(value, language)
        if facet in ("type", "relation")
        else facts.thing(value, language).label
    )
    return Value(name, key, many, value == chosen)
