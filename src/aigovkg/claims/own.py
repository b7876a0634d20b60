"""A document's own name, and whether a mention is of it."""

from __future__ import annotations

from aigovkg import text
from aigovkg.model import (
    Document,
    Kind,
    Mention,
    Name,
    Text,
)
from aigovkg.vocabulary import (
    Lexicon,
)

_DEMONSTRATIVE = 16  # characters before a name in which "this" stands
_SAME_NAME = 0.75  # share of words that two wordings of one name have in common


def own_name(document: Document, lexicon: Lexicon) -> Name:
    """Return the name of the instrument that a document is of, from its attribution lines."""
    forms: set[Text] = set()
    issuers = ""
    for attribution in document.attributions:
        forms |= {Text(tidy(attribution.passage.quote(span)), tag) for span, tag in attribution.titles}
        if attribution.issuers:
            issuers = lexicon.key(attribution.passage.quote(attribution.issuers))
    ordered = tuple(sorted(forms, key=lambda form: (form.language, form.value)))
    meant = [set(found) for form in ordered if (found := lexicon.by_name(Kind.INSTRUMENT, form.value))]
    # Titles in two languages mean one thing together; where they do not, each of their meanings stays possible.
    candidates = tuple(sorted(set.intersection(*meant) or set.union(*meant))) if meant else ()
    if issuers and all(lexicon.is_local(iri, form.value) for iri in candidates for form in ordered):
        candidates = tuple(iri for iri in candidates if _of(iri, issuers, lexicon))  # "Online Safety Act" of another country
    if len(candidates) > 1:
        candidates = _issued_by(candidates, issuers, lexicon) or candidates
    category = next((kind for form in ordered if (kind := lexicon.instrument_type(form.value))), "")
    known = len(candidates) == 1
    general = any(lexicon.is_shared(form.value) for form in ordered)
    return Name(Kind.INSTRUMENT, ordered, candidates, category, issuers if not known and (candidates or general) else "")


def tidy(title: str) -> str:
    """Return a title on one line, with single spaces."""
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


def _of(iri: str, issuers: str, lexicon: Lexicon) -> bool:
    """Tell whether an issuer field names whose a registered thing is."""
    names = (lexicon.key(name.value) for owner in lexicon.owners(iri) for name in lexicon.names(owner))
    return any((name if text.has_han(name) else f" {name} ") in f" {issuers} " for name in names if name)


def called_this(mention: Mention, own: Name, lexicon: Lexicon) -> bool:
    """Tell whether a document calls itself so: "this Harbour Framework" of something that is a framework."""
    before = mention.passage.text[max(0, mention.span.start - _DEMONSTRATIVE) : mention.span.start].lower().split()
    kind = lexicon.instrument_type(mention.name.forms[0].value)
    return (
        bool(before)
        and before[-1] in lexicon.listed("demonstrative")
        and kind in {lexicon.instrument_type(form.value) for form in own.forms} - {""}
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
    if text.has_han(form):
        short, whole = lexicon.key(form), lexicon.key(title)  # 《规定》 of 《海港机器人管理规定》
        return bool(lexicon.instrument_type(form)) and len(short) <= len(whole) and whole.endswith(short)
    if lexicon.instrument_type(form) != lexicon.instrument_type(title):
        return False
    mine, theirs = lexicon.key(form).split(), lexicon.key(title).split()
    numbers, others = ({word for word in words if any(map(str.isdigit, word))} for words in (mine, theirs))
    if numbers and others and numbers != others:
        return False
    if len(set(mine) & set(theirs)) >= _SAME_NAME * len(set(mine) | set(theirs)):
        return True
    general = lexicon.listed("genericWord") | lexicon.listed("connector")
    # "Harbour Safety Framework" of the "OECD Harbour Safety Framework, Version 1": only whose it is and the edition are left out.
    core = theirs[: theirs.index("version")] if "version" in theirs else theirs
    left_out = core[: -len(mine)]
    if left_out and core[len(left_out) :] == mine and not lexicon.is_general(form):
        return any(lexicon.by_name(kind, " ".join(left_out)) for kind in (Kind.AGENT, Kind.PLACE))
    head = next((i for i, word in enumerate(mine) if word in theirs and lexicon.instrument_type(word)), 0)
    telling = [word for word in mine[:head] if word not in general]
    behind, beyond = ({word for word in words[head + 1 :] if word not in general} for words in (mine, theirs))
    return bool(telling) and mine[: head + 1] == theirs[: head + 1] and not (behind and beyond and not behind & beyond)
