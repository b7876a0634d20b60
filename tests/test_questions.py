"""The questions of `questions/` against the graph of `tests/questions/`: each gives the rows of its table, and says what it asks.

In the tables IRIs stand with our prefixes. They were checked by hand; change one only after reading the graph.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib.query import ResultRow

from aigovkg import KnowledgeGraph, QueryError, load
from aigovkg.model import Severity
from aigovkg.vocabulary import PREFIXES

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "tests" / "questions"
QUESTIONS = sorted((ROOT / "questions").glob("*.rq"))
HEADS = ("title", "title-zh", "description", "description-zh")
# How the default of a parameter is written in a query, by its kind.
KINDS = {
    "iri": "{}",
    "date": '"{}"^^xsd:date',
    "text": '"{}"',
    "integer": "{}",
    "language": '"{}"',
}


class Parameter(NamedTuple):
    """What a header says of a parameter."""

    name: str
    kind: str
    default: str
    meaning: str


@pytest.fixture(scope="module")
def tried() -> KnowledgeGraph:
    return load(TABLES / "graph.trig")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def header(path: Path) -> list[tuple[str, str]]:
    """Return the header of a question: what each of its comment lines is and says."""
    lines = text_of(path)[: text_of(path).index("SELECT")].splitlines()
    found = [re.fullmatch(r"# ([a-z-]+): (\S.*)", line) for line in lines]
    assert None not in found, lines
    return [(line[1], line[2]) for line in found if line]


def parameters(path: Path) -> list[Parameter]:
    declared = [re.fullmatch(r"(\w+) (\w+) (.+?) \| (\S.*)", what) for name, what in header(path) if name == "parameter"]
    assert None not in declared
    return [Parameter(*found.groups()) for found in declared if found]


def values(query: str) -> list[tuple[str, str]]:
    """Return the parameters that a query binds, with their values: each alone on a line under WHERE."""
    blocks = re.findall(r"WHERE \{\n((?: +VALUES \?\w+ \{ .+ \}\n)+)", query)
    return [bound for block in blocks for bound in re.findall(r"VALUES \?(\w+) \{ (.+) \}", block)]


def in_language(path: Path, language: str) -> str:
    return text_of(path).replace('VALUES ?language { "en" }', f'VALUES ?language {{ "{language}" }}')


def rows(graph: KnowledgeGraph, query: str) -> list[list[str]]:
    """Return the columns of an answer and its rows, as they stand in a table."""
    table = graph.query(query)
    return [list(table.columns), *([shortened(cell) for cell in record.values()] for record in table.records())]


def shortened(cell: str | None) -> str:
    for prefix, namespace in PREFIXES.items():
        if cell is not None and cell.startswith(namespace) and "/" not in cell[len(namespace) :]:
            return f"{prefix}:{cell[len(namespace) :]}"
    return cell or ""


def expected(path: Path) -> list[list[str]]:
    with (TABLES / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def id_of(path: Path) -> str:
    return path.stem


each_question = pytest.mark.parametrize("path", QUESTIONS, ids=id_of)


def test_there_are_thirty_questions_or_more_each_with_its_table() -> None:
    assert len(QUESTIONS) >= 30
    assert [path.stem for path in QUESTIONS] == sorted(table.stem for table in TABLES.glob("*.csv"))


def test_the_graph_they_are_tried_on_conforms_to_the_shapes(tried: KnowledgeGraph) -> None:
    assert [issue for issue in tried.validate().issues if issue.severity is Severity.VIOLATION] == []


@each_question
def test_a_question_has_a_name_of_plain_words_and_says_what_it_asks_in_english_and_chinese(path: Path) -> None:
    said = dict(header(path))

    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", path.stem)
    assert [name for name, _ in header(path)][:4] == list(HEADS)
    assert {name for name, _ in header(path)} <= {*HEADS, "parameter"}
    for name in HEADS:
        assert bool(re.search(r"[\u4e00-\u9fff]", said[name])) == name.endswith("-zh")
        assert re.search(r"[?？]$" if name.startswith("title") else r"[.。]$", said[name])


def test_no_two_questions_have_one_title() -> None:
    titles = [what for path in QUESTIONS for name, what in header(path) if name.startswith("title")]

    assert len(set(titles)) == len(titles)


@each_question
def test_each_parameter_has_one_line_of_values_with_its_default_and_no_other_has_one(path: Path) -> None:
    declared = {parameter.name: KINDS[parameter.kind].format(parameter.default) for parameter in parameters(path)}

    assert dict(values(text_of(path))) == declared
    assert len(values(text_of(path))) == text_of(path).count("VALUES") == len(parameters(path))


@each_question
def test_a_question_needs_no_prefixes_and_asks_no_other_place(path: Path) -> None:
    assert not re.search(r"\b(PREFIX|BASE|SERVICE|FROM)\b", text_of(path))


@each_question
def test_a_question_as_it_stands_gives_the_rows_of_its_table(path: Path, tried: KnowledgeGraph) -> None:
    assert rows(tried, text_of(path)) == expected(path)
    assert len(expected(path)) > 1


# rdflib warns of a name that its own SPARQL engine still uses.
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@each_question
def test_rdflib_gives_the_same_rows(path: Path, tried: KnowledgeGraph) -> None:
    answer = tried.to_rdflib().query(text_of(path), initNs=dict(PREFIXES))
    found = [["" if cell is None else shortened(str(cell)) for cell in row] for row in answer if isinstance(row, ResultRow)]

    assert [[*map(as_number, row)] for row in found] == [[*map(as_number, row)] for row in expected(path)[1:]]


def as_number(cell: str) -> str | float:
    """Return a number as such, for 0.7 and 0.70 are one."""
    return float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell


@each_question
def test_a_question_can_be_asked_of_the_sample(path: Path, kg: KnowledgeGraph) -> None:
    assert kg.query(text_of(path)).columns == tuple(expected(path)[0])


def test_names_come_in_the_language_asked_for_else_in_english_else_in_any(tried: KnowledgeGraph) -> None:
    question = ROOT / "questions" / "citation-lag.rq"
    unverified = ROOT / "questions" / "unverified-instruments.rq"
    repealed = ROOT / "questions" / "amended-or-repealed-instruments.rq"

    assert "布莱切利宣言" in {row[4] for row in rows(tried, in_language(question, "zh"))}
    assert [row[1] for row in rows(tried, in_language(unverified, "zh"))] == [
        "title",
        "Adobe's Commitment to AI Ethics",
        "机器人三定律",
    ]
    assert "Three Laws of Robotics" in {row[1] for row in rows(tried, in_language(unverified, "fr"))}
    assert "内容标识试行规则" in {row[1] for row in rows(tried, in_language(repealed, "fr"))}


def test_a_date_counts_where_it_may_lie_in_the_period(tried: KnowledgeGraph) -> None:
    question = text_of(ROOT / "questions" / "instruments-in-a-period.rq")
    later = question.replace("2023-11-01", "2025-02-15").replace("2025-02-11", "2025-02-20")

    assert [row[2] for row in rows(tried, later)[1:]] == ["2025-02"]


def test_a_parameter_takes_another_value_and_what_is_asked_with_it_stays_data(tried: KnowledgeGraph) -> None:
    by_prefix = tried.query("who-cites-an-instrument", instrument="instrument:no-such-thing")
    hostile = tried.query("instruments-by-name", words='" } INSERT DATA { <a:a> <a:b> <a:c> } #\\')

    assert by_prefix.rows == hostile.rows == ()


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("who-cites-an-instrument", {"instrument": "not an iri"}, "is not of kind iri"),
        ("who-cites-an-instrument", {"nobody": "x"}, "no parameter nobody"),
        ("claims-to-review", {"percent": "many"}, "is not of kind integer"),
        ("instruments-in-a-period", {"from": "soon"}, "is not of kind date"),
        ("SELECT * { ?s ?p ?o }", {"x": "y"}, "only shipped questions have parameters"),
    ],
)
def test_a_wrong_parameter_is_refused_with_the_remedy(
    tried: KnowledgeGraph, name: str, values: dict[str, str], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        tried.query(name, limit=None, timeout=None, **values)


def test_a_mistyped_name_of_a_question_is_told_with_the_nearest(kg: KnowledgeGraph) -> None:
    with pytest.raises(
        QueryError, match=r"no shipped question is called what-an-instrument-citse.*did you mean what-an-instrument-cites\?"
    ):
        kg.query("what-an-instrument-citse")
