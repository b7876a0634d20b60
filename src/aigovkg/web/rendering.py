"""What a page shows → HTML, through the templates. Nothing here knows HTTP: the served and the published pages share it.

Everything that is not a template of ours is text and is escaped; what comes out of a graph goes through `said` besides, which
keeps its direction of writing to itself and makes characters visible that would not be seen or would turn what stands around.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup, escape

from aigovkg.graph import passage_iri
from aigovkg.markup import UNSEEN, visible
from aigovkg.web.links import LANGUAGES, Links
from aigovkg.web.words import Words

_LONG = 200  # characters of a name that a link shows
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is to be seen: where its links lead, in which language, what its navigation offers, and of which graph it is."""

    links: Links
    words: Words
    navigation: tuple[str, ...]
    origin: str


def html(template: str, look: Look, **shown: object) -> bytes:
    """Return a page as HTML in UTF-8: a template filled with what it shows."""
    about = {"links": look.links, "words": look.words, "navigation": look.navigation, "origin": look.origin}
    return environment().get_template(template).render(**about, languages=LANGUAGES, **shown).encode()


@cache
def environment() -> jinja2.Environment:
    """Return what makes pages of the templates."""
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "said": said,
        "visible": visible,
        "shortly": shortly,
        "web": web,
        "number": number,
        "passage_iri": passage_iri,
    }
    return made


def said(words: str, language: str = "") -> Markup:
    """Return words out of a graph as HTML: escaped, their direction isolated, unseen characters shown by their numbers."""
    tag = Markup(' lang="{}"').format(language) if language else ""
    return Markup("<bdi{}>{}</bdi>").format(tag, seen(words))


def seen(words: str) -> Markup:
    """Return words as HTML in which characters that are not seen, or that turn the direction, stand as their numbers."""
    shown = UNSEEN.sub(lambda found: f'<span class="unseen">U+{ord(found.group()):04X}</span>', str(escape(words)))
    return Markup(shown)  # noqa: S704 — what stood in the words was escaped before


def shortly(words: str, limit: int = _LONG) -> str:
    """Return words on one line, cut where they are too long for a link or a heading."""
    line = " ".join(words[: limit * 4].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def web(address: str) -> str:
    """Return an address that a link may lead to, or "" for one that is not of the web."""
    return address if _WEB.match(address) else ""


def number(many: int) -> str:
    """Return a number as it is read."""
    return f"{many:,}"


def _template(name: str) -> str | None:
    file = files("aigovkg.web") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None
