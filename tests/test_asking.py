"""The page where a graph is asked, as it is without a script: questions with their fields, SPARQL, answers with names."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph
from aigovkg.errors import QueryError
from aigovkg.knowledge_graph import load
from aigovkg.questions import questions
from aigovkg.vocabulary import AIG, BASE
from aigovkg.web.application import application
from aigovkg.web.browse import answers
from aigovkg.web.browse.overview import Overview
from aigovkg.web.site import opened
from aigovkg.web.words import words


@pytest.fixture(scope="module")
def graph(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asking") / "sample.ttl"
    kg.write(path)
    return path


@pytest.fixture(scope="module")
def overview(graph: Path) -> Overview:
    return Overview(load(graph).union)


@pytest.fixture(scope="module")
def client(graph: Path) -> Iterator[TestClient]:
    with TestClient(application(opened(graph))) as one:
        yield one


def ask(client: TestClient, **given: str) -> tuple[int, str]:
    answer = client.get("/ask", params={"lang": "en", **given})
    return answer.status_code, html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def test_every_question_is_listed_in_the_reader_s_language(client: TestClient) -> None:
    english, chinese = (client.get("/ask", params={"lang": language}).text for language in ("en", "zh"))
    for question in questions().values():
        assert html.escape(question.title, quote=False).replace("'", "&#39;") in english
        assert question.title_zh in chinese


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_is_answered_with_its_defaults(client: TestClient, name: str, language: str) -> None:
    answer = client.get("/ask", params={"question": name, "lang": language})
    assert answer.status_code == 200, answer.text
    assert words(language)("ask.answer") in answer.text
    assert 'role="alert"' not in answer.text


def test_a_question_asks_about_what_is_named_in_any_language(client: TestClient) -> None:
    for name in (
        "Bletchley Declaration",
        "Déclaration de Bletchley",
        "布莱切利宣言",
        "instrument:bletchley-2023",
        f"{BASE}instrument/bletchley-2023",
    ):
        status, text = ask(client, question="who-cites-an-instrument", **{"p.instrument": name})
        assert status == 200
        assert "Joint Statement" in text
        assert "welcomes" in text
        assert "1 row" in text


def test_answers_name_things_and_lead_to_their_pages(client: TestClient) -> None:
    text = client.get("/ask", params={"question": "who-cites-an-instrument", "lang": "en"}).text
    table = text[text.index("<table") :]
    assert 'href="/instrument/cn-fr-ai-2024?lang=en"' in table
    assert ">https://" not in table


def test_a_query_of_one_s_own_is_answered(client: TestClient) -> None:
    assert "yes" not in ask(client, query="SELECT (1 AS ?one) {}")[1]
    assert "1 row" in ask(client, query="ASK {}")[1]
    assert "true" in ask(client, query="ASK {}")[1]
    status, text = ask(client, query="CONSTRUCT WHERE { ?citing aig:welcomes ?cited }")
    assert status == 200
    assert "The Bletchley Declaration" in text
    assert "Nothing in the graph fits." in ask(client, query="SELECT * { ?s aig:nothing ?o }")[1]


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"query": "SELECT {"}, 400, "malformed"),
        ({"query": "INSERT DATA { <a:b> <a:b> <a:b> }"}, 400, "read-only"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, 400, "SERVICE is not allowed"),
        ({"question": "no-such"}, 404, "There is no such question."),
        ({"question": "who-cites-an-instrument", "p.instrument": "Atlantis"}, 400, "nothing in this graph is called 'Atlantis'"),
        ({"question": "most-cited-instruments", "p.least": "many"}, 400, "not of kind integer"),
        ({"question": "most-cited-instruments", "p.least": "<script>"}, 400, "not of kind integer"),
        ({"question": "instruments-by-name", "p.words": '"} SELECT'}, 200, "Nothing in the graph fits."),
    ],
)
def test_what_cannot_be_asked_is_said_on_the_page(client: TestClient, given: dict[str, str], status: int, said: str) -> None:
    answered, text = ask(client, **given)
    assert (answered, said in text) == (status, True), text


def test_what_is_written_stays_in_the_field(client: TestClient) -> None:
    text = client.get("/ask", params={"query": "SELECT <oops> </textarea><b>", "lang": "en"}).text
    assert "SELECT &lt;oops&gt; &lt;/textarea&gt;&lt;b&gt;</textarea>" in text


def test_more_rows_than_a_page_shows_are_counted(client: TestClient) -> None:
    _, text = ask(client, query="SELECT ?s { ?s ?p ?o } LIMIT 2500")
    assert "2,500 rows" in text
    assert "The first 1,000 are shown." in text


def test_the_data_of_the_page_hold_what_its_script_needs(client: TestClient) -> None:
    english, chinese = (client.get("/ask.json", params={"lang": language}).json() for language in ("en", "zh"))
    assert [one["name"] for one in english["questions"]] == sorted(questions())
    assert all(not one["sparql"].startswith("#") for one in english["questions"])
    assert english["terms"][AIG + "welcomes"] == "welcomes"
    assert chinese["relations"]["欢迎"] == AIG + "welcomes"
    assert "China" in english["names"]["place"]
    assert set(english["languages"]) == {"en", "zh"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_is_named_in_both_languages(language: str) -> None:
    said = {parameter.what for question in questions().values() for parameter in question.parameters}
    assert {what for what in said if f"parameter.{what}" not in words(language)} == set()


def test_a_name_means_a_thing_of_its_kind_only(overview: Overview) -> None:
    assert answers.meant(overview, "China", "place") == f"{BASE}place/cn"
    assert answers.meant(overview, "welcomes", "aig") == AIG + "welcomes"
    with pytest.raises(QueryError, match="nothing in this graph is called 'China'"):
        answers.meant(overview, "China", "principle")


def test_values_of_every_kind_are_shown(overview: Overview) -> None:
    bindings = [
        {
            "a": {"type": "uri", "value": f"{BASE}place/cn"},
            "b": {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        },
        {"a": {"type": "uri", "value": "http://example.org/x"}, "b": {"type": "literal", "value": "好", "xml:lang": "zh"}},
        {"a": {"type": "triple", "value": {"subject": {"type": "uri", "value": "a:b"}}}},
        {"a": {"type": "bnode", "value": "b0"}},
    ]
    shown = answers.table(overview, json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": bindings}}).encode(), "zh")
    first, second, third, fourth = shown.rows
    assert first[0] is not None
    assert first[0].thing is not None
    assert first[0].thing.label == "中国"
    assert first[1] == answers.Cell(words="3", numeric=True)
    assert second[1] == answers.Cell(words="好", language="zh")
    assert third[1] is None
    assert fourth[0] == answers.Cell(words="b0")
