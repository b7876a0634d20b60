"""The nouns the stages speak in: frozen, pure, without I/O.

A file is read into `Document`s of `Passage`s; in passages stand `Mention`s; mentions make `Claim`s with
`Evidence`; claims make a graph; the shapes make a `Report` of `Issue`s. Offsets are always code points of
the passage's text, which is the text exactly as read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from aigovkg import markup

_AROUND = 300  # characters of a passage that a notebook shows on either side of a quote


class Kind(StrEnum):
    """What a name can name."""

    INSTRUMENT = "instrument"
    AGENT = "agent"
    EVENT = "event"
    PRINCIPLE = "principle"
    PLACE = "place"


class Severity(StrEnum):
    """How bad an issue is: a violation sets its source aside, a warning asks a person to look."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """From `start` to `end` (excluded), in code points. A tuple, because extraction makes and sorts millions of them."""

    start: int
    end: int

    def within(self, other: Span) -> bool:
        """Tell whether `other` covers this span."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """A string and the BCP 47 tag of its language."""

    value: str
    language: str


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date as precise as its source: `2024-05-07`, `2024-05` or `2024`."""

    iso: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: the names it was found under, its digest, language and media type."""

    names: tuple[str, ...]
    sha256: str
    language: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text of one source, exactly as read.

    `position` counts the runs of the source from 1; `source` is the sha256 of the source; `page` is the page it begins on,
    where there are pages. `attributes` tells a run that says whose the neighbouring passages are.
    """

    source: str
    position: int
    text: str
    language: str
    number: str | None = None
    heading: str | None = None
    page: int | None = None
    attributes: bool = False

    def quote(self, span: Span) -> str:
        """Return the words at `span`."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a run of a source says who issued what, and when: spans of its passage's text.

    `titles` pairs each span with the language of its words.
    """

    passage: Passage
    titles: tuple[tuple[Span, str], ...]
    issuers: Span | None = None
    date: Span | None = None

    @property
    def fields(self) -> tuple[Span, ...]:
        """The spans that name something: titles and issuers, in order."""
        return tuple(sorted((*(span for span, _ in self.titles), *([self.issuers] if self.issuers else []))))


@dataclass(frozen=True, slots=True)
class Document:
    """What one source holds of one instrument: its passages, and the runs that say whose they are."""

    source: Source
    passages: tuple[Passage, ...]
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One source read: its documents, and what could not be used and why."""

    source: Source
    documents: tuple[Document, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """How a text names something: the forms it uses, and the registered things they may mean.

    With one candidate a name is known, with none it is new, with several it is ambiguous. `category` is the IRI of the
    class or type that a head noun tells; `qualifier` keeps names apart that are too general to identify anything
    alone ("AI Principles" of one issuer and of another).
    """

    kind: Kind
    forms: tuple[Text, ...]
    candidates: tuple[str, ...] = ()
    category: str = ""
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with its IRI: what a name turned out to name. Two are equal when their IRIs are.

    `labels` holds one label for each language, `also` the other names in use; both only of what is not registered.
    """

    iri: str
    kind: Kind = field(compare=False)
    registered: bool = field(compare=False)
    labels: tuple[Text, ...] = field(default=(), compare=False)
    also: tuple[Text, ...] = field(default=(), compare=False)
    categories: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a passage that name something; `cue` is what makes a principle's name a statement."""

    passage: Passage
    span: Span
    name: Name
    method: str
    cue: str = ""


class Cue(NamedTuple):
    """Words that govern what stands around them: `role` says how, `target` is the relation they announce."""

    span: Span
    role: str
    target: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage with everything found in it, in reading order, and the spans of its sentences.

    `nested` are names inside the name of something else: the parties in the title of a joint statement. Of an attribution
    only the fields are marked, each by itself; then `fields` are their spans.
    """

    passage: Passage
    mentions: tuple[Mention, ...]
    nested: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    sentences: tuple[Span, ...]
    fields: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say so: a span of a passage, the cue that governs it, how it was found and how surely (0 to 1).

    `pinpoint` are the words beside it that say where in a cited instrument: "Article 12".
    """

    passage: Passage
    span: Span
    method: str
    confidence: float
    cue: str = ""
    pinpoint: str = ""

    @property
    def quote(self) -> str:
        """The words, verbatim."""
        return self.passage.quote(self.span)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says: subject, predicate (an IRI), object or value, and the words that say so.

    Subject and object are `Name`s as extracted and `Entity`s once identity is settled.
    """

    subject: Name | Entity
    predicate: str
    object: Name | Entity | Text | Date
    evidence: Evidence

    def _repr_html_(self) -> str:
        """Show a notebook the quote in its passage, and what is claimed."""
        passage, span = self.evidence.passage, self.evidence.span
        before, behind = passage.text[: span.start], passage.text[span.end :]
        what = f"{_called(self.subject)} — {_last(self.predicate)} → {_called(self.object)}"
        said = f"{what} · {self.evidence.method}, confidence {self.evidence.confidence:g}, run {passage.position}"
        return markup.quoted(
            f"{'…' if len(before) > _AROUND else ''}{before[-_AROUND:]}",
            self.evidence.quote,
            f"{behind[:_AROUND]}{'…' if len(behind) > _AROUND else ''}",
            said
            + (f", cue “{self.evidence.cue}”" if self.evidence.cue else "")
            + (f", at “{self.evidence.pinpoint}”" if self.evidence.pinpoint else ""),
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an extractor of the user's own says of a passage; it becomes a claim only if its words stand there.

    `predicate` is a relation ("cites", "welcomes" …), "mentions" or "states"; `quote` the words that say so, copied verbatim, and
    `start` where they stand (by default where they stand first). `name` is what they name: the IRI of something registered, the
    name or id of a principle, or another name than the quote. `kind` is what a mention is of: a body or an event.
    """

    predicate: str
    quote: str
    name: str = ""
    start: int | None = None
    cue: str = ""
    pinpoint: str = ""
    confidence: float = 0.5
    kind: Kind = Kind.AGENT


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document with the name of the instrument it is of, and all claims read out of it."""

    document: Document
    subject: Name | Entity
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a user should know of: where, what, what to do; with the sentence and the quote where there are any.

    `source` names the file, `digest` is its sha256; `shape` and `focus` are the IRIs that SHACL reports.
    """

    severity: Severity
    where: str
    what: str
    remedy: str = ""
    source: str = ""
    sentence: str = ""
    quote: str = ""
    shape: str = ""
    focus: str = ""
    digest: str = ""


class Likeness(StrEnum):
    """How two names are alike that may name one thing."""

    SPELLING = "spelling"  # the same words, of which some are spelt otherwise
    YEAR = "year"  # the same but for a year that one of them lacks
    WORDING = "wording"  # the same telling words, with other small words or in another order
    INITIALS = "initials"  # one is made of the first letters of the other
    PART = "part"  # one has all telling words of the other, and more


class Tie(StrEnum):
    """Why a name is taken for the name of an entity."""

    TITLE = "title"  # the catalogue gives it as title or label
    ALIAS = "alias"  # the catalogue gives it as another name
    OWN = "own name"  # the IRI is minted from it
    SPELLING = "spelling"  # another of the names, written otherwise: case, punctuation, article, variants such as "AI"
    NUMBER = "number"  # another of the names, and its number is what identifies it
    YEAR = "year"  # another of the names, with the year of the entry's date beside it
    OWNER = "owner"  # another of the names, with its issuer or place before or behind it
    PLURAL = "plural"  # another of the names, with a plural more or less
    TITLES = "titles"  # one text bears it as a title beside another of the names
    SAME_AS = "sameAs"  # a catalogue says owl:sameAs
    PLACE = "place"  # a place acts by its government
    CONTEXT = "context"  # the text around it tells which is meant: an edition, a short form


@dataclass(frozen=True, slots=True)
class Naming:
    """A name that texts use of an entity, why it is taken for one, and where it stands.

    `other` is the name of the entity that it is tied to. `alone` is the IRI it would have if nothing tied it, for
    owl:sameAs and owl:differentFrom in a catalogue; "" where the name is too general to have one.
    """

    name: Text
    tie: Tie
    other: str
    alone: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that may be one, told by a name of each: for a person to judge, as nothing merges them.

    `score` is how like the names are, 0 to 1. At least one of the two is not registered.
    """

    first: Entity
    second: Entity
    names: tuple[Text, Text]
    likeness: Likeness
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or a validation found.

    `set_aside` names the sources that were left out whole. `counts` are (what, how many), in reading order.
    """

    issues: tuple[Issue, ...] = ()
    set_aside: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    claims: tuple[tuple[str, int], ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is no violation and nothing was set aside."""
        return not self.set_aside and all(issue.severity is not Severity.VIOLATION for issue in self.issues)

    def _repr_html_(self) -> str:
        """Show a notebook what was found: counts, and every issue with its words."""
        counts = markup.table(("what", "how many"), [(what, f"{many:,}") for what, many in (*self.counts, *self.claims)])
        rows = [(one.severity.value, one.source or one.where, one.what, one.quote, one.remedy) for one in self.issues]
        issues = (
            markup.table(("severity", "where", "what", "words", "remedy"), rows) if rows else markup.element("p", "no issues")
        )
        aside = [markup.element("p", f"set aside: {', '.join(self.set_aside)}")] if self.set_aside else []
        verdict = markup.element("p", markup.element("strong", "conforms" if self.conforms else "does not conform"))
        return markup.element("div", verdict, *aside, *([counts] if self.counts or self.claims else []), issues)


def _called(end: Name | Entity | Text | Date) -> str:
    """Return what an end of a claim is called: the English label, else the first, else the last part of its IRI."""
    match end:
        case Text():
            return f"“{end.value}”"
        case Date():
            return end.iso
        case Name():
            return end.forms[0].value
        case Entity():
            english = (label.value for label in end.labels if label.language == "en")
            return next(english, end.labels[0].value if end.labels else _last(end.iri))


def _last(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
