"""What notebooks show: a graph, a claim, a report, the answer to a query; and data frames."""

from __future__ import annotations

import sys

import lxml.html
import pytest

from aigovkg import KnowledgeGraph, OutputError, Report
from aigovkg.markup import element, table
from aigovkg.model import Claim, Date, Entity, Evidence, Issue, Kind, Passage, Severity, Span, Text
from aigovkg.vocabulary import AIG, BASE

NASTY = '<script>alert("&")</script>'


def shown(thing: object) -> str:
    html: str = thing._repr_html_()  # type: ignore[attr-defined]
    return html


def words(html: str, within: str = ".") -> str:
    found = lxml.html.fromstring(html).find(within)
    return "" if found is None else "".join(map(str, found.itertext()))


def claim(text: str, quote: str) -> Claim:
    start = text.index(quote)
    evidence = Evidence(Passage("0", 1, text, "en"), Span(start, start + len(quote)), "catalogue", 0.95, cue="welcome")
    subject = Entity(BASE + "instrument/a", Kind.INSTRUMENT, True, labels=(Text(NASTY, "en"),))
    return Claim(subject, AIG + "welcomes", Entity(BASE + "instrument/b", Kind.INSTRUMENT, True), evidence)


def test_a_claim_shows_its_quote_highlighted_in_its_passage() -> None:
    html = shown(claim("We welcome the Bletchley Declaration of 2023.", "Bletchley Declaration"))

    assert words(html, ".//mark") == "Bletchley Declaration"
    assert words(html, ".//blockquote") == "We welcome the Bletchley Declaration of 2023."
    assert "welcomes → b" in words(html, ".//figcaption")


def test_a_long_passage_is_cut_on_both_sides() -> None:
    around = words(shown(claim("x" * 5000 + " here " + "y" * 5000, "here")), ".//blockquote")

    assert (around[0], around[-1]) == ("…", "…")
    assert len(around) < 700


def test_every_claim_of_the_sample_shows_its_quote(kg: KnowledgeGraph) -> None:
    for one in kg.claims():
        assert words(shown(one), ".//mark") == one.evidence.quote


def test_nothing_in_a_text_becomes_markup(kg: KnowledgeGraph) -> None:
    issue = Issue(Severity.WARNING, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY)
    answer = kg.query('SELECT ?x { VALUES ?x { "<script>" } }')
    date = Claim(claim("a", "a").subject, AIG + "date", Date("2024"), claim(NASTY, "alert").evidence)

    for html in (
        shown(claim(NASTY + NASTY, "alert")),
        shown(date),
        shown(Report((issue,), (NASTY,), ((NASTY, 1),))),
        shown(answer),
    ):
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
    assert element("p", "a", class_='"><b>') == '<p class="&quot;&gt;&lt;b&gt;">a</p>'


def test_a_report_shows_its_verdict_counts_and_issues(kg: KnowledgeGraph) -> None:
    html = words(shown(kg.report))

    assert "conforms" in html
    assert "attribution lines" in html
    assert all(issue.what in html for issue in kg.report.issues)
    assert "no issues" in shown(Report())


def test_a_graph_shows_how_much_there_is_of_what(kg: KnowledgeGraph) -> None:
    html = words(shown(kg))

    assert f"{len(kg):,} triples" in html
    assert "Bletchley" in html


def test_of_a_long_table_the_first_rows_are_shown_and_how_many_there_are() -> None:
    html = table(("n",), [[str(number)] for number in range(2000)])

    assert len(lxml.html.fromstring(html).findall(".//tbody/tr")) == 50
    assert "50 of 2,000 rows" in words(html)


def test_an_answer_becomes_a_data_frame_with_types(kg: KnowledgeGraph) -> None:
    frame = kg.query(
        'SELECT ?iri ?n ?f ?b ?y ?bad ?none { VALUES (?iri ?n ?f ?b ?y ?bad ?none) { (aig:cites 3 0.5 true "2024"^^xsd:gYear "x"^^xsd:integer UNDEF) } }'
    ).to_pandas()

    assert list(frame.columns) == ["iri", "n", "f", "b", "y", "bad", "none"]
    assert frame.iloc[0].tolist()[:6] == [AIG + "cites", 3, 0.5, True, "2024", "x"]
    assert (frame["n"].dtype.kind, frame["f"].dtype.kind, frame["b"].dtype.kind) == ("i", "f", "b")
    assert frame["none"].isna().all()
    assert kg.query("SELECT ?a ?b { ?a aig:nothing ?b }").to_pandas().shape == (0, 2)


def test_without_pandas_it_is_said_what_to_install(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(OutputError, match=r"pip install 'aigovkg\[tables\]'"):
        kg.query("ASK {}").to_pandas()
