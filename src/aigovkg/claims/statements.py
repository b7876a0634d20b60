"""Whom it mentions, and what it states."""

from __future__ import annotations

from collections.abc import Iterator

from aigovkg.claims.evidence import CONFIDENCE, evidence
from aigovkg.model import (
    Claim,
    Kind,
    Marked,
    Mention,
    Name,
)
from aigovkg.vocabulary import (
    MENTIONS,
    STATES,
)


def bodies(subject: Name, run: Marked) -> Iterator[Claim]:
    """Yield every body and event that a passage names."""
    for mention in run.mentions:
        if mention.name.kind in (Kind.AGENT, Kind.EVENT):
            yield Claim(subject, MENTIONS, mention.name, evidence(run.passage, mention.span, mention.method))


def statements(subject: Name, run: Marked) -> Iterator[Claim]:
    """Yield each principle once a passage, from the words that say it best."""
    best: dict[Name, Mention] = {}
    for mention in run.mentions:
        if mention.name.kind is Kind.PRINCIPLE:
            name = Name(Kind.PRINCIPLE, (), mention.name.candidates)
            held = best.get(name)
            if held is None or CONFIDENCE[mention.method] > CONFIDENCE[held.method]:
                best[name] = mention
    for name, mention in best.items():
        doubt = 0.8 if mention.method == "catalogue" else 1.0
        yield Claim(subject, STATES, name, evidence(run.passage, mention.span, mention.method, mention.cue, doubt))
