"""`Name`s → `Entity`s: which names of which texts name one thing, and its IRI.

A name that the catalogue knows is that entry. Names that share a spelling (in any language of theirs) are
one thing, so that a title in two languages ties what cites the Chinese to what cites the English name. What
the catalogue does not know gets an IRI minted from its normalised name: the same on every run, in every
order. Names that may mean several entries are not guessed: what cites them is left out and reported, and a
document that bears such a title is kept apart as an instrument of its own.
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

Key = tuple[Kind, str, str]


@dataclass(frozen=True)
class Settled:
    """Documents whose claims are about entities, and the names that could not be settled."""

    documents: tuple[Extracted, ...]
    issues: tuple[Issue, ...]


def settle(documents: Sequence[Extracted], lexicon: Lexicon) -> Settled:
    """Find the entity behind every name of a set of documents. Their order does not matter.

    This is `resolve` over the names of all documents, then `settle_one` for each.
    """
    counted: Counter[Name] = Counter()
    for document in documents:
        counted.update(names(document))
    entities = resolve(counted, lexicon)
    settled: list[Extracted] = []
    issues: list[Issue] = []
    for document in documents:
        one, unsettled = settle_one(document, entities, lexicon)
        settled.append(one)
        issues += unsettled
    return Settled(tuple(settled), tuple(dict.fromkeys(issues)))


def names(document: Extracted) -> Counter[Name]:
    """Count the names of a document: all that `resolve` wants to know of it."""
    return Counter([_own(document), *(claim.object for claim in document.claims if isinstance(claim.object, Name))])


def resolve(counted: Mapping[Name, int], lexicon: Lexicon) -> dict[Name, Entity]:
    """Return the entity behind each name; names that may mean several things are left out.

    `counted` says how often documents use each name. A name's entity depends only on the names it shares `keys` with,
    directly or through others: a part of the names that is closed under sharing gives the same entities as all of them.
    """
    return dict(_entities(counted, lexicon))


def settle_one(document: Extracted, entities: Mapping[Name, Entity], lexicon: Lexicon) -> tuple[Extracted, tuple[Issue, ...]]:
    """Return a document with its claims about entities, and an issue for each name that could not be settled."""
    own = _own(document)
    issues: list[Issue] = []
    subject = own_entity(own, entities, lexicon)
    if own not in entities:
        issues.append(_kept_apart(own, document, lexicon))
    claims: list[Claim] = []
    for claim in document.claims:
        if isinstance(claim.object, Name):
            found = entities.get(claim.object)
            if found is None:
                issues.append(_ambiguous(claim, claim.object, document, lexicon))
            elif found != subject:
                claims.append(replace(claim, subject=subject, object=found))
        else:
            claims.append(replace(claim, subject=subject))
    return Extracted(document.document, subject, tuple(claims)), tuple(issues)


def own_entity(own: Name, entities: Mapping[Name, Entity], lexicon: Lexicon) -> Entity:
    """Return what a document is of: the entity of its own name, or one apart if that name is ambiguous."""
    return entities.get(own) or _minted([own], {own: 1}, lexicon)


def mint(kind: Kind, key: str, qualifier: str = "") -> str:
    """Return the IRI of what only texts name: a readable part and a digest of the normalised name."""
    digest = hashlib.sha256("\n".join((kind, key, qualifier)).encode()).hexdigest()[:_DIGEST]
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-")
    return f"{BASE}{kind}/{slug + '.' if slug else ''}{digest}"


def _own(document: Extracted) -> Name:
    if isinstance(document.subject, Entity):
        raise TypeError("these documents are settled already")
    return document.subject


def keys(name: Name, lexicon: Lexicon) -> list[Key]:
    """Return what a name shares with others: each of its forms, with the qualifier where a form is too general alone."""
    return [(name.kind, lexicon.key(form.value), name.qualifier if lexicon.is_general(form.value) else "") for form in name.forms]


def _entities(counted: Mapping[Name, int], lexicon: Lexicon) -> Iterator[tuple[Name, Entity]]:
    """Yield each name with its entity; names that may mean several things yield nothing."""
    for group in _grouped([name for name in counted if len(name.candidates) <= 1], lexicon):
        registered = sorted({name.candidates[0] for name in group if name.candidates})
        new = [name for name in group if not name.candidates]
        for name in group:
            if name.candidates:
                yield name, _registered(name.candidates[0], lexicon)
        if len(registered) == 1:
            yield from ((name, _registered(registered[0], lexicon)) for name in new)
        elif not registered and not _says_nothing(new, lexicon):
            minted = _minted(new, counted, lexicon)
            yield from ((name, minted) for name in new)


def _says_nothing(names: Iterable[Name], lexicon: Lexicon) -> bool:
    """Tell whether names are too general to identify anything, and no document bears them."""
    return all(
        name.kind is Kind.INSTRUMENT and not name.qualifier and lexicon.is_general(form.value)
        for name in names
        for form in name.forms
    )


def _grouped(names: Iterable[Name], lexicon: Lexicon) -> list[list[Name]]:
    """Group names that share a key, directly or through others."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keyed = [(name, keys(name, lexicon)) for name in names]
    for _, shared in keyed:
        for other in shared[1:]:
            first, second = sorted((root(shared[0]), root(other)))
            parent[second] = first
    groups: dict[Key | Name, list[Name]] = defaultdict(list)
    for name, shared in keyed:
        groups[root(shared[0]) if shared else name].append(name)
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
    _, key, qualifier = min(
        (form.language != "en", *keys(name, lexicon)[place][1:]) for name in names for place, form in enumerate(name.forms)
    )
    # An ambiguous title would else get the IRI of another document that bears it.
    qualifier = qualifier or next((name.qualifier for name in names if len(name.candidates) > 1), "")
    return Entity(
        iri=mint(names[0].kind, key, qualifier),
        kind=names[0].kind,
        registered=False,
        labels=tuple(sorted(labels, key=lambda label: label.language)),
        also=tuple(form for form in ranked if form not in labels),
        categories=tuple(sorted({name.category for name in names if name.category})),
    )


def _kept_apart(name: Name, document: Extracted, lexicon: Lexicon) -> Issue:
    meanings = [next((label.value for label in lexicon.labels(iri)), iri) for iri in name.candidates]
    why = f"may mean {' or '.join(meanings)}" if meanings else "is tied to several catalogue entries by other texts"
    source = document.document.source.names[0]
    return Issue(
        Severity.WARNING,
        where=source,
        what=f"the title {name.forms[0].value!r} {why}, so its text was kept as an instrument of its own",
        remedy="tell it apart in a catalogue of your own, by a title that only one has",
        source=source,
        quote=name.forms[0].value,
    )


def _ambiguous(claim: Claim, name: Name, document: Extracted, lexicon: Lexicon) -> Issue:
    meanings = [next((label.value for label in lexicon.labels(iri)), iri) for iri in name.candidates]
    passage = claim.evidence.passage
    source = document.document.source.names[0]
    return Issue(
        Severity.INFO,
        where=f"{source}, run {passage.position}",
        what=f"{claim.evidence.quote!r} may mean {' or '.join(meanings) or 'many things'}, so nothing was claimed of it",
        remedy="tell them apart in a catalogue of your own, by an alias that only one has",
        source=source,
        sentence=excerpt(passage.text),
        quote=claim.evidence.quote,
    )
