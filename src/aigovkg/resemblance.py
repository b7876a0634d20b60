"""`Entity`s → `Candidate`s: names that look as if they named one thing. They are offered to a person, never merged.

Names are compared only where they share a telling word that few names have, or one that looks like its misspelling,
so the cost grows with the number of names and not with its square. Numbers and years tell editions apart: names that
give different ones are no candidates.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from aigovkg import text
from aigovkg.model import Candidate, Entity, Kind, Likeness, Text
from aigovkg.vocabulary import Lexicon

_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT)
_MOST_ALIKE = 100  # names that share a word; a word that more names share tells nothing about any two of them
_SELDOM = 2  # names that have a word which may be a misspelling
_SHORTEST_MISSPELT = 5  # letters
_ALIKE = 0.8  # how like two words are, of which one may be the other misspelt
_ALIKE_CHINESE = 0.8  # how like two Chinese names are, of which one may be the other with a slip
_LEAST = {Likeness.WORDING: 0.85, Likeness.PART: 0.7}  # how like names are, 0 to 1, that have different words
_PART_SHARE = 0.5  # how much of the longer name the shorter has at least
_PART_WORDS = 2  # telling words that the shorter has at least
_SHORTEST_PART = 4  # Chinese characters
_YEAR = re.compile(r"(?:19|20)\d\d")
_INITIALS = re.compile(r"[A-Z]{3,8}")
_PLURAL = re.compile(r"(?<=[^\Ws])s$")


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of an entity, cut into what is compared: telling words, numbers and years."""

    entity: Entity
    name: Text
    key: str
    words: tuple[str, ...]
    telling: frozenset[str]
    numbers: frozenset[str]
    years: frozenset[str]
    head: str


def candidates(entities: Iterable[Entity], lexicon: Lexicon, of: str = "") -> tuple[Candidate, ...]:
    """Return the pairs of entities that may be one, most alike first; with `of`, those with the entity of that IRI.

    Entities that are not registered are compared with one another and with the whole catalogue. Pairs that a catalogue
    tells apart (owl:differentFrom) are left out. The order of the entities does not matter.
    """
    found: dict[tuple[str, str], Candidate] = {}
    new = [entity for entity in entities if not entity.registered]
    for kind in _KINDS:
        names = list(dict.fromkeys(_names([entity for entity in new if entity.kind is kind], kind, lexicon)))
        seldom = Counter(word for name in names for word in name.telling)
        for first, second in _pairs(names, seldom, of):
            pair = (first.entity.iri, second.entity.iri)
            if frozenset(pair) in lexicon.differing:
                continue
            likeness = _likeness(first, second, seldom)
            if likeness is not None:
                score = round(fuzz.token_sort_ratio(first.key, second.key) / 100, 2)
                if score < _LEAST.get(likeness, 0):
                    continue
                candidate = Candidate(first.entity, second.entity, (first.name, second.name), likeness, score)
                if pair not in found or _rank(candidate) < _rank(found[pair]):
                    found[pair] = candidate
    return tuple(sorted(found.values(), key=_rank))


def homonyms(entity: Entity, entities: Iterable[Entity], lexicon: Lexicon) -> tuple[Entity, ...]:
    """Return the other entities of the same kind that bear one of its names, by IRI."""
    keys = {lexicon.key(name.value) for name in (*entity.labels, *entity.also)}
    return tuple(
        other
        for other in sorted(entities, key=lambda other: other.iri)
        if other.kind is entity.kind
        and other.iri != entity.iri
        and any(lexicon.key(name.value) in keys for name in (*other.labels, *other.also))
    )


def _rank(candidate: Candidate) -> tuple[float, str, str, str, tuple[Text, Text]]:
    return (-candidate.score, candidate.likeness, candidate.first.iri, candidate.second.iri, candidate.names)


def _names(new: Sequence[Entity], kind: Kind, lexicon: Lexicon) -> Iterator[_Name]:
    """Yield the names of new entities and of every catalogue entry of their kind, cut for comparing."""
    if not new:
        return
    small = frozenset().union(*map(lexicon.listed, ("connector", "article", "joiningWord", "determiner")))
    # "Safety" says little in the title of an instrument, and much in the name of a body.
    listed = lexicon.listed("genericWord") if kind is Kind.INSTRUMENT else frozenset[str]()
    general = {_singular(word) for one in listed for word in _cut(lexicon.key(one))}
    for entity in new:
        for name in (*entity.labels, *entity.also):
            yield _name(entity, name, small, general, lexicon)
    for entry in lexicon.registered.values():
        if entry.kind is kind:
            entity = Entity(entry.iri, kind, True, entry.labels, (), entry.categories)
            for name in lexicon.names(entry.iri):
                yield _name(entity, name, small, general, lexicon)


def _name(entity: Entity, name: Text, small: frozenset[str], general: set[str], lexicon: Lexicon) -> _Name:
    key = lexicon.key(name.value)
    words = tuple(_singular(word) for word in _cut(key) if word not in small)
    figures = frozenset(word for word in words if any(map(str.isdigit, word)))
    years = frozenset(word for word in figures if _YEAR.fullmatch(word))
    head = lexicon.instrument_type(name.value) if entity.kind is Kind.INSTRUMENT else ""
    return _Name(entity, name, key, words, frozenset(words) - figures - general, figures - years, years, head)


def _cut(key: str) -> Iterator[str]:
    """Yield the words of a normalised name, and of a Chinese run each pair of neighbouring characters."""
    for word in key.split():
        if not text.has_han(word):
            yield word
            continue
        for run in re.findall(r"[a-z]+|\d+|[^a-z\d]+", word):
            yield from (a + b for a, b in pairwise(run)) if text.has_han(run) and len(run) > 1 else (run,)


def _singular(word: str) -> str:
    return word if len(word) <= len("laws") - 1 else _PLURAL.sub("", word)


def _pairs(names: Sequence[_Name], seldom: Mapping[str, int], of: str) -> Iterator[tuple[_Name, _Name]]:
    """Yield the pairs of names worth comparing, each once and the lesser IRI first."""
    misspelt = _misspelt(seldom)
    blocks: dict[str, list[_Name]] = defaultdict(list)
    for name in names:
        for word in {word for own in name.telling for word in (own, *misspelt.get(own, ()))}:
            blocks[word].append(name)
        if _INITIALS.fullmatch(name.name.value):
            blocks["initials " + name.key].append(name)
        elif len(name.words) > 2:
            blocks["initials " + "".join(word[0] for word in name.words)].append(name)
    seen: set[tuple[_Name, _Name]] = set()
    for word in sorted(blocks):
        block = blocks[word]
        if len(block) > _MOST_ALIKE:
            continue
        asked = [name for name in block if not of or name.entity.iri == of]
        for one, other in combinations(block, 2) if not of else ((one, other) for one in asked for other in block):
            if one.entity.iri == other.entity.iri or (one.entity.registered and other.entity.registered):
                continue
            pair = (one, other) if one.entity.iri < other.entity.iri else (other, one)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _misspelt(seldom: Mapping[str, int]) -> dict[str, list[str]]:
    """Return for each rare word the words that it may be a slip of: those a letter away from it."""
    long = [word for word in seldom if len(word) >= _SHORTEST_MISSPELT and word.isalpha() and not text.has_han(word)]
    near: dict[str, list[str]] = defaultdict(list)
    for word in sorted(long):
        for shorter in _shortened(word):
            near[shorter].append(word)
    return {
        word: sorted({other for shorter in _shortened(word) for other in near[shorter]} - {word})
        for word in long
        if seldom[word] <= _SELDOM
    }


def _shortened(word: str) -> set[str]:
    """Return a word, and the word without each of its letters: words a letter apart share one of these."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _likeness(first: _Name, second: _Name, seldom: Mapping[str, int]) -> Likeness | None:
    """Tell how two names are alike, or None if they are not alike enough to ask a person."""
    if (
        first.key == second.key
        or first.numbers != second.numbers
        or (first.years and second.years and first.years != second.years)
    ):
        return None
    for short, long in ((first, second), (second, first)):
        if _INITIALS.fullmatch(short.name.value) and short.key == "".join(word[0] for word in long.words):
            return Likeness.INITIALS
    if first.head != second.head:
        return None
    if text.has_han(first.key) or text.has_han(second.key):
        return _chinese(first, second)
    mine, theirs = first.telling - second.telling, second.telling - first.telling
    if not mine and not theirs:
        if not first.telling:
            return None
        same = [word for word in first.words if word not in first.years] == [w for w in second.words if w not in second.years]
        return Likeness.YEAR if same and first.years != second.years else Likeness.WORDING
    if _misspells(set(first.words) - set(second.words), set(second.words) - set(first.words), seldom):
        return Likeness.SPELLING
    if first.entity.kind is not Kind.INSTRUMENT:
        return None  # another word makes another body, and another meeting
    fewer, more = sorted((first.telling, second.telling), key=len)
    if fewer < more and len(fewer) >= _PART_WORDS and len(fewer) >= _PART_SHARE * len(more):
        return Likeness.PART
    return None


def _chinese(first: _Name, second: _Name) -> Likeness | None:
    one, other = (re.sub(r"\W", "", _YEAR.sub("", name.key)) for name in (first, second))
    if one == other:
        return Likeness.YEAR if first.years != second.years else Likeness.WORDING
    short, long = sorted((one, other), key=lambda name: (len(name), name))
    if short in long:
        return Likeness.PART if len(short) >= max(_SHORTEST_PART, _PART_SHARE * len(long)) else None
    return Likeness.SPELLING if fuzz.ratio(one, other) >= 100 * _ALIKE_CHINESE else None


def _misspells(mine: set[str], theirs: set[str], seldom: Mapping[str, int]) -> bool:
    """Tell whether each word that only one of two names has is a misspelling of one that only the other has."""
    pairs = {one: other for one in sorted(mine) for other in sorted(theirs) if _slip(one, other, seldom)}
    return len(pairs) == len(mine) == len(theirs) == len(set(pairs.values()))


def _slip(one: str, other: str, seldom: Mapping[str, int]) -> bool:
    """Tell whether of two words one may be the other misspelt: much alike, and one of them rare."""
    return (
        min(seldom[one], seldom[other]) <= _SELDOM
        and min(len(one), len(other)) >= _SHORTEST_MISSPELT
        and OSA.normalized_similarity(one, other) >= _ALIKE
    )


def swapped(candidate: Candidate, iri: str) -> Candidate:
    """Return a candidate with the entity of an IRI first."""
    if candidate.first.iri == iri:
        return candidate
    return replace(candidate, first=candidate.second, second=candidate.first, names=(candidate.names[1], candidate.names[0]))
