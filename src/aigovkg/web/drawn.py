"""What a drawing shows → plain values that JSON takes, for the scripts of the pages. Served and published pages share it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from aigovkg.vocabulary import BASE
from aigovkg.web.browse import matrix as matrices
from aigovkg.web.browse.facts import Thing
from aigovkg.web.browse.map import CitationMap, Link, Node
from aigovkg.web.browse.matrix import COLUMN_ORDERS, LEVELS, ROW_ORDERS
from aigovkg.web.browse.overview import Overview, Said, term
from aigovkg.web.browse.timeline import Dated, Timeline
from aigovkg.web.links import Links

_CLAIMS = 3  # that a comparison shows of what one instrument says of one thing

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]


def as_json(value: Value) -> bytes:
    """Return values as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def map_values(drawn: CitationMap, links: Links) -> Value:
    """Return the citation map: nodes and links refer to each other, to relations and to places by number."""
    return {
        "nodes": [_node(node, links) for node in drawn.nodes],
        "links": [_link(link, links, drawn) for link in drawn.links],
        "relations": [{"name": one.name, "label": one.label, "manner": one.manner, "many": one.many} for one in drawn.relations],
        "places": [{"iri": one.iri, **_thing(one, links)} for one in drawn.places],
        "instruments": drawn.instruments,
        "citations": drawn.citations,
    }


def timeline_values(drawn: Timeline, links: Links) -> Value:
    """Return the timeline: the instruments of each year, the latest year first."""
    return {
        "years": [{"year": one.year, "instruments": [_dated(dated, links) for dated in one.instruments]} for one in drawn.years],
        "types": list(drawn.categories),
        "places": [_thing(one, links) for one in drawn.places],
        "undated": drawn.undated,
    }


def matrix_values(overview: Overview, links: Links) -> Value:
    """Return the matrix of themes and that of all principles, with every order of their rows and columns, and the sentences."""
    return {level: _level(overview, level, links) for level in LEVELS}


def comparison_values(overview: Overview, links: Links) -> Value:
    """Return what any comparison needs: all that has a name, and what each instrument states and cites, by numbers of those."""
    number = {iri: place for place, iri in enumerate(overview.things)}
    states: dict[str, Value] = {}
    cites: dict[str, list[Value]] = {}
    for one, principles in overview.stated.items():
        held = [_entry(number[other], overview.statement_claims.get((one, other), ()), links) for other in principles]
        states[str(number[one])] = held
    for one, other in overview.citations:
        entry = _entry(number[other], overview.reference_claims.get((one, other), ()), links)
        cites.setdefault(str(number[one]), []).append(entry)
    return {
        "things": [
            {
                **_thing(overview.thing(iri, links.language), links),
                "id": iri.removeprefix(BASE),
                "kind": thing.kind.value,
                "names": [*sorted(set(thing.labels.values()))],
                "date": thing.date,
            }
            for iri, thing in overview.things.items()
        ],
        "places": {str(number[one]): [number[it] for it in held if it in number] for one, held in overview.places.items()},
        "states": states,
        "cites": dict(cites),
    }


def _entry(number: int, claims: Sequence[tuple[str, str]], links: Links) -> Value:
    return [number, *(links.thing(claim) for _, claim in claims[:_CLAIMS])]


def _level(overview: Overview, level: str, links: Links) -> Value:
    drawn = matrices.matrix(overview, links.language, level)
    row = {one.thing.iri: number for number, one in enumerate(drawn.rows)}
    column = {one.thing.iri: number for number, one in enumerate(drawn.columns)}
    by_rows = {order: matrices.matrix(overview, links.language, level, rows=order).rows for order in ROW_ORDERS}
    by_columns = {order: matrices.matrix(overview, links.language, level, columns=order).columns for order in COLUMN_ORDERS}
    return {
        "rows": [
            {
                **_thing(one.thing, links),
                "date": one.date,
                "cells": [[cell.column, *(_address(claim, links) for claim in cell.claims)] for cell in one.cells],
            }
            for one in drawn.rows
        ],
        "columns": [
            {**_thing(one.thing, links), "theme": one.theme.label, "themeLang": one.theme.language, "many": one.many}
            for one in drawn.columns
        ],
        "rowOrders": {order: [row[one.thing.iri] for one in rows] for order, rows in by_rows.items()},
        "columnOrders": {order: [column[one.thing.iri] for one in columns] for order, columns in by_columns.items()},
        "instruments": drawn.instruments,
    }


def _thing(thing: Thing, links: Links) -> dict[str, Value]:
    return {"label": thing.label, "lang": thing.language, "url": links.thing(thing.iri)}


def _node(node: Node, links: Links) -> Value:
    return {
        **_thing(node.thing, links),
        "date": node.date,
        "places": list(node.places),
        "x": node.x,
        "y": node.y,
        "cited": node.cited,
        "citing": node.citing,
    }


def _link(link: Link, links: Links, drawn: CitationMap) -> Value:
    number = {one.iri: place for place, one in enumerate(drawn.relations)}
    return {
        "citing": link.citing,
        "cited": link.cited,
        "relations": list(link.relations),
        "said": [_said(one, number, links) for one in link.sentences],
        "more": link.more,
    }


def _said(said: Said, number: Mapping[str, int], links: Links) -> Value:
    how = number[said.predicate] if said.predicate in number else term(said.predicate, links.language)
    return [how, said.before, said.quote, said.after, said.language, links.thing(said.claim)]


def _dated(dated: Dated, links: Links) -> Value:
    return {
        **_thing(dated.thing, links),
        "date": dated.date,
        "type": dated.category,
        "places": list(dated.places),
        "cited": dated.cited,
    }


def _address(claim: str, links: Links) -> str:
    return links.thing(claim)
