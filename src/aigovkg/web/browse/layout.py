"""Nodes and links → where they stand in a drawing: the same on every machine.

Forces as in ForceAtlas2 (Jacomy et al. 2014): what is linked attracts each other, everything repels, more the more links it
has, and a weak pull towards the middle holds the rest. What is far away repels as a whole: the nodes are dealt into cells of
equally many, first by where they stand from left to right, then from top to bottom. All arithmetic is addition,
multiplication, division and square roots in a fixed order, which every processor rounds alike; nothing is random.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

EXTENT = 10_000  # positions are whole numbers from -EXTENT to EXTENT
_ROUNDS = 200
_IN_A_CELL = 14
_PULL = 20.0
_REPULSION = 14.0
_GOLDEN = (0.7548776662466927, 0.5698402909980532)  # the fractions of a sequence that fills a square evenly (Roberts 2018)


def positions(size: int, links: Whole) -> Whole:
    """Return where nodes stand, one row of x and y for each of `size`; `links` has a row of two nodes for each link."""
    if size == 0:
        return np.zeros((0, 2), dtype=np.int64)
    ends = links.reshape(-1, 2)
    mass = 1.0 + np.bincount(ends.ravel(), minlength=size).astype(np.float64)
    radius = 1.5 * np.sqrt(float(mass.sum()))
    spread = np.arange(1, size + 1, dtype=np.float64)
    places = np.stack([((spread * step) % 1.0 - 0.5) * 2 * radius for step in _GOLDEN])
    for turn in range(_ROUNDS):
        force = _repelled(places, mass) + _attracted(places, ends, size) - _PULL * mass * _unit(places)
        length = np.sqrt(force[0] * force[0] + force[1] * force[1]) + 1e-12
        heat = radius * 0.1 * (1 - turn / _ROUNDS) ** 2 + 1e-3
        places += force / length * np.minimum(length / mass, heat)
    return _scaled(places)


def _repelled(places: Real, mass: Real) -> Real:
    """Return how every node is repelled: by each of its own cell, and by every other cell as a whole."""
    size = mass.size
    side = max(1, int(np.sqrt(size / _IN_A_CELL)))
    deep = -(-size // (side * side))
    room = side * side * deep
    members = _dealt(places, side, deep, room)  # one column for each cell; `size` stands for no node
    x, y = (np.append(axis, 0.0)[members] for axis in places)
    weight = np.append(mass, 0.0)[members]
    total = _summed(weight)
    held = np.maximum(total, 1e-12)
    middle_x, middle_y = _summed(x * weight) / held, _summed(y * weight) / held
    own = np.empty(size + 1, dtype=np.int64)
    own[members] = np.arange(side * side)
    force = np.zeros((2, size))
    for cells in np.array_split(np.arange(side * side), max(1, side * side // 64)):
        dx, dy = places[0] - middle_x[cells, None], places[1] - middle_y[cells, None]
        push = np.where(own[:size] == cells[:, None], 0.0, total[cells, None]) / (dx * dx + dy * dy + 1e-9)
        force += np.stack([_summed(dx * push), _summed(dy * push)])
    near = np.zeros((2, size + 1))
    for other in range(deep):
        dx, dy = x - x[other], y - y[other]
        push = np.where(members == members[other], 0.0, weight[other] / (dx * dx + dy * dy + 1e-2))
        near[0][members] += dx * push
        near[1][members] += dy * push
    return np.asarray(_REPULSION * mass * (force + near[:, :size]))


def _dealt(places: Real, side: int, deep: int, room: int) -> Whole:
    """Return the nodes of each cell as columns, all equally long: filled up with a node that does not exist."""
    size = places.shape[1]
    x, y = (np.append(axis, np.full(room - size, np.inf)) for axis in places)
    columns = np.argsort(x, kind="stable").reshape(side, side * deep)
    rows = np.argsort(y[columns], axis=1, kind="stable")
    dealt = np.take_along_axis(columns, rows, axis=1).reshape(side * side, deep).T
    return np.ascontiguousarray(np.minimum(dealt, size))


def _attracted(places: Real, ends: Whole, size: int) -> Real:
    """Return how every node is attracted by what it is linked with: the farther, the more."""
    force = np.zeros((2, size))
    for axis in (0, 1):
        pull = places[axis][ends[:, 1]] - places[axis][ends[:, 0]]
        force[axis] = np.bincount(ends[:, 0], pull, size) - np.bincount(ends[:, 1], pull, size)
    return force


def _unit(places: Real) -> Real:
    return np.asarray(places / (np.sqrt(places[0] * places[0] + places[1] * places[1]) + 1e-9))


def _summed(rows: Real) -> Real:
    """Return the sum of the rows, added one by one: how a processor sums within a row is its own affair."""
    total = np.zeros(rows.shape[1])
    for row in rows:
        total = total + row
    return total


def _scaled(places: Real) -> Whole:
    """Return places as whole numbers around the middle, in their proportions."""
    low, high = places.min(axis=1), places.max(axis=1)
    reach = max(float((high - low).max()) / 2, 1e-9)
    return np.asarray(np.rint((places - ((low + high) / 2)[:, None]) / reach * EXTENT).astype(np.int64).T)
