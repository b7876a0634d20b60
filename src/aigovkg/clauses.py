"""How the clauses of a sentence hang together: patterns and sets made of the small words that a lexicon lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aigovkg import text

_BETWEEN = ("connector", "joiningWord", "determiner", "locator", "relativeWord", "continuation")


@dataclass(frozen=True, slots=True)
class Clauses:
    """What shows where a clause ends, and what belongs to a name.

    `end` finds a finite verb, or another verb beside the one before; `aside` a relative clause between commas; `content`
    matches what opens a clause that says what is noted or recalled ("that …"), right behind the verb; `goes_on` what
    carries a list on behind a comma; `either` what joins two verbs that are denied together ("does not amend or repeal");
    `denied` finds a subject that denies all that is said of it ("nothing in this Act …"), up to the end searched; `place`
    finds where in a text something is written ("Article 5"). `small_words` may stand between two names of a list, or
    between a name and what governs it; `object_words` between a verb and its object ("uses the principles of the Code").
    """

    end: re.Pattern[str]
    aside: re.Pattern[str]
    content: re.Pattern[str]
    goes_on: re.Pattern[str]
    either: re.Pattern[str]
    denied: re.Pattern[str]
    place: re.Pattern[str]
    small_words: frozenset[str]
    object_words: frozenset[str]

    @staticmethod
    def of(listed: Callable[[str], frozenset[str]]) -> Clauses:
        """Return the patterns and sets of what a function gives for the name of a list, such as `finiteWord`."""
        finite, plain, article, relative, more = (
            _any(listed(name)) for name in ("finiteWord", "plainVerb", "article", "relativeWord", "continuation")
        )
        other, denying, place = (_any(listed(name)) for name in ("alternative", "denyingSubject", "locator"))
        small = frozenset[str]().union(*map(listed, _BETWEEN))
        return Clauses(
            # Written small: "May" is a month. A verb beside another may have an adverb before it; one with an article behind it
            # has an object, unless it is an infinitive ("the council adopted the Act", "steps to adopt the Act").
            end=re.compile(rf"{finite}|(?:[,，;；]\s*|{more}\s*)(?:[a-z]+ly\s+)?{plain}|(?<!to )(?<!\w){plain}\s+{article}"),
            aside=re.compile(rf"[,，]?\s*{relative}[^,，]*(?=[,，])"),
            content=re.compile(rf"\s*{relative}"),
            goes_on=re.compile(rf"\s*{more}"),
            either=re.compile(rf"[,，]?\s*{other}\s*"),
            denied=re.compile(rf"{denying}[^,，]*$", re.IGNORECASE),
            place=re.compile(rf"{place}\s+[\divx(（]|§|第[〇零一二三四五六七八九十百\d]+[条款章]", re.IGNORECASE),
            small_words=small,
            object_words=small | listed("contentNoun"),
        )


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, whole where a script parts its words."""
    parted, han = ([word for word in words if text.has_han(word) is chinese] for chinese in (False, True))
    ways = [rf"(?<!\w){_tree(parted)}(?!\w)"] * bool(parted) + [_tree(han)] * bool(han)
    return f"(?:{'|'.join(ways)})" if ways else "(?!)"


def _tree(words: Iterable[str]) -> str:
    """Return a pattern of any of the words, the longest first, that looks at what several begin with once."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    ways = [re.escape(first) + _tree(rests[first]) for first in sorted(rests, reverse=True) if first]
    return f"(?:{'|'.join([*ways, ''] if '' in rests else ways)})" if ways else ""
