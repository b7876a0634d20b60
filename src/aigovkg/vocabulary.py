"""The ontology, the lexicon and the catalogue, read from Turtle: which words mean what.

`load` gives a `Vocabulary`: the `Lexicon` (plain data: what the stages that read text need) and the quads
of the ontology and of every catalogue entry (what the graph needs). Judgement stands in the Turtle: a new
relation, language, principle or instrument is an edit there, not here.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg import rewording, text
from aigovkg.clauses import Clauses
from aigovkg.errors import OntologyError
from aigovkg.model import Kind, Text, Tie
from aigovkg.rewording import Rewording
from aigovkg.spelling import Spelling

BASE = "https://w3id.org/aigovkg/"
AIG = BASE + "ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
PROV = "http://www.w3.org/ns/prov#"

# In the order in which every file of ours declares them.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "aig": AIG,
        "instrument": BASE + "instrument/",
        "agent": BASE + "agent/",
        "event": BASE + "event/",
        "principle": BASE + "principle/",
        "place": BASE + "place/",
        "source": BASE + "source/",
        "passage": BASE + "passage/",
        "claim": BASE + "claim/",
        "build": BASE + "build/",
        "type": BASE + "type/",
        "force": BASE + "force/",
        "rdf": RDF,
        "rdfs": RDFS,
        "owl": OWL,
        "xsd": XSD,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "foaf": FOAF,
        "prov": PROV,
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "dcat": "http://www.w3.org/ns/dcat#",
    }
)

ONTOLOGY_GRAPH = BASE + "ns"
CATALOGUE_GRAPH = BASE + "catalogue"
LEXICON = BASE + "lexicon"

ISSUED_BY, DATE, TITLE, PART_OF = AIG + "issuedBy", AIG + "date", DCTERMS + "title", AIG + "partOf"
CITES, STATES, MENTIONS, ADOPTED_AT = AIG + "cites", AIG + "states", AIG + "mentions", AIG + "adoptedAt"
TYPE, LABEL, ALT_LABEL = RDF + "type", RDFS + "label", SKOS + "altLabel"
SAME_AS, DIFFERENT_FROM = OWL + "sameAs", OWL + "differentFrom"

# The class that everything of a kind is of.
ROOTS = {
    Kind.INSTRUMENT: AIG + "Instrument",
    Kind.AGENT: AIG + "Agent",
    Kind.EVENT: AIG + "Event",
    Kind.PRINCIPLE: AIG + "Principle",
    Kind.PLACE: AIG + "Jurisdiction",
}
_KINDS = {root: kind for kind, root in ROOTS.items()}
# The datatype of a date, by how many characters are written.
DATE_TYPES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date"}
_BRACKET_AT_END = re.compile(r"[(（][^()（）]*[)）]$")
_MOST_MEANT = 1 << 16  # names remembered with what they mean
_FEW_WORDS = 5  # words of a title that may be too general to identify anything
_NAMING = (TITLE, LABEL, SKOS + "prefLabel", ALT_LABEL, SKOS + "hiddenLabel")
_LABELLING = _NAMING[:3]


# The word lists of the lexicon.
_LISTS = (
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
    "legalForm",
    "locator",
    "negation",
    "numberingStyle",
    "ordinalStyle",
    "othersMark",
    "owner",
    "otherDateCue",
    "pairingWord",
    "partHeading",
    "personTitle",
    "placeLead",
    "placeLink",
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


class Role(StrEnum):
    """What a surface form does in a sentence."""

    NAME = "name"  # names a registered thing
    SERIES = "series"  # names all editions of an event
    STATEMENT = "statement"  # states a principle by itself
    INDICATION = "indication"  # points to a principle: several together, or under a cue, state it
    CUE = "cue"  # announces how an instrument is cited
    PHRASE = "phraseCue"  # the same, in a phrase that ends at its comma
    DIRECT = "directCue"  # the same, where the name is the object of the words
    WEAK = "weakCue"  # the same, where nothing further out governs
    CUE_AFTER = "cueAfter"  # the same, standing behind the name
    LIST = "listCue"  # opens a list of examples under the governing words
    NORMATIVE = "normativeCue"  # makes a principle's name a statement
    DENIAL = "denial"  # denies a principle: "need not be …"
    HEAD = "headNoun"  # heads the name of an instrument, a body or an event
    NUMBER = "trigger"  # stands in a number by which an instrument is cited


CUE_ROLES = (Role.CUE, Role.PHRASE, Role.DIRECT, Role.WEAK)  # what governs a name behind it


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form and what it means: `target` is an IRI (of an entity, a relation, a type or a class)."""

    text: str
    language: str
    role: Role
    target: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What the catalogue knows of one entry, as far as reading texts needs it."""

    iri: str
    kind: Kind
    labels: tuple[Text, ...]
    categories: tuple[str, ...]
    date: str = ""
    edition: int | None = None
    place: str = ""
    parent: str = ""
    issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How instruments of one kind are cited by number: patterns, and the name or the place that a number stands for.

    `pattern` matches a number, `listed` ("" for none) one that follows it in a list: regular expressions with the
    abbreviations of the lexicon. `written` is the name that all spellings of one number share, with "{number}"; `place` is the
    IRI of the compilation that a number is a place in, or "".
    """

    pattern: str
    listed: str = ""
    written: str = ""
    place: str = ""
    category: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Which words mean what, in every language the ontology has labels for."""

    forms: tuple[Form, ...]
    registered: Mapping[str, Registered]
    relations: tuple[str, ...]
    months: Mapping[str, int]
    variants: tuple[tuple[str, ...], ...]
    words: Mapping[str, frozenset[str]]
    carrying: Mapping[Kind, frozenset[str]]
    joint_types: frozenset[str] = frozenset()
    strong_types: frozenset[str] = frozenset()
    weak_types: frozenset[str] = frozenset()
    differing: frozenset[frozenset[str]] = frozenset()
    numbers: Mapping[str, NumberForm] = field(default_factory=dict)
    identities: tuple[tuple[re.Pattern[str], str], ...] = ()  # patterns of keys that are a number, and what they come down to
    same: Mapping[str, str] = field(default_factory=dict)  # by IRI: the one that stands for it (owl:sameAs)

    def key(self, name: str) -> str:
        """Return what all spellings of a name share, variants such as "AI" made alike."""
        return self._spelling.key(name)

    def is_number(self, name: str) -> bool:
        """Tell whether a name is that of an act which is its number, whatever else stands around it."""
        return self._spelling.is_number(name)

    def spellings(self, form: str) -> list[str]:
        """Return the folded spellings of a form: itself, and with each variant word in its other forms."""
        return self._spelling.spellings(form)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.variants, self.listed("article"), self.listed("genitive"), self.identities)

    def listed(self, what: str) -> frozenset[str]:
        """Return the words of one list of the lexicon, such as `genericWord`."""
        return self.words.get(what, frozenset())

    def by_name(self, kind: Kind, name: str) -> tuple[str, ...]:
        """Return the IRIs of the registered things of a kind that a name may mean."""
        return self.meant(kind, name)[1]

    def meant(self, kind: Kind, name: str) -> tuple[Tie | None, tuple[str, ...]]:
        """Return the registered things of a kind that a name may mean, and the rule that words it otherwise, if one does."""
        found = self._meant.get((kind, name))
        if found is None:
            if len(self._meant) >= _MOST_MEANT:
                self._meant.clear()
            found = self._rewording.meant(kind, self.key(name))
            if not found[1] and kind is Kind.AGENT:
                found = self._rewording.meant(kind, self.key(self._bare(name)))
            self._meant[kind, name] = found
        return found

    @cached_property
    def _meant(self) -> dict[tuple[Kind, str], tuple[Tie | None, tuple[str, ...]]]:
        return {}

    @cached_property
    def _rewording(self) -> Rewording:
        return Rewording(
            known=lambda kind, key: self._by_key.get((kind, key), ()),
            singular=lambda kind, key: self._by_singular.get((kind, key), ()),
            entries=self.registered,
            government=self.government,
            genitives=self.listed("genitive"),
        )

    def owners(self, iri: str) -> frozenset[str]:
        """Return whose a registered thing is: its issuers, parents and place, those of its issuers, and the governments there."""
        return frozenset(self._rewording.owners(iri))

    def names(self, iri: str) -> tuple[Text, ...]:
        """Return every name of a registered entity, those that serve matching alone included."""
        return self._names.get(iri, ())

    def government(self, place: str) -> str:
        """Return the IRI of the government of a place, or "" where none is registered."""
        return self._governments.get(place, "")

    def labels(self, iri: str) -> tuple[Text, ...]:
        """Return the labels of a registered entity."""
        entry = self.registered.get(iri)
        return entry.labels if entry else ()

    def instrument_type(self, title: str) -> str:
        """Return the type code that the head noun of a title tells, or "": in Chinese the last noun, else the first."""
        return self._head_of(Kind.INSTRUMENT, title)

    def agent_class(self, name: str) -> str:
        """Return the class that the head noun of a body's name tells, or ""."""
        return self._head_of(Kind.AGENT, name)

    def is_general(self, title: str) -> bool:
        """Tell whether a title is made of few words that many instruments share, so that it identifies none by itself."""
        key = self.key(title)
        if key not in self._general:
            rest = key
            for word in self._general_words:
                rest = rest.replace(word, " ") if text.has_han(word) else re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", rest)
            self._general[key] = not re.sub(r"\W", "", rest) and len(key.split()) <= _FEW_WORDS
        return self._general[key]

    @cached_property
    def _general(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _general_words(self) -> list[str]:
        listed = {self.key(word) for word in self.listed("genericWord")}
        return sorted(listed, key=lambda word: (-len(word), word))

    @cached_property
    def _head_of(self) -> Callable[[Kind, str], str]:
        """What a head noun tells, kept for the names asked for last: a document asks for its own title at every mention."""
        return lru_cache(maxsize=65536)(self._headed)

    def _headed(self, kind: Kind, name: str) -> str:
        folded = text.fold(_BRACKET_AT_END.sub("", name.rstrip())).text.strip()
        latin, chinese = self._heads[kind]
        found = [(0, -len(head), target) for head, target in chinese if folded.endswith(head)]
        if latin is not None:
            for hit in latin[0].finditer(folded):
                found += [(hit.start(), -len(hit.group()), target) for target in latin[1][hit.group()]]
        joint = [one for one in found if one[2] in self.joint_types]
        return min(joint or found)[2] if found else ""

    @cached_property
    def _heads(self) -> dict[Kind, tuple[tuple[re.Pattern[str], dict[str, list[str]]] | None, list[tuple[str, str]]]]:
        """By kind: the pattern of Latin head nouns with what each tells, and the Chinese ones."""
        heads = {}
        for kind in (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT):
            latin: dict[str, list[str]] = defaultdict(list)
            chinese: list[tuple[str, str]] = []
            for form in self.forms:
                if form.role is Role.HEAD and form.kind is kind:
                    head = text.fold(form.text).text
                    if text.has_han(head):
                        chinese.append((head, form.target))
                    else:
                        latin[head].append(form.target)
            longest = sorted(latin, key=lambda head: (-len(head), head))
            pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)") if longest else None
            heads[kind] = ((pattern, dict(latin)) if pattern else None, chinese)
        return heads

    @cached_property
    def compilations(self) -> frozenset[str]:
        """The IRIs of the compilations in which a number is a place, such as the United States Code."""
        return frozenset(form.place for form in self.numbers.values() if form.place)

    @cached_property
    def ordinal(self) -> re.Pattern[str]:
        """A pattern that finds ordinals; its only group is the number, in Arabic or Chinese figures."""
        return _styled(self.listed("ordinalStyle"), r"(\d{1,3}|[一二三四五六七八九十]{1,3})")

    @cached_property
    def negated_before(self) -> re.Pattern[str]:
        """A pattern of the words that deny what stands right behind them; in a form "…" stands for what they deny."""
        forms = sorted(form.partition("…")[0].strip() for form in self.listed("negation") if not form.startswith("…"))
        words = (f"{'' if text.has_han(word) else '(?<![a-z])'}{re.escape(word)}" for word in forms)
        return re.compile(rf"(?:{'|'.join(words)})\W*$" if forms else r"(?!)")

    @cached_property
    def negated_behind(self) -> re.Pattern[str]:
        """A pattern of the words that deny what stands right before them."""
        forms = sorted(form.removeprefix("…").strip() for form in self.listed("negation") if form.startswith("…"))
        return re.compile(rf"\W*(?:{'|'.join(map(re.escape, forms))})(?![a-z])" if forms else r"(?!)")

    @cached_property
    def clauses(self) -> Clauses:
        """Patterns that find where the clauses of a sentence end."""
        return Clauses.of(self.listed)

    @cached_property
    def joined(self) -> re.Pattern[str]:
        """A pattern that finds what parts the names of a list: commas, semicolons and words such as "and" and "or"."""
        words = "|".join(map(re.escape, sorted(self.listed("joiningWord") | self.listed("alternative"))))
        return re.compile(rf"\s*[;；]\s*|\s*[,，、]\s*(?:(?:{words})\s+)?|\s+(?:{words})\s+")

    @cached_property
    def others(self) -> re.Pattern[str]:
        """A pattern that finds words at the end of a list that stand for who else is meant: "etc.", "et al.", 等七部门."""
        ways = (
            re.escape(form).replace("…", r"(?:\d{1,3}|[一二三四五六七八九十百两多几]{1,4})个?").replace(r"\ ", r"\s+")
            for form in sorted(self.listed("othersMark"), key=lambda form: (-len(form), form))
        )
        return re.compile(rf"(?:(?<=[\s,，、(])|(?<=[\u4e00-\u9fff])|^)(?:{'|'.join(ways) or '(?!)'})\.?$", re.IGNORECASE)

    @cached_property
    def role(self) -> re.Pattern[str]:
        """A pattern that matches where words say what a person is: "Co-founder & CEO of …"."""
        nouns = "|".join(map(re.escape, sorted(self.listed("roleNoun"), key=lambda noun: (-len(noun), noun))))
        return re.compile(rf"(?:\w+[\s-]){{0,2}}?(?:{nouns or '(?!)'})(?!\w)", re.IGNORECASE)

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """A pattern that finds the noun for a part of a body at the end of a name or in front of "of", "for" and the like."""
        nouns = "|".join(map(re.escape, sorted(self.listed("unitNoun"), key=lambda noun: (-len(noun), noun))))
        small = "|".join(map(re.escape, sorted(self.carrying[Kind.AGENT] | {"at", "in"})))
        first = rf"^(?:(?!(?:{small})\s)\S+\s+){{0,12}}?"
        nouns = nouns or "(?!)"
        return re.compile(rf"{first}(?:{nouns})\s+(?:{small})\s|(?<!\w)(?:{nouns})$", re.IGNORECASE)

    @cached_property
    def numbering(self) -> re.Pattern[str]:
        """A pattern that matches the number at the beginning of a heading, such as "Article 5" or "（一）"."""
        numeral = r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxIVX]{1,5}|[A-Za-z]|[一二三四五六七八九十百]{1,5})"
        return _styled(self.listed("numberingStyle"), numeral)

    def _bare(self, name: str) -> str:
        """Return a name without legal forms at its end and honorifics at either end."""
        folded = name.strip().lower()
        for word in self._about_names:
            joint = "" if text.has_han(word) else " "
            folded = folded.removesuffix(joint + word).rstrip(" ,")
            if word in self.listed("honorific"):
                folded = folded.removeprefix(word + joint)
        return folded

    @cached_property
    def _about_names(self) -> list[str]:
        """The legal forms and the honorifics, the longest first."""
        return sorted(self.listed("legalForm") | self.listed("honorific"), key=lambda word: (-len(word), word))

    @cached_property
    def _by_key(self) -> dict[tuple[Kind, str], tuple[str, ...]]:
        found: dict[tuple[Kind, str], set[str]] = defaultdict(set)
        for form in self.forms:
            if form.role is Role.NAME and form.kind is not None:
                found[form.kind, self.key(form.text)].add(form.target)
        return {name: tuple(sorted(iris)) for name, iris in found.items()}

    @cached_property
    def _by_singular(self) -> dict[tuple[Kind, str], tuple[str, ...]]:
        found: dict[tuple[Kind, str], set[str]] = defaultdict(set)
        for (kind, key), iris in self._by_key.items():
            found[kind, rewording.singular(key)] |= set(iris)
        return {name: tuple(sorted(iris)) for name, iris in found.items()}

    @cached_property
    def _names(self) -> dict[str, tuple[Text, ...]]:
        found: dict[str, list[Text]] = defaultdict(list)
        for form in self.forms:
            if form.role is Role.NAME:
                found[form.target].append(Text(form.text, form.language))
        return {iri: tuple(names) for iri, names in found.items()}

    @cached_property
    def _governments(self) -> dict[str, str]:
        governments: dict[str, str] = {}
        for entry in self.registered.values():
            if (
                entry.place
                and {AIG + "Government", AIG + "IntergovernmentalOrganization"} & set(entry.categories)
                and not entry.parent
            ):
                governments.setdefault(entry.place, entry.iri)
        return governments


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
    here = Path(__file__).parent
    return here / name if (here / name).is_dir() else here.parent.parent / name


def terms() -> list[ox.Triple]:
    """Return the triples of the ontology itself.

    Raises:
        OntologyError: the file is missing or is not Turtle.
    """
    return _parse(folder("ontology") / "aigov.ttl")


def load(catalogues: Sequence[Path] = ()) -> Vocabulary:
    """Read the ontology, the lexicon, the principles, the catalogue and the user's own catalogues.

    Raises:
        OntologyError: a file is missing or is not Turtle.
    """
    root = folder("ontology")
    ontology = terms()
    words = [triple for name in ("lexicon.ttl", "principles.ttl") for triple in _parse(root / name)]
    catalogue = [triple for path in sorted((root / "catalogue").glob("*.ttl")) for triple in _parse(path)]
    own = [triple for path in catalogues for triple in _parse_own(path)]
    facts = [*ontology, *words, *catalogue, *own]
    index = _Index(facts)
    registered = {entry.iri: entry for entry in _registered(index)}
    described = frozenset(triple.subject.value for triple in own if isinstance(triple.subject, ox.NamedNode))
    same = _same(index, registered, described)
    entries = {iri: [*_described(index, entry)] for iri, entry in registered.items()}
    for other, iri in same.items():
        if other != iri:
            entries.setdefault(iri, []).append(ox.Triple(ox.NamedNode(iri), ox.NamedNode(SAME_AS), ox.NamedNode(other)))
    for iri in described - registered.keys():  # what only texts name, and a catalogue tells apart
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
    """Triples by subject, with the class tree: what `load` looks things up in."""

    def __init__(self, facts: Iterable[ox.Triple]) -> None:
        self.subjects: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in facts:
            if isinstance(triple.subject, ox.NamedNode):
                self.subjects[triple.subject.value].append(triple)

    def iris(self, subject: str, predicate: str) -> list[str]:
        return sorted(t.object.value for t in self._of(subject, predicate) if isinstance(t.object, ox.NamedNode))

    def texts(self, subject: str, *predicates: str) -> list[Text]:
        found = [
            Text(t.object.value, t.object.language or "")
            for predicate in predicates
            for t in self._of(subject, predicate)
            if isinstance(t.object, ox.Literal)
        ]
        return sorted(set(found), key=lambda label: (label.language, label.value))

    def value(self, subject: str, predicate: str) -> str:
        return min((t.object.value for t in self._of(subject, predicate) if isinstance(t.object, ox.Literal)), default="")

    def above(self, term: str, by: str) -> list[str]:
        """Return a term and everything above it, nearest first."""
        line = [term]
        for one in line:
            line += [parent for parent in self.iris(one, by) if parent not in line]
        return line

    def _of(self, subject: str, predicate: str) -> Iterator[ox.Triple]:
        return (t for t in self.subjects.get(subject, ()) if t.predicate.value == predicate)


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
    yield from (t for t in index.subjects[entry.iri] if t.predicate.value not in matching_only)
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
    )


def _styled(styles: Iterable[str], number: str) -> re.Pattern[str]:
    """Return a pattern of all ways to write a number that the lexicon lists, "…" standing for the number."""
    ways = []
    for style in sorted(styles, key=lambda style: (-len(style), style)):
        before, _, behind = style.partition("…")
        ways.append(rf"{re.escape(before)}{number}{re.escape(behind)}")
    # Of a number with several groups only the one that matched counts, so each way is tried with the group reset.
    return re.compile("|".join(ways), re.IGNORECASE) if ways else re.compile(r"(?!)")


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
