"""Names that the catalogue need not know, grown from their head nouns over the words that belong to them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from aigovkg import text
from aigovkg.mentions.events import new_event
from aigovkg.mentions.lookup import Finder, Hit, Hits
from aigovkg.mentions.naming import inside, named
from aigovkg.mentions.overlap import Taken
from aigovkg.model import Kind, Mention, Passage, Span, Tie
from aigovkg.vocabulary import Form, Lexicon

_LONGEST_LIST = 6  # items of a list within a name
_LONGEST_ITEM = 4  # words of one
_SMALL_TOGETHER = 4  # small words in a row within a name: "of the"
_LONGEST_NAME = 30  # words that a name may grow by to either side
_LONGEST_OWNER = 12  # words of a known body in whose midst a name would begin
_WIDEST_BRACKETS = 50  # characters
_ENOUGH_GENERAL = 4  # general words that identify something together
_JOINTS = (" ", "-", "–", "'", "’s ", "'s ", "’ ", "' ", " & ", "&", "/")
_HYPHENS = ("-", "‐", "‑")
_LEADING_FIGURE = re.compile(r"(?:19|20)\d\d|\d+[^\W\d_]+")  # "2030 Agenda", "40th …", "5G …"; not "1. …"
_NUMBER_BEHIND = re.compile(r"\s(?:\([A-Z]{2,5}\)\s?)?(?:No\.?\s?)?(?:[A-Z]-?)?\d[\dA-Za-z]*(?:[./-]\d[\dA-Za-z]*)*")
_YEAR_BEHIND = re.compile(r",?\s(?:of\s)?(?:19|20)\d\d(?![\w/–-])")  # "Act of 2020", "Act, 2023", "Regulations 2018"
_NOTE_BEHIND = re.compile(
    r"(?<=[A-Za-z][a-z]{2})\d{1,3}$|(?<=[a-z]{2})\.\d[\d.]*$|(?<=(?:19|20)\d\d)\.\d{1,3}$|(?<=[a-z]{2})\.\d+(?=\.)"
)
_YEAR_DIGITS = 4
_INITIAL = re.compile(r"(?:[A-Z]\.)*[A-Z]")  # "John S. …", "U.S. …"
_BRACKETED = re.compile(r" \(([A-Z][\w&-]+(?: (?:[A-Z]\w*|and|of|for|in)){0,5})\) ")  # "(NIST) AI Framework", "(Scotland) Act"
_TITLE_NEXT = re.compile(r"\s(?:on|concerning|for|sur|sobre)\s[A-Z]")
_LINE_START = re.compile(r"[^\w\n]*(?:[0-9A-Za-z]{1,4}[.)][^\w\n]*)?")  # nothing, a bullet, "(a) ", "12. "
_COUNT = re.compile(r"[\d.]+|[ivxlc]+|[a-z]")  # what numbers an article or an annex


def headed(hits: Hits, passage: Passage, finder: Finder, sentences: list[Span], numbers: Taken) -> Iterator[Mention]:
    """Yield names grown from their head nouns, which the catalogue need not know; what has a number is named by it."""
    lexicon = finder.lexicon
    seen: dict[tuple[Span, Kind], _Sentence] = {}
    bodies = {hit.span.end for hit in hits.names if hit.names(Kind.AGENT)}  # "Security Assembly resolution on …"
    for hit in hits.heads:
        for kind, form in hit.sense.heads:
            if not passage.text[hit.span.start].isupper() and not (
                hit.span.start - 1 in bodies and _TITLE_NEXT.match(passage.text, hit.span.end)
            ):
                continue
            if kind is Kind.INSTRUMENT and numbers.overlapping(hit.span):
                continue
            around = text.sentence_of(sentences, hit.span.start)
            if (around, kind) not in seen:
                alike = next((seen[around, other] for other in Kind if (around, other) in seen), None)
                seen[around, kind] = _sentence(around, kind, passage.text, hits, finder, alike)
            span = _grown(hit.span, seen[around, kind], form)
            if span is None or passage.quote(span).lower() in finder.all_heads:
                continue
            if any(number.span.start < hit.span.start for number in numbers.overlapping(span)) and kind is Kind.INSTRUMENT:
                continue
            spellings = _without_brackets(passage.quote(span)) if kind is Kind.INSTRUMENT else [passage.quote(span)]
            tie, candidates = next((found for one in spellings if (found := lexicon.meant(kind, one))[1]), (None, ()))
            dated = tie is Tie.YEAR and not passage.quote(span)[:-_YEAR_DIGITS].endswith(
                ", "
            )  # "Strategy 2022", not "Strategy, 2022"
            if tie and not dated and any((kind, candidates) in held.sense.names for held in inside(hits.names, span)):
                continue  # a known name with its owner or a year beside it
            if not candidates and _owned(span, hit.span, kind, hits.names, passage, lexicon):
                continue
            mention = named(passage, span, kind, candidates, category=form.target)
            if kind is not Kind.EVENT or candidates:
                yield mention
            else:
                titled = form.text.lower() in lexicon.listed("meetingNoun")
                yield from new_event(mention, lexicon, sentences, titled)


def _without_brackets(name: str) -> list[str]:
    """Return a name, and without an acronym in brackets or what it stands for: "Harbour Institute (HI) Code" is the "HI Code"."""
    brackets = _BRACKETED.search(name)
    if brackets is None:
        return [name]
    behind = name[brackets.end() :]
    return [name, f"{brackets[1]} {behind}", f"{name[: brackets.start()]} {behind}"]


def _bare(words: str, word: Span) -> Span:
    """Return a word without the number of a footnote or of the next section at its end: "Guide13", "Law.4.2"."""
    if not words[word.end - 1].isdigit() and "." not in words[word.start : word.end]:
        return word
    note = _NOTE_BEHIND.search(words, word.start, word.end)
    return Span(word.start, note.start()) if note else word


def _sentence(around: Span, kind: Kind, words: str, hits: Hits, finder: Finder, alike: _Sentence | None) -> _Sentence:
    """Return a sentence made ready for names of a kind; `alike` is the same one for another kind."""
    if alike is not None:
        return replace(alike, kind=kind, heads=finder.heads[kind])
    cut = [_bare(words, word) for word in text.words(words, around)]
    names = inside(hits.names, around)
    owners = {one.span.start: one.span.end for one in names if one.names(Kind.AGENT) or one.names(Kind.PLACE)}
    titles = frozenset(one.span.end for one in names if one.names(Kind.INSTRUMENT))
    openings = _openings(around, words, inside(hits.cues, around))
    return _Sentence(words, cut, finder.lexicon, kind, finder.heads[kind], finder.all_heads, openings, owners, titles)


def _openings(sentence: Span, words: str, cues: list[Hit]) -> tuple[Span, ...]:
    """Return the cues that begin a sentence, or a line of it behind a bullet or a letter: preambles write one under the other."""
    governing = (hit.span for hit in cues if hit.sense.governing and words[hit.span.start].isupper())
    return tuple(cue for cue in governing if _LINE_START.fullmatch(words, _line(words, cue.start, sentence), cue.start))


def _line(words: str, at: int, sentence: Span) -> int:
    return max(words.rfind("\n", sentence.start, at) + 1, sentence.start)


def _owned(span: Span, head: Span, kind: Kind, names: list[Hit], passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a grown name is a known one with nothing but its owner before it ("the EU's AI Act")."""
    inner = [hit for hit in inside(names, span) if hit.span != span]
    owners = [hit.span for hit in inner if hit.names(Kind.AGENT) or hit.names(Kind.PLACE)]

    def belongs(word: Span) -> bool:
        bare = passage.quote(word).lower()
        end = word.end - 2 if bare.endswith(("'s", "’s")) else word.end
        return bare in lexicon.listed("connector") or any(o.start <= word.start and end <= o.end for o in owners)

    return any(
        all(map(belongs, text.words(passage.text, Span(span.start, hit.span.start))))
        for hit in inner
        if hit.names(kind) and hit.span.end >= head.end
    )


@dataclass(frozen=True)
class _Sentence:
    """The words of a sentence, and what decides how far a name reaches over them.

    `owners` are the known bodies and places: where each begins and ends; `titles` are where known instruments end. `openings` are
    governing words at the beginning of it or of a line: "Recalling the …" is written large there without being a name.
    """

    passage: str
    words: list[Span]
    lexicon: Lexicon
    kind: Kind
    heads: frozenset[str]
    all_heads: frozenset[str]
    openings: tuple[Span, ...]
    owners: Mapping[int, int]
    titles: frozenset[int]

    @property
    def joining(self) -> frozenset[str]:
        return self.lexicon.listed("joiningWord")

    def word(self, index: int) -> str:
        return self.passage[self.words[index].start : self.words[index].end].lower()

    def small(self, index: int) -> bool:
        return self.word(index) in self.lexicon.listed("connector")

    def capital(self, index: int) -> bool:
        first = self.passage[self.words[index].start]
        if first.islower() and self.between(index - 1) in _HYPHENS:
            return self.capital(index - 1)  # "Co-operation"
        return (first.isupper() or first.isdigit()) and not any(map(self.words[index].within, self.openings))

    def joined(self, index: int) -> bool:
        """Tell whether a word and the next stand together, nothing but a space, a hyphen or an 's between them."""
        if not 0 <= index < len(self.words) - 1:
            return False
        between = self.between(index)
        if between == ". " and self.kind is Kind.INSTRUMENT:
            return _INITIAL.fullmatch(self.passage, self.words[index].start, self.words[index].end) is not None
        # A line broken in the midst of a name has a small word at its end or at the beginning of the next.
        return between in _JOINTS or (between == "\n" and (self._led_on(index) or self._led_on(index + 1)))

    def _led_on(self, index: int) -> bool:
        """Tell whether a word is a small one, written small, that leads from one word of a name to the next."""
        following = self.passage[self.words[index + 1].start] if index + 1 < len(self.words) else ""
        return self.small(index) and self.passage[self.words[index].start].islower() and not following.isdigit()

    def between(self, index: int) -> str:
        """Return what stands between a word and the next."""
        return self.passage[self.words[index].end : self.words[index + 1].start] if 0 <= index < len(self.words) - 1 else ""

    def led_by(self, index: int, first: int) -> bool:
        """Tell whether a word belongs to the next: joined to it, or brackets before the head noun begin or end between them."""
        if self.joined(index):
            return True
        if self.kind is not Kind.INSTRUMENT or not 0 <= index < len(self.words) - 1:
            return False
        between = self.between(index)
        if between == ") ":
            opening = self.passage.rfind(" (", max(0, self.words[index].start - _WIDEST_BRACKETS), self.words[index].start)
            return opening > 0 and _BRACKETED.match(self.passage, opening, self.words[index + 1].start) is not None
        brackets = _BRACKETED.match(self.passage, self.words[index].end) if between == " (" else None
        return brackets is not None and brackets.end() <= self.words[first].start

    def left(self, first: int) -> int:
        """Return the word at which a name begins whose head noun is at `first`."""
        at = first
        while self.led_by(at - 1, first) and first - at < _LONGEST_NAME:
            if self.capital(at - 1):
                at -= 1
                continue
            before = self._over_small(at, first)
            if before is None:
                break
            at = before
        at = (self._listing(at) if at < first and self.kind is Kind.INSTRUMENT else None) or at
        # "Article 13 of the AI Act" names the Act; what stands before says where in it.
        places = [i for i in range(max(0, at - 1), first) if self.word(i) in self.lexicon.listed("locator")]
        at = places[-1] + 1 if places else at
        if at == 0 and at < first and self.small(at + 1) and self.word(at) not in self.all_heads:
            at += 1  # a sentence begins with a capital: "Sign the …", "Amended by the …"
        at = self._behind_owner(self._whole_owner(at, first), first)
        while at < first:
            if at + 1 < first and self.word(at) in self.lexicon.months and self.word(at + 1).isdecimal():
                at += 2  # "March 2018 …"
            elif (
                self.small(at)
                or self.word(at) in self.lexicon.listed("determiner")
                or (places and _COUNT.fullmatch(self.word(at)) is not None)
                or (self.word(at)[0].isdigit() and _LEADING_FIGURE.fullmatch(self.word(at)) is None)
            ):
                at += 1
            else:
                break
        return at

    def _whole_owner(self, at: int, first: int) -> int:
        """Return where the known body begins in whose midst a name would: "(…, Scientific and … Organization) Recommendation"."""
        if self.kind is not Kind.INSTRUMENT or at >= first:
            return at
        near = range(at - 1, max(-1, at - 1 - _LONGEST_OWNER), -1)
        return next((i for i in near if self.owners.get(self.words[i].start, 0) > self.words[at].start), at)

    def _behind_owner(self, at: int, first: int) -> int:
        """Return where the name begins of what a body or a place has: "the Commission's …", "Singapore's …"."""
        owners = [i for i in range(at, first) if self.word(i).endswith(("'s", "’s"))]
        if not owners or self.kind is not Kind.INSTRUMENT:
            return at
        start = self.words[at].start
        owned = start in self.owners or self.word(owners[0])[:-2] in self.lexicon.listed("owner")
        return owners[0] + 1 if owned else at

    def _over_small(self, at: int, first: int) -> int | None:
        """Return the capitalised word that small words tie to the name at `at`, or None: what "the" leads is a name by itself."""
        if at == first and self.kind is Kind.INSTRUMENT:
            return None  # "the Act", "Under Secretary for Policy", "failure to Act"
        before = at - 1
        while before >= 0 and self.small(before) and self.led_by(before - 1, first) and at - before < _SMALL_TOGETHER:
            before -= 1
        between = [self.word(i) for i in range(before + 1, at)]
        if not between or before < 0 or not self.capital(before):
            return None
        if self.kind is Kind.AGENT and (self._known_whole(at, first) or self.word(before) in self.lexicon.listed("actNoun")):
            return None  # "Premier Ito of the State Council", "Judgment of the Court"
        if self.kind is Kind.AGENT and self.word(before)[0].isdigit():
            return None  # "Regulation (EU) 2031/5 of the European Parliament"
        titled = self.kind is Kind.INSTRUMENT
        if not self.lexicon.listed("article").isdisjoint(between) and (
            titled or between[0] not in self.lexicon.listed("genitive")
        ):
            return None  # "Scope of the Advisory Guidelines"
        if titled and self.words[before].end in self.titles:
            return None  # "the GDPR and Robot Act"
        if between[-1] in self.joining and any(
            self.word(i) in self.heads and not self.within_owner(i) for i in range(max(0, before - 2), before + 1)
        ):
            return None
        return before

    def _known_whole(self, at: int, first: int) -> bool:
        """Tell whether a known body begins at a word and holds the head noun."""
        return self.owners.get(self.words[at].start, 0) >= self.words[first].end

    def right(self, last: int) -> int:
        """Return the word at which a name ends whose head noun ends at `last`: "… on the Ethics of Robots"."""
        at = last
        while at - last < _LONGEST_NAME:
            if not self.joined(at):
                listed = self._listed(at) if at > last else None
                if listed is None:
                    break
                at = listed
                continue
            step = at + 1
            if self.word(step) in self.lexicon.carrying[self.kind] or (self.word(step) in self.joining and at > last):
                end = None if at == last and self._beside(step) else self._carried(step)
                if end is None:
                    break
                at = end
            elif at == last and self.word(step) in self.lexicon.listed("titleParticiple") and self.capital(step):
                at = self._carried(step) or step  # "Act Amending the … Act"
            elif at > last and self.capital(step):
                at = step
            else:
                break
        return at

    def _beside(self, step: int) -> bool:
        """Tell whether a preposition right behind a head noun says where it is or to whom: "Guidelines in the …"."""
        carried = self._carried(step) or step
        about = self.word(step) in self.lexicon.listed("topicMarker") | self.lexicon.listed("genitive")
        return (
            self.kind is Kind.INSTRUMENT
            and not about
            and (
                (step + 1 < len(self.words) and self.small(step + 1))
                or any(self.word(i) in self.lexicon.listed("locator") | self.heads for i in range(step, carried + 1))
            )
        )

    def _listed(self, at: int) -> int | None:
        """Return where a list ends that goes on behind a comma, "… on Data, Trust and the Rule of Law", or None."""
        end = at
        for _ in range(_LONGEST_LIST):
            if end + 1 >= len(self.words) or not (self.between(end) == ", " or (end > at and self.joined(end))):
                return None
            step = end + 1
            last_one = self.word(step) in self.joining
            while last_one and step + 1 < len(self.words) and self.small(step) and self.joined(step):
                step += 1
            end = self._capitals(step)
            if not self.capital(step) or not self._plain(step, end):
                return None
            if last_one:
                return end
        return None

    def _listing(self, at: int) -> int | None:
        """Return where a list begins that goes on before a comma, "the Federal Food, Drug, and … Act", or None."""
        begin = at
        if at > 1 and self.word(at - 1) in self.joining and self.joined(at - 1):
            begin = at - 1
        elif not any(self.word(i) in self.joining for i in range(at, min(at + 3, len(self.words)))):
            return None
        for _ in range(_LONGEST_LIST):
            if begin < 1 or self.between(begin - 1) != ", ":
                return None
            last = begin = begin - 1
            while begin > 0 and self.joined(begin - 1) and self.capital(begin - 1):
                begin -= 1
            if not self.capital(begin) or not self._plain(begin, last):
                return None
            if begin > 0 and self.joined(begin - 1) and self.word(begin - 1) in self.lexicon.listed("article"):
                return begin
        return None

    def _capitals(self, index: int) -> int:
        """Return the last of the capitalised words in a row that begin at `index`."""
        while self.joined(index) and self.capital(index + 1):
            index += 1
        return index

    def _plain(self, first: int, last: int) -> bool:
        """Tell whether words may be one of a list inside a name: few, and no name themselves."""
        return last - first < _LONGEST_ITEM and not any(
            (self.word(i) in self.all_heads and not self.common(i, i)) or self.words[i].start in self.owners
            for i in range(first, last + 1)
        )

    def heads_more(self, index: int, first: int) -> bool:
        """Tell whether the word at `index` heads the name, and the noun at `first` not: "Decree of the President"."""
        if self.owners.get(self.words[index].start, self.words[first].end) <= self.words[first].start:
            return False  # a known body before what it issued: "Institute of Harbours Robot Framework"
        return (
            self.word(index) in self.all_heads
            and index + 1 < first
            and self.word(index + 1) in self.lexicon.carrying[Kind.AGENT]
            and not any(self.between(i) == ") " for i in range(index, first))
        )

    def within_owner(self, index: int) -> bool:
        """Tell whether a word belongs to the name of a known body or place."""
        return any(start <= self.words[index].start < end for start, end in self.owners.items())

    def common(self, first: int, last: int) -> bool:
        """Tell whether words belong to a phrase that names no document, though it holds such a noun: "rule of law"."""
        phrases = self.lexicon.listed("commonPhrase")
        if not any(self.word(i) in _words_of(phrases) for i in range(first, last + 1)):
            return False
        lower = range(max(0, first - 2), first + 1)
        upper = range(last, min(len(self.words), last + 3))
        return any(" ".join(map(self.word, range(i, j + 1))) in phrases for i in lower for j in upper)

    def _carried(self, step: int) -> int | None:
        """Return where the capitalised words end that a preposition or an "and" at `step` carries a name on to."""
        ahead = step + 1
        while ahead < len(self.words) and self.small(ahead) and self.joined(ahead - 1):
            ahead += 1
        if ahead >= len(self.words) or not self.capital(ahead) or not self.joined(ahead - 1):
            return None
        if self.kind is Kind.AGENT and (self.word(ahead)[0].isdigit() or self.word(ahead) in self.lexicon.months):
            return None  # "the Council of 27 April 2016", "the Congress of the City on August 30"
        end = self._capitals(ahead)
        another = ahead > step + 1 or any(self.word(i) in self.heads for i in range(ahead, end + 1))
        return None if self.word(step) in self.joining and another else end


@lru_cache(maxsize=8)
def _words_of(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in phrase.split())


def _grown(head: Span, sentence: _Sentence, form: Form) -> Span | None:
    """Grow a name from its head noun over the words that belong to it; None if they do not identify anything."""
    words, lexicon, kind = sentence.words, sentence.lexicon, sentence.kind
    first = bisect_left(words, head.start, key=lambda word: word.start)
    last = bisect_right(words, head.end, key=lambda word: word.end) - 1
    if last < first or sentence.common(first, last):
        return None
    left = sentence.left(first)
    if any(sentence.heads_more(i, first) for i in range(left, first)):
        return None
    number = _NUMBER_BEHIND.match(sentence.passage, head.end) if kind is Kind.INSTRUMENT else None
    end = number.end() if number else head.end
    reached = max(last, bisect_right(words, end, key=lambda word: word.end) - 1)
    right = sentence.right(reached)
    end = words[right].end if right > reached else end
    year = _YEAR_BEHIND.match(sentence.passage, end) if kind is Kind.INSTRUMENT else None
    before = [i for i in range(left, first) if not sentence.small(i)]
    behind = [i for i in range(reached + 1, right + 1) if not sentence.small(i)]
    # A number tells nothing by itself: "Recommendation 5" is a part of some document.
    # A body may be named with general words only ("the Governance Council"), an instrument hardly ("the Governance Framework").
    general = lexicon.listed("genericWord") if kind is not Kind.AGENT else frozenset()
    telling = [i for i in (*before, *behind) if sentence.word(i) not in general]
    if kind is Kind.AGENT and right == reached and sentence.joined(last) and sentence.capital(last + 1):
        return None  # "Senior Agency Official": the noun is not the end of the name
    if not telling and len(before) + len(behind) < _ENOUGH_GENERAL:
        return None
    span = Span(words[left].start, year.end() if year else end)
    if kind is Kind.INSTRUMENT and not _titled(sentence, form.target, span, before, behind, bool(year or number)):
        return None
    return span


def _titled(sentence: _Sentence, category: str, span: Span, before: list[int], behind: list[int], dated: bool) -> bool:
    """Tell whether a name is a title: laws need no more than a word of their own, other nouns head much else besides.

    `before` and `behind` are the words that are not small on either side of the head noun.
    """
    if category in sentence.lexicon.strong_types:
        return True
    if len(before) + len(behind) > 1 and sentence.passage[span.start : span.end].isupper():
        return False  # a heading in capitals
    owned = [i for i in (*before, *behind) if sentence.within_owner(i)]
    if behind and all(sentence.within_owner(i) for i in behind) and not [i for i in before if i not in owned]:
        return False  # "Recommendation of the European Commission" says whose it is, not which
    return category not in sentence.lexicon.weak_types or bool(owned or dated or behind)
