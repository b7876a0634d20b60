"""Instruments that are alike by their citations: cited together, or citing the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aigovkg.analysis.facts import Facts, Whole
from aigovkg.analysis.finding import Finding, number, whole

_MOST = 20_000_000  # pairs that are counted


def cocitation(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the pairs of instruments that others cite together, most often first.

    Co-citation (Small 1973): in how many instruments both are cited; `cosine` divides it by the geometric mean of how often
    each is cited (Salton & McGill 1983).
    """
    citing, cited = facts.citations
    return _alike(facts, "co-citation", citing, cited, whole(values, "top"), ("cited_by_both", "cited_by_1", "cited_by_2"))


def coupling(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return the pairs of instruments that cite the same, most shared citations first.

    Bibliographic coupling (Kessler 1963): how many instruments both cite; `cosine` divides it by the geometric mean of
    how many each cites (Salton & McGill 1983).
    """
    citing, cited = facts.citations
    return _alike(facts, "coupling", cited, citing, whole(values, "top"), ("cited_by_these", "cites_1", "cites_2"))


def _alike(facts: Facts, name: str, group: Whole, member: Whole, top: int, counted: tuple[str, str, str]) -> Finding:
    size = len(facts.instruments)
    order = np.lexsort((member, group))
    group, member = group[order], member[order]
    degree = np.bincount(member, minlength=size)
    (firsts, seconds, together), left_out, largest = pairs(group, member, size)
    cosine = together / np.sqrt(degree[firsts] * degree[seconds]) if together.size else together
    best = np.lexsort((seconds, firsts, -cosine, -together))[:top]
    iris = [thing.iri for thing in facts.instruments]
    rows = tuple(
        (
            *(cell for one in (firsts[at], seconds[at]) for cell in (iris[one], facts.label(iris[one]))),
            int(together[at]),
            int(degree[firsts[at]]),
            int(degree[seconds[at]]),
            number(cosine[at]),
        )
        for at in best
    )
    does = "cite" if name == "co-citation" else "are cited by"
    note = f"left out: {left_out:,} instruments that {does} more than {largest:,} others, as what all share tells few apart"
    columns = ("instrument_1", "label_1", "instrument_2", "label_2", *counted, "cosine")
    return Finding(name, columns, rows, (note,) if left_out else ())


def pairs(group: Whole, member: Whole, size: int, most: int = _MOST) -> tuple[tuple[Whole, Whole, Whole], int, int]:
    """Return how often two members stand in a group together: firsts, seconds and counts.

    When there are too many pairs the largest groups are left out; how many, and the largest size that was kept, come second
    and third. Members are sorted within their groups.
    """
    _, start, length = np.unique(group, return_index=True, return_counts=True)
    sizes, times = np.unique(length, return_counts=True)
    fitting = np.cumsum(sizes * (sizes - 1) // 2 * times) <= most
    codes = []
    for kept in sizes[fitting & (sizes > 1)]:
        rows = member[start[length == kept][:, None] + np.arange(kept)]
        first, second = np.triu_indices(int(kept), 1)
        codes.append((rows[:, first] * size + rows[:, second]).ravel())
    found, counts = np.unique(np.concatenate(codes) if codes else np.zeros(0, dtype=np.int64), return_counts=True)
    left_out = int(times[~fitting].sum())
    return (found // size, found % size, counts), left_out, int(sizes[fitting].max(initial=0))
