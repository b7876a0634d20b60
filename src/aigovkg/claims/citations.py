"""Mentions of instruments → what it cites, and how."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from aigovkg import text
from aigovkg.claims.evidence import evidence
from aigovkg.claims.own import is_own
from aigovkg.model import (
    Claim,
    Cue,
    Kind,
    Marked,
    Mention,
    Name,
    Passage,
)
from aigovkg.vocabulary import (
    CITES,
    Lexicon,
    Role,
)

_WIDEST_SEPARATION = 24  # characters between two names of one list
_FARTHEST_LIST = 2000  # characters between a main verb and the end of a list under it
_NEGATION_REACH = 16  # characters in which a negation stands by what it denies
_FARTHEST_CUE = 150  # characters between a cue and the name it governs
_SEMICOLON = re.compile(r"[;；]")


def citations(subject: Name, run: Marked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield a claim for each instrument that a passage cites, with the relation that its governing words announce."""
    before: tuple[Mention, Cue | None] | None = None
    for mention in run.mentions:
        if mention.name.kind is not Kind.INSTRUMENT:
            continue
        # In a list ("the Act, the Code and the Rules") what governs the first governs all.
        listed = before is not None and _side_by_side(before[0], mention, run.passage, lexicon)
        cue = before[1] if before is not None and listed else governing(mention, run, lexicon)
        before = (mention, cue)
        if not is_own(mention.name, subject, lexicon):
            words = run.passage.quote(cue.span) if cue else ""
            said = evidence(run.passage, mention.span, mention.method, words)
            yield Claim(subject, cue.target if cue else CITES, mention.name, said)


def _side_by_side(first: Mention, second: Mention, passage: Passage, lexicon: Lexicon) -> bool:
    """Tell whether nothing but separators, small words and brackets stand between two mentions."""
    between = passage.text[first.span.end : second.span.start]
    if len(between) > _WIDEST_SEPARATION or _SEMICOLON.search(between):
        return False
    small = lexicon.listed("connector") | lexicon.listed("joiningWord") | lexicon.listed("determiner")
    return all(
        passage.text[word.start + first.span.end : word.end + first.span.end].lower() in small for word in text.words(between)
    )


def governing(mention: Mention, run: Marked, lexicon: Lexicon) -> Cue | None:
    """Return the words that say how a mentioned instrument is cited, or None for a plain mention.

    The nearest cue to the left in the same clause governs. Behind "including" or "such as" it is the main verb:
    a "to"-infinitive or a participle in between has an object of its own.
    """
    words = run.passage.text
    start = text.sentence_of(run.sentences, mention.span.start).start
    first = bisect_left(run.cues, max(start, mention.span.start - _FARTHEST_LIST), key=lambda cue: cue.span.start)
    last = bisect_left(run.cues, mention.span.end + _FARTHEST_CUE, key=lambda cue: cue.span.start)
    inside = [cue for cue in run.cues[first:last] if not _negated(words, cue, start, lexicon)]
    around = [c for c in inside if c.role == Role.CUE and mention.span.within(c.span) and c.span != mention.span]
    if around:
        return min(around, key=lambda cue: (cue.span.end - cue.span.start, cue.target))
    behind = [
        cue for cue in inside if cue.role == Role.CUE_AFTER and 0 <= cue.span.start - mention.span.end <= _FARTHEST_CUE // 3
    ]
    if behind:
        return min(behind, key=lambda cue: (cue.span.start, cue.target))
    before = [cue for cue in inside if cue.role == Role.CUE and cue.span.end <= mention.span.start]
    lists = [cue for cue in inside if cue.role == Role.LIST and cue.span.end <= mention.span.start]
    if lists:
        opening = max(lists, key=lambda cue: cue.span).span.start
        main = [cue for cue in before if cue.span.end <= opening and not _subordinate(words, cue, lexicon)]
        nearer = [cue for cue in before if cue.span.start > opening and not _subordinate(words, cue, lexicon)]
        before = nearer or main
    else:
        before = [cue for cue in before if mention.span.start - cue.span.end <= _FARTHEST_CUE]
    return max(before, key=lambda cue: (cue.span.end, cue.span.end - cue.span.start, cue.target), default=None)


def _negated(words: str, cue: Cue, start: int, lexicon: Lexicon) -> bool:
    """Tell whether a cue is denied: "does not repeal", "failed to welcome", 不废止; but "not only welcomes" is not."""
    before = text.fold(words[max(start, cue.span.start - _NEGATION_REACH) : cue.span.start]).text
    behind = text.fold(words[cue.span.end : cue.span.end + _NEGATION_REACH]).text
    return any(pattern.search(before) for pattern in lexicon.negated_before) or any(
        pattern.match(behind) for pattern in lexicon.negated_behind
    )


def _subordinate(words: str, cue: Cue, lexicon: Lexicon) -> bool:
    """Tell whether a cue is an infinitive ("to promote") or a noun ("the signing of"), with an object of its own."""
    before = text.words(words[max(0, cue.span.start - 12) : cue.span.start])
    last = before[-1] if before else None
    return last is not None and words[
        max(0, cue.span.start - 12) + last.start : cue.span.start
    ].strip().lower() in lexicon.listed("subordinator")
