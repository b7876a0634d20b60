"""The command line as its users meet it: what it prints, where, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aigovkg import KnowledgeGraph

from .conftest import SAMPLE


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "aigovkg", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="session")
def graph(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "sample.ttl"
    kg.write(path)
    return path


def test_a_build_writes_the_graph_and_tells_what_a_person_wants_to_know(tmp_path: Path) -> None:
    output = tmp_path / "graph.ttl"
    done = run("build", SAMPLE, "-o", output)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for words in ("sources", "passages", "instruments read", "welcomes", "2024-05-07", "conforms", f"graph: {output}"):
        assert words in done.stderr
    assert output.read_bytes().startswith(b"@prefix aig: ")


def test_a_build_to_standard_output_prints_turtle_there_and_nothing_else(graph: Path) -> None:
    done = run("build", SAMPLE, "-o", "-")

    assert done.stdout == graph.read_text(encoding="utf-8")


def test_the_report_comes_as_json_when_a_program_asks(tmp_path: Path) -> None:
    done = run("build", SAMPLE, "-o", tmp_path / "graph.nq", "--json")
    report = json.loads(done.stdout)

    assert report["conforms"] is True
    assert dict(report["counts"])["passages"] == 6


def test_a_build_that_sets_something_aside_exits_with_1_and_a_strict_one_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "good.txt").write_bytes(SAMPLE.read_bytes())
    output = tmp_path / "graph.ttl"
    strict = run("build", tmp_path, "-o", output, "--strict")
    assert (strict.returncode, output.exists()) == (1, False)
    assert "nothing written" in strict.stderr

    loose = run("build", tmp_path, "-o", output)
    assert (loose.returncode, output.exists()) == (1, True)
    assert f"set aside: {tmp_path / 'empty.txt'}" in loose.stderr


def test_a_failed_build_leaves_an_earlier_graph_as_it_was(tmp_path: Path) -> None:
    output = tmp_path / "graph.ttl"
    output.write_text("before")

    assert run("build", tmp_path / "nowhere.txt", "-o", output).returncode == 2
    assert output.read_text() == "before"


def test_validate_says_that_the_graph_conforms(graph: Path) -> None:
    done = run("validate", graph)

    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("conforms")


def test_validate_exits_with_1_and_gives_the_words_of_a_violation(graph: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(
        graph.read_text(encoding="utf-8").replace('aig:quote "Bletchley Declaration"@en', 'aig:quote "Bletchley"@en'),
        encoding="utf-8",
    )
    done = run("validate", broken)

    assert done.returncode == 1
    assert "violation: laip-sample.txt: The quote" in done.stdout
    assert "remedy:" in done.stdout


def test_query_prints_csv_json_and_a_table(graph: Path, tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text("SELECT ?o ?d { instrument:cn-fr-ai-2024 aig:welcomes ?o . ?o aig:date ?d }")
    bletchley = "https://w3id.org/aigovkg/instrument/bletchley-2023"

    assert list(csv.reader(io.StringIO(run("query", graph, f"@{query}", "-f", "csv").stdout))) == [
        ["o", "d"],
        [bletchley, "2023-11-01"],
    ]
    results = json.loads(run("query", graph, f"@{query}", "-f", "json").stdout)
    assert [row["o"] for row in results["results"]["bindings"]] == [{"type": "uri", "value": bletchley}]
    assert "instrument:bletchley-2023" in run("query", graph, f"@{query}").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "nowhere.txt", "-o", "g.ttl"], "nowhere.txt: no such file or folder"),
        (["build", "folder", "-o", "g.ttl"], "folder: no readable file in this folder"),
        (["build", "empty.txt", "-o", "g.ttl"], "empty.txt: the file is empty"),
        (["build", "binary.txt", "-o", "g.ttl"], "binary.txt: this is not a text file"),
        (["build", "garbled.txt", "-o", "g.ttl"], "its encoding cannot be told"),
        (["build", "plain.txt", "-o", "g.ttl"], "plain.txt: no title was found"),
        (["build", "page.odd", "-o", "g.ttl"], "files ending in .odd are not read"),
        (["build", "plain.txt", "-o", "g.xyz"], "g.xyz: unknown file name ending .xyz"),
        (["build", "plain.txt", "-o", "no/g.ttl"], "no/g.ttl: cannot be written"),
        (["build", "plain.txt", "-o", "g.ttl", "--catalogue", "bad.ttl"], "bad.ttl: not readable as Turtle"),
        (["validate", "nowhere.ttl"], "nowhere.ttl: no such file"),
        (["validate", "bad.ttl"], "bad.ttl: not well-formed"),
        (["validate", "other.ttl"], "nothing in this graph has a class of"),
        (["query", "other.ttl", "SELECT nonsense"], "query: malformed"),
        (["query", "other.ttl", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE is not allowed"),
        (["query", "other.ttl", "@nowhere.rq"], "nowhere.rq: the query file cannot be read"),
        (["query", "other.ttl", "SELECT ?x WHERE ?x a aig:Foo }"], 'error at 1:17 (“?x a aig:Foo }”): expected "{"'),
        (["query", "other.ttl", "hello there"], "query: this is no query (begin with SELECT"),
        (["query", "other.ttl", "--limt", "3"], "No such option: --limt"),
        (["quer", "other.ttl"], "No such command 'quer'"),
        (["build", "plain.txt"], "Missing option '--output' / '-o' (`aigovkg build --help` shows"),
        (["catalogue", "check", "folder"], "folder: this is a folder"),
        (["coverage", "other.ttl"], "so it is none of ours"),
    ],
)
def test_a_users_mistake_is_one_clear_line_and_exit_code_2(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "folder").mkdir()
    for name, content in {
        "empty.txt": b"",
        "binary.txt": b"PK\x00\x01",
        "garbled.txt": b"\xff\xd8\xa1\x9d\x81 \xfe" * 3,
        "plain.txt": b"Only words.",
        "page.odd": b"x",
        "bad.ttl": b"@prefix : nonsense",
        "other.ttl": b"<http://a.example/s> <http://a.example/p> 1 .",
    }.items():
        (tmp_path / name).write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    done = run(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before, "nothing half-written"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this platform")
def test_a_graph_that_a_query_makes_is_printed_as_turtle(graph: Path) -> None:
    done = run("query", graph, "CONSTRUCT { ?i aig:date ?d } WHERE { ?i aig:welcomes ?o ; aig:date ?d }")

    assert done.stdout.startswith("@prefix aig: ")
    assert 'instrument:cn-fr-ai-2024 aig:date "2024-05-06"^^xsd:date .' in done.stdout


def test_a_question_in_chinese_shows_chinese_names(graph: Path) -> None:
    shown = run("query", graph, "citation-network", "--lang", "zh").stdout

    assert "布莱切利宣言" in shown
    assert "欢迎" in shown


def test_rows_that_do_not_fit_beside_each_other_are_shown_one_below_the_other(graph: Path) -> None:
    wide = "SELECT * { ?claim a aig:Reference ; aig:quote ?quote ; aig:subject ?from ; aig:object ?to ; aig:cue ?cue ; aig:method ?how }"
    narrow = "SELECT ?to { ?claim a aig:Reference ; aig:object ?to }"

    assert re.search(r"^to +instrument:bletchley-2023$", run("query", graph, wide).stdout, re.MULTILINE)
    assert "│ instrument:bletchley-2023 " in run("query", graph, narrow).stdout


def test_a_question_about_a_thing_that_is_not_there_says_so(graph: Path) -> None:
    asked = run("query", graph, "who-cites-an-instrument", "-p", "instrument=instrument:nope")

    assert "nothing in this graph is instrument:nope" in asked.stderr
    assert asked.returncode == 0


def test_a_graph_without_its_sources_graphs_is_exported_with_a_word_about_it(graph: Path, tmp_path: Path) -> None:
    assert "does not say which source states what" in run("export", graph, tmp_path / "g.trig").stderr
    assert "does not say which source" not in run("export", graph, tmp_path / "g.nt").stderr


def test_a_warning_names_the_instrument_that_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Charter of Riverside on Fair Machines\n---\n\nMachines shall be fair.\n")
    said = run("build", tmp_path / "a.md", "-o", tmp_path / "g.ttl").stderr

    assert re.search(
        r"^warning: a\.md: instrument:\S+: An instrument that was read or registered has no date$", said, re.MULTILINE
    )


def test_a_limit_stops_and_says_so(graph: Path) -> None:
    done = run("query", graph, "SELECT * { ?s ?p ?o }", "--limit", "3", "-f", "csv")

    assert len(done.stdout.splitlines()) == 4
    assert "stopped after 3 rows: there are more" in done.stderr


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f = ?i) }"


def test_a_query_that_runs_away_is_given_up_in_time(graph: Path) -> None:
    started = time.monotonic()
    done = run("query", graph, RUNAWAY, "--timeout", "0.5")

    assert done.returncode == 2
    assert done.stderr == "aigovkg: query: no answer in 0.5 s (narrow the query, or give it more time)\n"
    assert time.monotonic() - started < 20


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_a_query_that_runs_away_can_be_interrupted(graph: Path) -> None:
    command = [sys.executable, "-m", "aigovkg", "query", str(graph), RUNAWAY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asked:
        time.sleep(3)
        asked.send_signal(signal.SIGINT)
        _, said = asked.communicate(timeout=20)

    assert (asked.returncode, said.startswith("aigovkg: interrupted")) == (130, True)


@pytest.mark.parametrize("arguments", [["query", "GRAPH", "SELECT * { ?s ?p ?o }", "-f", "csv"], ["validate", "GRAPH", "--json"]])
def test_a_full_disk_behind_standard_output_is_one_line_and_exit_code_2(graph: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "aigovkg", *(str(graph) if one == "GRAPH" else one for one in arguments)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (2, "aigovkg: output cannot be written: No space left on device\n")


def test_a_reader_of_the_output_may_stop_early(graph: Path) -> None:
    command = f"{sys.executable} -m aigovkg query {graph} 'SELECT * {{ ?s ?p ?o }}' -f csv | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_text_cannot_command_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Words \x1b[31m\u202e here.\nPublished by in , May 8, 2024\n\nTwo.\nPublished by A\x1b[31m in Title, 2019",
        encoding="utf-8",
    )
    done = run("build", page, "-o", tmp_path / "graph.ttl")

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stderr + run("read", page).stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("0.1.0")


def test_read_shows_documents_and_passages() -> None:
    shown = run("read", SAMPLE)
    readings = json.loads(run("read", SAMPLE, "--json").stdout)

    assert shown.returncode == 0, shown.stderr
    assert "d) Technological sovereignty" in shown.stdout
    assert len(readings[0]["documents"]) == 4


def test_wrong_options_exit_with_2_too() -> None:
    assert run("build").returncode == 2
    assert run("nonsense").returncode == 2


def test_help_and_importing_load_none_of_the_heavy_libraries() -> None:
    code = "import sys, aigovkg, aigovkg.cli; print([m for m in ('pyshacl', 'rdflib', 'networkx', 'owlready2', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
