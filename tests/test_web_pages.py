"""Pages of the explorer, from the real application over the graph of the sample."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph, build, graph
from aigovkg.model import Entity, Span
from aigovkg.vocabulary import BASE
from aigovkg.web.application import POLICY, application
from aigovkg.web.browse import entity
from aigovkg.web.browse.entity import page
from aigovkg.web.browse.facts import Facts
from aigovkg.web.browse.words import bare, pieces
from aigovkg.web.site import opened
from aigovkg.web.words import table


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("web") / "laip.ttl"
    kg.write(path)
    with TestClient(application(opened(Path(path)))) as client:
        yield client


def test_the_home_page_names_instruments_and_speaks_the_reader_s_language(client: TestClient) -> None:
    english = client.get("/", headers={"accept-language": "fr, en;q=0.8"})
    chinese = client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"})

    assert '<html lang="en">' in english.text
    assert "The Bletchley Declaration" in english.text
    assert '<html lang="zh">' in chinese.text
    assert "布莱切利宣言" in chinese.text
    assert '<html lang="zh">' in client.get("/?lang=zh").text


def test_every_answer_has_the_policy_that_keeps_everything_foreign_out(client: TestClient) -> None:
    for address in ("/", "/instrument/bletchley-2023", "/static/site.css", "/nothing"):
        assert client.get(address).headers["content-security-policy"] == POLICY


def test_what_is_not_there_is_a_page_that_says_so(client: TestClient) -> None:
    answer = client.get("/instrument/nothing")

    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_an_instrument_shows_whom_it_cites_with_the_sentence_and_the_governing_words_marked(client: TestClient) -> None:
    page = client.get("/instrument/cn-fr-ai-2024").text
    cited = page[page.index('id="cites"') : page.index('id="states"')]

    assert re.search(r'class="relation"><bdi lang="en">welcomes</bdi>', cited)
    assert '<em class="cue"><bdi>welcome</bdi></em>' in cited
    assert "<mark><bdi>Bletchley Declaration</bdi></mark>" in cited
    assert 'href="/instrument/bletchley-2023"' in cited
    assert "https://w3id.org/aigovkg/instrument" not in re.sub(r"<(a|link|form)\b[^>]*>", "", page), "names, never IRIs"


def test_the_other_side_of_a_citation_shows_the_same_sentence(client: TestClient) -> None:
    page = client.get("/instrument/bletchley-2023").text

    assert "Who cites it" in page
    assert "<mark><bdi>Bletchley Declaration</bdi></mark>" in page


def test_an_instrument_shows_its_passages_with_every_claim_where_it_stands(client: TestClient, kg: KnowledgeGraph) -> None:
    page = client.get("/instrument/cn-fr-ai-2024?part=passages").text

    for claim in kg.claims():
        if isinstance(claim.subject, Entity) and isinstance(claim.object, Entity) and claim.subject.iri.endswith("cn-fr-ai-2024"):
            address = graph.claim_iri(claim).removeprefix(BASE)
            assert f'href="/{address}"' in page


def test_a_claim_shows_the_triple_the_words_and_where_they_stand(client: TestClient, kg: KnowledgeGraph) -> None:
    claim = next(one for one in kg.claims() if one.predicate.endswith("welcomes"))
    english, chinese = (client.get("/" + graph.claim_iri(claim).removeprefix(BASE) + f"?lang={tag}").text for tag in ("en", "zh"))

    assert "<mark><bdi>Bletchley Declaration</bdi></mark>" in english
    assert "characters 183 to 204 of the passage" in english
    assert "0.95" in english
    assert "laip-sample.txt" in english
    assert "布莱切利宣言" in chinese
    assert "该段第 183 至 204 个字符" in chinese


@pytest.mark.parametrize("thing", ["agent/gov-cn", "event/waic-2024", "principle/safety", "place/cn"])
def test_every_kind_of_thing_has_a_page_in_both_languages(client: TestClient, thing: str) -> None:
    for language in ("en", "zh"):
        answer = client.get(f"/{thing}?lang={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text


def test_a_source_and_its_passages_have_pages(client: TestClient, kg: KnowledgeGraph) -> None:
    passage = next(iter(kg.claims())).evidence.passage
    alone = client.get("/" + graph.passage_iri(passage).removeprefix(BASE))
    source = client.get("/" + graph.source_iri(passage.source).removeprefix(BASE))

    assert alone.status_code == source.status_code == 200
    assert "<h1><bdi>laip-sample.txt</bdi></h1>" in source.text
    assert f'href="/{graph.source_iri(passage.source).removeprefix(BASE)}"' in alone.text


def test_the_report_and_the_coverage_are_worked_out_beside_the_pages(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.write(tmp_path / "laip.ttl")
    site = opened(tmp_path / "laip.ttl")
    with TestClient(application(site)) as client:
        site.review.waited_for()
        report, coverage = client.get("/report").text, client.get("/coverage?lang=zh").text

    assert "The graph conforms to its shapes." in report
    assert "The source dates" in report
    assert "图谱所不知道的" in coverage


def test_a_long_list_comes_in_pages_and_no_page_stands_beyond_the_last(tmp_path: Path) -> None:
    lines = "\n\n".join(f"Article {n}\n\nMachines shall respect the Charter of Town {n} on Fair Machines." for n in range(1, 120))
    (tmp_path / "long.md").write_text(
        f"---\ntitle: Grand Charter of Machines\ndate: 2024-05-01\nissuers: Riverside Council\n---\n\n{lines}\n"
    )
    build(tmp_path / "long.md").write(tmp_path / "long.ttl")
    with TestClient(application(opened(tmp_path / "long.ttl"))) as long:
        name = re.search(r'href="(/instrument/[^"]*grand[^"]*)"', long.get("/").text)
        assert name is not None
        first = long.get(name[1]).text
        assert "part=cites" in first
        second = long.get(name[1] + "?part=cites&page=2")
        assert second.status_code == 200
        assert "Page 2 of 3" in second.text
        assert long.get(name[1] + "?part=cites&page=4").status_code == 404
        assert long.get(name[1] + "?part=nonsense").status_code == 404
        assert long.get(name[1] + "?part=cites&page=x").status_code == 404


def test_hostile_words_are_shown_as_words(tmp_path: Path) -> None:
    wicked = "Charter <script>alert(1)</script> \u202egnp.exe"
    (tmp_path / "x.jsonl").write_text(
        json.dumps(
            {
                "title": wicked,
                "issuers": "<img src=x onerror=alert(1)>",
                "date": "2024",
                "text": f"It welcomes the Bletchley Declaration. </p><script>x()</script> {'w' * 100_000}",
            }
        )
    )
    build(tmp_path / "x.jsonl").write(tmp_path / "x.ttl")
    with TestClient(application(opened(tmp_path / "x.ttl"))) as client:
        home = client.get("/").text
        address = next(one for one in re.findall(r'href="(/instrument/[^"]+)"', home) if "charter" in one)
        pages = home + client.get(address).text + client.get(address + "?part=passages").text

    assert "<script>alert" not in pages
    assert "<script>x()" not in pages
    assert "<img" not in pages
    assert "\u202e" not in pages
    assert "U+202E" in pages


def test_every_text_of_the_pages_is_there_in_both_languages() -> None:
    for key, texts in table().items():
        assert all(texts), key
        assert set(re.findall(r"\{\w+\}", texts[0])) == set(re.findall(r"\{\w+\}", texts[1])), key


@given(
    st.text("ab 。.", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=3),
)
def test_pieces_are_the_text_and_every_quote_is_in_the_pieces_it_covers(
    text: str, quotes: list[tuple[int, int]], cues: list[tuple[int, int]]
) -> None:
    def spans(pairs: list[tuple[int, int]]) -> list[Span]:
        found = (Span(min(*pair, len(text)), min(max(pair), len(text))) for pair in pairs)
        return [span for span in found if span.start < span.end]

    named = [(f"c{place}", span) for place, span in enumerate(spans(quotes))]
    found = pieces(text, named, spans(cues))

    assert bare(found) == text
    for name, span in named:
        assert "".join(piece.words for piece in found if name in piece.claims) == text[span.start : span.end]
    assert sum(len(piece.words) for piece in found if piece.cue) == len({n for span in spans(cues) for n in range(*span)})


def test_a_thing_that_very_many_claims_lead_to_shows_the_same_ties(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts(kg.union)
    every = page(facts, BASE + "principle/safety", "en")
    monkeypatch.setattr(entity, "_READ", 0)
    unread = page(facts, BASE + "principle/safety", "en")

    assert every is not None
    assert every.sections[0].groups[0].ties[0].sentences
    assert every == unread
