"""What all spellings of a name share, and the other spellings that a form may stand in.

Names are compared by their keys. A key leaves out what does not tell things apart: case, marks, articles, the 's of an
owner, initials in brackets that repeat the words before them. It writes variants alike ("AI", "-ization"), puts a year
behind the name, and of an act that is cited by number it keeps kind and number. Which variants, endings and numbers
there are stands in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from aigovkg import text

_OPEN = "…"  # in a variant: any beginning of a word
_SHORTEST_STEM = 3  # letters before an ending: "organ-ise", but not "pr-ise"
_MOST_SPELLINGS = 16
_MOST_KEYS = 1 << 16
_BRACKETED = re.compile(r"\s?[(（][\"“'‘]?([A-Za-z][\w&.\- ]{1,14})[\"”'’]?[)）]")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 20  # that initials may stand for
_SERIAL_COMMA = re.compile(r"(?<=\w), and (?=\w)")  # "data, trust, and safety" is "data, trust and safety"
_LIST_END = re.compile(r"(, [^,]{2,40}?)(?<!,) and (?=\w)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d) (.*[^\d\s].*)")


@dataclass(frozen=True)
class Spelling:
    """How names are made comparable.

    `variants` are groups of words or endings ("…isation") that count as one, the first standing for all; `numbers` are the
    patterns of names that are their number, with what they come down to.
    """

    variants: tuple[tuple[str, ...], ...]
    articles: frozenset[str] = frozenset()
    genitives: frozenset[str] = frozenset()
    numbers: tuple[tuple[re.Pattern[str], str], ...] = ()
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def key(self, name: str) -> str:
        """Return what all spellings of a name share."""
        key = self._known.get(name)
        if key is None:
            if len(self._known) >= _MOST_KEYS:
                self._known.clear()
            key = self._known[name] = self._numbered(self._words(name))
        return key

    def is_number(self, name: str) -> bool:
        """Tell whether a name is that of an act which is its number, whatever else stands around it."""
        words = self._words(name)
        return any(pattern.fullmatch(words) for pattern, _ in self.numbers)

    def spellings(self, form: str) -> list[str]:
        """Return the folded spellings of a form: itself, and with each variant word in its other forms."""
        first = text.fold(form).text.strip()
        spellings = list(dict.fromkeys([first, _SERIAL_COMMA.sub(" and ", first), _LIST_END.sub(r"\1, and ", first)]))
        if not (self._variant.search(first) or self._ending.search(first)):
            return spellings
        for pattern, group in self._groups:
            for member in group:
                hits = [spelling for spelling in spellings if member in spelling and pattern[member].search(spelling)]
                if hits:
                    spellings += [pattern[member].sub(other, hit) for hit in hits for other in group if other != member]
                    break
        return list(dict.fromkeys(spellings))[:_MOST_SPELLINGS]

    def _words(self, name: str) -> str:
        folded = text.key(_without_initials(name) if "(" in name or "（" in name else name) or name.strip()
        article = next((a for a in self.articles if folded.startswith(f"{a} ")), None)
        if article is not None:
            folded = folded[len(article) + 1 :]
        folded = self._ending.sub(lambda found: self._canonical[found.group()], folded)
        folded = self._variant.sub(lambda found: self._canonical[found.group()], folded)
        first = _YEAR_FIRST.fullmatch(folded)
        return f"{first[2]} {first[1]}" if first else self._year_behind.sub(r" \1", folded)

    def _numbered(self, words: str) -> str:
        for pattern, written in self.numbers:
            found = pattern.fullmatch(words)
            if found:
                return written.format(**found.groupdict())
        return words

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {member.removeprefix(_OPEN): group[0].removeprefix(_OPEN) for group in self.variants for member in group}

    @cached_property
    def _variant(self) -> re.Pattern[str]:
        return _any(member for group in self.variants for member in group if not member.startswith(_OPEN))

    @cached_property
    def _ending(self) -> re.Pattern[str]:
        return _any(member for group in self.variants for member in group if member.startswith(_OPEN))

    @cached_property
    def _groups(self) -> list[tuple[dict[str, re.Pattern[str]], list[str]]]:
        """The groups of variants, with a pattern for each member."""
        return [
            ({m.removeprefix(_OPEN): _any([m]) for m in group}, [m.removeprefix(_OPEN) for m in group]) for group in self.variants
        ]

    @cached_property
    def _year_behind(self) -> re.Pattern[str]:
        """A pattern of the year behind a name with a word before it: "Act of 1965"."""
        words = "|".join(sorted(re.escape(word) for word in self.genitives if not text.has_han(word)))
        return re.compile(rf" (?:{words}) ((?:19|20)\d\d)$" if words else r"(?!)")


def _any(members: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of whole words, or of endings of words for members that begin with "…"."""
    ordered = sorted(members, key=lambda member: (-len(member), member))
    if not ordered:
        return re.compile(r"(?!)")
    before = rf"(?<=[a-z]{{{_SHORTEST_STEM}}})" if ordered[0].startswith(_OPEN) else r"(?<!\w)"
    return re.compile(before + "(?:" + "|".join(re.escape(member.removeprefix(_OPEN)) for member in ordered) + r")(?!\w)")


def _without_initials(name: str) -> str:
    """Return a name without brackets that only repeat the initials of the words before them: "Bill of Rights (BoR)"."""
    out, done = "", 0
    for found in _BRACKETED.finditer(name):
        out += name[done : found.start()]
        words = _WORD.findall(out)[-_MOST_WORDS:]
        letters = "".join(_WORD.findall(found[1]))
        if sum(map(str.isupper, letters)) < 2 or not _stands_for(letters.lower(), words):
            out += found.group()
        done = found.end()
    return out + name[done:]


def _stands_for(letters: str, words: list[str]) -> bool:
    """Tell whether letters are the initials of the last of some words; small words may count or not, short forms count whole."""
    if not letters or not words:
        return not letters
    *others, last = words
    whole = last.lower()
    return (
        (sum(map(str.isupper, last)) > 1 and letters.endswith(whole) and _stands_for(letters[: -len(whole)], others))
        or (letters.endswith(whole[0]) and _stands_for(letters[:-1], others))
        or (last.islower() and _stands_for(letters, others))
    )
