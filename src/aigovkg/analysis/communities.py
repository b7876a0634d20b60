"""Communities: instruments that cite one another more than they cite others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aigovkg.analysis.facts import Facts, Whole
from aigovkg.analysis.finding import Finding, number, whole

_SEED = 20261124
_MOST = 100_000  # links among which Louvain looks itself


def communities(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return each instrument that cites or is cited with its community, the largest first.

    Louvain (Blondel et al. 2008) on the undirected citations, with a fixed seed; the notes give the modularity (Newman & Girvan
    2004). Among more than 100,000 links it looks only at those between the instruments with most links; then every other
    instrument joins the community with which it has most links, and the notes say so.
    """
    citing, cited = facts.citations
    size = len(facts.instruments)
    links = np.unique(np.sort(np.stack([citing, cited], axis=1), axis=1), axis=0).reshape(-1, 2)
    degree = np.bincount(links.ravel(), minlength=size)
    order = np.lexsort((np.arange(size), -degree))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    lower = rank[links].max(axis=1)
    inner = links if len(links) <= _MOST else links[lower < np.sort(lower)[_MOST]]
    found = _spread(_louvain(inner, size), links)
    names = _by_size(found)
    members = np.flatnonzero(found >= 0)
    sizes = np.bincount(found[members], minlength=len(names)) if members.size else np.zeros(0, dtype=np.int64)
    rows = sorted(
        (names[int(found[one])], int(sizes[found[one]]), -int(degree[one]), facts.instruments[one].iri, int(one))
        for one in members
    )
    table = tuple(
        (community, count, iri, facts.label(iri), facts.instruments[one].date or None, int(facts.cited_by[one]), -links_of)
        for community, count, links_of, iri, one in rows
    )
    notes = [f"modularity {number(modularity(found, links, size)):.4f} of {len(names)} communities"] if len(links) else []
    if len(inner) < len(links):
        notes.append(
            f"sampled: Louvain on the {len(inner):,} links of {len(links):,} between the instruments with most links; "
            "the others joined the community with which they have most links"
        )
    columns = ("community", "size", "instrument", "label", "date", "cited_by", "links")
    return Finding("communities", columns, table[: whole(values, "top")], tuple(notes))


def _louvain(links: Whole, size: int) -> Whole:
    """Return the community of each instrument, -1 for those without links. NetworkX hands this to a backend if told to."""
    import networkx

    # Whole numbers as nodes, added in order: sets of them come in the same order in every run, those of strings do not.
    network: networkx.Graph[int] = networkx.Graph()
    network.add_nodes_from(map(int, np.unique(links)))
    network.add_edges_from((int(a), int(b)) for a, b in links)
    found = np.full(size, -1, dtype=np.int64)
    for community, members in enumerate(networkx.community.louvain_communities(network, seed=_SEED) if len(links) else ()):
        found[list(members)] = community
    return found


def _spread(found: Whole, links: Whole) -> Whole:
    """Let those without a community join the one with which they have most links, of equals the first, until none is left."""
    both = np.concatenate([links, links[:, ::-1]])
    while True:
        waiting = both[(found[both[:, 0]] < 0) & (found[both[:, 1]] >= 0)]
        if not len(waiting):
            break
        pairs, counts = np.unique(np.stack([waiting[:, 0], found[waiting[:, 1]]], axis=1), axis=0, return_counts=True)
        best = np.lexsort((pairs[:, 1], -counts, pairs[:, 0]))
        joining, at = np.unique(pairs[best, 0], return_index=True)
        found = found.copy()
        found[joining] = pairs[best, 1][at]
    for one, other in links[found[links[:, 0]] < 0]:  # parts that Louvain never saw: each link's ends stay together
        community = max(found[one], found[other], -1)
        found[[one, other]] = community if community >= 0 else found.max() + 1
    return found


def modularity(found: Whole, links: Whole, size: int) -> float:
    """Return Newman and Girvan's Q: the share of links within communities less what chance would give."""
    total = len(links)
    degree = np.bincount(links.ravel(), minlength=size)
    inside = (found[links[:, 0]] == found[links[:, 1]]).sum() / total
    member = found >= 0
    expected = np.bincount(found[member], weights=degree[member]) / (2 * total)
    return float(inside - (expected**2).sum())


def _by_size(found: Whole) -> dict[int, int]:
    """Return the number that each community gets: 1 is the largest, of equals the one with the first instrument."""
    kept = found[found >= 0]
    numbers, first, counts = np.unique(kept, return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    return {int(numbers[place]): rank for rank, place in enumerate(order, start=1)}
