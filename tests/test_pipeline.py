"""Building: the gate, several sources, determinism."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen import canvas

from aigovkg import InputError, KnowledgeGraph, NonconformingError, OntologyError, build
from aigovkg.model import Severity
from aigovkg.pipeline import read
from aigovkg.vocabulary import AIG, BASE

from .conftest import SAMPLE

LINE = "Published by OECD in {title}, {date}"
GOOD = "They must respect human dignity.\n" + LINE.format(title="Riverside Charter", date="May 7, 2024")
# Two documents that repeal each other break a shape: one of them has read the direction backwards.
BAD = "\n\n".join(
    [
        "This Code repeals the Hillside Robot Act.\n" + LINE.format(title="Seaside Robot Code", date="May 7, 2024"),
        "This Act repeals the Seaside Robot Code.\n" + LINE.format(title="Hillside Robot Act", date="May 8, 2024"),
    ]
)


def write(folder: Path, **pages: str) -> Path:
    for name, page in pages.items():
        (folder / f"{name}.txt").write_text(page, encoding="utf-8")
    return folder


def instruments(kg: KnowledgeGraph) -> set[str]:
    rows = kg.query('SELECT DISTINCT ?l { ?p aig:passageOf/rdfs:label ?l FILTER (LANG(?l) = "en") }').records()
    return {str(row["l"]) for row in rows}


def test_a_source_that_violates_a_shape_is_set_aside_whole_and_named_with_its_sentence_and_remedy(tmp_path: Path) -> None:
    kg = build(write(tmp_path, good=GOOD, bad=BAD))
    refused = [issue for issue in kg.report.issues if issue.severity is Severity.VIOLATION]

    assert instruments(kg) == {"Riverside Charter"}
    assert kg.report.set_aside == ("bad.txt",)
    assert not kg.report.conforms
    assert refused
    assert all(issue.source == "bad.txt" and issue.sentence and issue.remedy for issue in refused)


def test_a_bystander_that_only_names_the_same_instruments_is_not_set_aside(tmp_path: Path) -> None:
    one, two = BAD.split("\n\n")
    kg = build(
        write(
            tmp_path,
            one=one,
            two=two,
            bystander="An example is the Seaside Robot Code.\n" + LINE.format(title="Riverside Charter", date="2024"),
        )
    )
    refused = {issue.source: issue.quote for issue in kg.report.issues if issue.severity is Severity.VIOLATION}

    assert kg.report.set_aside == ("one.txt", "two.txt")
    assert refused == {"one.txt": "Hillside Robot Act", "two.txt": "Seaside Robot Code"}


def test_what_is_written_after_a_refusal_conforms(tmp_path: Path) -> None:
    assert build(write(tmp_path, good=GOOD, bad=BAD)).validate().conforms


def test_a_strict_build_gives_nothing_instead(tmp_path: Path) -> None:
    with pytest.raises(NonconformingError, match=r"bad\.txt: "):
        build(write(tmp_path, good=GOOD, bad=BAD), strict=True)


def test_when_no_source_conforms_nothing_comes_back(tmp_path: Path) -> None:
    with pytest.raises(NonconformingError, match=r"bad\.txt: "):
        build(write(tmp_path, bad=BAD))


def test_a_file_that_cannot_be_read_beside_others_is_set_aside(tmp_path: Path) -> None:
    kg = build(write(tmp_path, good=GOOD, empty=""))

    assert kg.report.set_aside == (str(tmp_path / "empty.txt"),)
    assert instruments(kg) == {"Riverside Charter"}


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing could be used; the first of 2 reasons: the file is empty"):
        build(write(tmp_path, one="", two=""))
    with pytest.raises(InputError, match="no such file"):
        build(tmp_path / "nowhere.txt")


def test_one_content_under_two_names_is_one_source_with_both(tmp_path: Path) -> None:
    kg = build(write(tmp_path, one=GOOD, two=GOOD))
    rows = kg.query("SELECT ?s ?n { ?s aig:fileName ?n } ORDER BY ?n").records()

    assert [row["n"] for row in rows] == ["one.txt", "two.txt"]
    assert len({row["s"] for row in rows}) == 1


def test_the_bytes_do_not_depend_on_the_order_of_sources_or_on_the_hash_seed(tmp_path: Path) -> None:
    write(tmp_path, one=GOOD, two=GOOD.replace("Riverside", "Hillside"))
    paths = [str(tmp_path / "one.txt"), str(tmp_path / "two.txt"), str(SAMPLE)]
    outputs = []
    for seed, order in (("0", paths), ("1", paths[::-1])):
        output = tmp_path / f"{seed}.nq"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        subprocess.run(
            [sys.executable, "-m", "aigovkg", "build", *order, "-o", str(output)],
            env=environment,
            check=True,
            capture_output=True,
        )
        outputs.append(output.read_bytes())

    assert outputs[0] == outputs[1]


def test_a_catalogue_of_the_users_own_names_what_the_texts_name(tmp_path: Path) -> None:
    own = tmp_path / "mine.ttl"
    own.write_text(
        f"""@prefix aig: <{AIG}> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{BASE}instrument/riverside> a aig:Instrument ; dcterms:title "Charter of the River"@en ; skos:altLabel "Riverside Charter"@en ;
            aig:issuedBy <{BASE}agent/oecd> ; aig:date "2024-05-07"^^<http://www.w3.org/2001/XMLSchema#date> ; aig:verified true .""",
        encoding="utf-8",
    )
    kg = build(write(tmp_path, good=GOOD) / "good.txt", catalogue=own)

    assert instruments(kg) == {"Charter of the River"}


def test_a_catalogue_that_breaks_a_shape_is_refused_with_the_subject_and_the_remedy(tmp_path: Path) -> None:
    own = tmp_path / "mine.ttl"
    own.write_text(
        f'@prefix aig: <{AIG}> . <{BASE}instrument/riverside> a aig:Instrument ; <http://purl.org/dc/terms/title> "Riverside Charter"@en ; aig:date "soon" .',
        encoding="utf-8",
    )

    with pytest.raises(OntologyError, match=r"instrument/riverside: .*date"):
        build(write(tmp_path, good=GOOD) / "good.txt", catalogue=own)


def test_a_whole_document_with_a_manifest_is_built_with_the_evidence_of_what_the_manifest_states(tmp_path: Path) -> None:
    (tmp_path / "river.md").write_text(
        "We welcome the Bletchley Declaration.\n\nAI must respect human dignity.\n", encoding="utf-8"
    )
    manifest = tmp_path / "corpus.toml"
    manifest.write_text(
        '["river.md"]\ntitle = "Charter of the River"\nissuers = ["OECD"]\ndate = "2024-05-07"\n', encoding="utf-8"
    )
    kg = build(tmp_path / "river.md", manifest=manifest)
    rows = kg.query(
        'SELECT ?p ?q { ?i rdfs:label "Charter of the River"@en . ?c aig:subject ?i ; aig:predicate ?p ; aig:quote ?q FILTER (?p != aig:states) } ORDER BY ?q'
    ).records()

    assert [(str(row["p"]).rpartition("#")[2].rpartition("/")[2], row["q"]) for row in rows] == [
        ("date", "2024-05-07"),
        ("welcomes", "Bletchley Declaration"),
        ("title", "Charter of the River"),
        ("issuedBy", "OECD"),
    ]


def test_records_of_a_table_are_documents_with_the_columns_that_the_user_names(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("headline,words,who\nCharter of the River,We welcome the Bletchley Declaration.,OECD\n", encoding="utf-8")
    kg = build(table, columns={"title": "headline", "text": "words", "issuers": "who"})

    assert instruments(kg) == {"Charter of the River"}
    assert kg.query("ASK { ?i aig:welcomes instrument:bletchley-2023 ; aig:issuedBy agent:oecd }").records() == [
        {"answer": "true"}
    ]


def test_a_manifest_can_name_the_columns_too(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text(
        '{"headline": "Charter of the River", "words": "We meet.", "who": "OECD"}\n', encoding="utf-8"
    )
    manifest = tmp_path / "corpus.toml"
    manifest.write_text('[columns]\ntitle = "headline"\ntext = "words"\nissuers = "who"\n', encoding="utf-8")

    assert instruments(build(tmp_path / "lines.jsonl", manifest=manifest)) == {"Charter of the River"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("corpus.toml", "nonsense", "not well-formed TOML"),
        ("corpus.toml", 'title = "x"', "is no table"),
        ("corpus.csv", "a,b\n1,2\n", "no column named file"),
        ("corpus.csv", "file,title\na.txt,x\na.txt,y\n", "two rows for a.txt"),
        ("corpus.toml", '["a.txt"]\nbogus = "x"', "a.txt has a field bogus"),
        ("corpus.toml", '["a.txt"]\ntitle = "x\\u0000"', "holds a NUL"),
        ("corpus.toml", '["a.txt"]\ntitle = { x = 1 }', "title of a.txt is no text"),
    ],
)
def test_a_manifest_that_states_nothing_readable_is_refused(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=words):
        build(write(tmp_path, good=GOOD) / "good.txt", manifest=tmp_path / name)


def test_a_manifest_tells_files_of_one_name_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "r.txt").write_text(f"The words of {folder}.", encoding="utf-8")
    manifest = tmp_path / "corpus.csv"
    manifest.write_text("file,title\na/r.txt,Charter of the River\nb/r.txt,Charter of the Hill\n", encoding="utf-8")

    assert instruments(build(tmp_path, manifest=manifest)) == {"Charter of the River", "Charter of the Hill"}


@pytest.mark.parametrize("name", ["one.txt", "two.txt"])
def test_of_two_copies_the_manifest_may_name_either(tmp_path: Path, name: str) -> None:
    write(tmp_path, one="The same words.", two="The same words.")
    (tmp_path / "corpus.csv").write_text(f"file,title\n{name},Charter of the River\n", encoding="utf-8")
    kg = build(tmp_path, manifest=tmp_path / "corpus.csv")

    assert instruments(kg) == {"Charter of the River"}
    assert kg.report.conforms


def test_a_field_that_columns_cannot_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no field foo"):
        build(write(tmp_path, good=GOOD), columns={"foo": "bar"})


def test_a_manifest_goes_before_what_a_text_says_of_itself_and_its_words_are_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "river.md").write_text(
        "---\ntitle: River\ndate: 2020\n---\n# Notes on rivers\n\n3 May 2024\n\nWe shall protect privacy.\n"
    )
    (tmp_path / "corpus.toml").write_text('["river.md"]\ntitle = "Charter of the River"\nissuers = ["OECD"]\n')
    kg = build(tmp_path, manifest=tmp_path / "corpus.toml")

    assert instruments(kg) == {"Charter of the River"}
    rows = kg.query("SELECT ?quote ?text { ?c a aig:Titling ; aig:quote ?quote ; aig:passage/aig:text ?text }").records()
    assert [(row["quote"], row["text"]) for row in rows] == [
        ("Charter of the River", "title: Charter of the River\nissuers: OECD")
    ]
    dates = kg.query("SELECT ?date { ?c a aig:Dating ; aig:value ?date }").records()
    assert [row["date"] for row in dates] == ["2024-05-03"]


def test_a_manifest_of_a_file_that_is_not_there_is_said_and_the_others_count(tmp_path: Path) -> None:
    write(tmp_path, good=GOOD)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/one.md", "# Charter of the Sea\n\nWe shall protect privacy.")
    names = ("god.txt", "a.zip/in/one.md", "one.md", "one.txt")
    rows = "".join(f"{name},Charter of the Sea\n" for name in names)
    (tmp_path / "corpus.csv").write_text("file,title\n" + rows)
    _, issues = read(tmp_path, manifest=tmp_path / "corpus.csv")

    assert [issue.what for issue in issues] == [
        "it states something of god.txt, and no such file was read",
        "it states something of one.txt, and no such file was read",
    ]


def test_what_a_manifest_states_of_a_page_of_many_instruments_is_said_not_to_be_used(tmp_path: Path) -> None:
    write(tmp_path, good=GOOD)
    (tmp_path / "corpus.csv").write_text("file,title\ngood.txt,Charter\n")
    (reading,), issues = read(tmp_path, manifest=tmp_path / "corpus.csv")

    assert reading.documents
    assert ["what the manifest states of it was not used" in issue.what for issue in issues] == [True]


@pytest.mark.parametrize("name", ["charter.pdf", "charter.docx", "charter.html", "charter.md", "charter.txt"])
def test_a_file_and_its_copy_in_a_zip_are_one_source_with_both_names(tmp_path: Path, name: str) -> None:
    content = _file(name)
    (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(f"in/{name}", content)
    (reading,), issues = read(tmp_path)

    assert not issues
    assert reading.source.names == (f"all.zip#in/{name}", name)
    assert reading.source.sha256 == hashlib.sha256(content).hexdigest()
    assert {document.source for document in reading.documents} == {reading.source}


def _file(name: str) -> bytes:
    buffer = io.BytesIO()
    if name.endswith(".pdf"):
        page = canvas.Canvas(buffer, invariant=1)
        page.drawString(72, 700, "Charter of the River")
        page.drawString(72, 660, "We shall protect privacy in all that we do with machines.")
        page.save()
    elif name.endswith(".docx"):
        word = docx.Document()
        word.add_heading("Charter of the River")
        word.add_paragraph("We shall protect privacy.")
        word.save(buffer)
    elif name.endswith(".html"):
        return b"<html><title>Charter</title><h1>Charter of the River</h1><p>We shall protect privacy.</p></html>"
    return buffer.getvalue() or b"# Charter of the River\n\nWe shall protect privacy.\n"


@pytest.mark.parametrize("name", ["charter.pdf", "charter.docx", "charter.html", "charter.md"])
def test_standard_input_may_be_of_any_format_that_its_bytes_tell(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_file(name))))
    (reading,), issues = read("-")

    assert not issues
    assert reading.source.names == ("standard input",)
    assert reading.documents[0].attributions[0].passage.text.startswith("Charter of the River")


def test_a_folder_with_a_zip_of_nothing_names_the_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(InputError, match=r"empty\.zip: nothing in this zip is read"):
        build(tmp_path)
