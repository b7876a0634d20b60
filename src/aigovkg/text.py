"""Characters, words and sentences, before they mean anything.

Matching sees a folded copy of a text (case, width, hyphens, quotation marks, spaces, traditional and simplified Chinese
made alike);
offsets always lead back to the text as read.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from aigovkg.model import Span

# One character for one character, so that offsets stay as they are. Hyphens become spaces because
# sources drop them ("high level", "multi stakeholder"); apostrophes are made alike.
_ALIKE = {ord(c): " " for c in "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\t\n\r\u00a0\u3000\u2009\u202f_/"}
_ALIKE |= {ord(c): "'" for c in "\u2018\u2019\u02bc\u0060\u00b4"}
_ALIKE |= {ord(c): '"' for c in "\u201c\u201d\u201e\u00ab\u00bb"}
_ALIKE[ord("ς")] = "σ"  # `lower` writes one or the other by what stands around it
# Invisible ones that matching skips.
_SKIPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ODD = "\0"  # stands in a half-folded text for what does not fold one character to one: ligatures, combining marks
# The same for letters and marks of ASCII alone, small letters for capitals too, as a table of bytes.
_ASCII = bytes(ord(_ALIKE.get(code, chr(code).lower())) if code < 128 else code for code in range(256))
_ALIKE_ASCII = [(chr(code), plain) for code, plain in _ALIKE.items() if code < 128]
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
# What keeps a text from folding one character to one; a combining mark takes the letter before it along.
_UNEVEN = re.compile(rf"  +|[{_SKIPPED}]+|[^ {_ODD}{_SKIPPED}]?{_ODD}+")
_UNSEEN = re.compile(rf"  +|[{_SKIPPED}]+")  # the same for a text without odd characters …
_SPACES = re.compile(r"  +")  # … and for one of ASCII alone

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]")
_LETTER = re.compile(r"[^\W_]")
_RUN = re.compile(r"[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]+")
_INNER = re.compile(r"[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]{2}")
_BETWEEN_RUNS = re.compile(r"[\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]+")
_BETWEEN_RUNS_ASCII = bytes(code if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256))
# "People's" and "U.S" are one word, "l'Agence" is two.
_WORD = re.compile(r"[^\W_]+(?:['\u2019]s(?![^\W_])|\.[^\W_]+)*")
_KEY_NOISE = re.compile(r"[^\w&]+")
_POSSESSIVE = re.compile(r"(?<=\w)'s(?!\w)")
_ARTICLE = re.compile(r"(?<!\w)the ")

_CHINESE_FIGURES = ("", *"一二三四五六七八九")

# A full stop ends a sentence when a space and a new beginning follow it, unless a short form stands before it.
_STOP = re.compile(r"[.!?][\"\u201d\u2019')\]]*\s+|[\u3002\uff01\uff1f\uff1b;]+|\n\s*\n")
_SHORT_FORM = re.compile(
    r"(?:\b(?:[A-Za-z]|No|Nos|Art|Arts|Sec|art|sec|no|para|paras|Dr|Mr|Ms|Mrs|vs|cf|St|Pub|Stat|Fed|Reg|Inc|Ltd|Co|al|etc|e\.g|i\.e|U\.S\.C))$"
)


class _Alike(dict[int, str]):
    """What each character folds to, worked out when it is first met: compatibility forms become plain ones."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _plain(character)
        self[code] = folded if character in _SKIPPED or (len(folded) == 1 and not unicodedata.combining(character)) else _ODD
        return self[code]


def _plain(characters: str) -> str:
    plain = unicodedata.normalize("NFKC", characters.lower().translate(_ALIKE)).lower().translate(_ALIKE)
    return _simplifier().convert(plain) if has_han(plain) else plain


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    """Return what writes traditional Chinese characters as simplified ones, one for one."""
    return OpenCC("t2s")


_FOLDED = _Alike({0x130: "i"})  # the one letter that grows when written small


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, where folding moved characters, the way back: runs of it and where each stood.

    A run begins at `starts` in the folded text and at `origins` in the original; `widths` is 0 where it goes on one
    character for one, else the width of the one character of the original that the whole run is of.
    """

    text: str
    starts: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that folded to `start`…`end`."""
        if not self.starts:
            return Span(start, end)
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Span(
            self.origins[first] + (0 if self.widths[first] else start - self.starts[first]),
            self.origins[last] + (self.widths[last] or end - self.starts[last]),
        )


def fold(text: str) -> Folded:
    """Return `text` folded for matching, with the way back to its offsets."""
    # Most of what is not ASCII folds to it: quotation marks, dashes. The rest is done in C, a text at a time.
    plain = text if text.isascii() else _BEYOND_ASCII.sub(lambda run: run.group().translate(_FOLDED), text)
    if plain.isascii():
        alike = plain.encode().translate(_ASCII).decode()
        pattern = _SPACES
    else:
        alike = plain.lower()
        for character, same in _ALIKE_ASCII:
            alike = alike.replace(character, same)
        pattern = _UNSEEN
    runs: list[tuple[str, int, int]] = []  # folded, where it stood, its width if it is one character's
    done = 0
    for uneven in (_UNEVEN if _ODD in alike else pattern).finditer(alike):
        start, end = uneven.span()
        if alike[start] == " ":
            start += 1
        runs.append((alike[done:start], done, 0))
        if _ODD in uneven.group():
            runs += [(_plain(text[c.start : c.end]), c.start, c.end - c.start) for c in _clusters(text, start, end)]
        done = end
    return _laid([*runs, (alike[done:], done, 0)]) if runs else Folded(alike)


def _laid(runs: list[tuple[str, int, int]]) -> Folded:
    """Lay folded runs one behind the other; no two spaces meet."""
    out: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    widths: list[int] = []
    length = 0
    for folded, origin, width in runs:
        doubled = bool(out) and folded[:1] == " " and out[-1][-1] == " "
        rest = folded[doubled:]
        if rest:
            out.append(rest)
            starts.append(length)
            origins.append(origin + (doubled and not width))
            widths.append(width)
            length += len(rest)
    return Folded("".join(out), tuple(starts), tuple(origins), tuple(widths))


def _clusters(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the visible characters between two offsets, each with the combining marks behind it."""
    while start < end:
        following = start + 1
        while following < end and unicodedata.combining(text[following]):
            following += 1
        yield Span(start, following)
        start = following


def has_han(text: str) -> bool:
    """Tell whether a Chinese character stands in `text`."""
    return _HAN.search(text) is not None


def han_share(text: str) -> float:
    """Return which part of the letters of `text` is Chinese, 0 to 1."""
    letters = len(_LETTER.findall(text))
    return len(_HAN.findall(text)) / letters if letters else 0.0


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """Return what two spellings of one name share: folded, without punctuation, articles and the 's of owners."""
    folded = _KEY_NOISE.sub(" ", _POSSESSIVE.sub("", fold(name).text)).strip()
    return _ARTICLE.sub("", folded)


def words(text: str, within: Span | None = None) -> list[Span]:
    """Return the spans of the words of `text`, or of a part of it (letters and digits; a Chinese run is one word)."""
    part = within or Span(0, len(text))
    return [Span(*found.span()) for found in _WORD.finditer(text, part.start, part.end)]


def breaks(text: str, index: int) -> bool:
    """Tell whether a word ends or begins at `index`: not inside a run of letters and digits (Chinese has no such runs)."""
    return index <= 0 or index >= len(text) or _INNER.match(text, index - 1) is None


def spaced(text: str) -> str:
    """Return `text` with a space for each character that is no letter or digit of a script that parts its words."""
    if text.isascii():
        return text.encode().translate(_BETWEEN_RUNS_ASCII).decode()
    return _BETWEEN_RUNS.sub(lambda between: " " * len(between.group()), text)


def word_end(text: str, index: int) -> int:
    """Return where the word ends that `index` stands in or behind."""
    if breaks(text, index):
        return index
    inner = _RUN.match(text, index)
    return inner.end() if inner else index


def sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order; together they cover it."""
    spans: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group()[0] == ".":
            following = text[stop.end() : stop.end() + 1]
            if following.islower() or _SHORT_FORM.search(text, max(0, stop.start() - 8), stop.start()):
                continue
        spans.append(Span(start, stop.end()))
        start = stop.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans


def sentence_of(sentences: Sequence[Span], offset: int) -> Span:
    """Return the sentence that an offset falls into; `sentences` are those of a text that is not empty."""
    index = bisect_right(sentences, (offset, sys.maxsize)) - 1
    return sentences[max(index, 0)]


def figure(words: str) -> int | None:
    """Return the number that Arabic or Chinese figures below 100 write ("40", "四十"), or None."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not words or any(len(part) > 1 or part not in _CHINESE_FIGURES for part in (tens, ones)):
        return None
    value = _CHINESE_FIGURES.index(ones) if ten else 0
    return (_CHINESE_FIGURES.index(tens) or 1) * 10 + value if ten else _CHINESE_FIGURES.index(tens)


def trimmed(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends."""
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.end - (len(piece) - len(piece.rstrip())))


def excerpt(text: str, limit: int = 160) -> str:
    """Return `text` on one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
