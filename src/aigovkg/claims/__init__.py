"""`Marked` passages → `Claim`s with `Evidence`: who issued it and when, what it cites and how, what it states.

A document's own name is the subject of all its claims; a mention of that name is no citation. Nothing is
claimed that no words say: a date that cannot be read or an edition that cannot be told yields nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from aigovkg.claims.attribution import attributed
from aigovkg.claims.citations import citations
from aigovkg.claims.own import own_name
from aigovkg.claims.proposed import Extractor, proposed
from aigovkg.claims.statements import bodies, statements
from aigovkg.model import Claim, Document, Marked
from aigovkg.vocabulary import Lexicon

__all__ = ["Extractor", "extract", "own_name", "proposed"]


def extract(document: Document, marked: Sequence[Marked], lexicon: Lexicon) -> tuple[Claim, ...]:
    """Return the claims of one document, in reading order of their evidence, each once."""
    by_position = {one.passage.position: one for one in marked if one.fields is None}
    by_fields = {(one.passage.position, one.fields): one for one in marked if one.fields is not None}
    subject = own_name(document, lexicon)
    claims: list[Claim] = []
    for attribution in document.attributions:
        run = by_fields[attribution.passage.position, attribution.fields]
        claims += attributed(subject, attribution, run, lexicon)
    for passage in document.passages:
        run = by_position[passage.position]
        claims += citations(subject, run, lexicon)
        claims += bodies(subject, run, lexicon)
        claims += statements(subject, run)
    return tuple(sorted(dict.fromkeys(claims), key=_reading_order))


def _reading_order(claim: Claim) -> tuple[int, int, int, str, str]:
    evidence = claim.evidence
    return (evidence.passage.position, evidence.span.start, evidence.span.end, claim.predicate, repr(claim.object))
