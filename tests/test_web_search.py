"""Search of the explorer: what is found by its words, what narrows it, and what is worth a look first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph, build
from aigovkg.vocabulary import BASE
from aigovkg.web import index
from aigovkg.web.application import application
from aigovkg.web.site import Site, opened
from aigovkg.web.tokens import marked, typed


@pytest.fixture(scope="module")
def site(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("search")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "cache", lambda: place / "cache")
        kg.write(place / "laip.ttl")
        found = opened(place / "laip.ttl")
        found.index.waited_for()
        yield found


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(application(site)) as client:
        yield client


def found(client: TestClient, **asked: str) -> list[str]:
    page = client.get("/search", params={**asked, "lang": "en"}).text
    return re.findall(r'<li><p class="kind">(\w+)', page)


def test_a_title_is_found_by_words_in_either_language_and_by_their_beginnings(client: TestClient) -> None:
    for words in ("bletchley", "Bletchl", "布莱切利", "布莱切利宣言", "宣言"):
        page = client.get("/search", params={"q": words}).text
        assert 'href="/instrument/bletchley-2023"' in page, words


@pytest.mark.parametrize("start", range(0, 22, 3))
def test_chinese_is_found_by_any_two_characters_that_stand_together(site: Site, start: int) -> None:
    title = "中华人民共和国和法兰西共和国关于人工智能和全球治理的联合声明"

    assert ("instrument", f"{BASE}instrument/cn-fr-ai-2024") in site.index.search(title[start : start + 2], {}, 0, 1000).held


def test_traditional_characters_and_wide_letters_find_the_same(client: TestClient) -> None:
    assert 'href="/instrument/bletchley-2023"' in client.get("/search", params={"q": "布萊切利"}).text
    assert 'href="/instrument/bletchley-2023"' in client.get("/search", params={"q": "ＢＬＥＴＣＨＬＥＹ"}).text


def test_words_of_a_passage_are_found_and_marked_where_they_stand(client: TestClient) -> None:
    page = client.get("/search", params={"q": "preparatory work"}).text

    assert re.search(r"<mark><bdi>preparatory</bdi></mark><bdi> </bdi><mark><bdi>work</bdi></mark>", page)
    assert 'href="/passage/' in page


def test_facets_narrow_a_search_and_say_how_many_are_left(client: TestClient) -> None:
    everything = client.get("/search", params={"lang": "en"}).text
    narrowed = client.get("/search", params={"lang": "en", "issuer": "gov-cn"}).text

    assert re.search(r"China</bdi></a> <span class=\"many\">\d+</span>", everything)
    assert 'href="/instrument/cn-fr-ai-2024?lang=en"' in narrowed
    assert 'href="/instrument/bletchley-2023?lang=en"' in everything
    assert 'href="/instrument/icdppc-2018' not in narrowed
    assert found(client, issuer="gov-cn", relation="welcomes") == ["instrument"]
    assert found(client, issuer="gov-cn", relation="repeals") == []


@pytest.mark.parametrize(
    "words", ['"', '"; DROP TABLE held; --', "*", "NEAR(a b)", "a AND", "said:x", "(((", "\x00", "-", "a" * 5000]
)
def test_what_is_typed_is_words_and_never_a_query(client: TestClient, words: str) -> None:
    assert client.get("/search", params={"q": words}).status_code == 200
    assert found(client, q="bletchley")[0] == "instrument"


def test_hostile_words_come_back_as_words(client: TestClient) -> None:
    page = client.get("/search", params={"q": "<script>alert(1)</script>\u202e"}).text

    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_a_page_beyond_the_last_is_not_found(client: TestClient) -> None:
    assert client.get("/search?page=2").status_code == 404


def test_the_home_page_says_how_much_there_is_and_what_to_look_at_first(client: TestClient) -> None:
    english, chinese = (client.get("/", params={"lang": tag}).text for tag in ("en", "zh"))

    assert "<strong>8</strong> instruments" in english
    assert english.index("Most cited") < english.index("Bletchley Declaration")
    assert "布莱切利宣言" in chinese


def test_a_search_says_so_while_the_index_is_being_made(
    kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(index.Index, "begin", lambda _: None)
    kg.write(tmp_path / "laip.ttl")
    with TestClient(application(opened(tmp_path / "laip.ttl"))) as client:
        assert "is being made" in client.get("/search?q=x&lang=en").text
        assert client.get("/").status_code == 200


def test_the_second_start_finds_the_index_of_the_first(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "write", lambda *_: pytest.fail("made again"))

    again = index.Index(ox.Store(), site.digest, site.path.parent / "cache")
    assert again.search("bletchley", {}, 0, 5).many == site.index.search("bletchley", {}, 0, 5).many > 0


def test_a_cache_that_cannot_be_written_to_costs_nothing_but_time(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    made = index.Index(site.store, site.digest, tmp_path / "file" / "cache")
    made.waited_for()
    assert made.search("bletchley", {}, 0, 5).many


def test_a_passage_without_words_and_a_name_of_signs_alone_hinder_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        json.dumps({"title": "Charter of Widgets", "date": "2024", "text": "……\n\nIt welcomes the Bletchley Declaration."})
    )
    build(tmp_path / "x.jsonl").write(tmp_path / "x.ttl")
    site = opened(tmp_path / "x.ttl")
    made = index.Index(site.store, site.digest, tmp_path / "cache")
    made.waited_for()

    assert made.search("bletchley", {}, 0, 5).many
    assert made.search("!!!", {}, 0, 5).many == 0


@given(st.text(max_size=60), st.text(max_size=8))
def test_a_marked_text_is_the_text(text: str, said: str) -> None:
    assert "".join(words for words, _ in marked(text, typed(said))) == text
