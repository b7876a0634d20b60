"""Names that the catalogue need not know, grown from their head nouns over the words that belong to them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from aigovkg import text
from aigovkg.mentions.events import new_event
from aigovkg.mentions.lookup import Finder, Hit
from aigovkg.mentions.naming import inside, named
from aigovkg.model import Kind, Mention, Passage, Span
from aigovkg.vocabulary import CUE_ROLES, Lexicon, Role

_LONGEST_NAME = 30  # words that a name may grow by to either side
_ENOUGH_GENERAL = 4  # general words that identify something together
_JOINTS = (" ", "-", "–", "'", "’s ", "'s ", " & ")
_LEADING_FIGURE = re.compile(r"(?:19|20)\d\d|\d+[^\W\d_]+")  # "2030 Agenda", "40th …", "5G …"; not "1. …"
_NUMBER_BEHIND = re.compile(r"\s(?:\([A-Z]{2,5}\)\s?)?(?:No\.?\s?)?(?:[A-Z]-?)?\d[\dA-Za-z]*(?:[./-]\d[\dA-Za-z]*)*")
_COUNT = re.compile(r"[\d.]+|[ivxlc]+|[a-z]")  # what numbers an article or an annex


def headed(hits: list[Hit], passage: Passage, finder: Finder, sentences: list[Span]) -> Iterator[Mention]:
    """Yield names grown from their head nouns, which the catalogue need not know."""
    lexicon = finder.lexicon
    seen: dict[tuple[Span, Kind], _Sentence] = {}
    for hit in hits:
        for form in hit.forms:
            if form.role is not Role.HEAD or form.kind is None or not passage.text[hit.span.start].isupper():
                continue
            around = text.sentence_of(sentences, hit.span.start)
            if (around, form.kind) not in seen:
                words = [Span(w.start + around.start, w.end + around.start) for w in text.words(passage.quote(around))]
                seen[around, form.kind] = _Sentence(
                    passage.text,
                    words,
                    lexicon,
                    form.kind,
                    finder.heads[form.kind],
                    finder.all_heads,
                    _opening(around, words, hits),
                )
            span = _grown(hit.span, seen[around, form.kind], form.kind)
            if span is None:
                continue
            candidates = lexicon.by_name(form.kind, passage.quote(span))
            if not candidates and _owned(span, hit.span, form.kind, hits, passage, lexicon):
                continue
            mention = named(passage, span, form.kind, candidates, category=form.target)
            if form.kind is not Kind.EVENT or candidates:
                yield mention
            else:
                yield from new_event(mention, lexicon, sentences)


def _opening(sentence: Span, words: list[Span], hits: list[Hit]) -> Span:
    """Return the span of the cue that begins a sentence, or an empty one."""
    first = words[0].start if words else sentence.start
    cues = [hit.span for hit in hits if hit.span.start == first and any(form.role in CUE_ROLES for form in hit.forms)]
    return max(cues, default=Span(first, first))


def _owned(span: Span, head: Span, kind: Kind, hits: list[Hit], passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a grown name is a known one with nothing but its owner before it ("the EU's AI Act")."""
    inner = [hit for hit in inside(hits, span) if hit.span != span]
    owners = [hit.span for hit in inner if hit.names(Kind.AGENT) or hit.names(Kind.PLACE)]

    def belongs(word: Span) -> bool:
        bare = passage.quote(word).lower()
        end = word.end - 2 if bare.endswith(("'s", "’s")) else word.end
        return bare in lexicon.listed("connector") or any(o.start <= word.start and end <= o.end for o in owners)

    return any(
        all(
            belongs(Span(w.start + span.start, w.end + span.start)) for w in text.words(passage.text[span.start : hit.span.start])
        )
        for hit in inner
        if hit.names(kind) and hit.span.end >= head.end
    )


@dataclass(frozen=True)
class _Sentence:
    """The words of a sentence, and what decides how far a name reaches over them.

    `opening` are governing words at its very beginning: "Recalling the …" is written large there without being a name.
    """

    passage: str
    words: list[Span]
    lexicon: Lexicon
    kind: Kind
    heads: frozenset[str]
    all_heads: frozenset[str]
    opening: Span

    @property
    def joining(self) -> frozenset[str]:
        return self.lexicon.listed("joiningWord")

    def word(self, index: int) -> str:
        return self.passage[self.words[index].start : self.words[index].end].lower()

    def small(self, index: int) -> bool:
        return self.word(index) in self.lexicon.listed("connector")

    def capital(self, index: int) -> bool:
        first = self.passage[self.words[index].start]
        return (first.isupper() or first.isdigit()) and not self.words[index].within(self.opening)

    def joined(self, index: int) -> bool:
        """Tell whether a word and the next stand together, nothing but a space, a hyphen or an 's between them."""
        if not 0 <= index < len(self.words) - 1:
            return False
        return self.passage[self.words[index].end : self.words[index + 1].start] in _JOINTS

    def left(self, first: int) -> int:
        """Return the word at which a name begins whose head noun is at `first`."""
        at = first
        while self.joined(at - 1) and first - at < _LONGEST_NAME:
            if self.capital(at - 1):
                at -= 1
            elif self.small(at - 1) and self.joined(at - 2) and (self.capital(at - 2) or self.small(at - 2)):
                if self.word(at - 1) in self.joining and any(self.word(i) in self.heads for i in range(max(0, at - 4), at - 1)):
                    break
                at -= 1
            else:
                break
        # "Article 13 of the AI Act" names the Act; what stands before says where in it.
        places = [i for i in range(max(0, at - 1), first) if self.word(i) in self.lexicon.listed("locator")]
        at = places[-1] + 1 if places else at
        if at == 0 and at < first and self.small(at + 1) and self.word(at) not in self.all_heads:
            at += 1  # a sentence begins with a capital: "Sign the …", "Amended by the …"
        while at < first and (
            self.small(at)
            or self.word(at) in self.lexicon.listed("determiner")
            or (places and _COUNT.fullmatch(self.word(at)) is not None)
            or (self.word(at)[0].isdigit() and _LEADING_FIGURE.fullmatch(self.word(at)) is None)
        ):
            at += 1
        return at

    def right(self, last: int) -> int:
        """Return the word at which a name ends whose head noun ends at `last`: "… on the Ethics of Robots"."""
        at = last
        while self.joined(at) and at - last < _LONGEST_NAME:
            step = at + 1
            if self.word(step) in self.lexicon.carrying[self.kind] or (self.word(step) in self.joining and at > last):
                end = self._carried(step)
                if end is None:
                    break
                at = end
            elif at > last and self.capital(step):
                at = step
            else:
                break
        return at

    def heads_more(self, index: int, first: int) -> bool:
        """Tell whether the word at `index` heads the name, and the noun at `first` not: "Decree of the President"."""
        return (
            self.word(index) in self.all_heads and index + 1 < first and self.word(index + 1) in self.lexicon.carrying[Kind.AGENT]
        )

    def _carried(self, step: int) -> int | None:
        """Return where the capitalised words end that a preposition or an "and" at `step` carries a name on to."""
        ahead = step + 1
        while ahead < len(self.words) and self.small(ahead) and self.joined(ahead - 1):
            ahead += 1
        if ahead >= len(self.words) or not self.capital(ahead) or not self.joined(ahead - 1):
            return None
        end = ahead
        while self.joined(end) and self.capital(end + 1):
            end += 1
        another = ahead > step + 1 or any(self.word(i) in self.heads for i in range(ahead, end + 1))
        return None if self.word(step) in self.joining and another else end


def _grown(head: Span, sentence: _Sentence, kind: Kind) -> Span | None:
    """Grow a name from its head noun over the words that belong to it; None if they do not identify anything."""
    words, lexicon = sentence.words, sentence.lexicon
    first = bisect_left(words, head.start, key=lambda word: word.start)
    last = bisect_right(words, head.end, key=lambda word: word.end) - 1
    if last < first:
        return None
    inside = range(first, last + 1)
    left = sentence.left(first)
    if any(sentence.heads_more(i, first) for i in range(left, first)):
        return None
    number = _NUMBER_BEHIND.match(sentence.passage, head.end) if kind is Kind.INSTRUMENT else None
    end = number.end() if number else head.end
    last = max(last, bisect_right(words, end, key=lambda word: word.end) - 1)
    right = sentence.right(last)
    others = [i for i in range(left, right + 1) if i not in inside and not sentence.small(i)]
    # A body may be named with general words only ("the Governance Council"), an instrument hardly ("the Governance Framework").
    telling = any(kind is Kind.AGENT or sentence.word(i) not in lexicon.listed("genericWord") for i in others)
    if kind is Kind.AGENT and right == last and sentence.joined(last) and sentence.capital(last + 1):
        return None  # "Senior Agency Official": the noun is not the end of the name
    if number or telling or len(others) >= _ENOUGH_GENERAL:
        return Span(words[left].start, words[right].end if right > last else end)
    return None
