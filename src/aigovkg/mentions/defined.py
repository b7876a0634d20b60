"""Short forms resolved within one document: "… Board (DSB)", "… Act (the “Act”)", （以下简称《办法》）, and then "the Board".

A short form that a document defines means what it was defined for, from there on. A head noun alone behind an article
("the Commission") means the one thing named before it that bears that noun; where there are several, or where it is the
document itself, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from aigovkg import text
from aigovkg.mentions.lookup import Finder
from aigovkg.mentions.overlap import Taken
from aigovkg.model import Document, Kind, Marked, Mention, Name, Span

_EVERYDAY = 2  # characters of Chinese that are an everyday word besides
_NAMED_WITHIN = 200  # characters
_MOST_NAMES = 1 << 16  # remembered with their head nouns
_MOST_WORDS = 2  # of a head noun that means something by itself: "the Act", "the Action Plan"
_MARKED = re.compile(r"《([\u4e00-\u9fff]{2,8})》")
_KINDS = (Kind.INSTRUMENT, Kind.AGENT, Kind.EVENT)
_BRACKET = re.compile(r"\s?[(（]([^()（）\n]{2,80})[)）]")
_QUOTED = re.compile(r"[\"“‘'「《]([^\"”’'」》]{2,50})[\"”’'」》]")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z0-9](?:[-&/]?[A-Z0-9]+)*")
_WORD = re.compile(r"[^\W_]+")
_BEHIND_NOUN = re.compile(r"(?:\s(?:of|for|on|to|in|against|concerning|relating|regarding)\b|\s\d|,|$)")
_START, _END = r"(?<![A-Za-z0-9\u00c0-\u024f_])", r"(?![A-Za-z0-9\u00c0-\u024f_])"
_GOES_ON = re.compile(r"\s(?:of|for|on)\s(?:the\s)?[A-Z]|[\s-][A-Z0-9]|['’]s\s[A-Z]")


@dataclass(frozen=True, slots=True)
class _Short:
    """What a short form means, and whether it counts only behind an article ("the Act")."""

    name: Name
    article: bool


def resolved(marked: Sequence[Marked], document: Document, finder: Finder) -> tuple[Marked, ...]:
    """Return the marked passages of a document, in reading order, with what their short forms mean."""
    titles = [a.passage.quote(span) for a in document.attributions for span, _ in a.titles]
    own = frozenset(noun for title in titles for noun in _headed_by(title, _words_of(finder).all_nouns))
    context = _Context(finder, own, [title for title in titles if text.has_han(title)])
    return tuple(context.read(run) for run in marked)


class _Words:
    """The words of a lexicon that short forms are made of or stand behind; made once."""

    def __init__(self, finder: Finder) -> None:
        # By kind: "Union" heads the names of bodies, and not the Charter of the European Union.
        self.all_nouns = frozenset(head for head in finder.all_heads if head.count(" ") < _MOST_WORDS and not text.has_han(head))
        self.nouns = {kind: finder.heads[kind] & self.all_nouns for kind in _KINDS}
        self.articles = tuple(sorted(finder.lexicon.listed("article")))
        self.opener = _opener(finder.lexicon.listed("shortFormCue"))
        self.alone = _behind_article(map(str.title, self.all_nouns), self.articles)
        self._registered = finder.lexicon.registered
        self._heads: dict[tuple[Kind, tuple[str, ...], tuple[str, ...]], frozenset[str]] = {}

    def heads(self, name: Name) -> frozenset[str]:
        """Return the head nouns of the names of something, of all that the catalogue knows too."""
        key = name.kind, tuple([form.value for form in name.forms]), name.candidates
        heads = self._heads.get(key)
        if heads is None:
            if len(self._heads) >= _MOST_NAMES:
                self._heads.clear()
            known = (label for iri in name.candidates for label in self._registered[iri].labels)
            heads = frozenset(n for form in (*name.forms, *known) for n in _headed_by(form.value, self.nouns[name.kind]))
            self._heads[key] = heads
        return heads


@lru_cache(maxsize=2)
def _words_of(finder: Finder) -> _Words:
    return _Words(finder)


class _Context:
    """What has been named and defined in a document so far."""

    def __init__(self, finder: Finder, own: frozenset[str], chinese: Sequence[str]) -> None:
        self._lexicon = finder.lexicon
        self._titles = chinese  # of the document itself
        self._chinese: dict[object, Name] = {}  # instruments named in Chinese
        self._own = own  # the head nouns of the document's own title: "the Act" of an Act is itself
        self._words = _words_of(finder)
        self._articles = self._words.articles
        self._shorts: dict[str, _Short] = {}
        self._named: dict[str, dict[object, Name]] = {}  # by head noun, what bears it
        self._issuers: set[object] = set()

    def read(self, run: Marked) -> Marked:
        """Return a passage with its short forms, and remember what it names and defines."""
        names = [mention for mention in run.mentions if mention.name.kind in _KINDS]
        if run.fields is not None:
            self._remember(names)
            self._issuers |= {_what(mention.name) for mention in names if mention.name.kind is Kind.AGENT}
            return run
        taken = Taken(names)
        found: dict[Span, Mention] = {}
        replaced: set[Mention] = set()
        for mention in (*self._defined(names, run), *self._occurring(run), *self._referring(names, run)):
            there = taken.overlapping(mention.span)
            if all(_as_short(held, mention) for held in there):
                found.setdefault(mention.span, mention)
                replaced.update(there)
        self._remember(mention for mention in names if mention not in replaced)
        if not found:
            return run
        kept = (mention for mention in run.mentions if mention not in replaced)
        everything = sorted([*kept, *found.values()], key=lambda mention: (mention.span, mention.name.kind))
        return replace(run, mentions=tuple(everything))

    def _remember(self, names: Iterable[Mention]) -> None:
        for mention in names:
            if _chinese(mention.name):
                self._chinese.setdefault(_what(mention.name), mention.name)
            for noun in self._heads(mention.name):
                self._named.setdefault(noun, {}).setdefault(_what(mention.name), mention.name)

    def _heads(self, name: Name) -> frozenset[str]:
        """Return the head nouns of the names of something, of all that the catalogue knows too."""
        return self._words.heads(name)

    def _may_be_called(self, short: str, mention: Mention) -> bool:
        """Tell whether a short form is of the name right before it: in "Code … under the Act (the “Code”)" it is of the first."""
        name = mention.name
        if short.lower() not in self._words.nouns[name.kind]:
            return True
        known = (form for iri in name.candidates for form in self._lexicon.names(iri))
        if any(short.lower() in form.value.lower() for form in (*name.forms, *known)):
            return True
        before = mention.passage.text[max(0, mention.span.start - _NAMED_WITHIN) : mention.span.start]
        return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", before) is None

    def _known(self, noun: str) -> dict[object, Name]:
        """Return what bears a head noun of all that was named before: the document's issuer, if one of several is."""
        named = self._named.get(noun, {})
        return {what: name for what, name in named.items() if what in self._issuers} or named

    def _defined(self, names: Iterable[Mention], run: Marked) -> Iterator[Mention]:
        """Yield the short forms in brackets behind a name, and remember them."""
        for mention in names:
            bracket = _BRACKET.match(run.passage.text, mention.span.end)
            for span in self._shortened(mention.name, bracket) if bracket else ():
                short = run.passage.quote(span)
                if not self._may_be_called(short, mention):
                    continue
                common = _ACRONYM.fullmatch(short) is None and not text.has_han(short)
                self._shorts.setdefault(short, _Short(mention.name, common))
                yield Mention(run.passage, span, mention.name, "definition")

    def _shortened(self, name: Name, bracket: re.Match[str]) -> Iterator[Span]:
        """Yield where short forms stand in a bracket: in quotation marks, behind "hereinafter", or as its acronym."""
        inside, at = bracket[1], bracket.start(1)
        opened = self._words.opener.match(inside)
        start = opened.end() if opened else 0
        parts = [Span(*quoted.span(1)) for quoted in _QUOTED.finditer(inside, start)]
        if parts and not opened and inside[: parts[0].start - 1].strip().lower() not in ("", *self._articles):
            return  # something is quoted there, but not as a name
        if not parts and (opened or _stands_for(inside.strip(), name.forms[0].value)):
            parts = [text.trimmed(inside, Span(start, len(inside)))]
        for part in parts:
            words = inside[part.start : part.end]
            article = next((a for a in self._articles if words.lower().startswith(f"{a} ")), "")
            span = Span(part.start + (len(article) + 1 if article else 0), part.end)
            in_marks = inside[max(0, span.start - 1) : span.start] == "《" and inside[span.end : span.end + 1] == "》"
            if in_marks and len(words) <= _EVERYDAY:
                span = Span(span.start - 1, span.end + 1)  # 意见 is the document only where it stands in title marks
            if inside[span.start : span.start + 1].isupper() or text.has_han(words):
                yield Span(at + span.start, at + span.end)

    def _occurring(self, run: Marked) -> Iterator[Mention]:
        """Yield where short forms stand that the document has defined."""
        for found in _any_of(tuple(sorted(self._shorts)), self._articles).finditer(run.passage.text) if self._shorts else ():
            short, span = self._shorts[found["short"]], Span(*found.span("short"))
            if (found["article"] or not short.article) and not _GOES_ON.match(run.passage.text, span.end):
                yield Mention(run.passage, span, short.name, "definition")

    def _referring(self, names: Sequence[Mention], run: Marked) -> Iterator[Mention]:
        """Yield head nouns alone behind an article that mean the one thing before them with that noun."""
        words = run.passage.text
        for found in self._words.alone.finditer(words):
            noun, span = found["short"].lower(), Span(*found.span("short"))
            if found["short"] in self._shorts or noun in self._own or _GOES_ON.match(words, span.end):
                continue
            here = {_what(m.name): m.name for m in names if m.span.end <= span.start and noun in self._heads(m.name)}
            meant = here or self._known(noun)
            if len(meant) == 1:
                yield Mention(run.passage, span, next(iter(meant.values())), "reference")
        yield from self._marked(names, run)

    def _marked(self, names: Sequence[Mention], run: Marked) -> Iterator[Mention]:
        """Yield the ends of names in title marks that mean the one thing before them with that end: 《倡议》."""
        for found in _MARKED.finditer(run.passage.text) if "《" in run.passage.text else ():
            short = found[1]
            if short in self._shorts or not self._lexicon.instrument_type(short) or any(map(_ends_with(short), self._titles)):
                continue
            before = {_what(m.name): m.name for m in names if m.span.end <= found.start() and _chinese(m.name)}
            alike = {
                what: name
                for what, name in {**self._chinese, **before}.items()
                if any(map(_ends_with(short), (form.value for form in name.forms)))
            }
            if len(alike) == 1:
                yield Mention(run.passage, Span(*found.span()), next(iter(alike.values())), "reference")


def _ends_with(short: str) -> Callable[[str], bool]:
    """Return what tells whether a name ends with a short form, and is more than it."""
    return lambda name: name != short and name.endswith(short)


def _chinese(name: Name) -> bool:
    return name.kind is Kind.INSTRUMENT and any(text.has_han(form.value) for form in name.forms)


def _as_short(held: Mention, short: Mention) -> bool:
    """Tell whether a mention is of nothing known and no longer than a short form but for title marks: 《办法》."""
    return (
        (short.method == "definition" or short.passage.text[short.span.start] == "《")
        and not held.name.candidates
        and short.span.start - held.span.start <= 1
        and held.span.end - short.span.end <= 1
    )


def _what(name: Name) -> object:
    """Return what tells whether two names are of one thing: what the catalogue knows, or the words."""
    return name.candidates or name.forms


def _headed_by(name: str, nouns: frozenset[str]) -> Iterator[str]:
    """Yield the head nouns, of one word or two, that a name ends with or has before "of", "for", "on" or a number."""
    before = ""
    for word in _WORD.finditer(name):
        noun = word.group().lower()
        if _BEHIND_NOUN.match(name, word.end()):
            yield from (one for one in (noun, f"{before} {noun}") if one in nouns)
        before = noun


def _stands_for(short: str, name: str) -> bool:
    """Tell whether an acronym is made of the first letters of a name's words, in their order, small words left out or not."""
    if not _ACRONYM.fullmatch(short) or len(short) < 2:
        return False
    letters = iter("".join(word.group()[0] for word in _WORD.finditer(name)).upper())
    return all(letter in letters for letter in short.upper() if letter.isalpha())


def _opener(cues: Iterable[str]) -> re.Pattern[str]:
    """Return the words that announce a short form, one or two of them: "hereinafter referred to as", 以下简称."""
    cue = "|".join(sorted(map(re.escape, cues), key=lambda c: (-len(c), c)))
    return re.compile(rf"\s*(?:(?:{cue})[\s,:：]*){{1,3}}", re.IGNORECASE)


def _behind_article(nouns: Iterable[str], articles: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, sorted(nouns, key=lambda noun: (-len(noun), noun))))
    return re.compile(rf"(?<!\w)(?:{_written(articles)})\s(?P<short>{either}){_END}")


@lru_cache(maxsize=256)
def _any_of(shorts: tuple[str, ...], articles: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for short forms as whole words, with the article before them; Chinese ones have no word ends."""
    longest = sorted(shorts, key=lambda short: (-len(short), short))
    chinese = "|".join(re.escape(short) for short in longest if text.has_han(short)) or "(?!)"
    latin = "|".join(re.escape(short) for short in longest if not text.has_han(short)) or "(?!)"
    return re.compile(rf"(?:(?<!\w)(?P<article>{_written(articles)})\s)?(?P<short>{_START}(?:{latin}){_END}|{chinese})")


def _written(articles: Iterable[str]) -> str:
    """Return the articles as part of a pattern, small and at the beginning of a sentence."""
    return "|".join(sorted({form for one in articles for form in (one, one.capitalize())}))
