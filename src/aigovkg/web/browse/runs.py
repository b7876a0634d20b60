"""What is shown of a passage: its words with every claim where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from aigovkg.model import Span
from aigovkg.vocabulary import AIG
from aigovkg.web.browse.claims import source_of
from aigovkg.web.browse.facts import Facts, Thing
from aigovkg.web.browse.overview import term
from aigovkg.web.browse.words import Piece, cue_near, pieces

_END = "\uffff"


@dataclass(frozen=True, slots=True)
class Note:
    """What a claim in a passage says: of what, how, and of what else or which value."""

    claim: str
    subject: Thing
    predicate: Thing
    target: Thing | None
    value: str
    quote: str


@dataclass(frozen=True, slots=True)
class Run:
    """A passage: `instrument` is whose it is, `attributes` tells whether it says who issued that and when."""

    iri: str
    instrument: Thing
    attributes: bool
    source: Thing
    position: str
    page: str
    number: str
    heading: str
    language: str
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]

    @property
    def name(self) -> str:
        """What the passage is found by on a page."""
        return "passage-" + self.iri.rpartition("/")[2]


def run(facts: Facts, passage: str, language: str) -> Run:
    """Return a passage with the claims in it, in reading order."""
    text = next(iter(facts.texts(passage, AIG + "text")), None)
    words = text.value if text else ""
    placed: list[tuple[Span, str]] = []
    cues = []
    for claim in facts.subjects(AIG + "passage", passage):
        span = Span(*(min(facts.number(claim, AIG + end), len(words)) for end in ("start", "end")))
        placed.append((span, claim))
        if words and (governed := cue_near(words, facts.value(claim, AIG + "cue"), span)):
            cues.append(governed)
    placed.sort()
    attributed = facts.iri(passage, AIG + "attributionOf")
    return Run(
        iri=passage,
        instrument=facts.thing(attributed or facts.iri(passage, AIG + "passageOf"), language),
        attributes=bool(attributed),
        source=source_of(facts, passage),
        position=facts.value(passage, AIG + "position"),
        page=facts.value(passage, AIG + "page"),
        number=facts.value(passage, AIG + "number"),
        heading=facts.value(passage, AIG + "heading"),
        language=text.language if text else "",
        pieces=pieces(words, [(claim, span) for span, claim in placed], cues),
        notes=tuple(_note(facts, claim, words[span.start : span.end], language) for span, claim in placed),
    )


def in_order(facts: Facts, passages: list[str]) -> list[str]:
    """Return passages in reading order of each source."""

    def place(passage: str) -> tuple[str, int, str]:
        return facts.iri(passage, AIG + "foundIn") or _END, facts.number(passage, AIG + "position"), passage

    return sorted(passages, key=place)


def _note(facts: Facts, claim: str, quote: str, language: str) -> Note:
    predicate, target = facts.iri(claim, AIG + "predicate"), facts.iri(claim, AIG + "object")
    return Note(
        claim=claim,
        subject=facts.thing(facts.iri(claim, AIG + "subject"), language),
        predicate=Thing(predicate, term(predicate, language), language),
        target=facts.thing(target, language) if target else None,
        value=facts.value(claim, AIG + "value"),
        quote=quote,
    )
