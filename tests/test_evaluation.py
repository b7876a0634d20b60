"""The measure of the extraction: what is counted, what is printed, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aigovkg.errors import InputError
from aigovkg.evaluation import compare, evaluate
from aigovkg.evaluation.links import Links
from aigovkg.evaluation.scores import Measure, Tally, matched, summed
from aigovkg.model import Claim, Document, Entity, Evidence, Kind, Name, Span, Text
from aigovkg.vocabulary import AIG, BASE, Lexicon, Vocabulary

from .test_cli import run

WORDS = "We welcome the Bletchley Declaration and recall the River Charter. Europol agrees. AI must be transparent."


TEXTS = (("a", "It ends."), ("a", "Not in it."), ("b", "Elsewhere."), ("a", "The Act applies here."))


def at(quote: str) -> dict[str, Any]:
    return {"quote": quote, "start": WORDS.index(quote)}


def gold(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def row(**more: Any) -> dict[str, Any]:
    citations = [
        {**at("Bletchley Declaration"), "instrument": "Bletchley Declaration", "relation": "welcomes"},
        {**at("River Charter"), "instrument": "River Charter (2031)", "relation": "recalls"},
    ]
    annotated = {"citations": citations, "bodies": [at("Europol")], "events": [], "principles": ["transparency"]}
    return {"id": "one", "doc": "a", "lang": "en", "text": WORDS, **annotated, **more}


def says(*said: tuple[str, str, Kind, str]) -> Any:
    """Return an extractor that finds what it is told: a relation, the words, what kind of thing they name, and which."""

    def extract(document: Document) -> list[Claim]:
        passage = document.passages[-1]
        own = Name(Kind.INSTRUMENT, (Text("a", "en"),))
        claims = []
        for predicate, words, kind, iri in said:
            start = passage.text.index(words)
            evidence = Evidence(passage, Span(start, start + len(words)), "pattern", 0.5)
            claims.append(Claim(own, AIG + predicate, Name(kind, (Text(words, "en"),), (iri,) if iri else ()), evidence))
        return claims

    return extract


def test_half_of_the_longer_span_makes_a_match_and_each_is_matched_once() -> None:
    assert matched([Span(0, 10)], [Span(5, 15)]) == {0: 0}
    assert matched([Span(0, 10)], [Span(6, 16)]) == {}
    assert matched([Span(0, 10), Span(0, 8)], [Span(0, 8)]) == {1: 0}


def test_precision_recall_and_their_mean() -> None:
    tally = Tally(right=2, found=4, gold=3) + Tally(right=1, found=2, gold=1)

    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.75, 0.6)
    assert Tally().f1 == 0.0


def test_the_interval_is_the_same_on_every_run_and_holds_the_score() -> None:
    tallies = [(f"d{n}", "en", {Measure.BODIES: Tally(n % 3, 2, 2)}) for n in range(30)]
    first, again = summed(tallies), summed(tallies)

    assert first == again
    assert first[0].low < first[0].tally.f1 < first[0].high


def test_a_perfect_extractor_scores_one_everywhere(tmp_path: Path, known: Vocabulary) -> None:
    extractor = says(
        ("welcomes", "Bletchley Declaration", Kind.INSTRUMENT, "https://w3id.org/aigovkg/instrument/bletchley-2023"),
        ("recalls", "River Charter", Kind.INSTRUMENT, ""),
        ("mentions", "Europol", Kind.AGENT, ""),
        ("states", "AI must be transparent", Kind.PRINCIPLE, "https://w3id.org/aigovkg/principle/transparency"),
    )
    found = evaluate(gold(tmp_path, row()), extractor=extractor, known=known)

    assert not found.cases
    assert all(one.tally.f1 == 1.0 for one in found.scores if one.tally.gold)


def test_every_mistake_is_a_case_of_its_kind(tmp_path: Path, known: Vocabulary) -> None:
    extractor = says(
        ("cites", "the Bletchley Declaration", Kind.INSTRUMENT, "https://w3id.org/aigovkg/instrument/unesco-rec-2021"),
        ("cites", "AI must be", Kind.INSTRUMENT, ""),
        ("mentions", "agrees", Kind.AGENT, ""),
        ("states", "AI must be transparent", Kind.PRINCIPLE, "https://w3id.org/aigovkg/principle/fairness"),
    )
    found = evaluate(gold(tmp_path, row()), extractor=extractor, known=known)

    kinds = sorted(case.wrong for case in found.cases)
    assert kinds == ["body-fn", "body-fp", "fn", "fp", "link", "principle-fn", "principle-fp", "relation", "span"]
    assert found.score("citations") == 0.5
    assert found.score("citations, exact spans") == found.score("relations") == found.score("links") == 0.0
    assert found.confusion == (("welcomes", "cites", 1),)


def test_a_mention_of_the_document_itself_is_no_citation_to_be_found(tmp_path: Path, known: Vocabulary) -> None:
    own = [{**at("River Charter"), "instrument": "River Charter", "self": True}]
    found = evaluate(
        gold(tmp_path, row(citations=own)), extractor=says(("cites", "River Charter", Kind.INSTRUMENT, "")), known=known
    )

    assert [case.wrong for case in found.cases if case.start == WORDS.index("River")] == ["self"]
    assert next(one.tally for one in found.scores if one.measure == "citations") == Tally(0, 1, 0)


def test_words_that_do_not_stand_there_are_no_evidence_and_earn_nothing(tmp_path: Path, known: Vocabulary) -> None:
    def invents(document: Document) -> list[Claim]:
        passage = document.passages[-1]
        name = Name(Kind.AGENT, (Text("Europol", "en"),))
        start = WORDS.index("Europol")
        return [
            Claim(name, AIG + "mentions", name, Evidence(passage, Span(start, 4000), "pattern", 0.5)),
            Claim(name, AIG + "mentions", name, Evidence(passage, Span(start, start + 7), "pattern", 0.5, cue="in vain")),
            Claim(name, AIG + "mentions", name, Evidence(replace(passage, text="Europol"), Span(0, 7), "pattern", 0.5)),
        ]

    found = evaluate(gold(tmp_path, row()), extractor=invents, known=known)

    assert next(one.tally for one in found.scores if one.measure == "quotes") == Tally(0, 3, 3)
    assert [case.wrong for case in found.cases].count("quote") == 3
    assert found.score("bodies") == 0.0


def test_passages_with_a_label_are_measured_by_the_list_the_label_is_from(tmp_path: Path, known: Vocabulary) -> None:
    passages = [
        {"principle": "Justice/Equity/Fairness/Non-discrimination", "text": "We are fair."},
        {"principle": "Privacy", "text": "We are fair."},
    ]
    path = gold(tmp_path, {"title": "Our values", "issuer": "Acme", "passages": passages})
    extractor = says(("states", "fair", Kind.PRINCIPLE, "https://w3id.org/aigovkg/principle/non-discrimination"))
    found = evaluate(path, extractor=extractor, known=known)

    assert found.score("labels") == 0.5
    assert found.per_passage == (1.0, 1.0)
    assert [(case.wrong, case.expected, case.found) for case in found.cases] == [("label", "Privacy", "non-discrimination")]


@pytest.mark.parametrize(
    ("instrument", "iris"),
    [
        ("Regulation (EU) 2024/1689 (Artificial Intelligence Act)", ("eu-ai-act",)),
        ("Cybersecurity Law of China | 中华人民共和国网络安全法", ("cn-csl-2016",)),
        ("Executive Order 14110, Safe, Secure, and Trustworthy Development and Use of AI", ("us-eo-14110",)),
        ("Privacy Act (Canada)", ("ca-privacy-act",)),
        ("Charter of the River (2031)", ()),
    ],
)
def test_an_annotated_instrument_is_looked_up_by_each_of_its_wordings(
    lexicon: Lexicon, instrument: str, iris: tuple[str, ...]
) -> None:
    assert tuple(iri.rpartition("/")[2] for iri in Links(lexicon).known(instrument)) == iris


@pytest.mark.parametrize(
    ("entity", "instrument", "right"),
    [
        (("eu-ai-act", True), "Artificial Intelligence Act", True),
        (("eu-ai-act", True), "Directive 2013/36/EU (Capital Requirements Directive)", False),
        (("eu-ai-act", True), "Charter of the River", False),
        (("ungps", True), "The famous Guiding Principles on Business and Human Rights", True),
        (("river-charter.1234", False), "Charter of the River", True),
        (("river-charter.1234", False), "Artificial Intelligence Act", False),
        (None, "Charter of the River", False),
    ],
)
def test_a_link_is_right_where_the_entity_bears_the_annotated_name(
    lexicon: Lexicon, entity: tuple[str, bool] | None, instrument: str, right: bool
) -> None:
    linked = Entity(BASE + "instrument/" + entity[0], Kind.INSTRUMENT, entity[1]) if entity else None

    assert Links(lexicon).right(linked, instrument) is right


def test_passages_are_extracted_where_they_stand_in_the_whole_text(tmp_path: Path, known: Vocabulary) -> None:
    seen: list[Document] = []

    def looks(document: Document) -> list[Claim]:
        seen.append(document)
        return []

    (tmp_path / "a.txt").write_text("Before.\n\nThe Act  applies\nhere. Between.\nIt ends.\nBehind.", encoding="utf-8")
    rows = [{"id": str(n), "doc": doc, "text": words} for n, (doc, words) in enumerate(TEXTS)]
    evaluate(gold(tmp_path, *rows), texts=tmp_path, extractor=looks, known=known)

    assert [[passage.text for passage in document.passages] for document in seen] == [
        ["Before.", "The Act applies here.", " Between.", "It ends.", "Behind.", "Not in it."],
        ["Elsewhere."],
    ]
    assert all(len({passage.position for passage in document.passages}) == len(document.passages) for document in seen)


def test_an_older_evaluation_tells_what_was_gained_and_what_lost(tmp_path: Path, known: Vocabulary) -> None:
    path = gold(tmp_path, row())
    old = tmp_path / "old.json"
    before = says(("mentions", "Europol", Kind.AGENT, ""))
    old.write_text(evaluate(path, extractor=before, known=known).as_json(), encoding="utf-8")
    now = evaluate(path, extractor=says(("recalls", "River Charter", Kind.INSTRUMENT, "")), known=known)
    change = compare(now, old)

    assert [(case.wrong, case.expected) for case in change.gains] == [("fn", "River Charter")]
    assert [(case.wrong, case.expected) for case in change.losses] == [("body-fn", "Europol")]
    assert ("bodies", "all", 1.0, 0.0) in change.scores

    more = evaluate(gold(tmp_path, row(), row(id="two")), extractor=before, known=known)
    again = compare(more, old)
    assert (again.losses, again.scores, again.passages) == ((), (), 1)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "gold.jsonl: no passages in it"),
        ('{"text": "a"}\n{"text": \n', "gold.jsonl line 2: not JSON"),
        ('{"text": "a \\ud800"}\n', "gold.jsonl line 1: half a character"),
        ("[" * 100_000, "gold.jsonl line 1: not JSON"),
        ("[1]\n", "gold.jsonl line 1: not a JSON object"),
        ('{"id": "x"}\n', "gold.jsonl line 1: no text"),
        (
            '\n{"text": "The Act", "bodies": [{"quote": "Act", "start": 3}]}\n',
            "gold.jsonl line 2: bodies has the quote 'Act', but at 3",
        ),
        ('{"text": "Act", "citations": [{"quote": "Act", "start": -3}]}', "gold.jsonl line 1: citations has the quote"),
        ('{"text": "Act", "citations": [{"quote": "Act", "start": 0, "relation": "likes"}]}', "line 1: no relation 'likes'"),
        ('{"text": "Act", "principles": ["goodness"]}', "line 1: no principle 'goodness'"),
        ('{"text": "Act", "citations": 3}', "line 1: citations is not a list of objects"),
        ('{"title": "T", "passages": [{"principle": "Kindness", "text": "Be kind."}]}', "no principle 'Kindness'"),
    ],
)
def test_a_gold_file_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, known: Vocabulary, content: str, complaint: str
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        evaluate(path, known=known)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_command_prints_scores_and_cases_and_compares(tmp_path: Path) -> None:
    path = gold(tmp_path, row(bodies=[at("agrees")]))
    first = run("evaluate", path, "--json")
    (tmp_path / "old.json").write_text(first.stdout, encoding="utf-8")
    again = run("evaluate", path, "--cases", "body-fn", "--against", tmp_path / "old.json")

    assert first.returncode == again.returncode == 0, again.stderr
    assert "citations, exact spans" in again.stdout
    assert "body-fn  one  “agrees” → nothing" in again.stdout
    assert "0 gains, 0 losses" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("missing.jsonl",), "missing.jsonl: cannot be read"),
        (("gold.jsonl", "--cases", "most"), "--cases: no kind 'most'"),
        (("gold.jsonl", "--against", "gold.jsonl"), "gold.jsonl: not an evaluation"),
        (("gold.jsonl", "--texts", "nowhere"), "nowhere: no such folder"),
        (("gold.jsonl", "--titles", "gold.jsonl"), "gold.jsonl line 1: no slug"),
    ],
)
def test_what_the_command_cannot_use_is_one_line_and_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    gold(tmp_path, row())
    done = run("evaluate", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
