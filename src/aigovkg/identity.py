"""`Name`s → `Entity`s: which names of which texts name one thing, and its IRI.

A name that the catalogue knows is that entry. Names that share a spelling (in any language of theirs) are
one thing, so that a title in two languages ties what cites the Chinese to what cites the English name. What
the catalogue does not know gets an IRI minted from its normalised name: the same on every run, in every
order. Names that may mean several entries are not guessed: their claims are left out and reported.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aigovkg.model import Claim, Entity, Extracted, Issue, Kind, Name, Severity, Text
from aigovkg.text import excerpt
from aigovkg.vocabulary import BASE, Lexicon

_SLUG = 60  # characters of a name kept readable in its IRI
_DIGEST = 12  # hex digits that keep two names apart

_Key = tuple[Kind, str, str]


@dataclass(frozen=True)
class Settled:
    """Documents whose claims are about entities, and the names that could not be settled."""

    documents: tuple[Extracted, ...]
    issues: tuple[Issue, ...]


def settle(documents: Sequence[Extracted], lexicon: Lexicon) -> Settled:
    """Find the entity behind every name of a set of documents. Their order does not matter."""
    counted = Counter(name for document in documents for name in _names(document))
    entities = dict(_entities(counted, lexicon))
    issues: list[Issue] = []
    settled: list[Extracted] = []
    for document in documents:
        claims: list[Claim] = []
        subject = entities[_own(document.subject)]
        for claim in document.claims:
            if isinstance(claim.object, Name):
                found = entities.get(claim.object)
                if found is None:
                    issues.append(_ambiguous(claim, document, lexicon))
                elif found != subject:
                    claims.append(replace(claim, subject=subject, object=found))
            else:
                claims.append(replace(claim, subject=subject))
        settled.append(Extracted(document.document, subject, tuple(claims)))
    return Settled(tuple(settled), tuple(dict.fromkeys(issues)))


def mint(kind: Kind, key: str, qualifier: str = "") -> str:
    """Return the IRI of what only texts name: a readable part and a digest of the normalised name."""
    digest = hashlib.sha256("\n".join((kind, key, qualifier)).encode()).hexdigest()[:_DIGEST]
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-")
    return f"{BASE}{kind}/{slug + '.' if slug else ''}{digest}"


def _names(document: Extracted) -> Iterator[Name]:
    yield _own(document.subject)
    for claim in document.claims:
        if isinstance(claim.object, Name):
            yield claim.object


def _own(subject: Name | Entity) -> Name:
    if isinstance(subject, Entity):
        raise TypeError("these documents are settled already")
    # A document is one instrument: where its title may mean several entries, it is none of them for sure.
    return replace(subject, candidates=()) if len(subject.candidates) > 1 else subject


def _keys(name: Name, lexicon: Lexicon) -> list[_Key]:
    return [(name.kind, lexicon.key(form.value), name.qualifier) for form in name.forms]


def _entities(counted: Mapping[Name, int], lexicon: Lexicon) -> Iterator[tuple[Name, Entity]]:
    """Yield each name with its entity; names that may mean several yield nothing."""
    groups = _grouped(list(counted), lexicon)
    for group in groups:
        registered = sorted({iri for name in group if len(name.candidates) == 1 for iri in name.candidates})
        loose = [name for name in group if not name.candidates]
        for name in group:
            if len(name.candidates) == 1:
                yield name, _registered(name.candidates[0], lexicon)
        if len(registered) == 1:
            yield from ((name, _registered(registered[0], lexicon)) for name in loose)
        elif not registered and loose:
            minted = _minted(loose, counted, lexicon)
            yield from ((name, minted) for name in loose)


def _grouped(names: Iterable[Name], lexicon: Lexicon) -> list[list[Name]]:
    """Group names that share a key, directly or through others."""
    parent: dict[_Key, _Key] = {}

    def root(key: _Key) -> _Key:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keyed = [(name, _keys(name, lexicon)) for name in names]
    for _, keys in keyed:
        for other in keys[1:]:
            first, second = sorted((root(keys[0]), root(other)))
            parent[second] = first
    groups: dict[_Key | Name, list[Name]] = defaultdict(list)
    for name, keys in keyed:
        groups[root(keys[0]) if keys else name].append(name)
    return list(groups.values())


def _registered(iri: str, lexicon: Lexicon) -> Entity:
    entry = lexicon.registered[iri]
    return Entity(iri, entry.kind, True, entry.labels, (), entry.categories)


def _minted(names: Sequence[Name], counted: Mapping[Name, int], lexicon: Lexicon) -> Entity:
    forms: Counter[Text] = Counter()
    for name in names:
        for form in name.forms:
            forms[form] += counted[name]
    ranked = sorted(forms, key=lambda form: (form.language, -forms[form], form.value))
    labels = tuple({form.language: form for form in reversed(ranked)}.values())
    key = min((form.language != "en", lexicon.key(form.value)) for form in forms)[1]
    return Entity(
        iri=mint(names[0].kind, key, names[0].qualifier),
        kind=names[0].kind,
        registered=False,
        labels=tuple(sorted(labels, key=lambda label: label.language)),
        also=tuple(form for form in ranked if form not in labels),
        categories=tuple(sorted({name.category for name in names if name.category})),
    )


def _ambiguous(claim: Claim, document: Extracted, lexicon: Lexicon) -> Issue:
    name = claim.object
    if not isinstance(name, Name):
        raise TypeError("only names can be ambiguous")
    meanings = [next((label.value for label in lexicon.labels(iri)), iri) for iri in name.candidates]
    passage = claim.evidence.passage
    return Issue(
        Severity.INFO,
        where=f"{document.document.source.names[0]}, run {passage.position}",
        what=f"{claim.evidence.quote!r} may mean {' or '.join(meanings) or 'several things'}, so nothing was claimed of it",
        remedy="tell them apart in a catalogue of your own, by an alias that only one has",
        source=document.document.source.names[0],
        sentence=excerpt(passage.text),
        quote=claim.evidence.quote,
    )
