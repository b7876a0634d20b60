"""Answers that were given → the same again, without the work: a graph that is served does not change."""

from __future__ import annotations

from collections.abc import Hashable

from starlette.responses import Response


class Remembered:
    """The answers asked for last, as many as fit into so many bytes."""

    def __init__(self, most: int = 32_000_000) -> None:
        self._most = most
        self._size = 0
        self._held: dict[Hashable, Response] = {}  # the one longest not asked for first

    def get(self, key: Hashable) -> Response | None:
        """Return the answer that was put under a key, if it is still here."""
        held = self._held.pop(key, None)
        if held is not None:
            self._held[key] = held
        return held

    def put(self, key: Hashable, answer: Response) -> None:
        """Keep an answer, unless it would take the place of too many others."""
        if len(answer.body) * 16 > self._most or key in self._held:
            return
        self._held[key] = answer
        self._size += len(answer.body)
        while self._size > self._most:
            self._size -= len(self._held.pop(next(iter(self._held))).body)
