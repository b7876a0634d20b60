"""HTML for notebooks: elements whose text is escaped, always.

Only what `element` returned goes into another element as it is; every other string is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_MOST = 50  # rows that a notebook shows


class Html(str):
    """HTML that `element` made."""

    __slots__ = ()


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
