"""Whom it mentions, and what it states."""

from __future__ import annotations

from collections.abc import Iterator

from aigovkg.claims.evidence import CONFIDENCE, evidence
from aigovkg.model import Claim, Kind, Marked, Mention, Name
from aigovkg.vocabulary import AIG, MENTIONS, STATES, Lexicon

_PERSONS = frozenset({AIG + "Person", AIG + "Office"})
_NEAR = 16  # characters before a name in which the preposition stands
_GOVERNMENT = AIG + "Government"


def bodies(subject: Name, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield every body and event that a passage names; a government or an office holder is no body, it acts or it does not."""
    places = {mention.span for mention in run.mentions if mention.name.kind is Kind.PLACE}
    for mention in run.mentions:
        if mention.span in places and _led_by_place(mention, lexicon):
            continue
        if mention.name.kind is Kind.EVENT or (mention.name.kind is Kind.AGENT and not _acting(mention.name, lexicon)):
            yield Claim(subject, MENTIONS, mention.name, evidence(run.passage, mention.span, mention.method))


def _led_by_place(mention: Mention, lexicon: Lexicon) -> bool:
    """Tell whether a name that is a place's, too, stands for the place: "in the European Union"."""
    before = mention.passage.text[max(0, mention.span.start - _NEAR) : mention.span.start].lower().split()
    if before and before[-1] in lexicon.listed("article"):
        before.pop()
    return bool(before) and before[-1] in lexicon.listed("placePreposition")


def _acting(name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a name is of whoever holds an office, or calls a government by its country: 国务院 has a name of its own."""
    by_country = any(lexicon.agent_class(form.value) == _GOVERNMENT for form in name.forms)
    classes = [lexicon.registered[iri].categories for iri in name.candidates] or [(name.category,)]
    return all(not _PERSONS.isdisjoint(one) or (by_country and _GOVERNMENT in one) for one in classes)


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
