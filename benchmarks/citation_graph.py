"""A graph of any size in the shape that `build` gives: instruments that cite one another, with the claims behind each edge.

The same numbers give the same graph. Who is cited follows preferential attachment (Price 1976), as in life: a few instruments
are cited by many. An instrument cites only what is not younger, has an issuer of one of forty countries and states
some principles.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pyoxigraph as ox

from aigovkg.vocabulary import AIG, BASE, CITES, DATE, ISSUED_BY, LABEL, STATES, TYPE, XSD

_SEED = 20261124
_PASSAGES = 4
_COUNTRIES, _PRINCIPLES = 40, 60
_WAYS = ("cites", "welcomes", "basedOn", "buildsOn", "recalls")
_TYPE = ox.NamedNode(TYPE)


def store(instruments: int, citations: int, *, claims: bool = True) -> ox.Store:
    """Return a graph with so many instruments and citations; without claims it is a fraction as large."""
    made = ox.Store()
    made.bulk_extend(_quads(instruments, citations, claims))
    return made


def _quads(instruments: int, citations: int, claims: bool) -> Iterator[ox.Quad]:
    draw = random.Random(_SEED)  # noqa: S311 - nothing secret
    each = citations / instruments
    agents = max(_COUNTRIES, instruments // 20)
    for number in range(_COUNTRIES):
        yield from _thing("place", number, "Jurisdiction", f"Country {number}", f"国家{number}")
    for number in range(_PRINCIPLES):
        yield from _thing("principle", number, "Principle", f"Principle {number}", f"原则{number}")
    for number in range(agents):
        yield from _thing("agent", number, "Agent", f"Ministry {number}", f"第{number}部")
        yield _link("agent", number, AIG + "jurisdiction", "place", number % _COUNTRIES)
        yield _quad(_node("agent", number), TYPE, ox.NamedNode(AIG + ("GovernmentAgency", "Company")[number % 2]))
    drawn: list[int] = [0]
    for number in range(instruments):
        yield from _thing("instrument", number, "Instrument", f"Instrument {number} on AI", f"人工智能文件第{number}号")
        year = 1990 + 35 * number // instruments
        yield _quad(_node("instrument", number), DATE, ox.Literal(str(year), datatype=ox.NamedNode(XSD + "gYear")))
        issuer = draw.randrange(agents)
        yield _link("instrument", number, ISSUED_BY, "agent", issuer)
        stated = sorted({draw.randrange(_PRINCIPLES) for _ in range(3)})
        for principle in stated:
            yield _link("instrument", number, STATES, "principle", principle)
        if claims:
            yield from _claim(number, ISSUED_BY, "Issuance", "agent", issuer)
            for principle in stated:
                yield from _claim(number, STATES, "Statement", "principle", principle)
            for passage in range(_PASSAGES):
                yield from _passage(number, passage)
        wanted = int(each * (number + 1)) - int(each * number)
        cited = {draw.choice(drawn) if draw.random() < 0.7 else draw.randrange(max(1, number)) for _ in range(wanted)} - {number}
        for target in sorted(cited):
            way = draw.choice(_WAYS)
            for predicate in {CITES, AIG + way}:
                yield _link("instrument", number, predicate, "instrument", target)
            if claims:
                yield from _claim(number, AIG + way, "Reference", "instrument", target)
        drawn.extend(cited)
        drawn.append(number)


def _thing(kind: str, number: int, cls: str, english: str, chinese: str) -> Iterator[ox.Quad]:
    node = _node(kind, number)
    yield ox.Quad(node, _TYPE, ox.NamedNode(AIG + cls))
    yield _quad(node, LABEL, ox.Literal(english, language="en"))
    yield _quad(node, LABEL, ox.Literal(chinese, language="zh"))
    yield _quad(node, AIG + "registered", ox.Literal(False))


def _passage(instrument: int, number: int) -> Iterator[ox.Quad]:
    node = _node("passage", f"{instrument}-{number}")
    yield ox.Quad(node, _TYPE, ox.NamedNode(AIG + "Passage"))
    yield _quad(node, AIG + "passageOf", _node("instrument", instrument))
    yield _quad(node, AIG + "position", ox.Literal(number + 1))
    yield _quad(node, AIG + "text", ox.Literal(f"Passage {number} of instrument {instrument} says what it says.", language="en"))


def _claim(instrument: int, predicate: str, cls: str, kind: str, target: int) -> Iterator[ox.Quad]:
    node = _node("claim", f"{instrument}-{cls}-{target}")
    yield ox.Quad(node, _TYPE, ox.NamedNode(AIG + "Claim"))
    yield ox.Quad(node, _TYPE, ox.NamedNode(AIG + cls))
    yield _quad(node, AIG + "subject", _node("instrument", instrument))
    yield _quad(node, AIG + "predicate", ox.NamedNode(predicate))
    yield _quad(node, AIG + "object", _node(kind, target))
    yield _quad(node, AIG + "passage", _node("passage", f"{instrument}-{target % _PASSAGES}"))
    yield _quad(node, AIG + "quote", ox.Literal(f"{kind} {target} on AI", language="en"))
    yield _quad(node, AIG + "start", ox.Literal(target % 100))
    yield _quad(node, AIG + "end", ox.Literal(target % 100 + 20))
    yield _quad(node, AIG + "confidence", ox.Literal("0.95", datatype=ox.NamedNode(XSD + "decimal")))
    yield _quad(node, AIG + "method", ox.Literal("catalogue"))


def _link(kind: str, number: int, predicate: str, other: str, target: int) -> ox.Quad:
    return _quad(_node(kind, number), predicate, _node(other, target))


def _quad(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), value)


def _node(kind: str, number: int | str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{kind}/{number}")
