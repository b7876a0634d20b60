"""How sure a claim is by how it was found."""

from __future__ import annotations

from aigovkg.model import (
    Evidence,
    Passage,
    Span,
)

# How sure a claim is, 0 to 1, by how it was found. A cue or a catalogue entry is knowledge; a grown name a guess at its ends.
CONFIDENCE = {
    "attribution": 0.98,
    "title": 0.9,
    "catalogue": 0.95,
    "phrase": 0.85,
    "heading": 0.9,
    "pattern": 0.7,
    "definition": 0.9,
    "reference": 0.75,
}


def evidence(passage: Passage, span: Span, method: str, cue: str = "", doubt: float = 1.0) -> Evidence:
    """Return the words at a span as evidence, as sure as the method is less what is doubtful about it."""
    return Evidence(passage, span, method, round(CONFIDENCE[method] * doubt, 2), cue)
