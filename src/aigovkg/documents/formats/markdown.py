"""Markdown → blocks: the words as a reader sees them, line breaks and numbers as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aigovkg.documents.formats import html
from aigovkg.documents.plain import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


def blocks(source: str, where: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text; HTML in it is read as HTML."""
    from markdown_it import MarkdownIt

    heading = False
    number = ""
    lists = 0
    tight = False  # what comes next stands in a list or table that has begun
    # No linkify and no typographer: words stay as written. A list nests 20 deep at most.
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        match token.type:
            case "heading_open" | "heading_close":
                heading = token.type == "heading_open"
            case "bullet_list_open" | "ordered_list_open":
                tight = lists > 0
                lists += 1
            case "bullet_list_close" | "ordered_list_close":
                lists -= 1
                tight = lists > 0
            case "list_item_open":
                number = f"{token.info}{token.markup} " if token.info else ""
            case "list_item_close" | "td_close" | "th_close":
                tight = True
            case "inline":
                words = _inline(token.children or ()).strip()
                if words or number:
                    yield Block(f"{number}{words}".strip(), heading, tight)
                number, tight = "", False
            case "fence" | "code_block":
                yield Block(token.content.rstrip("\n"))
            case "html_block":
                yield from html.blocks(token.content, where)
            case "table_close":
                tight = lists > 0


def _inline(tokens: Sequence[Token]) -> str:
    return "".join(_words(token) for token in tokens)


def _words(token: Token) -> str:
    match token.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if token.content.lower().startswith("<br") else ""
        case "image":
            return _inline(token.children or ())
        case _:
            return token.content
