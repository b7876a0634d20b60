"""Instruments cited by number: "Regulation (EU) 2016/679", "15 U.S.C. 9401", 国发〔2017〕35号; and lists of such numbers.

How numbers are written stands in the lexicon. Its trigger words are found with all other forms, in one pass; only where one
stands is a pattern tried, so that a text without numbers costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from aigovkg import text
from aigovkg.mentions.lookup import Hit
from aigovkg.mentions.naming import named
from aigovkg.model import Kind, Mention, Passage, Span, Text
from aigovkg.vocabulary import Lexicon, NumberForm

_BEFORE = 60  # characters that a number may begin before its trigger word
_BEFORE_TITLE = (", ", " ", ": ", " – ", " — ")  # between a number and the title behind it
_MOST_LISTED = 60  # numbers of one list
_DASH = re.compile(r"\s?[‐‑‒–—]\s?")


def numbered(hits: Iterable[Hit], passage: Passage, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the instruments that a passage cites by number, each number of a list by itself."""
    done: dict[str, int] = {}
    for hit in hits:
        for number in hit.sense.numbers:
            if hit.span.start >= done.get(number, 0):
                for mention in _around(hit.span, lexicon.numbers[number], passage, lexicon, done.get(number, 0)):
                    done[number] = mention.span.end
                    yield mention


def with_titles(names: Iterable[Mention], numbers: Iterable[Mention]) -> list[Mention]:
    """Make one mention of a number and the title of the same instrument right behind it: "SP 800-218, Secure Software …"."""
    bare = {mention.span for mention in numbers}
    joined: list[Mention] = []
    for mention in names:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.span in bare
            and last.name.candidates
            and last.name.candidates == mention.name.candidates
            and mention.passage.text[last.span.end : mention.span.start] in _BEFORE_TITLE
        ):
            joined[-1] = replace(last, span=Span(last.span.start, mention.span.end))
        else:
            joined.append(mention)
    return joined


def _around(trigger: Span, form: NumberForm, passage: Passage, lexicon: Lexicon, after: int) -> Iterator[Mention]:
    """Yield the number that a trigger word stands in, and those listed behind it."""
    found = next(
        (
            one
            for one in _compiled(form.pattern, lexicon).finditer(
                passage.text, max(after, trigger.start - _BEFORE), trigger.end + 2 * _BEFORE
            )
            if one.start() <= trigger.start and trigger.end <= one.end() + 1
        ),
        None,
    )
    if found is None:
        return
    # What may be long behind a number (a title) is matched in the whole text.
    first = _compiled(form.pattern, lexicon).match(passage.text, found.start()) or found
    kind = first.groupdict().get("kind") or ""
    yield _named(first, Span(*first.span()), kind, form, passage, lexicon)
    end = first.end()
    for _ in range(_MOST_LISTED if form.listed else 0):
        between = lexicon.joined.match(passage.text, end)
        following = _compiled(form.listed, lexicon).match(passage.text, between.end()) if between else None
        if following is None:
            return
        kind = following.groupdict().get("kind") or kind
        yield _named(following, Span(*following.span()), kind, form, passage, lexicon)
        end = following.end()


def _named(found: re.Match[str], span: Span, kind: str, form: NumberForm, passage: Passage, lexicon: Lexicon) -> Mention:
    """Return a number as the mention of the instrument that bears it, under the name that all its spellings share."""
    whole = text.trimmed(passage.text, span)
    quote = " ".join(passage.quote(whole).split())
    if form.place:
        return named(passage, whole, Kind.INSTRUMENT, (form.place,), category=form.category)
    written = _DASH.sub("-", _written(found.groupdict(), kind, form) or quote)
    candidates = lexicon.by_name(Kind.INSTRUMENT, written) or lexicon.by_name(Kind.INSTRUMENT, quote)
    category = form.category or lexicon.instrument_type(written)
    mention = named(passage, whole, Kind.INSTRUMENT, candidates, category=category)
    language = "en" if not text.has_han(written) and text.has_han(quote) else mention.name.forms[0].language
    return replace(mention, name=replace(mention.name, forms=(Text(written, language),)))


def _written(groups: dict[str, str | None], kind: str, form: NumberForm) -> str:
    """Return the name that the spellings of a number share, "Executive Order 14110", or "" if the form has none."""
    number = groups.get("number")
    if not form.written or not number:
        return ""
    if kind:  # of "Regulations (EU) 2019/943 and (EU) 2019/944" each is a Regulation
        own = groups.get("kind")
        rest = number.removeprefix(own).removeprefix("s") if own else number
        number = f"{kind} {' '.join(rest.split())}"
    owner = groups.get("owner")
    return form.written.replace("{number}", f"{owner} {number}" if owner else number)


def _compiled(pattern: str, lexicon: Lexicon) -> re.Pattern[str]:
    return _whole(pattern, tuple(sorted(lexicon.months)), tuple(sorted(lexicon.listed("titleEnd"))))


@lru_cache(maxsize=256)
def _whole(pattern: str, months: tuple[str, ...], ends: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern, its abbreviations written out, that matches whole numbers only: no part of a longer one or of a word."""
    month = "(?i:" + "|".join(sorted(map(re.escape, months), key=lambda name: (-len(name), name))) + ")[.]?"
    short = {
        "{date}": rf"(?:[0-9]{{1,2}} (?:de )?{month},? (?:de )?[0-9]{{4}}|{month} [0-9]{{1,2}},? [0-9]{{4}})",
        "{title}": rf"(?:(?!{'|'.join(ends)})[^.;:()（）\n])+",
        "~": "[-‐‑‒–—]",
        " ": r"\s",
    }
    for name, meaning in short.items():
        pattern = pattern.replace(name, meaning)
    return re.compile(rf"(?<![A-Za-z0-9_/])(?:{pattern})(?![A-Za-z0-9_]|[./]\d)")
