"""A thing → the claims about it as a table, in the columns that the export of tables has."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from aigovkg.exports.sheets import CLAIM
from aigovkg.vocabulary import AIG, TYPE

_ANYWHERE = ox.DefaultGraph()  # which holds every triple
_IS = ox.NamedNode(TYPE)
_CLAIMED = ox.NamedNode(AIG + "Claim")
_LISTED = ("cue", "pinpoint", "method", "confidence", "quote", "start", "end", "subject", "predicate", "object", "passage")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def claims(store: ox.Store, thing: ox.NamedNode) -> list[ox.NamedNode]:
    """Return the claims about a thing, about another and it, that a passage or a source makes, or that it is itself; sorted."""
    whole = [one.subject for one in _leading(store, "foundIn", thing)]
    found = {
        one.subject
        for name, to in (("subject", thing), ("object", thing), ("passage", thing), *(("passage", part) for part in whole))
        for one in _leading(store, name, to)
    }
    ours = [one for one in {*found, thing} if isinstance(one, ox.NamedNode) and _is_claim(store, one)]
    return sorted(ours, key=lambda claim: claim.value)


def table(store: ox.Store, found: Sequence[ox.NamedNode]) -> bytes:
    """Return claims as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(CLAIM), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(store, claim) for claim in found)
    return text.getvalue().encode()


def _row(store: ox.Store, claim: ox.NamedNode) -> dict[str, str]:
    said = _said(store, claim)
    row = {"iri": claim.value, **{name: _text(said, name) for name in _LISTED}}
    for value in said.get("value", []):
        if isinstance(value, ox.Literal):
            row |= {"value": value.value, "language": value.language or ""}
    for passage in said.get("passage", []):
        about = _said(store, passage)
        row |= {"position": _text(about, "position"), "source": _text(about, "foundIn")}
        row["file"] = ", ".join(sorted(_text(_said(store, source), "fileName") for source in about.get("foundIn", [])))
    return row


def _said(store: ox.Store, node: Term) -> Mapping[str, list[Term]]:
    """Return what our vocabulary says of a node, by the names of properties."""
    said: dict[str, list[Term]] = {}
    if isinstance(node, ox.NamedNode):
        for quad in store.quads_for_pattern(node, None, None, _ANYWHERE):
            if quad.predicate.value.startswith(AIG):
                said.setdefault(quad.predicate.value.removeprefix(AIG), []).append(quad.object)
    return said


def _text(said: Mapping[str, list[Term]], name: str) -> str:
    return min((term.value for term in said.get(name, []) if not isinstance(term, ox.Triple)), default="")


def _leading(store: ox.Store, name: str, to: Term | ox.NamedNode) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, ox.NamedNode(AIG + name), to, _ANYWHERE)


def _is_claim(store: ox.Store, node: ox.NamedNode) -> bool:
    return next(store.quads_for_pattern(node, _IS, _CLAIMED, _ANYWHERE), None) is not None
