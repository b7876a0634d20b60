"""Attribution fields → who issued it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aigovkg import dates, text
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
    AIG,
    DATE,
    ISSUED_BY,
    PART_OF,
    TITLE,
    Lexicon,
)

_LEADING_YEAR = re.compile(r"(?:19|20)\d\d年?")
_SEMICOLON = re.compile(r"[;；]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment of an issuer field and what it is: agent, instrument, event, place or other words."""

    span: Span
    kind: Kind | None
    mention: Mention | None = None


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
    for part in _merged(_parts(passage, field, run, lexicon), passage, lexicon):
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
        elif part.kind is Kind.AGENT:
            name = mention.name if mention else _new_agent(passage, part.span, lexicon)
            yield Claim(subject, ISSUED_BY, name, evidence(passage, mention.span if mention else part.span, "attribution"))


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


def _new_agent(passage: Passage, span: Span, lexicon: Lexicon) -> Name:
    """Return the name of an issuer: looked up whole, else taken as it stands without its acronym in brackets."""
    words = tidy(passage.quote(span))
    tag = "zh" if text.has_han(words) else "en"
    candidates = lexicon.by_name(Kind.AGENT, words)
    bare = tidy(re.sub(r"[(（][^()（）]*[)）]", "", words)) or words.strip("()（）")
    if not candidates:
        candidates = lexicon.by_name(Kind.AGENT, bare)
    category = lexicon.agent_class(bare)
    candidates = candidates or _government(bare, category, lexicon)
    return Name(Kind.AGENT, (Text(bare, tag),), candidates, category)


def _government(name: str, category: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the government that a place and the noun for governments name together ("Government of Kenya")."""
    if category != AIG + "Government":
        return ()
    small = lexicon.listed("connector")
    others = [word for word in name.split() if word.lower() not in small and lexicon.agent_class(word) != category]
    places = lexicon.by_name(Kind.PLACE, " ".join(others))
    return tuple(filter(None, (lexicon.government(place) for place in places)))


def _parts(passage: Passage, field: Span, run: Marked, lexicon: Lexicon) -> list[_Part]:
    """Cut an issuer field at its separators, outside brackets, and tell what each segment is."""
    parts: list[_Part] = []
    names = [mention.span for mention in run.mentions if mention.span.within(field)]
    for span in _segments(passage.text, field, names, lexicon):
        inside = [m for m in run.mentions if m.span.within(span) and m.name.kind is not Kind.PRINCIPLE]
        core = _core(passage.text, span, lexicon)
        whole = max(inside, key=lambda m: (m.span.end - m.span.start, bool(m.name.candidates)), default=None)
        if lexicon.by_name(Kind.AGENT, passage.quote(core)) or lexicon.by_name(Kind.AGENT, passage.quote(span)):
            parts.append(_Part(core, Kind.AGENT))
        elif whole is not None and _covers(whole.span, core, passage.text):
            known = whole.name.candidates or whole.name.kind in (Kind.INSTRUMENT, Kind.EVENT)
            parts.append(_Part(core, whole.name.kind, whole if known else None))
        elif whole is not None and whole.name.kind is Kind.AGENT and not whole.name.candidates:
            parts.append(_Part(core, Kind.AGENT))
        else:
            # An article begins a body of its own: "the President of X and the Congress of X".
            begins = core.start > span.start and lexicon.agent_class(passage.quote(core))
            parts.append(_Part(core, Kind.AGENT if begins else None))
    return parts


def _segments(words: str, field: Span, names: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """Cut at separators outside brackets and names; where there are semicolons, only at them."""
    inside = words[field.start : field.end]
    depth = 0
    depths: list[int] = []
    for character in inside:
        depth += {"(": 1, "（": 1, ")": -1, "）": -1}.get(character, 0)
        depths.append(depth)
    separator = _SEMICOLON if any(c in ";；" and d == 0 for c, d in zip(inside, depths, strict=True)) else lexicon.joined
    cuts = [
        found.span()
        for found in separator.finditer(inside)
        if depths[found.start()] == 0 and not any(name.start < field.start + found.start() < name.end for name in names)
    ]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(inside)]
    spans = (text.trimmed(words, Span(field.start + s, field.start + e)) for s, e in zip(starts, ends, strict=True))
    return [span for span in spans if any(map(str.isalnum, words[span.start : span.end]))]


def _core(words: str, span: Span, lexicon: Lexicon) -> Span:
    """Return a segment without a leading article, quotation marks or a full stop at its end."""
    piece = words[span.start : span.end]
    stripped = piece.lstrip('"“')
    article = next((a for a in lexicon.listed("article") if stripped.lower().startswith(f"{a} ")), "")
    stripped = stripped[len(article) :].lstrip()
    shortened = re.sub(r"[.\"”]+$", "", stripped) if not re.search(r"\b(?:Inc|Ltd|Corp|Co|U\.S|etc)\.$", stripped) else stripped
    start = span.start + len(piece) - len(stripped)
    return Span(start, start + len(shortened))


def _covers(found: Span, segment: Span, words: str) -> bool:
    """Tell whether a mention is all of a segment but for an acronym in brackets."""
    rest = words[segment.start : found.start] + words[found.end : segment.end]
    return found.start < segment.end and not re.sub(r"[(（][^()（）]*[)）]|[\s.,\"“”']", "", rest)


def _merged(parts: list[_Part], passage: Passage, lexicon: Lexicon) -> Iterator[_Part]:
    """Join segments that are no issuers of their own (a country, a parent body, plain words) to the one before."""
    held: _Part | None = None
    for part in parts:
        if held is not None and (_is_trailing(part, passage, lexicon) or _is_role(part, held, passage, lexicon)):
            continue
        if held is None:
            held = part
        elif part.kind is Kind.PLACE and held.kind is not Kind.PLACE:
            continue
        elif (
            part.kind is None
            and held.kind in (None, Kind.AGENT)
            and held.mention is None
            and not _SEMICOLON.search(passage.text, held.span.end, part.span.start)
            and not _known(held, passage, lexicon)
        ):
            held = _Part(Span(held.span.start, part.span.end), None)
        elif part.kind is Kind.AGENT and held.kind is Kind.AGENT and _is_above(part, held, passage, lexicon):
            continue
        else:
            yield _as_issuer(held)
            held = part
    if held is not None:
        yield _as_issuer(held)


def _is_trailing(part: _Part, passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a segment behind another only runs on: "etc.", "together with …", "Inc.", a year."""
    if part.kind is not None and part.mention is not None:
        return False
    words = passage.quote(part.span)
    first = words.split()[0].rstrip(".")
    return (
        (first.isalpha() and first.islower() and not _known(part, passage, lexicon))
        or words.lower() in lexicon.listed("legalForm")
        or words.lower().rstrip(".") in lexicon.listed("legalForm")
        or not any(map(str.isalpha, words))
    )


def _is_role(part: _Part, held: _Part, passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a segment says what a person is: "Satya Nadella, CEO of Microsoft"."""
    people = [iri for iri in _known(held, passage, lexicon) if f"{AIG}Person" in lexicon.registered[iri].categories]
    return bool(people) and part.mention is None and not _known(part, passage, lexicon)


def _as_issuer(part: _Part) -> _Part:
    return _Part(part.span, Kind.AGENT) if part.kind is None else part


def _known(part: _Part, passage: Passage, lexicon: Lexicon) -> tuple[str, ...]:
    if part.mention is not None:
        return part.mention.name.candidates
    return _new_agent(passage, part.span, lexicon).candidates


def _is_above(upper: _Part, lower: _Part, passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a body named behind another only says whose that other is: its parent, or its government."""
    uppers, lowers = _known(upper, passage, lexicon), _known(lower, passage, lexicon)
    for iri in lowers:
        line = [lexicon.registered[iri]]
        while line[-1].parent in lexicon.registered and len(line) < 8:
            line.append(lexicon.registered[line[-1].parent])
        if any(one.iri in uppers for one in line[1:]):
            return True
        if any(lexicon.government(one.place) in uppers for one in line if one.place):
            return True
    governments = {lexicon.government(lexicon.registered[iri].place) for iri in uppers if lexicon.registered[iri].place}
    return not lowers and bool(governments & set(uppers))
