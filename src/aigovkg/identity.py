"""`Name`s → `Entity`s: which names of which texts name one thing, and its IRI.

A name that the catalogue knows is that entry. Names that share a spelling (in any language of theirs) are
one thing, so that a title in two languages ties what cites the Chinese to what cites the English name. What
the catalogue does not know gets an IRI minted from its normalised name: the same on every run, in every
order. Names that may mean several entries are not guessed: what cites them is left out and reported, and a
document that bears such a title is kept apart as an instrument of its own.

A catalogue has the last word: owl:sameAs joins what these rules keep apart, owl:differentFrom parts what they
join. Both speak of IRIs: those of entries, and those that names would have alone (`alone`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aigovkg.model import Claim, Entity, Evidence, Extracted, Issue, Kind, Name, Naming, Severity, Text, Tie
from aigovkg.text import excerpt, has_han
from aigovkg.vocabulary import BASE, ISSUED_BY, TITLE, Lexicon

_SLUG = 60  # characters of a name kept readable in its IRI
_DIGEST = 12  # hex digits that keep two names apart
_NEAR = 1000  # characters around a name in which a place or a body may be named whose it is
_SAME = "owl:sameAs"  # in a key: the catalogue says so

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


def at_home(document: Extracted, lexicon: Lexicon) -> Extracted:
    """Return a document in which names that other places have, too, mean what is of the document's own issuer or place.

    "The Privacy Act" of a Canadian directive is Canada's. Where that does not leave exactly one, a name stays ambiguous. A name
    that an entry bears only at home ("the Copyright Act") means it in a document of that place, or where the passage names the
    place; elsewhere it is the name of something else.
    """
    issuers = [c.object for c in document.claims if c.predicate == ISSUED_BY and isinstance(c.object, Name)]
    whose = {iri for name in (_own(document), *issuers) if len(name.candidates) == 1 for iri in name.candidates}
    home = whose.union(*map(lexicon.owners, whose))
    place = min((entry.place for iri in whose if (entry := lexicon.registered.get(iri)) and entry.place), default="")
    meant = (_meant_at(home, place, claim, lexicon) for claim in document.claims)
    return replace(document, claims=tuple(claim for claim in meant if claim is not None))


def _meant_at(home: Collection[str], place: str, claim: Claim, lexicon: Lexicon) -> Claim | None:
    """Return a claim about what its name means there; None if it means nothing: letters that stand for something else."""
    name = claim.object
    if not isinstance(name, Name) or name.kind is not Kind.INSTRUMENT or not name.candidates:
        return claim
    local = all(lexicon.is_local(iri, form.value) for iri in name.candidates for form in name.forms)
    if len(name.candidates) == 1 and not local:
        return claim
    fitting = [iri for iri in name.candidates if not lexicon.owners(iri).isdisjoint(home)]
    if local and not fitting:
        fitting = [iri for iri in name.candidates if _names_owner(claim.evidence, iri, lexicon)]
    if len(fitting) == 1:
        return claim if len(name.candidates) == 1 else replace(claim, object=replace(name, candidates=tuple(fitting)))
    if fitting or not local or (not home and all(has_han(form.value) for form in name.forms)):
        return claim  # in Chinese a law of China, unless a text is known to be of another place
    letters = all(form.value.isupper() and " " not in form.value for form in name.forms)
    return None if letters else replace(claim, object=replace(name, candidates=(), qualifier=place))


def _names_owner(evidence: Evidence, iri: str, lexicon: Lexicon) -> bool:
    """Tell whether a passage names near by whose a registered thing is, apart from the words that name the thing."""
    words, span = evidence.passage.text, evidence.span
    before, behind = words[max(0, span.start - _NEAR) : span.start], words[span.end : span.end + _NEAR]
    around = f" {lexicon.key(before)} | {lexicon.key(behind)} "
    names = (lexicon.key(name.value) for owner in lexicon.owners(iri) for name in lexicon.names(owner))
    return any((name if has_han(name) else f" {name} ") in around for name in names if name)


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


def namings(entity: Entity, claims: Sequence[Claim], lexicon: Lexicon, same: Collection[str] = ()) -> tuple[Naming, ...]:
    """Return the names that claims use of an entity, each with why it is taken for one and where it stands.

    `same` are the IRIs that a catalogue says to be the entity's.
    """
    used: dict[str, list[Evidence]] = defaultdict(list)
    titles: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.subject == entity and claim.predicate == TITLE:
            used[" ".join(claim.evidence.quote.split())].append(claim.evidence)
            titles[claim.evidence.passage.source].add(" ".join(claim.evidence.quote.split()))
        elif claim.object == entity and entity.kind is not Kind.PRINCIPLE:
            used[" ".join(claim.evidence.quote.strip("《》").split())].append(claim.evidence)
    known = _names_of(entity, lexicon)
    together = {name: sorted(others - {name}) for others in titles.values() for name in others}
    found = []
    for name in sorted(used):
        tie, other = _tie(name, entity, known, together, lexicon, same)
        first = used[name][0].passage
        language = "zh" if has_han(name) and not first.language.startswith(("zh", "ja")) else first.language
        found.append(Naming(Text(name, language), tie, other, alone(entity.kind, name, lexicon), tuple(used[name])))
    return tuple(sorted(found, key=lambda naming: (list(Tie).index(naming.tie), -len(naming.evidence), naming.name)))


def _names_of(entity: Entity, lexicon: Lexicon) -> dict[str, tuple[str, Tie]]:
    """Return by key the names that make an entity what it is: the catalogue's, or the one that its IRI is minted from."""
    known: dict[str, tuple[str, Tie]] = {}
    if not entity.registered:
        for name in (*entity.labels, *entity.also):
            if alone(entity.kind, name.value, lexicon) == entity.iri or len((*entity.labels, *entity.also)) == 1:
                known.setdefault(lexicon.key(name.value), (name.value, Tie.OWN))
        return known
    for name in entity.labels:
        known.setdefault(lexicon.key(name.value), (name.value, Tie.TITLE))
    for name in (*entity.also, *lexicon.names(entity.iri)):
        known.setdefault(lexicon.key(name.value), (name.value, Tie.ALIAS))
    return known


def _tie(
    name: str,
    entity: Entity,
    known: Mapping[str, tuple[str, Tie]],
    together: Mapping[str, Sequence[str]],
    lexicon: Lexicon,
    same: Collection[str],
) -> tuple[Tie, str]:
    """Return why a name is taken for an entity's, and the name of it that it is tied to."""
    key = lexicon.key(name)
    if key in known:
        form, tie = known[key]
        return (tie, form) if form == name else (Tie.NUMBER if lexicon.is_number(name) else Tie.SPELLING, form)
    if same and alone(entity.kind, name, lexicon) in same:
        return Tie.SAME_AS, ""
    for title in sorted(together):
        if lexicon.key(title) == key and together[title]:
            other = next((one for one in together[title] if lexicon.key(one) in known), together[title][0])
            return (Tie.TITLES, other) if title == name else (Tie.SPELLING, title)
    rule, meant = lexicon.meant(entity.kind, name)
    if entity.iri in meant:
        return rule or Tie.SPELLING, entity.labels[0].value if entity.labels else ""
    if any(lexicon.government(place) == entity.iri for place in lexicon.by_name(Kind.PLACE, name)):
        return Tie.PLACE, entity.labels[0].value if entity.labels else ""
    return Tie.CONTEXT, ""


def _own(document: Extracted) -> Name:
    if isinstance(document.subject, Entity):
        raise TypeError("these documents are settled already")
    return document.subject


def alone(kind: Kind, name: str, lexicon: Lexicon) -> str:
    """Return the IRI that a name which the catalogue lacks would have if nothing tied it to others; "" where its text decides."""
    return "" if lexicon.is_shared(name) else mint(kind, lexicon.key(name))


def keys(name: Name, lexicon: Lexicon) -> list[Key]:
    """Return what a name shares with others: each of its forms, with the qualifier where a form is too general alone.

    Of what the catalogue says to be the same, the IRI that stands for all is shared besides.
    """
    own = [key for _, key in _forms(name, lexicon)]
    return own + [(name.kind, same, _SAME) for key in own if lexicon.same and (same := lexicon.same.get(mint(*key)))]


def _forms(name: Name, lexicon: Lexicon) -> list[tuple[Text, Key]]:
    """Return the forms of a name with the key of each, without those that the catalogue says to name something else."""
    forms = [
        (form, (name.kind, lexicon.key(form.value), name.qualifier if lexicon.is_shared(form.value) else ""))
        for form in name.forms
    ]
    if not lexicon.differing or not forms:
        return forms
    first = next(iter(_meant(name, lexicon)), mint(*forms[0][1]))
    return [(form, key) for form, key in forms if frozenset((first, mint(*key))) not in lexicon.differing]


def _meant(name: Name, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the registered things that a name may mean: its candidates, but those that a catalogue tells all its forms from."""
    if not lexicon.differing:
        return name.candidates
    own = [mint(name.kind, lexicon.key(form.value)) for form in name.forms]
    return tuple(iri for iri in name.candidates if not own or any(frozenset((iri, one)) not in lexicon.differing for one in own))


def _entities(counted: Mapping[Name, int], lexicon: Lexicon) -> Iterator[tuple[Name, Entity]]:
    """Yield each name with its entity; names that may mean several things yield nothing."""
    meant = {name: _meant(name, lexicon) for name in counted}
    for group in _grouped([name for name in counted if len(meant[name]) <= 1], lexicon):
        same = {key for name in group for _, key, mark in keys(name, lexicon) if mark == _SAME} if lexicon.same else set()
        registered = sorted({iri for name in group for iri in meant[name]} | {iri for iri in same if iri in lexicon.registered})
        new = [name for name in group if not meant[name]]
        for name in group:
            if meant[name]:
                yield name, _registered(meant[name][0], lexicon)
        if len(registered) == 1:
            yield from ((name, _registered(registered[0], lexicon)) for name in new)
        elif not registered and not _says_nothing(new, lexicon):
            minted = _minted(new, counted, lexicon)
            minted = replace(minted, iri=min(same)) if same else minted
            yield from ((name, minted) for name in new)


def _says_nothing(names: Iterable[Name], lexicon: Lexicon) -> bool:
    """Tell whether names are too general to identify anything, and no document bears them."""
    return all(
        name.kind is Kind.INSTRUMENT and not name.qualifier and lexicon.is_shared(form.value)
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
        for form, _ in _forms(name, lexicon):
            forms[form] += counted[name]
    ranked = sorted(forms, key=lambda form: (form.language, -forms[form], form.value))
    labels = tuple({form.language: form for form in reversed(ranked)}.values())
    _, key, qualifier = min((form.language != "en", *key[1:]) for name in names for form, key in _forms(name, lexicon))
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
