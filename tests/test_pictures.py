"""Measures at the command line, as tables and as pictures."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from aigovkg import KnowledgeGraph, OutputError
from aigovkg.analysis import MEASURES, Facts, measure, pictures
from tests.conftest import ROOT
from tests.test_analysis import CORPUS, graph


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "aigovkg", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def sample(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "sample.ttl"
    kg.write(path)
    return path


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_picture_and_the_same_one_each_time(name: str) -> None:
    corpus = Facts(graph(CORPUS), "zh")
    found = measure(corpus, name, {"from": "instrument:a", "to": "instrument:d"} if name == "paths" else None)

    for ending, begins in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        drawn, _ = pictures.draw(found, MEASURES[name], ending, "zh")
        assert drawn.startswith(begins)
        assert pictures.draw(found, MEASURES[name], ending, "zh")[0] == drawn


def test_without_a_chinese_font_it_is_said_once_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_chinese_font", str)
    found = measure(Facts(graph(CORPUS), "zh"), "most-cited")

    _, said = pictures.draw(found, MEASURES["most-cited"], ".png", "zh")
    assert "fonts-noto-cjk" in said
    assert "\n" not in said


def test_without_matplotlib_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OutputError, match=r"pip install 'aigovkg\[plots\]'"):
        pictures.draw(measure(graph(CORPUS), "lag"), MEASURES["lag"], ".svg")


def test_an_empty_table_cannot_be_drawn() -> None:
    with pytest.raises(OutputError, match="nothing to draw"):
        pictures.draw(measure(graph("instrument:a a aig:Instrument ."), "lag"), MEASURES["lag"], ".svg")


def test_a_dollar_in_a_title_begins_no_formula() -> None:
    found = measure(
        graph(
            'instrument:a a aig:Instrument ; rdfs:label "$1 and $x^{ fund"@en . instrument:b a aig:Instrument ; aig:cites instrument:a .'
        ),
        "most-cited",
    )
    assert pictures.draw(found, MEASURES["most-cited"], ".svg")[0]


def test_long_labels_are_cut_to_two_lines() -> None:
    wrapped = pictures._wrapped("中华人民共和国" * 12)  # noqa: SLF001 - what the picture prints

    assert wrapped.endswith("…")
    assert wrapped.count("\n") == 1


def test_a_measure_goes_to_tables_and_pictures_at_once(sample: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"m{ending}" for ending in (".csv", ".tsv", ".json", ".svg")]
    done = run("analyze", sample, "most-cited", *(part for file in files for part in ("-o", file)))

    assert (done.returncode, done.stdout) == (0, "")
    with files[0].open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["instrument"].rpartition("/")[2] for row in rows] == ["bletchley-2023", "unesco-rec-2021"]
    assert json.loads(files[2].read_text(encoding="utf-8"))["rows"][0]["cited_by"] == 1


def test_the_axes_speak_the_readers_language() -> None:
    drawn = {name.partition(":")[2] for name in (one.picture for one in MEASURES.values())} - {""}
    drawn |= {"year", "instruments", "citations in the year", "citations_so_far", "countries_so_far", "issuers_so_far"}

    assert {name for name in drawn if pictures._in_chinese(name) == pictures._in_english(name)} == set()  # noqa: SLF001 - what it says
    found = measure(Facts(graph(CORPUS), "zh"), "most-cited")
    if pictures._chinese_font():  # noqa: SLF001 - as above
        in_english, in_chinese = (pictures.draw(found, MEASURES["most-cited"], ".svg", language)[0] for language in ("en", "zh"))
        assert in_english != in_chinese


@pytest.mark.parametrize(
    ("shape", "begins"), [("csv", "instrument,label,"), ("tsv", "instrument\tlabel\t"), ("json", '{\n "measure"')]
)
def test_a_measure_is_printed_in_the_format_asked_for(sample: Path, shape: str, begins: str) -> None:
    done = run("analyze", sample, "most-cited", "-f", shape)

    assert done.returncode == 0
    assert done.stdout.startswith(begins)


def test_all_measures_are_printed_as_one_json(sample: Path) -> None:
    done = run("analyze", sample, "-f", "json")

    assert [found["measure"] for found in json.loads(done.stdout)] == [name for name in MEASURES if name != "paths"]


def test_all_measures_go_into_a_folder(sample: Path, tmp_path: Path) -> None:
    done = run("analyze", sample, "-o", tmp_path / "tables")

    assert done.returncode == 0
    assert {path.stem for path in (tmp_path / "tables").iterdir()} == set(MEASURES) - {"paths"}


def test_the_measures_are_listed_with_definition_and_source() -> None:
    done = run("analyze", "--list")

    assert done.returncode == 0
    for one in MEASURES.values():
        assert one.definition in done.stdout
        assert one.source in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("fame",),
        ("lag", "-o", "lag.xlsx"),
        ("lag", "-o", "/nowhere/at/all/lag.csv"),
        ("lag", "-p", "top"),
        ("-p", "top=3"),
        ("paths",),
        ("-o", "/dev/null/tables"),
        ("-o", "tables.csv"),
        ("-f", "csv"),
    ],
)
def test_a_users_mistake_is_one_line_and_exit_code_2(sample: Path, arguments: tuple[str, ...]) -> None:
    done = run("analyze", sample, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("aigovkg: ")


def test_a_graph_without_our_vocabulary_is_refused_in_one_line(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .")
    done = run("analyze", other, "lag")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("name", MEASURES)
def test_the_page_on_measures_has_each_with_definition_and_source(name: str) -> None:
    page = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")

    assert f"## {name}\n" in page
    assert MEASURES[name].definition in page
    assert MEASURES[name].source in page
