"""The page where a graph is asked: the questions that ship with the package, and SPARQL."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from aigovkg import network
from aigovkg.errors import QueryError
from aigovkg.questions import Question, questions
from aigovkg.vocabulary import BASE, CITES, PREFIXES
from aigovkg.web.browse import answers
from aigovkg.web.browse.answers import Answered
from aigovkg.web.browse.overview import terms
from aigovkg.web.drawn import Value, as_json
from aigovkg.web.endpoint import failed, waited_for
from aigovkg.web.links import LANGUAGES
from aigovkg.web.site import Site
from aigovkg.web.viewing import view
from aigovkg.web.worker import Outcome
from aigovkg.web.worker import Question as Asked

NAVIGATION = ("ask",)
_FIRST = "most-cited-instruments"  # the question that stands in the field before one is chosen


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the page and of what its script shows."""
    overview = site.overview

    async def show(request: Request) -> Response:
        seen = view(request, site)
        given = {name.removeprefix("p."): value for name, value in request.query_params.items() if name.startswith("p.")}
        name, query = request.query_params.get("question", ""), request.query_params.get("query", "")
        question, wrong, status = questions().get(name), "", 200
        fields: tuple[answers.Field, ...] = ()
        if question is not None:
            fields = answers.fields(overview, question, given, seen.language)
            try:
                query = answers.bare(question.asking(answers.values(overview, fields)))
            except QueryError as error:
                query, wrong, status = "", str(error), 400
        elif name:
            wrong, status = seen.look.words("ask.unknown"), 404
        answered: Answered | None = None
        if query:
            answer = await waited_for(site.engine.ask(Asked(query, None, "json", ".nt")), request.receive)
            if answer.outcome is Outcome.TABLE:
                answered = answers.table(overview, answer.content, seen.language)
            elif answer.outcome is Outcome.GRAPH:
                answered = answers.triples(overview, answer.content, seen.language)
            else:
                wrong, status = answer.content.decode(), failed(answer).status_code
        text = query or answers.bare((question or questions()[_FIRST]).sparql)
        return seen.page(
            "ask.html", status, here="ask", questions=tuple(questions().values()), question=question, fields=fields,
            suggested={one.of: answers.suggested(overview, one.of, seen.language) for one in fields if one.of},
            query=text, answered=answered, wrong=wrong, site=BASE,
        )  # fmt: skip

    def data(request: Request) -> Response:
        seen = view(request, site)
        language, words = seen.language, seen.look.words
        prefixes = {one.default.partition(":")[0] for q in questions().values() for one in q.parameters if one.kind == "iri"}
        values: Value = {
            "questions": [_values(site, one, language) for one in questions().values()],
            "names": {prefix: list(answers.suggested(overview, prefix, language)) for prefix in sorted(prefixes)},
            "prefixes": dict(PREFIXES),
            "relations": {answers.named(overview, iri, language): iri for iri in (*network.ways_of_citing(), CITES)},
            "terms": dict(terms(language)),
            "parameters": dict(words.beginning("parameter.").items()),
            "languages": {one: words(f"language.{one}") for one in LANGUAGES},
        }
        headers = {"Content-Language": language, "Vary": "Accept-Language"}
        return Response(as_json(values), media_type="application/json", headers=headers)

    return [Route("/ask", show, name="ask"), Route("/ask.json", data)]


def _values(site: Site, question: Question, language: str) -> Value:
    chinese = language == "zh"
    return {
        "name": question.name,
        "title": question.title_zh if chinese else question.title,
        "description": question.description_zh if chinese else question.description,
        "sparql": answers.bare(question.sparql),
        "fields": [
            {"name": one.name, "kind": one.kind, "what": one.what, "of": one.of, "value": one.value}
            for one in answers.fields(site.overview, question, {}, language)
        ],
    }
