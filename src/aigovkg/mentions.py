"""A `Document` → its passages `Marked`: the instruments, bodies, events and principles they name, and the cues.

One pass of an Aho–Corasick automaton finds every surface form of the lexicon. What the catalogue does not
know is found by its head noun ("… Declaration on …", 《…办法》) and grows from there over the words that
belong to the name. Of overlapping names the longest stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

import ahocorasick_rs

from aigovkg import text
from aigovkg.model import Attribution, Cue, Document, Kind, Marked, Mention, Name, Passage, Span, Text
from aigovkg.vocabulary import AIG, Form, Lexicon, Role

_GAP = "…"  # in a form: whatever stands between, inside one sentence
_WIDEST_GAP = 60
_LONGEST_NAME = 30  # words that a name may grow by to either side
_AROUND = 4  # cues to either side among which the nearest is sought
_HEADING_REACH = 300  # characters at the beginning of a passage in which its heading stands, if it does
_DENIAL_REACH = 24  # characters in which a denial stands by what it denies
_ENOUGH_GENERAL = 4  # general words that identify something together
_JOINTS = (" ", "-", "–", "'", "’s ", "'s ", " & ")
_LEADING_FIGURE = re.compile(r"(?:19|20)\d\d|\d+[^\W\d_]+")  # "2030 Agenda", "40th …", "5G …"; not "1. …"
_NAMING = (Role.NAME, Role.SERIES)
_NAME_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT, Kind.PLACE)
_RANKS = (Kind.INSTRUMENT, Kind.EVENT, Kind.AGENT, Kind.PLACE, Kind.PRINCIPLE)  # what may hold what in its name
_CUE_ROLES = (Role.CUE, Role.CUE_AFTER, Role.LIST, Role.NORMATIVE)

_BETWEEN = re.compile(r"[^\w]{1,2}")  # what parts a word from the next
_TITLE_MARKS = re.compile(r"《([^《》\n]{2,120})》")
_NUMBER_BEHIND = re.compile(r"\s(?:\([A-Z]{2,5}\)\s?)?(?:No\.?\s?)?(?:[A-Z]-?)?\d[\dA-Za-z]*(?:[./-]\d[\dA-Za-z]*)*")
_COUNT = re.compile(r"[\d.]+|[ivxlc]+|[a-z]")  # what numbers an article or an annex
_CLAUSE = re.compile(r"[,;:.，；：。、]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?\s?$")
_YEAR_WITHIN = 60


@dataclass(frozen=True, slots=True)
class _Hit:
    """A surface form where it stands: its span in the passage and all that the form may mean."""

    span: Span
    forms: tuple[Form, ...]

    def names(self, kind: Kind) -> bool:
        """Tell whether it may be the name of something registered of a kind."""
        return any(form.role is Role.NAME and form.kind is kind for form in self.forms)


class _Link(StrEnum):
    """How a piece of a form follows the one before it."""

    GAP = "gap"  # "…": after at most `_WIDEST_GAP` characters of the same sentence
    ENDING = "ending"  # "*": after any ending of the word before


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of a form between its gaps and open word ends."""

    text: str
    open: bool
    link: _Link


def _pieces(form: str) -> list[_Piece]:
    """Cut a form at its gaps and open word ends: "protect* people … harm" has three pieces."""
    pieces: list[_Piece] = []
    for part in form.split(_GAP):
        runs = re.split(r"\*(?:\s+|$)", part.strip())
        for number, run in enumerate(runs):
            if run:
                link = _Link.ENDING if number else _Link.GAP
                pieces.append(_Piece(text.fold(run).text.strip(), number + 1 < len(runs), link))
    return pieces


class Finder:
    """The surface forms of a lexicon, made ready to be found in texts. Build it once, use it for every text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._forms = lexicon.forms
        self._pieces = [_pieces(form.text) for form in self._forms]
        where: dict[str, dict[tuple[int, int], None]] = defaultdict(dict)
        for number, (form, pieces) in enumerate(zip(self._forms, self._pieces, strict=True)):
            if len(pieces) == 1 and form.kind in _NAME_KINDS:
                for spelling in filter(None, lexicon.spellings(form.text)):
                    where[spelling][number, 0] = None
            else:
                for place, piece in enumerate(pieces):
                    where[piece.text][number, place] = None
        self._meanings = [tuple(places) for places in where.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(where))
        self.heads = {
            kind: frozenset(f.text.lower() for f in self._forms if f.role is Role.HEAD and f.kind is kind) for kind in Kind
        }
        self.all_heads = frozenset().union(*self.heads.values())

    def hits(self, passage: str, sentences: list[Span]) -> list[_Hit]:
        """Return where the forms stand in a text, in reading order; forms with gaps within one sentence."""
        folded = text.fold(passage)
        whole: dict[Span, set[int]] = defaultdict(set)
        pieces: dict[int, list[tuple[int, Span]]] = defaultdict(list)
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            if not text.breaks(folded.text, start):
                continue
            word_end = text.word_end(folded.text, end)
            plural = word_end == end + 1 and folded.text[end] == "s"
            for number, place in self._meanings[pattern]:
                form, piece = self._forms[number], self._pieces[number][place]
                if not (word_end == end or piece.open or (plural and form.kind is Kind.PRINCIPLE)):
                    continue
                # Words are quoted whole, whatever ending they have.
                span = folded.original(start, word_end)
                if form.role in _NAMING and form.kind in _NAME_KINDS and not _cased(form.text, passage[span.start : span.end]):
                    continue
                if len(self._pieces[number]) == 1:
                    whole[span].add(number)
                else:
                    pieces[number].append((place, span))
        for number, found in pieces.items():
            if len({place for place, _ in found}) < len(self._pieces[number]):
                continue
            for span in _joined(found, self._pieces[number], passage, sentences):
                whole[span].add(number)
        return [_Hit(span, tuple(self._forms[n] for n in sorted(numbers))) for span, numbers in sorted(whole.items())]


def find(document: Document, finder: Finder) -> tuple[Marked, ...]:
    """Mark the passages of a document and its attribution runs, in reading order."""
    marked = [mark(passage, finder) for passage in document.passages]
    marked += [_mark_fields(attribution, finder) for attribution in document.attributions]
    return tuple(sorted(marked, key=lambda run: run.passage.position))


def _mark_fields(attribution: Attribution, finder: Finder) -> Marked:
    """Mark an attribution run, each of its fields by itself: no name reaches from one field into another."""
    passage = attribution.passage
    mentions: list[Mention] = []
    nested: list[Mention] = []
    for field in attribution.fields:
        found = mark(replace(passage, text=passage.quote(field)), finder)
        for held, more in ((mentions, found.mentions), (nested, found.nested)):
            held += [replace(m, passage=passage, span=Span(m.span.start + field.start, m.span.end + field.start)) for m in more]
    in_order = sorted(mentions, key=lambda mention: (mention.span, mention.name.kind))
    return Marked(passage, tuple(in_order), tuple(nested), (), (), attribution.fields)


def mark(passage: Passage, finder: Finder) -> Marked:
    """Mark one passage with everything that stands in it."""
    sentences = text.sentences(passage.text)
    hits = finder.hits(passage.text, sentences)
    registered = list(_registered(hits, passage, finder, sentences))
    names = _longest([*registered, *_title_marked(passage, finder.lexicon), *_headed(hits, passage, finder, sentences)])
    titles = _Taken(name for name in names if name.name.kind is Kind.INSTRUMENT)
    inside = _longest(
        m for m in registered if any(m.span != t.span and m.span.within(t.span) for t in titles.overlapping(m.span))
    )
    cues = tuple(Cue(hit.span, form.role, form.target) for hit in hits for form in hit.forms if form.role in _CUE_ROLES)
    principles = _principles(hits, names, cues, passage, sentences, finder.lexicon.denials)
    mentions = sorted([*names, *principles], key=lambda mention: (mention.span, mention.name.kind))
    return Marked(passage, tuple(mentions), tuple(inside), cues, tuple(sentences))


def _cased(form: str, found: str) -> bool:
    """Tell whether found words may be the name `form`: names begin with a capital, acronyms are all capitals.

    In names of two or three words every capital counts ("AI for Good" is a body, "AI for good" is not); longer
    ones are often printed with small letters.
    """
    if text.has_han(form) or not form[:1].isupper():
        return True
    if " " not in found and (form.isupper() or (len(found) <= 5 and found.isalpha())):
        return found == form or found.isupper()
    form_words, found_words = form.split(), found.split()
    if len(form_words) <= 3 and len(form_words) == len(found_words):
        return all(
            theirs[:1].isupper() or not mine[:1].isupper() or theirs[:1].isdigit()
            for mine, theirs in zip(form_words, found_words, strict=True)
        )
    return found[:1].isupper() or found[:1].isdigit()


def _joined(found: list[tuple[int, Span]], pieces: list[_Piece], passage: str, sentences: list[Span]) -> Iterator[Span]:
    """Yield the spans where all pieces of a form follow one another in a sentence."""
    places: list[list[Span]] = [[] for _ in pieces]
    for place, span in found:
        places[place].append(span)
    for spans in places:
        spans.sort()
    for first in places[0]:
        limit = text.sentence_of(sentences, first.start).end
        last = first
        for piece, spans in zip(pieces[1:], places[1:], strict=True):
            step = _step(last, spans, limit, piece.link, passage)
            if step is None:
                break
            last = step
        else:
            yield Span(first.start, last.end)


def _step(last: Span, spans: list[Span], limit: int, link: _Link, passage: str) -> Span | None:
    """Return the first of the spans that follows as the link wants it."""
    for place in range(bisect_left(spans, last.end, key=lambda span: span.start), len(spans)):
        span = spans[place]
        if span.end > limit or span.start - last.end > _WIDEST_GAP:
            return None
        if link is _Link.GAP or _BETWEEN.fullmatch(passage, last.end, span.start) is not None:
            return span
    return None


def _registered(hits: Iterable[_Hit], passage: Passage, finder: Finder, sentences: list[Span]) -> Iterator[Mention]:
    for hit in hits:
        by_kind: dict[Kind, set[str]] = defaultdict(set)
        series: set[str] = set()
        for form in hit.forms:
            if form.role is Role.NAME and form.kind in _NAME_KINDS:
                by_kind[form.kind].add(form.target)
            elif form.role is Role.SERIES:
                series.add(form.target)
        for kind, targets in by_kind.items():
            yield _mention(passage, hit.span, kind, tuple(sorted(targets)))
        if series:
            yield from _edition(hit.span, series, passage, finder.lexicon, sentences)


def _mention(
    passage: Passage, span: Span, kind: Kind, candidates: tuple[str, ...], *, category: str = "", method: str = ""
) -> Mention:
    words = passage.quote(span)
    form = Text(" ".join(words.strip("《》").split()), "zh" if text.has_han(words) else _latin(passage.language))
    return Mention(passage, span, Name(kind, (form,), candidates, category), method or ("catalogue" if candidates else "pattern"))


def _latin(language: str) -> str:
    """Return the language of Latin words in a passage: its own, or English in a Chinese or Japanese one."""
    return "en" if language.startswith(("zh", "ja", "und")) else language


def _edition(span: Span, series: set[str], passage: Passage, lexicon: Lexicon, sentences: list[Span]) -> Iterator[Mention]:
    """Yield which edition of a series of events is meant, where its ordinal or a year beside the name tells."""
    whole, ordinal, year = _dated(span, passage, lexicon, sentences)
    events = [lexicon.registered[iri] for iri in sorted(series)]
    fitting = tuple(
        e.iri for e in events if (ordinal and e.edition == ordinal) or (year and not ordinal and e.date.startswith(year))
    )
    if len(fitting) == 1:
        yield _mention(passage, whole, Kind.EVENT, fitting)
    elif ordinal:
        yield _mention(passage, whole, Kind.EVENT, (), category=AIG + "Event")


def _dated(span: Span, passage: Passage, lexicon: Lexicon, sentences: list[Span]) -> tuple[Span, int, str]:
    """Return the name of an event with the ordinal or year before it, the ordinal (0: none) and the year ("": none)."""
    start = max(0, span.start - 8)
    for ordinal in lexicon.ordinal.finditer(passage.text, start, span.start):
        number = text.figure(ordinal[ordinal.lastindex or 0])
        if number and not passage.text[ordinal.end() : span.start].strip():
            return Span(ordinal.start(), span.end), number, ""
    before = _YEAR_BEFORE.search(passage.text, start, span.start)
    if before:
        return Span(before.start(), span.end), 0, before[1]
    limit = min(text.sentence_of(sentences, span.start).end, span.end + _YEAR_WITHIN)
    within = _YEAR.search(passage.text, span.start, limit)
    return span, 0, within.group() if within else ""


def _title_marked(passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield what stands in title marks and is an instrument by its name or its last noun: 《…办法》."""
    for marks in _TITLE_MARKS.finditer(passage.text):
        candidates = lexicon.by_name(Kind.INSTRUMENT, marks[1])
        category = lexicon.instrument_type(marks[1])
        if candidates or category:
            yield _mention(passage, Span(*marks.span()), Kind.INSTRUMENT, candidates, category=category)


def _headed(hits: list[_Hit], passage: Passage, finder: Finder, sentences: list[Span]) -> Iterator[Mention]:
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
            if not candidates and _owned(span, form.kind, hits, passage, lexicon):
                continue
            mention = _mention(passage, span, form.kind, candidates, category=form.target)
            if form.kind is not Kind.EVENT or candidates:
                yield mention
            else:
                yield from _new_event(mention, lexicon, sentences)


def _opening(sentence: Span, words: list[Span], hits: list[_Hit]) -> Span:
    """Return the span of the cue that begins a sentence, or an empty one."""
    first = words[0].start if words else sentence.start
    cues = [hit.span for hit in hits if hit.span.start == first and any(form.role is Role.CUE for form in hit.forms)]
    return max(cues, default=Span(first, first))


def _owned(span: Span, kind: Kind, hits: list[_Hit], passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether a grown name is a known one with nothing but its owner before it ("the EU's AI Act")."""
    inner = [hit for hit in _inside(hits, span) if hit.span != span]
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
        if hit.names(kind)
    )


def _inside(hits: list[_Hit], span: Span) -> list[_Hit]:
    """Return the hits that lie inside a span; hits are in reading order."""
    first = bisect_left(hits, span.start, key=lambda hit: hit.span.start)
    last = bisect_right(hits, span.end, key=lambda hit: hit.span.start)
    return [hit for hit in hits[first:last] if hit.span.end <= span.end]


def _new_event(mention: Mention, lexicon: Lexicon, sentences: list[Span]) -> Iterator[Mention]:
    """Yield an unregistered meeting if its date is told: without an ordinal or a year nobody knows which it is."""
    passage, span = mention.passage, mention.span
    leading = lexicon.ordinal.match(passage.text, span.start, span.end) or _YEAR.match(passage.text, span.start, span.end)
    name = text.trimmed(passage.text, Span(leading.end() if leading else span.start, span.end))
    whole, ordinal, year = _dated(name, passage, lexicon, sentences)
    if ordinal or year:
        named = _mention(passage, whole, Kind.EVENT, (), category=mention.name.category)
        beside = "" if ordinal or year in passage.quote(whole) else year
        yield replace(named, name=replace(named.name, qualifier=beside))


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
    telling = any(sentence.word(i) not in lexicon.listed("genericWord") for i in others)
    if number or telling or len(others) >= _ENOUGH_GENERAL:
        return Span(words[left].start, words[right].end if right > last else end)
    return None


def _principles(
    hits: list[_Hit],
    names: list[Mention],
    cues: tuple[Cue, ...],
    passage: Passage,
    sentences: list[Span],
    denials: re.Pattern[str],
) -> list[Mention]:
    """Return the principles that are stated: by a phrase of their own, under a normative cue, or as a heading."""
    found: list[Mention] = []
    gapped: list[Mention] = []
    taken = _Taken(names)
    normative: dict[Span, list[Cue]] = defaultdict(list)
    for one in cues:
        if one.role == Role.NORMATIVE:
            normative[text.sentence_of(sentences, one.span.start)].append(one)
    at = passage.text.find(passage.heading, 0, _HEADING_REACH) if passage.heading else -1
    heading = Span(at, at + len(passage.heading or "")) if at >= 0 else Span(0, 0)
    for hit in hits:
        for form in hit.forms:
            if form.kind is not Kind.PRINCIPLE or taken.overlapping(hit.span) or _denied(hit.span, passage.text, denials):
                continue
            cue = ""
            if form.role is Role.NAME and not hit.span.within(heading):
                near = _nearest(normative[text.sentence_of(sentences, hit.span.start)], hit.span)
                if near is None or _denied(near.span, passage.text, denials):
                    continue
                cue = passage.quote(near.span)
            method = "phrase" if form.role is Role.STATEMENT else "heading" if not cue else "catalogue"
            mention = replace(_mention(passage, hit.span, Kind.PRINCIPLE, (form.target,), method=method), cue=cue)
            (gapped if _GAP in form.text else found).append(mention)
    # What stands in the gap of a phrase is not part of it, so such a phrase hides no other.
    return [*_longest(found), *gapped]


def _denied(span: Span, passage: str, denials: re.Pattern[str]) -> bool:
    """Tell whether words are denied: "need not be …", "do not protect …" before them, "… is not" right behind."""
    before = passage[max(0, span.start - _DENIAL_REACH) : span.start].lower()
    return (
        denials.search(_CLAUSE.split(before)[-1]) is not None
        or denials.match(passage[span.end :][:_DENIAL_REACH].lower().lstrip()) is not None
    )


def _nearest(cues: list[Cue], span: Span) -> Cue | None:
    """Return the cue nearest to a span, of cues in reading order; one that overlaps it does not count."""
    place = bisect_left(cues, span.start, key=lambda cue: cue.span.start)
    around = (cue for cue in cues[max(0, place - _AROUND) : place + _AROUND] if not cue.span.overlaps(span))
    return min(around, key=lambda cue: (abs(cue.span.start - span.start), cue.span), default=None)


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep of overlapping mentions the longest; at the same span what the catalogue knows, every kind of thing once.

    What the catalogue knows gives way only to a name of no lower kind that holds it whole: the parts of an instrument's name
    may be known bodies, but a body's name has no known instrument in it.
    """
    ranked = sorted(
        mentions, key=lambda m: (m.span.start - m.span.end, m.span, not m.name.candidates, m.name.kind, m.name.candidates)
    )
    known = _Taken(m for m in ranked if m.name.candidates)
    taken = _Taken(())
    kept: list[Mention] = []
    for span, group in groupby(ranked, key=lambda mention: mention.span):
        same = list(group)
        chosen = [mention for mention in same if mention.name.candidates] or same[:1]
        rank = _RANKS.index(chosen[0].name.kind)
        if not chosen[0].name.candidates and any(
            not other.span.within(span) or _RANKS.index(other.name.kind) < rank for other in known.overlapping(span)
        ):
            continue
        if not taken.overlapping(span):
            kept += {(mention.name.kind, mention.name.candidates): mention for mention in reversed(chosen)}.values()
            taken.add(chosen[0])
    return sorted(kept, key=lambda mention: (mention.span, mention.name.kind, mention.name.candidates))


class _Taken:
    """Mentions by where they start, to find those that overlap a span without looking at all of them."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._sorted = sorted(mentions, key=lambda mention: mention.span)
        self._longest = max((m.span.end - m.span.start for m in self._sorted), default=0)

    def add(self, mention: Mention) -> None:
        insort(self._sorted, mention, key=lambda held: held.span)
        self._longest = max(self._longest, mention.span.end - mention.span.start)

    def overlapping(self, span: Span) -> list[Mention]:
        first = bisect_left(self._sorted, span.start - self._longest, key=lambda held: held.span.start)
        last = bisect_left(self._sorted, span.end, key=lambda held: held.span.start)
        return [mention for mention in self._sorted[first:last] if mention.span.overlaps(span)]
