"""Mentions of instruments → what it cites, and how."""

from __future__ import annotations

from collections.abc import Iterator

from aigovkg.claims.evidence import evidence
from aigovkg.claims.governors import governed
from aigovkg.claims.own import is_own
from aigovkg.model import (
    Claim,
    Marked,
    Name,
)
from aigovkg.vocabulary import (
    CITES,
    Lexicon,
)


def citations(subject: Name, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield a claim for each instrument that a passage cites, with the relation that its governing words announce."""
    for mention, cue in governed(run, lexicon):
        if not is_own(mention.name, subject, lexicon):
            words = run.passage.quote(cue.span) if cue else ""
            said = evidence(run.passage, mention.span, mention.method, words)
            yield Claim(subject, cue.target if cue else CITES, mention.name, said)
