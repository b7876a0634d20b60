"""Which words govern the names in a sentence: the governing words say how a passage cites what it names.

From a name the sentence is read to the left, governing words by governing words; the first whose reach has not ended
govern. A reach ends at a finite verb, because it has a subject and objects of its own, and at another verb beside the
first ("reaffirms A and publishes B"); a phrase that opens its clause ends at the comma ("Pursuant to A, …"). What stands
in brackets or in a relative clause on the way counts for neither. Weak words ("set out in") govern only where nothing
further out does ("reaffirm the duties set out in A"). Names side by side share what governs, and the items of a list
have the words in front of its colon. The words and their reach stand in the lexicon; here stands only the grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from aigovkg import text
from aigovkg.model import Cue, Kind, Marked, Mention, Span
from aigovkg.vocabulary import CUE_ROLES, Lexicon, Role

_ROLES = frozenset((*CUE_ROLES, Role.CUE_AFTER, Role.LIST))
_WIDEST_SEPARATION = 60  # characters between two names of one list, brackets aside
_FARTHEST = 300  # characters between governing words in the midst of a clause and the name
_FARTHEST_LIST = 2000  # the same where they open the clause, or a list stands under them
_FARTHEST_WEAK = 100  # the same between them and weak words
_FARTHEST_BEHIND = 50  # characters between a name and the words that govern it from behind, brackets aside
_LONGEST_LEAD = 40  # items of a list between its first words and a name
_OTHER_WORDS = 2  # words, beside the small ones, between words that govern only their object and its name
_NEGATION_REACH = 16  # characters in which a negation stands by what it denies
_SUBJECT_REACH = 200  # characters in which a subject stands before its verb

_ENCLOSED = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|（[^（）]*）|\[[^\[\]]*\]|《[^《》]*》|[“‘][^“”‘’]*[”’]")
_ASIDE = re.compile(r",[^,]{0,40},")
_BRACKET = re.compile(r"[()（）\[\]]")
_COMMA = re.compile(r"[,，]\s*")
_CHINESE_COMMA = re.compile(r"，|(?<=[\u4e00-\u9fff》]),")
_PARAGRAPH = re.compile(r"[,;，；](?: and)?\s*\n\s*(?:(?=[A-Z])|$)")  # in a preamble each begins with governing words of its own
_STOP = re.compile(r"[;；:：]")
_ITEM = re.compile(
    r"\s*(?:[-–—•·*▪●]|[(（]?(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z]|[一二三四五六七八九十]{1,3})[.)）、]|第[一二三四五六七八九十]+[,，、])"
)
_OPENS = re.compile(r"(?:^|[,;:，；：。.(（\n–—•])\s*(?:[(（]?\w{1,4}[.)）、]\s*)?$")
_UNFINISHED = re.compile(r"[,;，；](?:\s+\w{2,3})?\s*$")


def governed(run: Marked, lexicon: Lexicon) -> Iterator[tuple[Mention, Cue | None]]:
    """Yield every instrument that a passage names, with the words that say how it is cited or None for a plain mention."""
    named = [mention for mention in run.mentions if mention.name.kind is Kind.INSTRUMENT]
    for start, mentions in groupby(named, key=lambda mention: text.sentence_of(run.sentences, mention.span.start)):
        sentence = _Sentence(run, start, tuple(mentions), lexicon)
        for group in sentence.groups():
            cue = sentence.governing(group)
            yield from ((mention, cue) for mention in group)


@dataclass(frozen=True)
class _Sentence:
    """A sentence of a passage, the instruments it names, and what in it may govern them."""

    run: Marked
    span: Span
    named: tuple[Mention, ...]
    lexicon: Lexicon

    @property
    def words(self) -> str:
        return self.run.passage.text

    @cached_property
    def marks(self) -> list[Cue]:
        """Every cue of the sentence that can govern a name or open a list."""
        first, last = (bisect_left(self.run.cues, at, key=lambda cue: cue.span.start) for at in (self.span.start, self.span.end))
        return [cue for cue in self.run.cues[first:last] if cue.role in _ROLES]

    @cached_property
    def cues(self) -> list[Cue]:
        """Those beside the names: none that is a part of one or reaches around it, and of cues inside one another the longest."""
        kept: list[Cue] = []
        for cue in sorted(self.marks, key=lambda cue: (cue.span.start, -cue.span.end, cue.target)):
            held = kept and cue.span.within(kept[-1].span) and cue.span != kept[-1].span
            if not held and not self._names(cue):
                kept.append(cue)
        return kept

    @cached_property
    def around(self) -> list[Cue]:
        """Cues in two pieces with a name between them."""
        return [cue for cue in self.marks if cue.role in CUE_ROLES and any(name.within(cue.span) for name in self._names(cue))]

    def _names(self, cue: Cue) -> list[Span]:
        """Return the names that a cue is a part of or reaches around."""
        at = bisect_left(self.named, cue.span.start, key=lambda mention: mention.span.start)
        near = (self.named[n].span for n in (at - 1, at) if 0 <= n < len(self.named))
        return [name for name in near if name.within(cue.span) or cue.span.within(name)]

    @cached_property
    def brackets(self) -> list[Span]:
        """The spans of brackets with what is in them, in the order in which they are closed."""
        spans: list[Span] = []
        opened: list[int] = []
        for mark in _BRACKET.finditer(self.words, self.span.start, self.span.end):
            if mark.group() in "(（[":
                opened.append(mark.start())
            elif opened:
                spans.append(Span(opened.pop(), mark.end()))
        return spans

    def bracket(self, at: int) -> Span | None:
        """Return the innermost bracket in which a place stands."""
        for span in self.brackets[bisect_right(self.brackets, at, key=lambda span: span.end) :]:
            if span.start < at:
                return span
            if span.start - at > _FARTHEST_LIST:
                break
        return None

    def groups(self) -> Iterator[tuple[Mention, ...]]:
        """Yield the runs of names that stand side by side."""
        group: list[Mention] = []
        for mention in self.named:
            if group and not (self._side_by_side(group[-1], mention) and self._level(group, mention)):
                yield tuple(group)
                group = []
            group.append(mention)
        if group:
            yield tuple(group)

    def _level(self, group: Sequence[Mention], mention: Mention) -> bool:
        """Tell whether names and one behind them stand in one bracket, or it in a bracket behind them ("the Act (the Code)")."""
        closed = self.bracket(group[-1].span.start)
        return (
            closed is None
            or mention.span.start < closed.end
            or self.bracket(group[0].span.start) == self.bracket(mention.span.start)
        )

    def _side_by_side(self, first: Mention, second: Mention) -> bool:
        """Tell whether nothing but separators, small words, places in a text and brackets stand between two names."""
        between = self.words[first.span.end : second.span.start]
        if len(between) > _WIDEST_SEPARATION:
            between = _ENCLOSED.sub(" ", between)
            if len(between) > _WIDEST_SEPARATION:
                return False
        near = range(*(bisect_left(self.cues, at, key=lambda cue: cue.span.start) for at in (first.span.end, second.span.start)))
        if _STOP.search(between) or any(self.cues[number].role in CUE_ROLES for number in near):
            return False
        return self._small(between)

    def _small(self, words: str) -> bool:
        """Tell whether there are only small words, numbers and places in a text ("Article 5 of the")."""
        return self._others(words, self.lexicon.clauses.small_words) == 0

    @staticmethod
    def _others(words: str, small: frozenset[str]) -> int:
        """Return how many words there are beside those in a list, numbers and single letters; brackets aside."""
        plain = _ENCLOSED.sub(" ", words)
        found = (plain[span.start : span.end].lower() for span in text.words(plain))
        return sum(not (word in small or len(word) == 1 or word[0].isdigit() or not word.strip("ivx")) for word in found)

    def governing(self, group: Sequence[Mention]) -> Cue | None:
        """Return what governs names that stand side by side."""
        first, last = group[0], group[-1]
        around = [cue for cue in self.around if first.span.within(cue.span) and not self._denied(cue)]
        if around:
            return min(around, key=lambda cue: (cue.span.end - cue.span.start, cue.target))
        before, behind = self._before(first.span.start), self._behind(last.span.end)
        if before is not None and (behind is None or self._small(self.words[before.span.end : first.span.start])):
            return None if self._denied(before) else before
        return behind or self._lead(first.span.start)

    def _before(self, at: int) -> Cue | None:
        """Return the nearest words to the left of a place whose reach does not end before it."""
        weak: Cue | None = None
        passed: Cue | None = None
        listed = pinned = False
        bracket = self.bracket(at)
        for number in range(bisect_left(self.cues, at, key=lambda cue: cue.span.start) - 1, -1, -1):
            cue = self.cues[number]
            if at - cue.span.end > _FARTHEST_LIST:
                break
            if cue.role == Role.CUE_AFTER or cue.span.end > at:
                continue
            while bracket is not None and cue.span.start < bracket.start:
                # "(Article 5 of the Act)" stands for what a preposition names in front, and for no object of a verb.
                pinned = pinned or self.lexicon.clauses.place.search(self.words, bracket.start, at) is not None
                at, bracket = bracket.start, self.bracket(bracket.start)
            if self.bracket(cue.span.start) not in (bracket, None):
                continue  # an aside on the way
            if pinned and cue.role in (Role.CUE, Role.DIRECT):
                break
            if cue.role == Role.LIST:
                listed, at = True, cue.span.start
            elif self._reaches(cue, at, listed, weak):
                if listed and self._subordinate(cue):
                    passed = passed or cue
                elif cue.role == Role.WEAK:
                    weak, at = weak or cue, cue.span.start
                else:
                    return cue
        return passed or weak

    def _reaches(self, cue: Cue, at: int, listed: bool, weak: Cue | None) -> bool:
        """Tell whether the reach of governing words to their right goes up to a place (of a list, or of weak words)."""
        between = self.words[cue.span.end : at]
        opens = self._opens(cue)
        if len(between) > (_FARTHEST_LIST if listed else _FARTHEST_WEAK if weak else _FARTHEST_LIST if opens else _FARTHEST):
            return False
        between = _ENCLOSED.sub(" ", between)
        if not between or between.isspace():
            return True
        if _PARAGRAPH.search(between):
            return False
        if cue.role == Role.DIRECT and self._others(between, self.lexicon.clauses.object_words) > _OTHER_WORDS:
            return False
        patterns = self.lexicon.clauses
        said = weak is None and patterns.content.match(between) is not None
        if not said and patterns.end.search(patterns.aside.sub(" ", between)):
            return False
        comma = _CHINESE_COMMA if text.has_han(between) else _COMMA if self._fronted(cue) else None
        if comma is None or self._preamble(cue):
            return True
        ends = len(between) if listed else -1
        return all(found.end() == ends or patterns.goes_on.match(between, found.end()) for found in comma.finditer(between))

    def _fronted(self, cue: Cue) -> bool:
        """Tell whether a cue stands in a phrase before its main clause: "In fulfilment of its mandate under the Act, …"."""
        if cue.role in (Role.CUE, Role.DIRECT):
            return self._opens(cue) and self._subordinate(cue)
        if self._opens(cue):
            return True
        at = bisect_left(self.cues, cue.span.start, key=lambda other: other.span.start) - 1
        if at < 0 or cue.span.start - self.cues[at].span.end > _FARTHEST_WEAK:
            return False
        between = _ENCLOSED.sub(" ", self.words[self.cues[at].span.end : cue.span.start])
        return _COMMA.search(between) is None and self._fronted(self.cues[at])

    def _opens(self, cue: Cue) -> bool:
        """Tell whether governing words open their clause, an infinitive ("To implement …") included."""
        near = max(self.span.start, cue.span.start - _NEGATION_REACH)
        before = self.words[near : cue.span.start]
        if self._subordinate(cue):
            before = before.rstrip().rpartition(" ")[0] + " "
        return (near == self.span.start and not before.strip()) or (_OPENS.search("." + before) is not None)

    def _preamble(self, cue: Cue) -> bool:
        """Tell whether the paragraph of a cue is no whole sentence: "Recalling A, the work on B, and C," has no main clause."""
        end = self.words.find("\n", cue.span.end, self.span.end)
        end = self.span.end if end < 0 else end
        return _UNFINISHED.search(self.words, max(cue.span.end, end - 8), end) is not None

    def _behind(self, at: int) -> Cue | None:
        """Return the words behind a place that govern the name in front of it: "… is repealed"."""
        for number in range(bisect_left(self.cues, at, key=lambda cue: cue.span.start), len(self.cues)):
            cue = self.cues[number]
            if cue.role == Role.CUE_AFTER:
                between = _ASIDE.sub(" ", _ENCLOSED.sub(" ", self.words[at : cue.span.start]))
                near = len(between) <= _FARTHEST_BEHIND and not self.lexicon.clauses.end.search(between)
                return cue if near and not _STOP.search(between) and not self._denied(cue) else None
            if (cue.role in CUE_ROLES and self.bracket(cue.span.start) is None) or cue.span.start - at > _FARTHEST:
                return None
        return None

    def _lead(self, at: int) -> Cue | None:
        """Return what governs a list of which a place is in an item: "The Parties reaffirm: (a) …; (b) …"."""
        sentences = self.run.sentences
        index = bisect_left(sentences, self.span.start, key=lambda sentence: sentence.start)
        for back in range(index - 1, max(-1, index - _LONGEST_LEAD), -1):
            span = sentences[back]
            words = self.words[span.start : span.end].rstrip()
            item = _ITEM.match(self.words, sentences[back + 1].start) is not None
            colon = max(words.rfind(":"), words.rfind("："))
            if words.endswith((":", "：")) or (colon >= 0 and item and _ITEM.match(words, colon + 1)):
                prefix = _ENCLOSED.sub(" ", self.words[self.span.start : at])
                if len(prefix) > _FARTHEST or self.lexicon.clauses.end.search(prefix):
                    return None
                lead = _Sentence(self.run, span, (), self.lexicon)
                cue = lead._before(span.start + colon)
                return cue if cue is not None and not lead._denied(cue) else None
            if not item and not words.endswith((";", "；")):
                return None
        return None

    def _denied(self, cue: Cue) -> bool:
        """Tell whether a cue is denied: "does not repeal", "nothing here repeals", 不废止; but "not only welcomes" is not."""
        near = self.words[max(self.span.start, cue.span.start - _NEGATION_REACH) : cue.span.start]
        before = text.fold(near).text
        behind = text.fold(self.words[cue.span.end : cue.span.end + _NEGATION_REACH]).text
        if self.lexicon.negated_before.search(before) or self.lexicon.negated_behind.match(behind):
            return True
        subject = max(self.span.start, cue.span.start - _SUBJECT_REACH)
        if self.lexicon.clauses.denied.search(self.words, subject, cue.span.start):
            return True
        beside = self._beside(cue)
        return beside is not None and self._denied(beside)

    def _beside(self, cue: Cue) -> Cue | None:
        """Return the cue that a cue is joined to by an "or": "neither amends nor repeals"."""
        at = bisect_left(self.cues, cue.span.start, key=lambda other: other.span.start) - 1
        if at < 0 or not self.lexicon.clauses.either.fullmatch(self.words, self.cues[at].span.end, cue.span.start):
            return None
        return self.cues[at]

    def _subordinate(self, cue: Cue) -> bool:
        """Tell whether a cue is an infinitive ("to promote") or a noun ("the signing of"), with an object of its own."""
        near = self.words[max(self.span.start, cue.span.start - _NEGATION_REACH) : cue.span.start].split()
        return bool(near) and near[-1].lower() in self.lexicon.listed("subordinator")
