"""A graph kept as a folder: what it holds depends on its sources alone, and a build that goes wrong changes nothing."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigovkg import GraphError, NonconformingError, OutputError, build, build_into, documents, export, load
from aigovkg.folder import Folder
from aigovkg.pipeline import gate
from aigovkg.pipeline.building import Builder
from aigovkg.pipeline.harvest import Reader, Setup
from aigovkg.pipeline.memory import report_of
from aigovkg.vocabulary import Vocabulary
from aigovkg.whole import graphs, quads

from .conftest import SAMPLE

LINE = "Published by {who} in {title}, {date}"
# Pages that cite and name one another's things in several spellings and languages, so that each changes what others say.
PAGES = {
    "river": "We welcome the Hillside Robot Act and the Bletchley Declaration.\n"
    + LINE.format(who="Riverside Forum on AI", title="Riverside Charter", date="May 7, 2024"),
    "hill": "Recalling the Riverside Charter, we respect human dignity.\n"
    + LINE.format(who="OECD", title="Hillside Robot Act (山丘机器人法)", date="May 8, 2023"),
    "hill2": "They must be safe.\n" + LINE.format(who="UNESCO", title="The Hillside Robot Act", date="2023"),
    "lake": "我们欢迎《山丘机器人法》。\n" + LINE.format(who="UNESCO", title="湖岸人工智能章程", date="June 1, 2024"),
    "sea": "This Code repeals the Lakeshore Drone Act.\n"
    + LINE.format(who="OECD", title="Seaside Robot Code", date="May 7, 2024"),
    "shore": "This Act repeals the Seaside Robot Code.\n"
    + LINE.format(who="OECD", title="Lakeshore Drone Act", date="May 8, 2024"),
    "fen": "Guidelines on AI matter to the Riverside forum on AI.\n"
    + LINE.format(who="Riverside Forum on AI", title="AI Principles", date="2022"),
}


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a folder, but for its store, which holds the same in other bytes after every history."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.relative_to(folder).parts[0] != "store")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def ensure_stored(folder: Path) -> None:
    """Hold the only store of a folder to what its files say."""
    kept = Folder(folder).store()
    stored = load(folder).store
    assert len([*(folder / "store").iterdir()]) == 1
    assert {quad for quad in stored if quad.graph_name != ox.DefaultGraph()} == set(kept)
    assert sorted(map(str, graphs(stored))) == sorted(map(str, kept.named_graphs()))
    assert Counter(quad.triple for quad in quads(stored)) == Counter({quad.triple for quad in kept})


@pytest.fixture(scope="module")
def reader(known: Vocabulary) -> Reader:
    return Reader(known, documents.Settings())


def built(reader: Reader, place: Path, pages: Path, names: Iterable[str], workers: int = 1) -> dict[str, bytes]:
    """Build some pages into a folder and return what it holds."""
    builder = Builder(Folder(place), reader, Setup((), documents.Settings()), workers)
    try:
        builder.build([pages / f"{name}.txt" for name in sorted(names)], lambda _: ())
    except NonconformingError:
        return {}
    return content(place)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, page in PAGES.items():
        (folder / f"{name}.txt").write_text(page, encoding="utf-8")
    return folder


def test_a_folder_holds_the_same_bytes_whatever_was_added_and_removed_before(
    reader: Reader, pages: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @given(history=st.lists(st.sets(st.sampled_from(sorted(PAGES)), min_size=1), min_size=2, max_size=4))
    @settings(max_examples=8, deadline=None)
    def holds(history: list[set[str]]) -> None:
        place = tmp_path_factory.mktemp("history")
        last: dict[str, bytes] = {}
        for names in history:
            last = built(reader, place / "kg", pages, names) or last
            if last:
                ensure_stored(place / "kg")
        # A build that has nothing to write leaves what was there.
        stands = next((names for names in reversed(history) if built(reader, place / "try", pages, names)), set())

        assert last == (built(reader, place / "new", pages, stands) if stands else {})

    holds()


def test_judging_in_small_batches_gives_the_same_bytes_as_all_at_once(
    reader: Reader, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = built(reader, tmp_path / "once", pages, PAGES)
    monkeypatch.setattr(gate, "_BATCH", 1)

    assert at_once == built(reader, tmp_path / "batches", pages, PAGES)


def test_a_changed_page_is_read_again_and_its_neighbours_are_not(reader: Reader, tmp_path: Path) -> None:
    for name, page in PAGES.items():
        (tmp_path / f"{name}.txt").write_text(page, encoding="utf-8")
    before = built(reader, tmp_path / "kg", tmp_path, PAGES)
    times = {name: (tmp_path / "kg" / name).stat().st_mtime_ns for name in before}
    (tmp_path / "river.txt").write_text(PAGES["river"].replace("welcome", "support"), encoding="utf-8")
    after = built(reader, tmp_path / "kg", tmp_path, PAGES)
    new = {name for name in after if name not in times or times[name] != (tmp_path / "kg" / name).stat().st_mtime_ns}

    assert after == built(reader, tmp_path / "new", tmp_path, PAGES)
    assert len([name for name in new if name.startswith("harvest")]) == 1
    assert len([name for name in new if name.startswith("graphs")]) == 1


def test_one_worker_or_two_one_order_or_another_and_any_locale_and_hash_seed_give_the_same_bytes(tmp_path: Path) -> None:
    paths = []
    for number, (name, page) in enumerate(PAGES.items()):
        paths.append(tmp_path / f"{name}.txt")
        # Enough text that a second process is worth starting.
        words = "and they talk at length of this and of that, " * 8
        padding = "\n\n".join(f"They meet for the {number * 1000 + n}th time {words} and of fairness." for n in range(170))
        paths[-1].write_text(f"{padding}\n\n{page}", encoding="utf-8")
    held = []
    for number, (workers, order) in enumerate(
        (("1", paths), ("2", paths[::-1]), ("3", random.Random(1).sample(paths, len(paths))))  # noqa: S311
    ):
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "LC_ALL": ("C", "C.UTF-8", "POSIX")[number]}
        command = [
            sys.executable,
            "-m",
            "aigovkg",
            "build",
            *map(str, order),
            "-o",
            str(tmp_path / f"kg{number}"),
            "--workers",
            workers,
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr  # two pages contradict each other
        held.append(content(tmp_path / f"kg{number}"))

    assert held[0] == held[1] == held[2]


def test_a_folder_is_loaded_and_exported_as_the_graph_that_build_gives(pages: Path, tmp_path: Path) -> None:
    report = build_into(tmp_path / "kg", pages)
    kg = build(pages)
    triples = export(tmp_path / "kg", tmp_path / "a.trig")
    kg.write(tmp_path / "b.trig")

    assert report == kg.report
    assert triples == len(kg)
    assert (tmp_path / "a.trig").read_bytes() == (tmp_path / "b.trig").read_bytes()
    ensure_stored(tmp_path / "kg")


def test_who_has_opened_a_folder_goes_on_reading_what_it_held(reader: Reader, pages: Path, tmp_path: Path) -> None:
    built(reader, tmp_path / "kg", pages, ["river", "hill"])
    before = load(tmp_path / "kg")
    count = len(before)
    built(reader, tmp_path / "kg", pages, ["river", "hill", "lake", "fen"])
    after = load(tmp_path / "kg")

    assert len([*(tmp_path / "kg" / "store").iterdir()]) == 2
    assert len(before) == count == len(before.query("SELECT * { ?s ?p ?o }").rows)
    assert len(after) > count
    before.write(tmp_path / "before.nq")
    built(reader, tmp_path / "new", pages, ["river", "hill"])
    export(tmp_path / "new", tmp_path / "new.nq")
    assert (tmp_path / "before.nq").read_bytes() == (tmp_path / "new.nq").read_bytes()

    del before
    built(reader, tmp_path / "kg", pages, ["river", "fen"])
    assert len([*(tmp_path / "kg" / "store").iterdir()]) == 2  # `after` is still there
    del after
    built(reader, tmp_path / "kg", pages, ["river"])
    ensure_stored(tmp_path / "kg")


def test_who_reads_a_folder_without_a_whole_store_makes_it(reader: Reader, pages: Path, tmp_path: Path) -> None:
    built(reader, tmp_path / "kg", pages, ["river", "hill"])
    for file in [file for file in (tmp_path / "kg" / "store").rglob("*") if file.is_file()]:
        file.unlink(missing_ok=True)
        ensure_stored(tmp_path / "kg")
    shutil.rmtree(tmp_path / "kg" / "store")

    ensure_stored(tmp_path / "kg")
    built(reader, tmp_path / "kg", pages, ["river", "lake"])
    ensure_stored(tmp_path / "kg")


def test_a_folder_that_one_may_not_write_is_read_by_a_store_elsewhere_that_does_not_stay(
    reader: Reader, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    built(reader, tmp_path / "kg", pages, ["river", "hill"])
    expected = len(load(tmp_path / "kg"))
    shutil.rmtree(tmp_path / "kg" / "store")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        kg = load(tmp_path / "kg")

    assert len(kg) == expected
    assert "no store can be kept there (Permission denied)" in caplog.text
    assert not (tmp_path / "kg" / "store").exists()
    assert [*(tmp_path / "elsewhere").iterdir()]
    del kg
    assert not [*(tmp_path / "elsewhere").iterdir()]


def test_views_and_claims_of_a_folder_are_those_of_the_graph_in_memory(pages: Path, tmp_path: Path) -> None:
    build_into(tmp_path / "kg", pages)
    kept, kg = load(tmp_path / "kg"), build(pages)

    assert kept.claims() == kg.claims()
    assert kept.coverage() == kg.coverage()
    assert kept.candidates() == kg.candidates()
    assert kept.explain("Riverside Charter") == kg.explain("Riverside Charter")
    assert kept.validate() == kg.validate()
    assert len(kept) == len(kg)
    assert kept.contradiction() == kg.contradiction()
    assert set(kept.to_rdflib().quads()) == set(kg.to_rdflib().quads())
    for view in ("all", "citations", "issuers", "principles"):
        assert networkx.node_link_data(kept.to_networkx(view)) == networkx.node_link_data(kg.to_networkx(view))
    for query in ("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "SELECT (COUNT(*) AS ?n) { ?s a ?o }"):
        assert sorted(map(str, kept.query(query).rows)) == sorted(map(str, kg.query(query).rows))


def test_a_second_build_into_a_folder_at_work_is_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "kg")
    with folder.locked(), pytest.raises(OutputError, match="another build is at work in this folder"):
        build_into(tmp_path / "kg", SAMPLE)


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(OutputError, match="holds something else"):
        build_into(tmp_path, SAMPLE)
    with pytest.raises(GraphError, match="no graph was built here"):
        load(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_full_disk_is_reported_and_the_folder_keeps_what_it_held(
    reader: Reader, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = built(reader, tmp_path / "kg", pages, ["river"])
    real = Path.replace
    told: list[str] = []
    for room in range(12):
        left = [room]

        def replace(path: Path, target: Path, left: list[int] = left) -> Path:
            if not left[0]:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            return real(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            try:
                after = built(reader, tmp_path / "kg", pages, ["river", "hill", "lake"])
                break
            except OutputError as error:
                told.append(str(error))
        held = content(tmp_path / "kg")

        assert {name: held[name] for name in before} == before
    else:
        pytest.fail("it never had room enough")

    assert told
    assert all("No space left on device" in one for one in told)
    assert after == built(reader, tmp_path / "new", pages, ["river", "hill", "lake"])


def test_a_file_that_a_crash_of_the_machine_tore_is_made_again_or_told(reader: Reader, pages: Path, tmp_path: Path) -> None:
    whole = built(reader, tmp_path / "kg", pages, ["river", "hill"])
    for name in whole:
        (tmp_path / "kg" / name).unlink()
        assert built(reader, tmp_path / "kg", pages, ["river", "hill"]) == whole


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_what_was_there_and_the_next_completes(tmp_path: Path) -> None:
    kg, corpus = tmp_path / "kg", tmp_path / "pages"
    corpus.mkdir()
    for name in ("river", "lake"):
        (corpus / f"{name}.txt").write_text(PAGES[name], encoding="utf-8")
    command = [sys.executable, "-m", "aigovkg", "build", str(corpus), "-o", str(kg), "--workers", "2"]
    subprocess.run(command, capture_output=True, check=True)
    draw = random.Random(7)  # noqa: S311
    killed = 0
    longest = 0.0
    for turn in range(14):
        (corpus / "turn.txt").write_text(
            PAGES["hill"].replace("we respect", f"for the {turn}th time we respect"), encoding="utf-8"
        )
        before = export(kg, tmp_path / "before.nq")
        started = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
            if turn:
                time.sleep(longest * draw.random())
                os.killpg(process.pid, signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
            else:
                process.wait()
                longest = time.monotonic() - started
        after = export(kg, tmp_path / "after.nq")
        load(kg).write(tmp_path / "stored.nq")
        assert (tmp_path / "stored.nq").read_bytes() == (tmp_path / "after.nq").read_bytes()
        if process.returncode:
            assert (tmp_path / "after.nq").read_bytes() == (tmp_path / "before.nq").read_bytes()
        assert after
        assert before
    subprocess.run(command, capture_output=True, check=True)
    again = [*command[:5], "-o", str(tmp_path / "new")]
    subprocess.run(again, capture_output=True, check=True)

    assert killed > 3
    assert content(kg) == content(tmp_path / "new")
    ensure_stored(kg)


@pytest.mark.parametrize("names", [("river", "hill", "hill2", "lake", "fen"), ("sea", "river"), ("shore", "hill", "fen")])
def test_judging_source_by_source_finds_what_judging_the_whole_finds(
    reader: Reader, pages: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    for end in range(1, len(names) + 1):
        built(reader, tmp_path / "kg", pages, names[:end])
    kg = load(tmp_path / "kg")
    step_by_step = [issue for issue in report_of(Folder(tmp_path / "kg")).issues if issue.shape]

    assert step_by_step == list(kg.validate().issues)


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    words = "and they talk at length of this and of that, " * 8
    for number in range(12):
        text = "\n\n".join(f"They meet for the {number * 100 + n}th time {words} and of fairness." for n in range(95))
        (tmp_path / f"{number}.txt").write_text(
            f"{text}\n" + LINE.format(who="OECD", title=f"Riverside Charter No. {number}", date="2024"), encoding="utf-8"
        )
    killed: list[int] = []

    def kill_one() -> None:
        until = time.monotonic() + 30
        while not killed and time.monotonic() < until:
            time.sleep(0.1)
            for child in multiprocessing.active_children()[:1]:
                time.sleep(1)
                os.kill(child.pid or 0, signal.SIGKILL)
                killed.append(child.pid or 0)

    killer = threading.Thread(target=kill_one)
    killer.start()
    report = build_into(tmp_path / "kg", *sorted(tmp_path.glob("*.txt")), workers=2)
    killer.join()

    assert killed
    assert dict(report.counts)["sources"] == 12
    assert not report.set_aside


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupted_build_of_two_workers_ends_them_leaves_what_was_there_and_the_next_completes(tmp_path: Path) -> None:
    kg, corpus = tmp_path / "kg", tmp_path / "pages"
    corpus.mkdir()
    (corpus / "river.txt").write_text(PAGES["river"], encoding="utf-8")
    command = [sys.executable, "-m", "aigovkg", "build", str(corpus), "-o", str(kg), "--workers", "2"]
    subprocess.run(command, capture_output=True, check=True)
    words = "and they talk at length of this and of that, " * 8
    for number in range(12):
        text = "\n\n".join(f"They meet for the {number * 100 + n}th time {words} and of fairness." for n in range(95))
        (corpus / f"{number}.txt").write_text(
            f"{text}\n" + LINE.format(who="OECD", title=f"Seaside Charter No. {number}", date="2024"), encoding="utf-8"
        )
    export(kg, tmp_path / "before.nq")
    for at in ("harvest", "graphs"):
        held = len([*(kg / at).glob("*/*")])
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
        until = time.monotonic() + 120
        while len([*(kg / at).glob("*/*")]) <= held + 1 and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        _, said = process.communicate(timeout=60)

        assert process.returncode == 130, said
        assert "Traceback" not in said
        assert not left_of(process.pid)
        export(kg, tmp_path / "after.nq")
        assert (tmp_path / "after.nq").read_bytes() == (tmp_path / "before.nq").read_bytes()
        ensure_stored(kg)
    subprocess.run(command, capture_output=True, check=True)
    subprocess.run([*command[:5], "-o", str(tmp_path / "new")], capture_output=True, check=True)

    assert content(kg) == content(tmp_path / "new")
    ensure_stored(kg)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="limits")
def test_a_build_that_runs_out_of_room_says_so_and_leaves_what_was_there(tmp_path: Path) -> None:
    corpus = tmp_path / "pages"
    corpus.mkdir()
    build_of = [sys.executable, "-m", "aigovkg", "build", str(corpus), "-o", str(tmp_path / "kg"), "--workers", "1"]
    (corpus / "river.txt").write_text(PAGES["river"], encoding="utf-8")
    subprocess.run(build_of, capture_output=True, check=True)
    before = content(tmp_path / "kg")
    for name in ("lake", "hill", "fen"):
        (corpus / f"{name}.txt").write_text(PAGES[name], encoding="utf-8")
    refused = 0
    # No file may grow beyond so many bytes: a harvest, a graph, that of the catalogue, a file of the store …
    for room in (500, 5_000, 50_000, 400_000, 1_000_000, 4_000_000):
        done = subprocess.run(
            [sys.executable, "-c", _LIMITED, str(room), *build_of[1:]], capture_output=True, text=True, check=False
        )
        if not done.returncode:
            break
        refused += 1
        assert done.returncode == 2, done.stderr
        assert "cannot be written: File too large" in done.stderr
        assert "Traceback" not in done.stderr
        assert {name: file for name, file in content(tmp_path / "kg").items() if name in before} == before
        ensure_stored(tmp_path / "kg")
    subprocess.run(build_of, capture_output=True, check=True)
    subprocess.run([*build_of[:5], "-o", str(tmp_path / "new")], capture_output=True, check=True)

    assert refused > 2
    assert content(tmp_path / "kg") == content(tmp_path / "new")
    ensure_stored(tmp_path / "kg")


def left_of(group: int) -> bool:
    """Tell whether a process of a group is left after a while."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


# Python that lets no file grow beyond a size, and then runs a module.
_LIMITED = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv = sys.argv[3:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
