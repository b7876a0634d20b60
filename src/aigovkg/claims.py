"""`Marked` passages → `Claim`s with `Evidence`: who issued it and when, what it cites and how, what it states.

A document's own name is the subject of all its claims; a mention of that name is no citation. Nothing is
claimed that no words say: a date that cannot be read or an edition that cannot be told yields nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aigovkg import dates, text
from aigovkg.model import (
    Attribution,
    Claim,
    Cue,
    Document,
    Evidence,
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
    CITES,
    DATE,
    ISSUED_BY,
    MENTIONS,
    PART_OF,
    STATES,
    TITLE,
    Lexicon,
    Role,
)

# How sure a claim is, 0 to 1, by how it was found. A cue or a catalogue entry is knowledge; a grown name a guess at its ends.
_CONFIDENCE = {"attribution": 0.98, "title": 0.9, "catalogue": 0.95, "phrase": 0.85, "heading": 0.9, "pattern": 0.7}

_WIDEST_SEPARATION = 24  # characters between two names of one list
_FARTHEST_LIST = 2000  # characters between a main verb and the end of a list under it
_NEGATION_REACH = 16  # characters in which a negation stands by what it denies
_FARTHEST_CUE = 150  # characters between a cue and the name it governs
_LEADING_YEAR = re.compile(r"(?:19|20)\d\d年?")
_SEMICOLON = re.compile(r"[;；]")
_SAME_NAME = 0.75  # share of words that two wordings of one name have in common


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment of an issuer field and what it is: agent, instrument, event, place or other words."""

    span: Span
    kind: Kind | None
    mention: Mention | None = None


def extract(document: Document, marked: Sequence[Marked], lexicon: Lexicon) -> tuple[Claim, ...]:
    """Return the claims of one document, in reading order of their evidence, each once."""
    by_position = {one.passage.position: one for one in marked if one.fields is None}
    by_fields = {(one.passage.position, one.fields): one for one in marked if one.fields is not None}
    subject = own_name(document, lexicon)
    claims: list[Claim] = []
    for attribution in document.attributions:
        run = by_fields[attribution.passage.position, attribution.fields]
        claims += _attributed(subject, attribution, run, lexicon)
    for passage in document.passages:
        run = by_position[passage.position]
        claims += _citations(subject, run, lexicon)
        claims += _bodies(subject, run)
        claims += _statements(subject, run)
    return tuple(sorted(dict.fromkeys(claims), key=_reading_order))


def own_name(document: Document, lexicon: Lexicon) -> Name:
    """Return the name of the instrument that a document is of, from its attribution lines."""
    forms: set[Text] = set()
    issuers = ""
    for attribution in document.attributions:
        forms |= {Text(_tidy(attribution.passage.quote(span)), tag) for span, tag in attribution.titles}
        if attribution.issuers:
            issuers = lexicon.key(attribution.passage.quote(attribution.issuers))
    ordered = tuple(sorted(forms, key=lambda form: (form.language, form.value)))
    meant = [set(found) for form in ordered if (found := lexicon.by_name(Kind.INSTRUMENT, form.value))]
    # Titles in two languages mean one thing together; where they do not, each of their meanings stays possible.
    candidates = tuple(sorted(set.intersection(*meant) or set.union(*meant))) if meant else ()
    if len(candidates) > 1:
        candidates = _issued_by(candidates, issuers, lexicon) or candidates
    category = next((kind for form in ordered if (kind := lexicon.instrument_type(form.value))), "")
    known = len(candidates) == 1
    general = any(lexicon.is_general(form.value) for form in ordered)
    return Name(Kind.INSTRUMENT, ordered, candidates, category, issuers if not known and (candidates or general) else "")


def _tidy(title: str) -> str:
    return " ".join(title.split())


def _issued_by(candidates: tuple[str, ...], issuers: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Keep the candidates one of whose registered issuers stands in an issuer field."""
    return tuple(
        iri
        for iri in candidates
        if any(
            lexicon.key(label.value) in issuers for agent in lexicon.registered[iri].issuers for label in lexicon.labels(agent)
        )
    )


def _reading_order(claim: Claim) -> tuple[int, int, int, str, str]:
    evidence = claim.evidence
    return (evidence.passage.position, evidence.span.start, evidence.span.end, claim.predicate, repr(claim.object))


def _evidence(passage: Passage, span: Span, method: str, cue: str = "", doubt: float = 1.0) -> Evidence:
    return Evidence(passage, span, method, round(_CONFIDENCE[method] * doubt, 2), cue)


# ---- who issued it, and when


def _attributed(subject: Name, attribution: Attribution, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    passage = attribution.passage
    for span, tag in attribution.titles:
        title = Text(_tidy(passage.quote(span)), tag)
        yield Claim(subject, TITLE, title, _evidence(passage, span, "attribution"))
        yield from _parties(subject, passage, span, run, lexicon)
    if attribution.date:
        date = dates.read(passage.quote(attribution.date), lexicon.months, lexicon.listed("unconfirmedMark"))
        if date:
            yield Claim(subject, DATE, date, _evidence(passage, attribution.date, "attribution"))
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
        yield Claim(subject, ISSUED_BY, party, _evidence(passage, span, "title"))


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
            yield Claim(subject, PART_OF, mention.name, _evidence(passage, part.span, "attribution"))
        elif part.kind is Kind.EVENT and mention is not None:
            yield Claim(subject, ADOPTED_AT, mention.name, _evidence(passage, mention.span, "attribution"))
            host = _series_agent(mention, passage, lexicon)
            if host is not None:
                yield Claim(subject, ISSUED_BY, host.name, _evidence(passage, host.span, "attribution"))
        elif part.kind is Kind.PLACE and mention is not None:
            party = _party(mention, lexicon)
            if party is not None:
                yield Claim(subject, ISSUED_BY, party, _evidence(passage, mention.span, "attribution"))
        elif part.kind is Kind.AGENT:
            name = mention.name if mention else _new_agent(passage, part.span, lexicon)
            yield Claim(subject, ISSUED_BY, name, _evidence(passage, mention.span if mention else part.span, "attribution"))


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
    words = _tidy(passage.quote(span))
    tag = "zh" if text.has_han(words) else "en"
    candidates = lexicon.by_name(Kind.AGENT, words)
    bare = re.sub(r"[(（][^()（）]*[)）]", "", words).strip() or words.strip("()（）")
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
            parts.append(_Part(core, None))
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
        if held is not None and _is_trailing(part, passage, lexicon):
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


# ---- what it cites, and how


def _citations(subject: Name, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    before: tuple[Mention, Cue | None] | None = None
    for mention in run.mentions:
        if mention.name.kind is not Kind.INSTRUMENT:
            continue
        # In a list ("the Act, the Code and the Rules") what governs the first governs all.
        listed = before is not None and _side_by_side(before[0], mention, run.passage, lexicon)
        cue = before[1] if before is not None and listed else governing(mention, run, lexicon)
        before = (mention, cue)
        if not is_own(mention.name, subject, lexicon):
            words = run.passage.quote(cue.span) if cue else ""
            evidence = _evidence(run.passage, mention.span, mention.method, words)
            yield Claim(subject, cue.target if cue else CITES, mention.name, evidence)


def _side_by_side(first: Mention, second: Mention, passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether nothing but separators, small words and brackets stand between two mentions."""
    between = passage.text[first.span.end : second.span.start]
    if len(between) > _WIDEST_SEPARATION or _SEMICOLON.search(between):
        return False
    small = lexicon.listed("connector") | lexicon.listed("joiningWord") | lexicon.listed("determiner")
    return all(
        passage.text[word.start + first.span.end : word.end + first.span.end].lower() in small for word in text.words(between)
    )


def is_own(name: Name, own: Name, lexicon: Lexicon) -> bool:
    """Tell whether a name is a document's own, perhaps in another wording."""
    if set(name.candidates) & set(own.candidates):
        return True
    if name.candidates and own.candidates:
        return False
    for form in name.forms:
        for title in own.forms:
            if lexicon.key(form.value) == lexicon.key(title.value):
                return True
            if form.language == title.language and _alike(form.value, title.value, lexicon):
                return True
    return False


def _alike(form: str, title: str, lexicon: Lexicon) -> bool:
    """Tell whether two wordings name one thing: most words alike, or the same telling words about the same head noun.

    Years and numbers tell editions apart, and telling words behind the head noun tell topics apart.
    """
    if text.has_han(form) or lexicon.instrument_type(form) != lexicon.instrument_type(title):
        return False
    mine, theirs = lexicon.key(form).split(), lexicon.key(title).split()
    numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (mine, theirs))
    if numbers and others and numbers != others:
        return False
    if len(set(mine) & set(theirs)) >= _SAME_NAME * len(set(mine) | set(theirs)):
        return True
    general = lexicon.listed("genericWord") | lexicon.listed("connector")
    head = next((i for i, word in enumerate(mine) if word in theirs and lexicon.instrument_type(word)), 0)
    telling = [word for word in mine[:head] if word not in general]
    behind, beyond = ({word for word in words[head + 1 :] if word not in general} for words in (mine, theirs))
    return bool(telling) and mine[: head + 1] == theirs[: head + 1] and not (behind and beyond and not behind & beyond)


def governing(mention: Mention, run: Marked, lexicon: Lexicon) -> Cue | None:
    """Return the words that say how a mentioned instrument is cited, or None for a plain mention.

    The nearest cue to the left in the same clause governs. Behind "including" or "such as" it is the main verb:
    a "to"-infinitive or a participle in between has an object of its own.
    """
    words = run.passage.text
    start = text.sentence_of(run.sentences, mention.span.start).start
    first = bisect_left(run.cues, max(start, mention.span.start - _FARTHEST_LIST), key=lambda cue: cue.span.start)
    last = bisect_left(run.cues, mention.span.end + _FARTHEST_CUE, key=lambda cue: cue.span.start)
    inside = [cue for cue in run.cues[first:last] if not _negated(words, cue, start, lexicon)]
    around = [c for c in inside if c.role == Role.CUE and mention.span.within(c.span) and c.span != mention.span]
    if around:
        return min(around, key=lambda cue: (cue.span.end - cue.span.start, cue.target))
    behind = [
        cue for cue in inside if cue.role == Role.CUE_AFTER and 0 <= cue.span.start - mention.span.end <= _FARTHEST_CUE // 3
    ]
    if behind:
        return min(behind, key=lambda cue: (cue.span.start, cue.target))
    before = [cue for cue in inside if cue.role == Role.CUE and cue.span.end <= mention.span.start]
    lists = [cue for cue in inside if cue.role == Role.LIST and cue.span.end <= mention.span.start]
    if lists:
        opening = max(lists, key=lambda cue: cue.span).span.start
        main = [cue for cue in before if cue.span.end <= opening and not _subordinate(words, cue, lexicon)]
        nearer = [cue for cue in before if cue.span.start > opening and not _subordinate(words, cue, lexicon)]
        before = nearer or main
    else:
        before = [cue for cue in before if mention.span.start - cue.span.end <= _FARTHEST_CUE]
    return max(before, key=lambda cue: (cue.span.end, cue.span.end - cue.span.start, cue.target), default=None)


def _negated(words: str, cue: Cue, start: int, lexicon: Lexicon) -> bool:
    """Tell whether a cue is denied: "does not repeal", "failed to welcome", 不废止; but "not only welcomes" is not."""
    before = text.fold(words[max(start, cue.span.start - _NEGATION_REACH) : cue.span.start]).text
    behind = text.fold(words[cue.span.end : cue.span.end + _NEGATION_REACH]).text
    return any(pattern.search(before) for pattern in lexicon.negated_before) or any(
        pattern.match(behind) for pattern in lexicon.negated_behind
    )


def _subordinate(words: str, cue: Cue, lexicon: Lexicon) -> bool:
    """Tell whether a cue is an infinitive ("to promote") or a noun ("the signing of"), with an object of its own."""
    before = text.words(words[max(0, cue.span.start - 12) : cue.span.start])
    last = before[-1] if before else None
    return last is not None and words[
        max(0, cue.span.start - 12) + last.start : cue.span.start
    ].strip().lower() in lexicon.listed("subordinator")


# ---- whom it mentions, and what it states


def _bodies(subject: Name, run: Marked) -> Iterator[Claim]:
    for mention in run.mentions:
        if mention.name.kind in (Kind.AGENT, Kind.EVENT):
            yield Claim(subject, MENTIONS, mention.name, _evidence(run.passage, mention.span, mention.method))


def _statements(subject: Name, run: Marked) -> Iterator[Claim]:
    """Yield each principle once a passage, from the words that say it best."""
    best: dict[Name, Mention] = {}
    for mention in run.mentions:
        if mention.name.kind is Kind.PRINCIPLE:
            name = Name(Kind.PRINCIPLE, (), mention.name.candidates)
            held = best.get(name)
            if held is None or _CONFIDENCE[mention.method] > _CONFIDENCE[held.method]:
                best[name] = mention
    for name, mention in best.items():
        doubt = 0.8 if mention.method == "catalogue" else 1.0
        yield Claim(subject, STATES, name, _evidence(run.passage, mention.span, mention.method, mention.cue, doubt))
