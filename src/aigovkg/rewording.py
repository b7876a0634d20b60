"""Names that are a known name with its owner, its year or a plural more: which registered things they mean.

Each way is a rule with a `Tie` of its own, so that an explanation can say why two names are one, and each asks what the
catalogue knows: an owner must be the entry's, and a year that of its date, so that editions and homonyms stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from aigovkg import text
from aigovkg.model import Kind, Tie

_YEAR_LAST = re.compile(r"(.+) ((?:19|20)\d\d)")
_LONGEST_OWNER = 8  # words
_LONGEST_HAN_OWNER = 12  # characters
_LEAST_OWNED = 2  # words of the name itself
_LEAST_HAN_OWNED = 4  # characters
_LEAST_PLURAL = 3  # words of a name in which a plural more or less changes nothing
_RULES_TOGETHER = 2  # "the 2019 OECD Recommendations …"
_PLURAL = re.compile(r"(?<=[^\W\d_]{3})(?<![sui])s\b")  # "treaties" are others than the treaty

Lookup = Callable[[Kind, str], tuple[str, ...]]


class Entry(Protocol):
    """What a rule asks of a registered thing."""

    @property
    def date(self) -> str:
        """As precise as it is known, or ""."""

    @property
    def place(self) -> str:
        """The IRI of its jurisdiction, or ""."""

    @property
    def parent(self) -> str:
        """The IRI of the body it is part of, or ""."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """The IRIs of who issued it."""


@dataclass(frozen=True)
class Rewording:
    """The rules over a catalogue: `known` looks a key up, `singular` one without its plurals, `government` acts for a place."""

    known: Lookup
    singular: Lookup
    entries: Mapping[str, Entry]
    government: Callable[[str], str]
    genitives: frozenset[str]

    def meant(self, kind: Kind, key: str, rules: int = _RULES_TOGETHER) -> tuple[Tie | None, tuple[str, ...]]:
        """Return the registered things that a key means in other words, and the rule that says so; known keys mean theirs."""
        found = self.known(kind, key)
        if found or not rules or kind not in (Kind.INSTRUMENT, Kind.AGENT):
            return None, found
        for tie, iris in self._reworded(kind, key, rules - 1):
            if iris:
                return tie, iris
        return None, ()

    def _reworded(self, kind: Kind, key: str, rules: int) -> Iterator[tuple[Tie, tuple[str, ...]]]:
        dated = _YEAR_LAST.fullmatch(key) if kind is Kind.INSTRUMENT else None
        if dated:
            bare = self.meant(kind, dated[1], rules)[1]
            yield Tie.YEAR, tuple(iri for iri in bare if self.entries[iri].date.startswith(dated[2]))
        for owner, rest in self._owned(key):
            owners = {*self.known(Kind.AGENT, owner), *self.known(Kind.PLACE, owner)}
            if owners:
                yield Tie.OWNER, tuple(iri for iri in self.meant(kind, rest, rules)[1] if owners & self.owners(iri))
        if key.count(" ") >= _LEAST_PLURAL - 1:
            several = self.singular(kind, singular(key))
            yield Tie.PLURAL, several if len(several) == 1 else ()

    def _owned(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield the ways to cut a name into an owner and what is owned, the longest owner first."""
        if text.has_han(key):
            for cut in range(min(_LONGEST_HAN_OWNER, len(key) - _LEAST_HAN_OWNED), 1, -1):
                yield key[:cut].strip(), key[cut:].strip()
            return
        words = key.split()
        for cut in range(min(_LONGEST_OWNER, len(words) - _LEAST_OWNED), 0, -1):
            yield " ".join(words[:cut]), " ".join(words[cut:])
        for at in range(max(_LEAST_OWNED, len(words) - 1 - _LONGEST_OWNER), len(words) - 1):
            if words[at] in self.genitives:
                yield " ".join(words[at + 1 :]), " ".join(words[:at])

    def owners(self, iri: str) -> set[str]:
        """Return whose a registered thing is: its issuers, parents and place, and those of its issuers."""
        owners: set[str] = set()
        line = [self.entries[iri].parent, *self.entries[iri].issuers]
        places = {self.entries[iri].place}
        for one in filter(None, line):
            if one not in owners and one in self.entries:
                owners.add(one)
                line.append(self.entries[one].parent)
                places.add(self.entries[one].place)
        places.discard("")
        return owners | places | {self.government(place) for place in places} - {""}


def singular(key: str) -> str:
    """Return a key with its plurals made singular."""
    return _PLURAL.sub("", key)
