"""A request → how it is answered: in which language, with which links, and as which page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aigovkg.web.links import LANGUAGES
from aigovkg.web.rendering import Look, html
from aigovkg.web.site import Site
from aigovkg.web.words import words


@dataclass(frozen=True)
class View:
    """A site as one request sees it."""

    site: Site
    look: Look

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.look.words.language

    def page(self, template: str, status: int = 200, **shown: object) -> HTMLResponse:
        """Return the answer that is a page."""
        headers = {"Content-Language": self.language, "Vary": "Accept, Accept-Language"}
        return HTMLResponse(html(template, self.look, **shown), status, headers)


def view(request: Request, site: Site) -> View:
    """Return how a request sees a site."""
    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""), site.language)
    query = tuple(request.query_params.multi_items())
    links = request.app.state.links(language, request.scope["path"], query, asked == language)
    return View(site, Look(links, words(language), request.app.state.navigation, site.origin))


def preferred(accepted: str, default: str) -> str:
    """Return the language of ours that an Accept-Language header likes best, or the default."""
    weighed: list[tuple[float, int, str]] = []
    for place, one in enumerate(accepted.split(",")):
        tag, _, quality = one.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            weighed.append((-_weight(quality), place, language))
    best = min(weighed, default=(0.0, 0, ""))
    return best[2] if best[0] < 0 else default


def page_number(request: Request) -> int:
    """Return the page of a list that is asked for, from 1; what is no such number is not found."""
    asked = request.query_params.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) > 0):
        raise HTTPException(404)
    return int(asked)


def _weight(quality: str) -> float:
    try:
        return float(quality.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
