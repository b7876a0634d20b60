"""The word lists of the lexicon as the patterns that a whole document is read with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from aigovkg import dates
from aigovkg.model import Kind
from aigovkg.text import has_han
from aigovkg.vocabulary import AIG, Lexicon, Role

_LATIN_NUMERAL = r"(?:\d{1,5}(?:[.\-–]\d{1,4}){0,4}[A-Za-z]?|[IVXLC]{1,7}|[ivxlc]{1,7}|[A-Z])(?!\w)"
_CHINESE_NUMERAL = r"\s?[〇零一二三四五六七八九十百千\d]{1,7}\s?"
_ITEM_NUMERAL = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[ivxl]{1,6}|[IVXL]{1,6}|[A-Za-z]|aa|bb|cc|dd|ee|ff|[一二三四五六七八九十百]{1,5})"


def of(lexicon: Lexicon) -> Words:
    """Return the patterns of a lexicon, made once for all the documents that are read with it."""
    return _made(_Same(lexicon))


class Words:
    """The lists of the lexicon, made into the patterns that a document is read with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def numbering(self) -> re.Pattern[str]:
        """Matches the number at the beginning of a line; its last group tells what the number counts."""
        divisions = self.lexicon.listed("divisionStyle")
        division: list[str] = []
        article: list[str] = []
        item: list[str] = []
        for style in sorted(divisions | self.lexicon.listed("numberingStyle"), key=lambda style: (-len(style), style)):
            before, _, behind = style.partition("…")
            if not any(map(str.isalpha, before + behind)) and before != "§ ":
                item.append(re.escape(before) + _ITEM_NUMERAL + re.escape(behind))
            elif has_han(style):
                found = article if style not in divisions else division
                found.append(re.escape(before) + _CHINESE_NUMERAL + re.escape(behind))
            else:
                gap = r"\s{1,2}" if before.strip()[-1:].isalpha() else r"\s{0,2}"
                found = article if style not in divisions else division
                found.append(rf"(?i:{re.escape(before.strip())}){gap}{_LATIN_NUMERAL}{re.escape(behind)}")
        sorts = (("division", division), ("article", article), ("item", item))
        return re.compile("|".join(f"(?P<{sort}>{'|'.join(ways) or '(?!)'})" for sort, ways in sorts))

    @cached_property
    def date(self) -> re.Pattern[str]:
        """Finds a date that tells at least the month."""
        return re.compile(dates.pattern(self.lexicon.months), re.IGNORECASE)

    @cached_property
    def of_date(self) -> re.Pattern[str]:
        """Finds the date in an official title: "Regulation … of 13 June 2024 laying down …"."""
        return re.compile(rf"\b(?:of|du|de|del)\s+(?:the\s+)?(?P<date>{self.date.pattern})", re.IGNORECASE)

    def is_date(self, words: str) -> bool:
        """Tell whether words are a date that can be: there is no 31 February."""
        return dates.read(words, self.lexicon.months, self.lexicon.listed("unconfirmedMark")) is not None

    @cached_property
    def part_heading(self) -> re.Pattern[str]:
        """Matches a line that heads a part of any document."""
        return _whole_lines(self.lexicon.listed("partHeading"))

    @cached_property
    def contents_heading(self) -> re.Pattern[str]:
        """Matches the heading of a table of contents."""
        return _whole_lines(self.lexicon.listed("contentsHeading"))

    @cached_property
    def furniture(self) -> re.Pattern[str]:
        """Matches a line that belongs to the page or the publication."""
        return _whole_lines(self.lexicon.listed("furniture"))

    @cached_property
    def title_cue(self) -> re.Pattern[str]:
        """Matches what stands before a title."""
        return re.compile(rf"(?:{_any(self.lexicon.listed('titleCue'))})\s?[:：]\s*", re.IGNORECASE)

    @cached_property
    def issuer_cue(self) -> re.Pattern[str]:
        """Matches what stands before an issuer: a label with a colon, or words that end in a preposition."""
        cues = self.lexicon.listed("issuerCue")
        bare = [cue for cue in cues if " " in cue and not has_han(cue)]
        return re.compile(rf"[(（]?(?:(?:{_any(cues)})\s?[:：]\s*|(?:{_any(bare)})\s+)(?:the\s+)?", re.IGNORECASE)

    @cached_property
    def date_cue(self) -> re.Pattern[str]:
        """Matches what stands before a date at the beginning of a line."""
        return re.compile(rf"[(（]?(?:{_any(self.lexicon.listed('dateCue'))})(?![A-Za-z])", re.IGNORECASE)

    @cached_property
    def gazette(self) -> re.Pattern[str]:
        """Matches the name of a gazette at the beginning of a line that says of which day it is."""
        return re.compile(rf"(?:{_any(self.lexicon.listed('gazette'))})(?!\w)", re.IGNORECASE)

    @cached_property
    def other_date_cue(self) -> re.Pattern[str]:
        """Finds the words beside a date of something else."""
        return re.compile(_any(self.lexicon.listed("otherDateCue")), re.IGNORECASE)

    @cached_property
    def person(self) -> re.Pattern[str]:
        """Finds what persons are called."""
        latin = [word for word in self.lexicon.listed("personTitle") if not has_han(word)]
        return re.compile(
            rf"(?<!\w)(?:{_any(latin)})(?!\w)|(?:{_any(set(self.lexicon.listed('personTitle')) - set(latin))})", re.IGNORECASE
        )

    @cached_property
    def short_title(self) -> re.Pattern[str]:
        """Finds the words in which a law says how to call it; its group is the noun it calls itself by."""
        cue = _any(self.lexicon.listed("shortTitleCue"))
        return re.compile(rf"\b[Tt]h(?:is|ese)\s+(?P<noun>[A-Za-z]\w+)\s+(?:{cue})\b,?")

    @cached_property
    def formula(self) -> re.Pattern[str]:
        """Finds the body that names its grounds: "The General Assembly, Recalling …"."""
        grounds = _any(self.lexicon.listed("groundsCue"))
        return re.compile(
            rf"(?:^|\n|[)\]]\s?)\s{{0,4}}(?:[Tt]he|THE|Le|La|El)\s(?P<issuer>[A-Z][^\n,.;:]{{3,120}}),\s{{0,8}}(?:[–-]\s?)?(?i:{grounds})\b"
        )

    @cached_property
    def adoption(self) -> re.Pattern[str]:
        """Matches, behind a date, the body that did it and the verb."""
        return re.compile(rf"[^\n。;；]{{0,80}}?(?:{_any(self.lexicon.listed('adoptionVerb'))})")

    @cached_property
    def title_noun(self) -> re.Pattern[str]:
        """Finds a noun that heads titles but is no kind of instrument."""
        nouns = self.lexicon.listed("titleNoun")
        latin = {noun for noun in nouns if not has_han(noun)}
        return re.compile(rf"(?<!\w)(?:{_any(latin)})(?!\w)|(?:{_any(nouns - latin)})(?=[^\u4e00-\u9fff]|$)", re.IGNORECASE)

    def titles(self, words: str) -> bool:
        """Tell whether a noun for titles stands in some words."""
        return self.is_instrument(words) or self.title_noun.search(words) is not None

    def announcing(self, title: str) -> re.Pattern[str]:
        """Finds who announces a title in a sentence of its own."""
        verb = _any(self.lexicon.listed("announcingVerb"))
        return re.compile(rf"(?:^|[\n,，。]\s?)(?P<issuer>[^\n,，。;；《》]{{2,60}}?)(?:{verb})(?:了)?《{re.escape(title)}》")

    def is_instrument(self, title: str) -> bool:
        """Tell whether a noun for instruments heads a title."""
        return bool(self.lexicon.instrument_type(title))

    def is_agent(self, name: str) -> bool:
        """Tell whether a line is the name of a body: registered, or made of capitalised words with a noun for bodies."""
        name = name.strip(" ,.:;()（）")
        if not name or len(name) > 120:
            return False
        if self.lexicon.by_name(Kind.AGENT, name):
            return True
        if (
            not self.lexicon.agent_class(name)
            or self.is_instrument(name)
            or any(character in ":：0123456789" for character in name)
        ):
            return False
        if self.lexicon.agent_class(name) == AIG + "Office" or self.person.search(name):
            return False
        if has_han(name):
            return len(name) <= 40 and not re.search(r"[^\u4e00-\u9fff、·（）() ]", name)
        small = self.lexicon.listed("connector") - {"to", "by", "from", "into", "in"}
        tokens = name.replace(",", " ").split()
        tokens = tokens[1:] if tokens[:1] in (["the"], ["The"], ["THE"]) else tokens
        if self._romance_body.match(name):  # whose words are mostly small: "Ministère de la Souveraineté industrielle"
            return len(name.split()) <= 16
        named = all(token[0].isupper() or token in small for token in tokens) and bool(tokens) and tokens[0].lower() not in small
        return named and 1 < len(tokens) <= 14 and self._agent_noun.search(name) is not None

    @cached_property
    def _romance_body(self) -> re.Pattern[str]:
        """Matches a name that begins with a French or Spanish noun for bodies and the word that carries it on."""
        forms = self.lexicon.forms
        nouns = {f.text for f in forms if f.role is Role.HEAD and f.kind is Kind.AGENT and f.language in ("fr", "es")}
        carrying = self.lexicon.carrying[Kind.AGENT]
        return re.compile(rf"(?:{_any(noun for noun in nouns if noun[0].isupper())})\s(?:{_any(carrying)}|d['’])")

    @cached_property
    def _agent_noun(self) -> re.Pattern[str]:
        """Finds a noun for bodies that heads its name: at the end, or in front of "of" and its like."""
        nouns = {
            form.text
            for form in self.lexicon.forms
            if form.role is Role.HEAD and form.kind is Kind.AGENT and not has_han(form.text)
        }
        return re.compile(rf"(?<!\w)(?:{_any(nouns)})(?=\W*$|,?\s(?:of|for|on|and|&|de|des|du|para|pour)\s)", re.IGNORECASE)


class _Same:
    """A lexicon that equals itself alone: it is too large to be compared by what is in it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.lexicon is self.lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)


@lru_cache(maxsize=4)
def _made(same: _Same) -> Words:
    return Words(same.lexicon)


def _any(words: Iterable[str]) -> str:
    """Return an alternation of words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or "(?!)"


def _whole_lines(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of phrases that make a line; behind a phrase that ends in "…" anything may follow."""
    ways = [re.escape(phrase).replace("\\ ", r"\s").replace("…", ".{0,200}") for phrase in sorted(phrases)]
    return re.compile(rf"(?:{'|'.join(ways) or '(?!)'})\s?[.:：]?$", re.IGNORECASE)
