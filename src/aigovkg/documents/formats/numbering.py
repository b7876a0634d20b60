"""The numbers of list items and headings, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_CHINESE = "〇一二三四五六七八九"
_MOST = 3999  # beyond it, and below 1, every number is written in figures

# A number that stands for itself: "(a)", "1.2", "iii.", "（一）", "–"; and one before words.
_MARKER = re.compile(
    r"[(（\[]?(?:[0-9]{1,4}(?:\.[0-9]{1,4}){0,5}|[A-Za-z]{1,5}|[一二三四五六七八九十]{1,4})[)）\].:、]{1,2}|[-–—•·▪*]|[0-9]{1,3}"
)
_NUMBERED = re.compile(
    rf"(?:{_MARKER.pattern.rpartition('|')[0]})\s|[(（][0-9一二三四五六七八九十]{{1,4}}[)）]|[一二三四五六七八九十]{{1,4}}、"
)


def is_marker(words: str) -> bool:
    """Tell whether `words` are a number or a bullet and nothing else."""
    return len(words) <= 30 and _MARKER.fullmatch(words) is not None


def starts_numbered(words: str) -> bool:
    """Tell whether `words` begin with a number or a bullet."""
    return _NUMBERED.match(words) is not None


def figure(number: int, style: str) -> str:
    """Return a number as a list of this style writes it, in figures where the style is not known."""
    if not 0 < number <= _MOST:
        return str(number)
    return _STYLES.get(style, str)(number)


def _letters(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def _chinese(number: int) -> str:
    """Return 1 to 9999 in Chinese: 十二, 一百零三."""
    out = ""
    gap = False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            out += ("零" if gap else "") + _CHINESE[digit] + unit
            gap = False
        elif out:
            gap = True
    return out.removeprefix("一") if out.startswith("一十") else out


# The styles have the names that Word gives them.
_STYLES: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ideographDigital": lambda number: "".join(_CHINESE[int(digit)] for digit in str(number)),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
}
