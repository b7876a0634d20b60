"""Claims that another extractor proposes, beside ours: only what a passage says in those very words becomes a claim.

Whatever proposes them (a language model, a rule of one's own, a person) gets a passage and returns `Proposal`s. A quote that does
not stand in the passage, a relation or a principle that nobody knows, is refused with an issue and claims nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aigovkg.claims.own import is_own
from aigovkg.model import Claim, Document, Evidence, Issue, Kind, Name, Passage, Proposal, Severity, Span, Text
from aigovkg.text import excerpt, has_han
from aigovkg.vocabulary import AIG, BASE, CITES, MENTIONS, STATES, Lexicon

Extractor = Callable[[Passage], Iterable[Proposal]]

METHOD = "proposed"


def proposed(
    document: Document, subject: Name, ours: Sequence[Claim], extractor: Extractor, lexicon: Lexicon
) -> tuple[tuple[Claim, ...], tuple[Issue, ...]]:
    """Return what an extractor claims of a document beside our own claims, and an issue for each proposal that is refused.

    What we claim ourselves of the same words is not claimed again, nor that a document cites itself.
    """
    said = {(claim.evidence.passage, claim.predicate, claim.evidence.span) for claim in ours}
    claims: list[Claim] = []
    issues: list[Issue] = []
    for passage in document.passages:
        for proposal in extractor(passage):
            claim = _claim(proposal, passage, subject, lexicon)
            if isinstance(claim, str):
                issues.append(_refused(claim, proposal, passage, document))
                continue
            key = (passage, claim.predicate, claim.evidence.span)
            citing = isinstance(claim.object, Name) and claim.object.kind is Kind.INSTRUMENT
            if key in said or (citing and isinstance(claim.object, Name) and is_own(claim.object, subject, lexicon)):
                continue
            said.add(key)
            claims.append(claim)
    return tuple(claims), tuple(issues)


def _claim(proposal: Proposal, passage: Passage, subject: Name, lexicon: Lexicon) -> Claim | str:
    """Return what a proposal claims, or why it is refused."""
    predicate = proposal.predicate if ":" in proposal.predicate else AIG + proposal.predicate
    if predicate not in (CITES, MENTIONS, STATES, *lexicon.relations):
        return f"proposes {proposal.predicate!r}, which is no way to cite, mention or state anything"
    start = passage.text.find(proposal.quote) if proposal.start is None else proposal.start
    if not proposal.quote.strip() or start < 0 or passage.text[start : start + len(proposal.quote)] != proposal.quote:
        return "quotes words that do not stand there"
    for words in (proposal.cue, proposal.pinpoint):
        if words not in passage.text:
            return f"gives {words!r} as words of the passage, and they do not stand there"
    if not 0 <= proposal.confidence <= 1:
        return f"gives a confidence of {proposal.confidence}, which is not from 0 to 1"
    name = _named(proposal, predicate, passage, lexicon)
    if isinstance(name, str):
        return name
    span = Span(start, start + len(proposal.quote))
    sure = round(proposal.confidence, 2)
    return Claim(subject, predicate, name, Evidence(passage, span, METHOD, sure, proposal.cue, proposal.pinpoint))


def _named(proposal: Proposal, predicate: str, passage: Passage, lexicon: Lexicon) -> Name | str:
    """Return what a proposal is about: something registered, or what its words name; or why it is refused."""
    kind = {STATES: Kind.PRINCIPLE, MENTIONS: proposal.kind}.get(predicate, Kind.INSTRUMENT)
    words = proposal.name or proposal.quote
    if words.startswith(BASE):
        entry = lexicon.registered.get(words)
        if entry is None or entry.kind is not kind:
            return f"is about {words}, which is no {kind} of the catalogue"
        words = words if kind is Kind.PRINCIPLE else proposal.quote
        return Name(kind, () if kind is Kind.PRINCIPLE else (_form(words, passage),), (entry.iri,))
    if kind is Kind.PRINCIPLE:
        iri = f"{BASE}principle/{words}"
        meant = (iri,) if iri in lexicon.registered else lexicon.by_name(kind, words)
        return Name(kind, (), meant) if len(meant) == 1 else f"states {words!r}, which is no principle of the scheme"
    category = lexicon.instrument_type(words) if kind is Kind.INSTRUMENT else ""
    return Name(kind, (_form(words, passage),), lexicon.by_name(kind, words), category)


def _form(words: str, passage: Passage) -> Text:
    return Text(" ".join(words.strip("《》").split()), "zh" if has_han(words) else passage.language)


def _refused(why: str, proposal: Proposal, passage: Passage, document: Document) -> Issue:
    source = document.source.names[0]
    return Issue(
        Severity.WARNING,
        where=f"{source}, run {passage.position}",
        what=f"the extractor {why}, so nothing was claimed",
        remedy="let it copy quotes verbatim, and use the relations and principles of docs/reference",
        source=source,
        sentence=excerpt(passage.text),
        quote=proposal.quote,
        digest=document.source.sha256,
    )
