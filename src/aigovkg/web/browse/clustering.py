"""Rows of marks → an order in which those that are alike stand together: the same for the same rows in any order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


def alike(rows: Sequence[Collection[str]]) -> list[int]:
    """Return the numbers of the rows in such an order.

    The two groups that share the most are joined, again and again (Jaccard's index, the mean over all pairs: UPGMA, Sokal and
    Michener 1958); of two groups that are joined, each is turned so that the most alike ends meet. Rows without marks stand last.
    """
    marked = [number for number, row in enumerate(rows) if row]
    marked.sort(key=lambda number: (-len(rows[number]), sorted(rows[number]), number))
    likeness = _likeness([rows[number] for number in marked])
    return [marked[place] for place in _joined(likeness)] + [number for number, row in enumerate(rows) if not row]


def _likeness(rows: Sequence[Collection[str]]) -> NDArray[np.float64]:
    """Return what part of their marks each two rows share."""
    column = {mark: number for number, mark in enumerate(sorted({mark for row in rows for mark in row}))}
    marks = np.zeros((len(rows), len(column)), dtype=np.int64)
    for number, row in enumerate(rows):
        marks[number, [column[mark] for mark in row]] = 1
    shared = marks @ marks.T
    sizes = marks.sum(axis=1)
    return np.asarray(shared / np.maximum(sizes[:, None] + sizes[None, :] - shared, 1))


def _joined(likeness: NDArray[np.float64]) -> list[int]:
    """Return the rows in the order in which they come to stand when groups are joined, the most alike first."""
    size = len(likeness)
    if size == 0:
        return []
    groups: dict[int, list[int]] = {number: [number] for number in range(size)}
    between = likeness.copy()
    np.fill_diagonal(between, -1.0)
    for _ in range(size - 1):
        one, other = sorted(divmod(int(np.argmax(between)), size))  # the first of the best
        many, more = len(groups[one]), len(groups[other])
        mean = (between[one] * many + between[other] * more) / (many + more)
        between[one], between[:, one] = mean, mean
        between[other], between[:, other] = -1.0, -1.0
        between[one, one] = -1.0
        groups[one] = _facing(groups[one], groups.pop(other), likeness)
    return next(iter(groups.values()))


def _facing(first: list[int], second: list[int], likeness: NDArray[np.float64]) -> list[int]:
    """Return two groups one after the other, each turned so that the most alike ends meet."""
    turns = [(one, other) for one in (first, first[::-1]) for other in (second, second[::-1])]
    one, other = max(turns, key=lambda turn: float(likeness[turn[0][-1], turn[1][0]]))  # the first of the best
    return one + other
