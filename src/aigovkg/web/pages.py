"""The pages of things, and those that lead to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg.errors import AigovkgError
from aigovkg.model import Issue
from aigovkg.vocabulary import BASE
from aigovkg.web.browse.claims import said, stands
from aigovkg.web.browse.entity import page
from aigovkg.web.browse.home import FIRST, home
from aigovkg.web.browse.runs import run
from aigovkg.web.search import offered
from aigovkg.web.site import Site
from aigovkg.web.viewing import View, page_number, view

NAVIGATION: tuple[str, ...] = ("report", "coverage")
_THINGS = ("instrument", "agent", "event", "principle", "place", "source")
_ISSUES = 50  # issues and gaps on a page


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the home page, of the pages of things, and of what the graph as a whole lacks."""

    def show_home(request: Request) -> Response:
        seen = view(request, site)
        sights = site.index.sights(FIRST) if site.index.ready() else None
        facets = offered(site.facts, sights.facets, {}, seen.language) if sights else {}
        return seen.page("home.html", home=home(site.facts, seen.language, sights), facets=facets)

    def thing(kind: str) -> Callable[[Request], Response]:
        def show(request: Request) -> Response:
            seen = view(request, site)
            part = request.query_params.get("part", "")
            shown = page(site.facts, known(kind, request), seen.language, part, page_number(request))
            if shown is None:
                raise HTTPException(404)
            return seen.page("thing.html", page=shown)

        return show

    def show_claim(request: Request) -> Response:
        seen = view(request, site)
        claim = said(site.facts, known("claim", request), seen.language, whole=True)
        try:
            review = site.review.found()
        except AigovkgError:  # the report says why; the claim is there all the same
            review = None
        issues = None if review is None else [named(issue, seen) for issue in review.by_focus.get(claim.iri, ())]
        quote = "".join(piece.words for piece in claim.pieces if piece.claims)
        return seen.page("claim.html", claim=claim, quote=quote, issues=issues, stands=stands(site.facts, claim))

    def show_passage(request: Request) -> Response:
        seen = view(request, site)
        return seen.page("passage.html", one=run(site.facts, known("passage", request), seen.language))

    def show_report(request: Request) -> Response:
        seen, review, number = view(request, site), site.review.found(), page_number(request)
        issues = review.report.issues if review else ()
        first, shown = _listed(len(issues), number)
        here = [named(issue, seen) for issue in issues[first : first + _ISSUES]]
        return seen.page("report.html", here="report", review=review, issues=here, **shown)

    def show_coverage(request: Request) -> Response:
        seen, review, number = view(request, site), site.review.found(), page_number(request)
        if review and review.trouble:
            raise review.trouble
        gaps = review.gaps if review else []
        first, shown = _listed(len(gaps), number)
        return seen.page("coverage.html", here="coverage", review=review, gaps=gaps[first : first + _ISSUES], **shown)

    def named(issue: Issue, seen: View) -> Issue:
        what, remedy = (site.facts.naming(words, seen.language) for words in (issue.what, issue.remedy))
        return replace(issue, what=what, remedy=remedy)

    def known(kind: str, request: Request) -> str:
        iri = f"{BASE}{kind}/{request.path_params['name']}"
        if not site.facts.knows(iri):
            raise HTTPException(404)
        return iri

    return [
        Route("/", show_home, name="home"),
        *(Route(f"/{kind}/{{name:path}}", thing(kind), name=kind) for kind in _THINGS),
        Route("/claim/{name:path}", show_claim, name="claim"),
        Route("/passage/{name:path}", show_passage, name="passage"),
        Route("/report", show_report, name="report"),
        Route("/coverage", show_coverage, name="coverage"),
    ]


def _listed(many: int, number: int) -> tuple[int, dict[str, Any]]:
    """Return where a page of so many begins, and what its template wants to know of that."""
    first, last = (number - 1) * _ISSUES, max(1, -(-many // _ISSUES))
    if number > last:
        raise HTTPException(404)
    return first, {"many": many, "first": first, "number": number, "last": last}
