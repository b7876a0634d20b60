"""Mentions of instruments → what it cites, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aigovkg.claims.evidence import evidence
from aigovkg.claims.governors import governed
from aigovkg.claims.own import called_this, is_own
from aigovkg.claims.pinpoints import pinpoint
from aigovkg.model import (
    Claim,
    Marked,
    Name,
)
from aigovkg.vocabulary import (
    CITES,
    Lexicon,
)

_OPENS = ("(", "（")  # opens a bracket with another name of the same thing: "Article 2 of the Treaty on Harbours (THE)"


def citations(subject: Name, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield a claim for each instrument that a passage cites, with the relation that its governing words announce."""
    last: tuple[int, str] = (0, "")  # where the name before ends, and the place in it that is pointed to
    named = list(governed(run, lexicon))
    following = [*(mention.span.start for mention, _ in named[1:]), len(run.passage.text)]
    for (mention, cue), until in zip(named, following, strict=False):
        beside = run.passage.text[last[0] : mention.span.start].strip() in _OPENS
        place = pinpoint(mention, until, lexicon) or (last[1] if beside else "")
        last = (mention.span.end, place)
        if not (is_own(mention.name, subject, lexicon) or called_this(mention, subject, lexicon)):
            words = run.passage.quote(cue.span) if cue else ""
            said = evidence(run.passage, mention.span, mention.method, words)
            yield Claim(subject, cue.target if cue else CITES, mention.name, replace(said, pinpoint=place) if place else said)
