"""Pages of the explorer, from the real application over the graph of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aigovkg import KnowledgeGraph
from aigovkg.web.application import POLICY, application
from aigovkg.web.site import opened


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
