"""Is the entity that a citation was linked to the instrument that the annotation names?

An annotation names an instrument as a person would catalogue it: "Regulation (EU) 2024/1689 (Artificial Intelligence Act)",
"… | …" for the name in two languages. Where one of its wordings is the name of a catalogue entry, only that entry is
right. Else what only texts name is right, and of registered things the one whose name has the same telling words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigovkg import text
from aigovkg.model import Entity, Kind
from aigovkg.vocabulary import Lexicon, Role

_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_BRACKETS_AT_END = re.compile(_BRACKETS.pattern + "$")


class Links:
    """Judges links by the names of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._names: dict[str, list[str]] = {}
        for form in lexicon.forms:
            if form.role is Role.NAME and form.kind is Kind.INSTRUMENT:
                self._names.setdefault(form.target, []).append(form.text)

    def known(self, instrument: str) -> tuple[str, ...]:
        """Return the entries that an annotation names; none where the catalogue does not know it."""
        hits = (self._lexicon.by_name(Kind.INSTRUMENT, wording) for wording in _wordings(instrument))
        found = next(filter(None, hits), ())
        # "Privacy Act (Canada)": of several that bear the name the one of the place.
        placed = tuple(iri for iri in found if len(found) > 1 and self._placed(iri, instrument))
        return placed or found

    def right(self, entity: Entity | None, instrument: str) -> bool:
        """Tell whether an entity is what an annotation names; no entity never is."""
        if entity is None:
            return False
        known = self.known(instrument)
        if known:
            return entity.iri in known
        return not entity.registered or any(
            self._akin(name, wording) for name in self._names.get(entity.iri, ()) for wording in _wordings(instrument)
        )

    def _placed(self, iri: str, instrument: str) -> bool:
        """Tell whether an annotation names the place that an entry is of."""
        return any(label.value in instrument for label in self._lexicon.labels(self._lexicon.registered[iri].place))

    def _akin(self, name: str, wording: str) -> bool:
        """Tell whether one of two names has all words of the other, small ones aside, and the same numbers."""
        if text.has_han(name) or text.has_han(wording):
            return name in wording or wording in name
        small = self._lexicon.listed("connector") | self._lexicon.listed("article")
        mine, theirs = ({word for word in self._lexicon.key(one).split() if word not in small} for one in (name, wording))
        numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (mine, theirs))
        fewer, more = sorted((mine, theirs), key=len)
        return len(fewer) > 1 and fewer <= more and (numbers == others or not numbers or not others)


def _wordings(instrument: str) -> Iterator[str]:
    """Yield what an annotation's name may stand as in a catalogue: whole, without brackets, parted at a comma, in brackets."""
    names = [name.strip() for name in instrument.split(" | ")]
    yield from names
    for name in names:
        bare = _BRACKETS.sub("", name).strip()
        yield bare
        yield _BRACKETS_AT_END.sub("", name)
        yield from bare.split(", ", 1)
    for name in names:
        yield from (found[1] for found in _BRACKETS.finditer(name) if found[1])
