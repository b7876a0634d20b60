"""Folded words → where they stand in a text: one Aho–Corasick pass.

Where words are parted by spaces and marks they are looked for between spaces, in a copy of the text whose marks are all
spaces: so the automaton itself passes over what stands inside of words, which is most of what there is. Chinese, which does
not part its words, is looked for in the text as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

import ahocorasick_rs

from aigovkg import text


class Ends(IntEnum):
    """Which endings words may bear: none, an "s", any."""

    NONE = 0
    PLURAL = 1
    OPEN = 2


class Pattern(NamedTuple):
    """Folded words to look for."""

    words: str
    ends: Ends
    sought: str  # " ai " for "ai", or the words as they are if they are free
    lead: int  # how far before what is sought the words begin, in a text with a space before it
    marked: bool  # whether there are spaces or marks in them, which are all alike between spaces
    free: bool  # whether they are looked for in the text as it is


def pattern(words: str, ends: Ends, *, free: bool = False) -> Pattern:
    """Make words ready to be looked for; they are free if no spaces part them, or if so said."""
    plain = text.spaced(words)
    core = plain.strip()
    if free or not core or text.has_han(words):
        return Pattern(words, ends, words, 0, marked=False, free=True)
    if plain[-1] == " ":
        ends = Ends.NONE  # a mark ends them, whatever follows
    sought = f" {core}" if ends else f" {core} "
    return Pattern(words, ends, sought, plain.index(core), marked=not words.isalnum(), free=False)


# Where words stand: which of some patterns, from where, to the end of the last word, and how far the pattern itself goes.
# A plain tuple, because there is one for every few words of a text.
Match = tuple[int, int, int, int]


class Seen:
    """A folded text made ready to be looked through."""

    def __init__(self, folded: str) -> None:
        self.text = folded
        self.spaced = f" {text.spaced(folded)} "

    def raw(self, automaton: Automaton) -> list[tuple[int, int, int]]:
        """Return where what is sought for the patterns of an automaton stands, as words or not, overlapping ones too."""
        if automaton.free:
            passed = automaton.beyond_ascii and self.text.isascii()
            return [] if passed else automaton.found.find_matches_as_indexes(self.text, overlapping=True)
        return automaton.found.find_matches_as_indexes(self.spaced, overlapping=True)

    def matches(self, automaton: Automaton) -> Iterator[Match]:
        """Yield where the patterns of an automaton stand as words, overlapping ones too."""
        return self._free_matches(automaton) if automaton.free else self._matches(automaton)

    def places(self, one: Pattern, at: Sequence[int]) -> list[tuple[int, int]]:
        """Return where words stand, from their beginning to the end of the last, of the places at which they are sought."""
        places: list[tuple[int, int]] = []
        for place in at:
            start = place - one.lead
            stop = start + len(one.words)
            if not one.marked or self.text.startswith(one.words, start):
                end = self._free_end(start, stop, one.ends) if one.free else self._end(stop, one.ends)
                if end >= 0:
                    places.append((start, end))
        return places

    def _matches(self, automaton: Automaton) -> Iterator[Match]:
        """This loop runs for every word or two of a text, so what is true of most matches is asked first."""
        alike, spaced, patterns = self.text, self.spaced, automaton.patterns
        for number, at, _ in self.raw(automaton):
            words, ends, _, lead, marked, _ = patterns[number]
            start = at - lead
            stop = end = start + len(words)
            if marked and not alike.startswith(words, start):
                continue
            if ends and spaced[stop + 1] != " ":
                end = self._end(stop, ends)
                if end < 0:
                    continue
            yield number, start, end, stop

    def _free_matches(self, automaton: Automaton) -> Iterator[Match]:
        for number, start, stop in self.raw(automaton):
            end = self._free_end(start, stop, automaton.patterns[number].ends)
            if end >= 0:
                yield number, start, end, stop

    def _end(self, stop: int, ends: Ends) -> int:
        """Return where a word ends that goes on behind a pattern, or -1 if it may not."""
        if not ends or self.spaced[stop + 1] == " ":
            return stop
        if ends is Ends.OPEN:
            return self.spaced.index(" ", stop + 1) - 1
        return stop + 1 if self.spaced.startswith("s ", stop + 1) else -1

    def _free_end(self, start: int, stop: int, ends: Ends) -> int:
        """Return where words end that stand in the text as it is, or -1 if they are a part of others."""
        if not text.breaks(self.text, start):
            return -1
        end = text.word_end(self.text, stop)
        if end == stop or ends is Ends.OPEN or (ends is Ends.PLURAL and self.text[stop:end] == "s"):
            return end
        return -1


class Automaton:
    """Patterns, all free or none, made ready to be found at once."""

    def __init__(self, patterns: Sequence[Pattern], *, free: bool = False, small: bool = False) -> None:
        self.patterns = patterns
        self.free = free
        self.beyond_ascii = not any(one.words.isascii() for one in patterns)
        # The fastest kind takes hundreds of megabytes for a whole catalogue.
        kind = ahocorasick_rs.Implementation.DFA if small else None
        self.found = ahocorasick_rs.AhoCorasick([one.sought for one in patterns], implementation=kind)
