"""Which instruments stand out: the most cited, and those through which influence passes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aigovkg.analysis.facts import Facts, Real, Whole
from aigovkg.analysis.finding import Cell, Finding, number, whole

DAMPING = 0.85  # Brin and Page's
_CLOSE = 1e-12  # how little a round may change before the values stand
_ROUNDS = 1000
_WORK = 250_000_000  # edges and nodes that betweenness may look at: about half a minute on one core
_SEED = 20261124


def most_cited(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the instruments by how many cite them, with PageRank and the hub and authority values of HITS.

    PageRank (Brin & Page 1998): damping 0.85, uniform jumps, instruments that cite nothing jump too; sums to 1. HITS (Kleinberg
    1999): authorities are cited by good hubs, hubs cite good authorities; each sums to 1. Citations count once for each pair
    of instruments.
    """
    citing, cited = facts.citations
    size = len(facts.instruments)
    rank = pagerank(citing, cited, size)
    hub, authority = hits(citing, cited, size)
    order = np.lexsort((np.arange(size), -rank, -facts.cited_by))[: whole(values, "top")]
    rows = (
        (*_named(facts, one), int(facts.cited_by[one]), number(rank[one]), number(authority[one]), number(hub[one]))
        for one in order
    )
    columns = ("instrument", "label", "date", "cited_by", "pagerank", "authority", "hub")
    return Finding("most-cited", columns, tuple(row for row in rows if row[3]))


def brokers(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the instruments by betweenness: how often they lie on the shortest chains of citations between two others.

    Freeman's (1977) share of shortest paths, summed over ordered pairs and divided by (n-1)(n-2), computed as by Brandes (2001).
    On a large graph only chains from so many instruments, drawn at random (Brandes & Pich 2007), are followed; the notes
    say so.
    """
    citing, cited = facts.citations
    size = len(facts.instruments)
    between, drawn, starts = betweenness(citing, cited, size)
    order = np.lexsort((np.arange(size), -facts.cited_by, -between))[: whole(values, "top")]
    cites = np.bincount(citing, minlength=size)
    rows = ((*_named(facts, one), number(between[one]), int(facts.cited_by[one]), int(cites[one])) for one in order)
    sampled = f"sampled: chains from {drawn:,} of the {starts:,} instruments that cite, drawn with seed {_SEED}"
    columns = ("instrument", "label", "date", "betweenness", "cited_by", "cites")
    return Finding("brokers", columns, tuple(row for row in rows if row[3]), (sampled,) if drawn < starts else ())


def pagerank(citing: Whole, cited: Whole, size: int) -> Real:
    """Return PageRank by power iteration."""
    out = np.bincount(citing, minlength=size)
    share = np.divide(1.0, out, out=np.zeros(size), where=out > 0)
    rank = np.full(size, 1.0 / size)
    for _ in range(_ROUNDS):
        passed = np.bincount(cited, weights=(rank * share)[citing], minlength=size)
        after = DAMPING * (passed + rank[out == 0].sum() / size) + (1 - DAMPING) / size
        moved = np.abs(after - rank).sum()
        rank = after
        if moved < _CLOSE:
            break
    return rank


def hits(citing: Whole, cited: Whole, size: int) -> tuple[Real, Real]:
    """Return hub and authority values by power iteration from equal values, so that ties between parts are told the same way."""
    hub = np.full(size, 1.0 / size)
    authority = np.zeros(size)
    for _ in range(_ROUNDS if citing.size else 0):
        authority = _shares(np.bincount(cited, weights=hub[citing], minlength=size))
        after = _shares(np.bincount(citing, weights=authority[cited], minlength=size))
        moved = np.abs(after - hub).sum()
        hub = after
        if moved < _CLOSE:
            break
    return (hub if citing.size else np.zeros(size)), authority


def _shares(values: Real | Whole) -> Real:
    return np.asarray(values / values.sum(), dtype=np.float64)


def betweenness(citing: Whole, cited: Whole, size: int, work: int = _WORK) -> tuple[Real, int, int]:
    """Return betweenness, from how many instruments chains were followed, and how many there are that cite."""
    first = np.searchsorted(citing, np.arange(size + 1))
    starts = np.flatnonzero(np.diff(first))
    drawn = starts
    if starts.size * (citing.size + size) > work:
        few = max(1, min(starts.size, work // (citing.size + size)))
        drawn = np.sort(np.random.default_rng(_SEED).choice(starts, few, replace=False))
    total = np.zeros(size)
    for start in drawn:
        total += _dependencies(first, cited, int(start), size)
    scale = max(1, (size - 1) * (size - 2))
    return total * (starts.size / max(1, drawn.size)) / scale, drawn.size, starts.size


def _dependencies(first: Whole, cited: Whole, start: int, size: int) -> Real:
    """Return how far the shortest chains from one instrument depend on each other one (Brandes' delta), level by level."""
    depth = np.full(size, -1, dtype=np.int64)
    chains = np.zeros(size)
    depth[start], chains[start] = 0, 1.0
    levels: list[tuple[Whole, Whole]] = []
    frontier = np.array([start], dtype=np.int64)
    while frontier.size:
        counts = first[frontier + 1] - first[frontier]
        tails = np.repeat(frontier, counts)
        within = np.arange(tails.size) - np.repeat(np.cumsum(counts) - counts, counts)
        heads = cited[np.repeat(first[frontier], counts) + within]
        heads_depth = depth[heads]
        depth[heads[heads_depth < 0]] = len(levels) + 1
        on = (heads_depth < 0) | (heads_depth == len(levels) + 1)
        tails, heads = tails[on], heads[on]
        np.add.at(chains, heads, chains[tails])
        levels.append((tails, heads))
        frontier = np.unique(heads)
    delta = np.zeros(size)
    for tails, heads in reversed(levels):
        np.add.at(delta, tails, chains[tails] / chains[heads] * (1 + delta[heads]))
    delta[start] = 0
    return delta


def _named(facts: Facts, one: int) -> tuple[Cell, Cell, Cell]:
    thing = facts.instruments[one]
    return thing.iri, facts.label(thing.iri), thing.date or None
