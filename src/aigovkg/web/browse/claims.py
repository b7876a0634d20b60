"""What is shown of a claim: what it says, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass

from aigovkg.model import Span
from aigovkg.vocabulary import AIG
from aigovkg.web.browse.facts import Facts, Thing
from aigovkg.web.browse.overview import term
from aigovkg.web.browse.words import Piece, cue_near, pieces, sentence_around


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with its evidence. `target` is what it leads to, or None where that is the value `value`.

    `pieces` are the words around the quote, `cut` tells whether something of the sentence is left out at its start and end.
    """

    iri: str
    subject: Thing
    predicate: Thing
    target: Thing | None
    value: str
    passage: str
    pieces: tuple[Piece, ...]
    cut: tuple[bool, bool]
    language: str
    source: Thing
    span: Span
    cue: str
    pinpoint: str
    method: str
    confidence: str
    confirmed: bool


def said(facts: Facts, claim: str, language: str, *, whole: bool = False) -> Said:
    """Return a claim with the sentence that says so, or with the whole passage."""
    passage = facts.iri(claim, AIG + "passage")
    text = next(iter(facts.texts(passage, AIG + "text")), None)
    words = text.value if text else ""
    span = Span(*(min(facts.number(claim, AIG + end), len(words)) for end in ("start", "end")))
    cue = facts.value(claim, AIG + "cue")
    governed = cue_near(words, cue, span) if words else None
    frame = Span(0, len(words)) if whole or not words else sentence_around(words, span, governed)
    target = facts.iri(claim, AIG + "object")
    predicate = facts.iri(claim, AIG + "predicate")
    return Said(
        iri=claim,
        subject=facts.thing(facts.iri(claim, AIG + "subject"), language),
        predicate=Thing(predicate, term(predicate, language), language),
        target=facts.thing(target, language) if target else None,
        value=facts.value(claim, AIG + "value"),
        passage=passage,
        pieces=pieces(words, [(claim, span)], [governed] if governed else [], frame),
        cut=(bool(words[: frame.start].strip()) and not _begins(words, frame), _left(words, frame)),
        language=text.language if text else "",
        source=source_of(facts, passage),
        span=span,
        cue=cue,
        pinpoint=facts.value(claim, AIG + "pinpoint"),
        method=facts.value(claim, AIG + "method"),
        confidence=facts.value(claim, AIG + "confidence"),
        confirmed=facts.value(claim, AIG + "confirmed") != "false",
    )


def stands(facts: Facts, one: Said) -> bool:
    """Tell whether the graph holds what a claim says as a plain fact; where the catalogue says otherwise, it does not."""
    if one.target is not None:
        return facts.holds(one.subject.iri, one.predicate.iri, one.target.iri)
    return any(value.value == one.value for value in facts.literals(one.subject.iri, one.predicate.iri))


def source_of(facts: Facts, passage: str) -> Thing:
    """Return the file that a passage was found in, called by its name."""
    source = facts.iri(passage, AIG + "foundIn")
    name = facts.value(source, AIG + "fileName")
    return Thing(source, name) if name else facts.thing(source, "")


def _begins(words: str, frame: Span) -> bool:
    """Tell whether a sentence, or a line, begins where the frame does."""
    return words[: frame.start].rstrip(" ")[-1:] in "\n.!?。！？；;" or not frame.start


def _left(words: str, frame: Span) -> bool:
    rest = words[frame.end :]
    return bool(rest.strip()) and words[: frame.end].rstrip()[-1:] not in ".!?。！？；;:：" and not rest.startswith("\n")
