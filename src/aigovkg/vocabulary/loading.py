"""Turtle → `Vocabulary`: the ontology, the lexicon, the principles, the catalogue and the user's own catalogues."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg import text
from aigovkg.errors import OntologyError
from aigovkg.model import Kind, Text
from aigovkg.vocabulary.iris import (
    AIG,
    ALT_LABEL,
    BASE,
    CITES,
    DATE,
    DIFFERENT_FROM,
    ISSUED_BY,
    LABEL,
    LEXICON,
    RDFS,
    ROOTS,
    SAME_AS,
    SKOS,
    TITLE,
    TYPE,
)
from aigovkg.vocabulary.lexicon import CUE_ROLES, Form, Lexicon, NumberForm, Registered, Role

_KINDS = {root: kind for kind, root in ROOTS.items()}
_NAMING = (TITLE, LABEL, SKOS + "prefLabel", ALT_LABEL, SKOS + "hiddenLabel")
_LABELLING = _NAMING[:3]


# The word lists of the lexicon.
_LISTS = (
    "actNoun",
    "adoptionVerb",
    "alternative",
    "announcingVerb",
    "article",
    "commonPhrase",
    "connector",
    "contentNoun",
    "contentsHeading",
    "continuation",
    "dateCue",
    "demonstrative",
    "denyingSubject",
    "determiner",
    "divisionStyle",
    "finiteWord",
    "furniture",
    "gazette",
    "genericWord",
    "genitive",
    "groundsCue",
    "honorific",
    "hostCue",
    "issuerCue",
    "joiningWord",
    "lawLead",
    "legalForm",
    "locator",
    "meetingNoun",
    "nameBreak",
    "negation",
    "numberingStyle",
    "ordinalStyle",
    "othersMark",
    "owner",
    "otherDateCue",
    "pairingWord",
    "partHeading",
    "personTitle",
    "placeBack",
    "placeLead",
    "placeLink",
    "placePreposition",
    "placeStyle",
    "placeWord",
    "plainVerb",
    "relativeWord",
    "roleNoun",
    "shortFormCue",
    "shortTitleCue",
    "subordinator",
    "titleCue",
    "titleEnd",
    "titleNoun",
    "titleParticiple",
    "topicMarker",
    "unconfirmedMark",
    "unitNoun",
)
# The kinds whose names grow over words behind their head noun, and the class that says over which.
_GROWING = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT)


@dataclass(frozen=True)
class Vocabulary:
    """The lexicon together with the triples that the graph carries over.

    `ontology` are the terms as far as they have names: axioms about anonymous classes stay in the ontology's file.
    `own` are the IRIs of what the user's own catalogues describe.
    """

    lexicon: Lexicon
    ontology: tuple[ox.Triple, ...] = field(repr=False)
    entries: Mapping[str, tuple[ox.Triple, ...]] = field(repr=False)
    own: frozenset[str] = frozenset()
    fingerprint: str = ""


def folder(name: str) -> Path:
    """Return the folder `ontology`, `shapes` or `questions`: inside the installed package, or at the top of a checkout."""
    here = Path(__file__).parent.parent
    return here / name if (here / name).is_dir() else here.parent.parent / name


def terms() -> list[ox.Triple]:
    """Return the triples of the ontology itself.

    Raises:
        OntologyError: the file is missing or is not Turtle.
    """
    return _parse(_files()[0])


def alignments() -> list[ox.Triple]:
    """Return the axioms that tie the ontology to FOAF, PROV, ELI, FaBiO, CiTO, schema.org and others.

    Raises:
        OntologyError: the file is missing or is not Turtle.
    """
    return _parse(folder("ontology") / "alignments.ttl")


def load(catalogues: Sequence[Path] = ()) -> Vocabulary:
    """Read the ontology, the lexicon, the principles, the catalogue and the user's own catalogues.

    Without catalogues of the user's own a process reads once, as long as the files stay as they are.

    Raises:
        OntologyError: a file is missing or is not Turtle.
    """
    return _read(_files(), catalogues) if catalogues else _remembered(tuple(map(_stamped, _files())))


def _files() -> list[Path]:
    """Return the files of ours, that of the ontology itself first."""
    root = folder("ontology")
    named = [root / name for name in ("aigov.ttl", "lexicon.ttl", "principles.ttl")]
    return [*named, *sorted((root / "catalogue").glob("*.ttl"))]


def _stamped(path: Path) -> tuple[Path, int, int]:
    """Return a path with what changes when the file does."""
    if not path.is_file():
        return path, 0, 0
    stat = path.stat()
    return path, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=1)
def _remembered(stamped: tuple[tuple[Path, int, int], ...]) -> Vocabulary:
    return _read([path for path, _, _ in stamped], ())


def _read(files: Sequence[Path], catalogues: Sequence[Path]) -> Vocabulary:
    ontology, *others = map(_parse, files)
    own = [triple for path in catalogues for triple in _parse_own(path)]
    facts = [*ontology, *chain.from_iterable(others), *own]
    index = _Index(facts)
    registered = {entry.iri: entry for entry in _registered(index)}
    described = frozenset(triple.subject.value for triple in own if isinstance(triple.subject, ox.NamedNode))
    same = _same(index, registered, described)
    entries = {iri: [*_described(index, entry)] for iri, entry in registered.items()}
    for other, iri in same.items():
        if other != iri:
            entries.setdefault(iri, []).append(ox.Triple(ox.NamedNode(iri), ox.NamedNode(SAME_AS), ox.NamedNode(other)))
    for iri in sorted(described - registered.keys()):  # what only texts name, and a catalogue tells apart
        apart = [
            ox.Triple(ox.NamedNode(iri), ox.NamedNode(DIFFERENT_FROM), ox.NamedNode(o)) for o in index.iris(iri, DIFFERENT_FROM)
        ]
        if apart:
            entries.setdefault(iri, []).extend(apart)
    return Vocabulary(
        lexicon=_lexicon(index, registered, same),
        ontology=tuple(triple for triple in ontology if not _anonymous(triple)),
        entries=MappingProxyType({iri: tuple(dict.fromkeys(triples)) for iri, triples in entries.items()}),
        own=described,
        fingerprint=_fingerprint(facts),
    )


def _parse(path: Path) -> list[ox.Triple]:
    if path.is_dir():
        raise OntologyError("this is a folder", where=str(path), remedy="name the Turtle files in it")
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except FileNotFoundError as error:
        raise OntologyError("no such file", where=str(path), remedy="give the path of a Turtle file") from error
    except (SyntaxError, ValueError, OSError) as error:
        raise OntologyError(f"not readable as Turtle: {error}", where=str(path), remedy="mend the file at that place") from error


def _parse_own(path: Path) -> list[ox.Triple]:
    """Read a catalogue of the user's own: entries have IRIs, so it has no blank nodes."""
    triples = _parse(path)
    nameless = next((triple for triple in triples if _anonymous(triple)), None)
    if nameless is not None:
        raise OntologyError(
            f"a blank node, at {nameless.predicate.value}",
            where=str(path),
            remedy="give it an IRI, so that every build writes the same",
        )
    return triples


def _anonymous(triple: ox.Triple) -> bool:
    """Tell whether a triple has a blank node: axioms do, graphs of ours never."""
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _fingerprint(facts: Iterable[ox.Triple]) -> str:
    digest = hashlib.sha256()
    for line in sorted({str(fact) for fact in facts if not _anonymous(fact)}):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


class _Index:
    """What `load` looks things up in: each subject's IRIs and texts by predicate, its triples, and the class tree."""

    def __init__(self, facts: Iterable[ox.Triple]) -> None:
        self.subjects: dict[str, list[tuple[str, ox.Triple]]] = defaultdict(list)  # (predicate, triple)
        self._iris: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._texts: dict[tuple[str, str], list[Text]] = defaultdict(list)
        for triple in facts:
            subject, thing = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode):
                about = subject.value, triple.predicate.value
                self.subjects[about[0]].append((about[1], triple))
                if isinstance(thing, ox.NamedNode):
                    self._iris[about].append(thing.value)
                elif isinstance(thing, ox.Literal):
                    self._texts[about].append(Text(thing.value, thing.language or ""))

    def iris(self, subject: str, predicate: str) -> list[str]:
        return sorted(self._iris.get((subject, predicate), ()))

    def texts(self, subject: str, *predicates: str) -> list[Text]:
        found = {text for predicate in predicates for text in self._texts.get((subject, predicate), ())}
        return sorted(found, key=lambda label: (label.language, label.value))

    def value(self, subject: str, predicate: str) -> str:
        return min((text.value for text in self._texts.get((subject, predicate), ())), default="")

    def above(self, term: str, by: str) -> list[str]:
        """Return a term and everything above it, nearest first."""
        line = [term]
        for one in line:
            line += [parent for parent in self.iris(one, by) if parent not in line]
        return line


def _registered(index: _Index) -> Iterator[Registered]:
    for subject in sorted(index.subjects):
        classes = [above for one in index.iris(subject, TYPE) for above in index.above(one, RDFS + "subClassOf")]
        kind = next((_KINDS[one] for one in classes if one in _KINDS), None)
        if kind is None:
            continue
        edition = index.value(subject, AIG + "edition")
        yield Registered(
            iri=subject,
            kind=kind,
            labels=tuple(next(filter(None, (index.texts(subject, naming) for naming in _LABELLING)), [])),
            categories=tuple(
                dict.fromkeys([*(c for c in classes if c.startswith(AIG)), *index.iris(subject, AIG + "instrumentType")])
            ),
            date=index.value(subject, DATE),
            edition=int(edition) if edition.isdigit() else None,
            place=next(iter(index.iris(subject, AIG + "jurisdiction")), ""),
            parent=next(iter(index.iris(subject, AIG + "parent") or index.iris(subject, SKOS + "broader")), ""),
            issuers=tuple(index.iris(subject, ISSUED_BY)),
        )


def _described(index: _Index, entry: Registered) -> Iterator[ox.Triple]:
    """Yield the triples of a catalogue entry, with what a reader may rely on spelled out."""
    subject = ox.NamedNode(entry.iri)
    matching_only = {AIG + "statementForm", AIG + "indication", SKOS + "hiddenLabel"}
    yield from (triple for predicate, triple in index.subjects[entry.iri] if predicate not in matching_only)
    for label in filter(lambda label: label.language, entry.labels):  # a label without a language breaks a shape
        yield ox.Triple(subject, ox.NamedNode(LABEL), ox.Literal(label.value, language=label.language))
    for category in entry.categories:
        if category.startswith(AIG):
            yield ox.Triple(subject, ox.NamedNode(TYPE), ox.NamedNode(category))
    if entry.kind is not Kind.PRINCIPLE:
        yield ox.Triple(subject, ox.NamedNode(AIG + "registered"), ox.Literal(True))


def _same(index: _Index, registered: Mapping[str, Registered], own: frozenset[str]) -> dict[str, str]:
    """Return for each IRI of ours that owl:sameAs joins to others the one that stands for all: a registered one before any other.

    Raises:
        OntologyError: two things are said to be the same that are of different kinds, or are said to differ.
    """
    joined: dict[str, set[str]] = {}
    for subject in sorted(index.subjects):
        for other in index.iris(subject, SAME_AS):
            if not (subject.startswith(BASE) and other.startswith(BASE)):
                continue  # a link out
            if subject.rpartition("/")[0] != other.rpartition("/")[0]:
                raise OntologyError(f"said to be the same as {other}, which is of another kind", where=subject)
            whole = joined.get(subject, {subject}) | joined.get(other, {other})
            joined.update(dict.fromkeys(whole, whole))
    for subject in sorted(joined):
        if contrary := joined[subject].intersection(index.iris(subject, DIFFERENT_FROM)):
            raise OntologyError(f"said to be the same as {min(contrary)}, and to differ from it", where=subject)
    leading = {iri: min(whole, key=lambda one: (one not in registered, one in own, one)) for iri, whole in joined.items()}
    return {iri: leading[iri] for iri in sorted(leading)}


def _lexicon(index: _Index, registered: Mapping[str, Registered], same: Mapping[str, str]) -> Lexicon:
    relations = tuple(sorted(subject for subject in index.subjects if CITES in index.above(subject, RDFS + "subPropertyOf")[1:]))
    words = {what: frozenset(w.value.lower() for w in index.texts(LEXICON, AIG + what)) for what in _LISTS}
    return Lexicon(
        forms=tuple(
            replace(form, target=same[form.target]) if form.target in same else form
            for form in _forms(index, registered, relations)
        ),
        registered=MappingProxyType(dict(registered)),
        relations=relations,
        months=MappingProxyType(_months(index)),
        variants=tuple(_variants(index)),
        words=MappingProxyType(words),
        carrying=MappingProxyType({kind: _carrying(index, kind) for kind in _GROWING}),
        joint_types=frozenset(s for s in index.subjects if index.value(s, AIG + "namesParties") == "true"),
        strong_types=frozenset(s for s in index.subjects if index.value(s, AIG + "headStrength") == "strong"),
        weak_types=frozenset(s for s in index.subjects if index.value(s, AIG + "headStrength") == "weak"),
        numbers=MappingProxyType(_numbers(index)),
        identities=tuple(_identities(index)),
        differing=frozenset(frozenset((s, o)) for s in index.subjects for o in index.iris(s, DIFFERENT_FROM)),
        same=MappingProxyType(dict(same)),
        local=MappingProxyType(
            {iri: tuple(label.value for label in found) for iri in registered if (found := index.texts(iri, AIG + "localName"))}
        ),
    )


def _carrying(index: _Index, kind: Kind) -> frozenset[str]:
    return frozenset(word.value.lower() for word in index.texts(ROOTS[kind], AIG + "carryingWord"))


def _forms(index: _Index, registered: Mapping[str, Registered], relations: Iterable[str]) -> Iterator[Form]:
    for iri, entry in registered.items():
        for label in index.texts(iri, *_NAMING):
            yield Form(label.value, label.language, Role.NAME, iri, entry.kind)
        for label in index.texts(iri, AIG + "seriesName"):
            yield Form(label.value, label.language, Role.SERIES, iri, entry.kind)
        for role, by in ((Role.STATEMENT, "statementForm"), (Role.INDICATION, "indication")):
            yield from (Form(label.value, label.language, role, iri, entry.kind) for label in index.texts(iri, AIG + by))
    for relation in (*relations, CITES):
        for role in (*CUE_ROLES, Role.CUE_AFTER):
            for label in index.texts(relation, AIG + role.value):
                yield Form(label.value, label.language, role, relation)
    for role in (Role.LIST, Role.NORMATIVE, Role.DENIAL):
        for label in index.texts(LEXICON, AIG + role.value):
            yield Form(label.value, label.language, role, "")
    for subject in sorted(index.subjects):
        for label in index.texts(subject, AIG + Role.NUMBER.value):
            yield Form(label.value, label.language, Role.NUMBER, subject, Kind.INSTRUMENT)
        for label in index.texts(subject, AIG + Role.HEAD.value):
            classes = index.above(subject, RDFS + "subClassOf")
            kind = next((_KINDS[one] for one in classes if one in _KINDS), Kind.INSTRUMENT)
            yield Form(label.value, label.language, Role.HEAD, subject, kind)


def _numbers(index: _Index) -> dict[str, NumberForm]:
    return {
        subject: NumberForm(
            pattern=index.value(subject, AIG + "pattern"),
            listed=index.value(subject, AIG + "listPattern"),
            written=index.value(subject, AIG + "writtenAs"),
            place=next(iter(index.iris(subject, AIG + "locatesIn")), ""),
            category=next(iter(index.iris(subject, AIG + "instrumentType")), ""),
        )
        for subject in sorted(index.subjects)
        if AIG + "NumberForm" in index.iris(subject, TYPE)
    }


def _identities(index: _Index) -> Iterator[tuple[re.Pattern[str], str]]:
    for subject in sorted(index.subjects):
        if AIG + "NumberIdentity" in index.iris(subject, TYPE):
            yield re.compile(index.value(subject, AIG + "pattern")), index.value(subject, AIG + "writtenAs")


def _months(index: _Index) -> dict[str, int]:
    months: dict[str, int] = {}
    for subject in index.subjects:
        number = index.value(subject, AIG + "monthNumber")
        if number:
            months |= {label.value.lower().rstrip("."): int(number) for label in index.texts(subject, LABEL, ALT_LABEL)}
    return months


def _variants(index: _Index) -> Iterator[tuple[str, ...]]:
    """Yield groups of words that count as one in names; the first is the one that keys use."""
    for subject in sorted(index.subjects):
        if AIG + "SpellingVariants" in index.iris(subject, TYPE):
            first = [_variant(label.value) for label in index.texts(subject, LABEL)]
            rest = [_variant(label.value) for label in index.texts(subject, ALT_LABEL)]
            yield tuple(dict.fromkeys([*first, *rest]))


def _variant(word: str) -> str:
    """Return a variant as keys write it; "…" before an ending stays."""
    return ("…" if word.startswith("…") else "") + text.key(word)
