"""Attribution fields → who issued it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigovkg import dates, text
from aigovkg.claims import issuers
from aigovkg.claims.evidence import evidence
from aigovkg.claims.own import tidy
from aigovkg.model import (
    Attribution,
    Claim,
    Kind,
    Marked,
    Mention,
    Name,
    Passage,
    Span,
    Text,
)
from aigovkg.vocabulary import (
    ADOPTED_AT,
    DATE,
    ISSUED_BY,
    PART_OF,
    TITLE,
    Lexicon,
)

_LEADING_YEAR = re.compile(r"(?:19|20)\d\d年?")


def attributed(subject: Name, attribution: Attribution, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield the titles, the date and the issuers that an attribution run tells."""
    passage = attribution.passage
    for span, tag in attribution.titles:
        title = Text(tidy(passage.quote(span)), tag)
        yield Claim(subject, TITLE, title, evidence(passage, span, "attribution"))
        yield from _parties(subject, passage, span, run, lexicon)
    if attribution.date:
        date = dates.read(passage.quote(attribution.date), lexicon.months, lexicon.listed("unconfirmedMark"))
        if date:
            yield Claim(subject, DATE, date, evidence(passage, attribution.date, "attribution"))
    if attribution.issuers:
        yield from _issuers(subject, passage, attribution.issuers, run, lexicon)


def _parties(subject: Name, passage: Passage, title: Span, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield the issuers that a joint statement names in its title, where it names two or more."""
    if lexicon.instrument_type(passage.quote(title)) not in lexicon.joint_types:
        return
    zone = _before_topic(passage, title, lexicon)
    named = [m for m in (*run.mentions, *run.nested) if m.span.within(zone) and m.name.kind in (Kind.PLACE, Kind.AGENT)]
    parties = {m.span: party for m in named if (party := _party(m, lexicon)) is not None}
    if len(set(parties.values())) < 2:
        return
    for span, party in parties.items():
        yield Claim(subject, ISSUED_BY, party, evidence(passage, span, "title"))


def _before_topic(passage: Passage, title: Span, lexicon: Lexicon) -> Span:
    """Return the part of a title that can name parties: what stands before the words that open its topic."""
    words = passage.quote(title)
    openings = [
        found.start()
        for marker in lexicon.listed("topicMarker")
        for found in [
            re.search(re.escape(marker) if text.has_han(marker) else rf"(?<!\w){re.escape(marker)}(?!\w)", words, re.IGNORECASE)
        ]
        if found
    ]
    return Span(title.start, title.start + min(openings, default=len(words)))


def _party(mention: Mention, lexicon: Lexicon) -> Name | None:
    """Return the agent that acts under a name: a place acts by its government."""
    if mention.name.kind is Kind.AGENT:
        return mention.name
    governments = tuple(filter(None, (lexicon.government(place) for place in mention.name.candidates)))
    return Name(Kind.AGENT, mention.name.forms, governments) if len(governments) == 1 else None


def _issuers(subject: Name, passage: Passage, field: Span, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield who issued it, and the instrument or the meeting that an issuer field names beside them."""
    for part in issuers.parts(passage, field, run, lexicon):
        mention = part.mention
        if part.kind is Kind.INSTRUMENT and mention is not None:
            yield Claim(subject, PART_OF, mention.name, evidence(passage, part.span, "attribution"))
        elif part.kind is Kind.EVENT and mention is not None:
            yield Claim(subject, ADOPTED_AT, mention.name, evidence(passage, mention.span, "attribution"))
            host = _series_agent(mention, passage, lexicon)
            if host is not None:
                yield Claim(subject, ISSUED_BY, host.name, evidence(passage, host.span, "attribution"))
        elif part.kind is Kind.PLACE and mention is not None:
            party = _party(mention, lexicon)
            if party is not None:
                yield Claim(subject, ISSUED_BY, party, evidence(passage, mention.span, "attribution"))
        elif part.name is not None:
            yield Claim(subject, ISSUED_BY, part.name, evidence(passage, part.span, "attribution"))


def _series_agent(event: Mention, passage: Passage, lexicon: Lexicon) -> Mention | None:
    """Return the body whose meeting an event is, where the body and its meetings bear one name."""
    words = passage.quote(event.span)
    dated = lexicon.ordinal.match(words) or _LEADING_YEAR.match(words)
    bare = words[dated.end() :].lstrip() if dated else words
    agents = lexicon.by_name(Kind.AGENT, bare)
    if not agents:
        return None
    span = Span(event.span.end - len(bare), event.span.end)
    return Mention(passage, span, Name(Kind.AGENT, (Text(bare, event.name.forms[0].language),), agents), "attribution")
