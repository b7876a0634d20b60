"""What a build must know of all sources at once: which names they use, and which entities those turn out to be.

Names are held once, as text, and sources refer to them by number. Entities are found anew only for names that are used more or
less often than when they were found last, and for names that share a key with those.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aigovkg import identity
from aigovkg.model import Entity
from aigovkg.pipeline.harvest import Row, name_of
from aigovkg.pipeline.shard import entity_row
from aigovkg.vocabulary import Lexicon


@dataclass
class Names:
    """Names, each once, by number; `rows` are texts of JSON that `harvest.name_of` reads."""

    rows: list[str] = field(default_factory=list)
    _keys: list[str] = field(default_factory=list)
    _numbers: dict[str, int] | None = None

    def number(self, row: Row) -> int:
        """Return the number of a name of a harvest's table."""
        if self._numbers is None:
            self._numbers = {text: number for number, text in enumerate(self.rows)}
        text = json.dumps(row[:5], ensure_ascii=False, separators=(",", ":"))
        number = self._numbers.setdefault(text, len(self.rows))
        if number == len(self.rows):
            self.hold(text, "\x1e".join("\x1f".join(key) for key in row[5]))
        return number

    def hold(self, row: str, keys: str) -> int:
        """Hold a name that is not held yet, as `held` gives it, and return its number."""
        self.rows.append(row)
        self._keys.append(keys)
        return len(self.rows) - 1

    def held(self, number: int) -> tuple[str, str]:
        """Return the texts of a name's row and of its keys."""
        return self.rows[number], self._keys[number]

    def keys(self, number: int) -> list[str]:
        """Return what a name shares with others that may be one with it."""
        return self._keys[number].split("\x1e") if self._keys[number] else []

    def row(self, number: int) -> Row:
        """Return a name's row."""
        found: Row = json.loads(self.rows[number])
        return found


@dataclass
class Resolved:
    """The entities behind names, at one time: how often each name was used then, and the text of its entity's row, or None."""

    counts: dict[int, int] = field(default_factory=dict)
    entities: dict[int, str | None] = field(default_factory=dict)

    def renewed(self, counts: Mapping[int, int], names: Names, lexicon: Lexicon) -> Resolved:
        """Return the entities behind names that are used so often now."""
        changed = {number for number in counts.keys() | self.counts.keys() if counts.get(number) != self.counts.get(number)}
        if not changed:
            return self
        affected = _closed(changed, counts.keys() | changed, names)
        counted = {name_of(names.row(number)): counts[number] for number in affected if number in counts}
        found = identity.resolve(counted, lexicon)
        texts: dict[str, str] = {}
        entities = {number: text for number, text in self.entities.items() if number in counts and number not in affected}
        for number in affected & counts.keys():
            entity = found.get(name_of(names.row(number)))
            entities[number] = None if entity is None else texts.setdefault(_text(entity), _text(entity))
        return Resolved(dict(counts), entities)


def _text(entity: Entity) -> str:
    return json.dumps(entity_row(entity), ensure_ascii=False, separators=(",", ":"))


def _closed(changed: Collection[int], used: Iterable[int], names: Names) -> set[int]:
    """Return names with all names that they share a key with, directly or through others."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for number in used:
        for key in names.keys(number):
            bearers[key].append(number)
    found = set(changed)
    waiting = list(changed)
    while waiting:
        for key in names.keys(waiting.pop()):
            for number in bearers.pop(key, ()):
                if number not in found:
                    found.add(number)
                    waiting.append(number)
    return found


def counted(sources: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Return how often the documents of sources use each name."""
    counts: dict[int, int] = {}
    for source in sources:
        numbers = source["names"]
        for document in source["documents"]:
            for place, times in document[1]:
                number = numbers[place]
                counts[number] = counts.get(number, 0) + times
    return counts


def given(subjects: Mapping[str, Iterable[Row]]) -> dict[str, Row]:
    """Return what documents give as titles and dates of each subject, added up and sorted."""
    added: dict[str, Row] = {}
    for subject, rows in subjects.items():
        weights: Counter[tuple[str, str, str | None]] = Counter()
        for predicate, value, language, weight in rows:
            weights[predicate, value, language] += weight
        added[subject] = [[*what, weight] for what, weight in sorted(weights.items(), key=str)]
    return added
