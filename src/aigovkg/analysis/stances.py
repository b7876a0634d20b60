"""Who states which principles: matrices, overlap and distance, agreement between groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aigovkg.analysis.facts import GROUPS, Facts, Real, local
from aigovkg.analysis.finding import Cell, Finding, Row, choice, number, whole

_MOST = 1500  # instruments or groups that are compared pair by pair


def by_instrument(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the matrix of instruments and principles: 1 where an instrument states a principle, else 0.

    The incidence matrix of the two-mode network (Borgatti & Everett 1997). Rows: most principles first.
    """
    return _matrix(facts, "instrument", "principles-by-instrument", whole(values, "top"))


def by_issuer(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the matrix of issuers and principles: how many instruments of an issuer state a principle.

    An instrument of several issuers counts for each of them. Rows: most statements first.
    """
    return _matrix(facts, "issuer", "principles-by-issuer", whole(values, "top"))


def overlap(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return pairs by the overlap of the principles that they state.

    Jaccard's (1901) index: principles that both state, divided by those that either states; distance = 1 - overlap, which is a
    metric (Levandowsky & Winter 1971). `of` says what is compared: instrument, issuer, country or issuer-type.
    """
    units, _, counts, _ = _counted(facts, choice(values, "of", GROUPS))
    stated = (counts > 0).astype(np.float64)
    kept = np.sort(np.lexsort((np.arange(len(units)), -stated.sum(axis=1)))[:_MOST])
    stated = stated[kept]
    shared = stated @ stated.T
    each = stated.sum(axis=1)
    either = each[:, None] + each[None, :] - shared
    first, second = np.triu_indices(len(kept), 1)
    jaccard = shared[first, second] / either[first, second]
    best = np.lexsort((second, first, -shared[first, second], -jaccard))[: whole(values, "top")]
    rows = tuple(
        (
            *(cell for one in (a, b) for cell in (units[kept[one]], facts.label(units[kept[one]]))),
            int(shared[a, b]),
            int(either[a, b]),
            number(shared[a, b] / either[a, b]),
            number(1 - shared[a, b] / either[a, b]),
        )
        for a, b in zip(first[best], second[best], strict=True)
    )
    note = f"sampled: the {_MOST:,} of {len(units):,} that state most principles" if len(units) > _MOST else ""
    columns = ("iri_1", "label_1", "iri_2", "label_2", "both", "either", "overlap", "distance")
    return Finding("overlap", columns, rows, (note,) if note else ())


def agreement(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return pairs of groups by how alike the principles are that their instruments state.

    A group's profile is the share of its instruments (of those that state any) that state each principle; agreement is the cosine
    of two profiles (Salton & McGill 1983), 1 for the same priorities and 0 for nothing in common. `furthest` is the principle
    with the largest difference of shares, and `difference` that of the first less the second. `by` is country, issuer-type or
    issuer.
    """
    units, principles, counts, instruments = _counted(facts, choice(values, "by", GROUPS[1:]))
    enough = np.flatnonzero(instruments >= whole(values, "least"))
    kept = np.sort(enough[np.lexsort((enough, -instruments[enough]))][:_MOST])
    profile = counts[kept] / instruments[kept][:, None] if len(kept) else counts[kept]
    length = np.sqrt((profile**2).sum(axis=1))
    cosine = profile @ profile.T / np.outer(length, length) if len(kept) else profile
    first, second = np.triu_indices(len(kept), 1)
    best = np.lexsort((second, first, -np.round(cosine[first, second], 12)))[: whole(values, "top")]
    rows: list[Row] = []
    for a, b in zip(first[best], second[best], strict=True):
        apart = profile[a] - profile[b]
        widest = int(np.argmax(np.abs(apart)))
        named: list[Cell] = [cell for one in (a, b) for cell in (units[kept[one]], facts.label(units[kept[one]]))]
        sizes = (int(instruments[kept[a]]), int(instruments[kept[b]]))
        rows.append((*named, *sizes, number(cosine[a, b]), facts.label(principles[widest]), number(apart[widest])))
    notes = []
    if len(enough) > _MOST:
        notes.append(f"sampled: the {_MOST:,} of {len(enough):,} groups with most instruments")
    if len(enough) < len(units):
        notes.append(f"left out: {len(units) - len(enough):,} groups with fewer instruments than -p least={values['least']}")
    columns = ("iri_1", "label_1", "iri_2", "label_2", "instruments_1", "instruments_2", "agreement", "furthest", "difference")
    return Finding("agreement", columns, tuple(rows), tuple(notes))


def _matrix(facts: Facts, by: str, name: str, top: int) -> Finding:
    units, principles, counts, _ = _counted(facts, by)
    order = np.lexsort((np.arange(len(units)), -counts.sum(axis=1)))[:top]
    rows = tuple((units[one], facts.label(units[one]), *map(int, counts[one])) for one in order)
    return Finding(name, (by, "label", *map(local, principles)), rows)


def _counted(facts: Facts, by: str) -> tuple[list[str], list[str], Real, Real]:
    """Return groups, principles, how many instruments of each group state each, and how many of each group state any."""
    groups = facts.groups(by)
    units = sorted({group for instrument in facts.stated for group in groups[instrument]})
    principles = sorted({principle for stated in facts.stated.values() for principle in stated})
    row = {unit: place for place, unit in enumerate(units)}
    column = {principle: place for place, principle in enumerate(principles)}
    counts = np.zeros((len(units), len(principles)))
    instruments = np.zeros(len(units))
    for instrument, stated in facts.stated.items():
        columns = [column[principle] for principle in stated]
        for group in groups[instrument]:
            counts[row[group], columns] += 1
            instruments[row[group]] += 1
    return units, principles, counts, instruments
