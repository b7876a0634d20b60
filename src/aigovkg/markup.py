"""HTML for notebooks: elements whose text is escaped, always; and characters that would not be seen, made visible.

Only what `element` returned goes into another element as it is; every other string is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

_MOST = 50  # rows that a notebook shows
# Control characters, and those that turn the direction of writing.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Html(str):
    """HTML that `element` made."""

    __slots__ = ()


def visible(words: str) -> str:
    """Return text from a source so that a terminal or a browser shows it and does not obey it."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", words)


def element(tag: str, *content: str, **attributes: str) -> Html:
    """Return an element; strings that are not Html are escaped. `class_` is written `class`."""
    said = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
    inside = "".join(one if isinstance(one, Html) else escape(one) for one in content)
    return Html(f"<{tag}{said}>{inside}</{tag}>")


def quoted(before: str, quote: str, behind: str, caption: str) -> Html:
    """Return words with a quote highlighted in them, and what it says under them."""
    words = element("blockquote", before, element("mark", quote), behind, style="white-space: pre-wrap; margin: 0.3em 1em")
    return element("figure", words, element("figcaption", caption, style="font-size: smaller"), style="margin: 0")


def table(columns: Sequence[str], rows: Sequence[Iterable[str]], caption: str = "") -> Html:
    """Return a table of plain values; of a long one the first rows, and how many there are."""
    head = element("thead", element("tr", *(element("th", column) for column in columns)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows[:_MOST]))
    left = f"{_MOST} of {len(rows):,} rows" if len(rows) > _MOST else ""
    said = " · ".join(part for part in (caption, left) if part)
    return element("table", *([element("caption", said, style="text-align: left")] if said else []), head, body)
