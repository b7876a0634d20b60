"""Claims that an extractor of the user's own proposes beside ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigovkg import Kind, Passage, Proposal, build, build_into
from aigovkg.evaluation import beside, evaluate
from aigovkg.model import Claim, Entity, Report
from aigovkg.vocabulary import Vocabulary

WORDS = "Operators shall meet SR 235.1 and welcome the Bletchley Declaration, and keep to paragraph 4."


def letter(folder: Path, words: str = WORDS) -> Path:
    path = folder / "letter.txt"
    path.write_text(f"{words}\nPublished by Harbour Board in Harbour Letter, May 7, 2024", encoding="utf-8")
    return path


def built(folder: Path, *proposals: Proposal) -> tuple[list[Claim], Report]:
    graph = build(letter(folder), extractor=lambda passage: proposals)  # noqa: ARG005
    return [claim for claim in graph.claims() if claim.evidence.method == "proposed"], graph.report


def test_what_an_extractor_proposes_is_claimed_with_its_words(tmp_path: Path) -> None:
    (claim,), report = built(tmp_path, Proposal("basedOn", "SR 235.1", cue="meet", pinpoint="paragraph 4", confidence=0.8))
    evidence = claim.evidence
    assert claim.predicate.endswith("#basedOn")
    assert (evidence.quote, evidence.cue, evidence.pinpoint, evidence.confidence) == ("SR 235.1", "meet", "paragraph 4", 0.8)
    assert evidence.passage.text[evidence.span.start : evidence.span.end] == "SR 235.1"
    assert report.conforms


def test_what_the_catalogue_knows_is_linked_by_name_or_iri(tmp_path: Path) -> None:
    gdpr = "https://w3id.org/aigovkg/instrument/gdpr"
    claims, _ = built(
        tmp_path,
        Proposal("cites", "SR 235.1", name=gdpr),
        Proposal("mentions", "Operators", name="OECD"),
        Proposal("states", "shall meet", name="legality"),
    )
    found = [claim.object.iri.rpartition("/")[2] for claim in claims if isinstance(claim.object, Entity)]
    assert sorted(found) == ["gdpr", "legality", "oecd"]


@pytest.mark.parametrize(
    ("proposal", "why"),
    [
        (Proposal("welcomes", "words that nobody wrote"), "do not stand there"),
        (Proposal("welcomes", "SR 235.1", start=3), "do not stand there"),
        (Proposal("welcomes", " "), "do not stand there"),
        (Proposal("cites", "SR 235.1", cue="pursuant to"), "do not stand there"),
        (Proposal("adores", "SR 235.1"), "no way to cite"),
        (Proposal("states", "SR 235.1", name="beauty"), "no principle"),
        (Proposal("cites", "SR 235.1", name="https://w3id.org/aigovkg/instrument/none"), "no instrument of the catalogue"),
        (Proposal("cites", "SR 235.1", confidence=97), "not from 0 to 1"),
    ],
)
def test_a_proposal_that_nothing_stands_behind_is_refused_with_an_issue(tmp_path: Path, proposal: Proposal, why: str) -> None:
    claims, report = built(tmp_path, proposal)
    assert not claims
    assert [issue.where for issue in report.issues if why in issue.what] == ["letter.txt, run 1"]


def test_what_we_claim_of_the_same_words_is_not_claimed_again(tmp_path: Path) -> None:
    claims, report = built(tmp_path, Proposal("welcomes", "Bletchley Declaration"), Proposal("cites", "Harbour Letter"))
    assert not claims
    assert len(report.issues) == 1


def test_a_folder_is_built_again_when_an_extractor_tells_another_version(tmp_path: Path) -> None:
    class Rules:
        def __init__(self, version: str, predicate: str) -> None:
            self.version, self.predicate = version, predicate

        def __call__(self, passage: Passage) -> list[Proposal]:
            return [Proposal(self.predicate, "SR 235.1")] if "SR" in passage.text else []

    path, folder = letter(tmp_path), tmp_path / "kg"
    first = build_into(folder, path, extractor=Rules("1", "cites"))
    again = build_into(folder, path, extractor=Rules("2", "mentions"))
    assert dict(first.claims) != dict(again.claims)


def test_both_together_can_be_measured(tmp_path: Path, known: Vocabulary) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"text": "Meet SR 235.1 and the GDPR.", "citations": ['
        '{"quote": "SR 235.1", "start": 5, "instrument": "SR 235.1"}, {"quote": "GDPR", "start": 22, "instrument": "GDPR"}]}',
        encoding="utf-8",
    )
    rules = beside(lambda passage: [Proposal("cites", "SR 235.1", kind=Kind.INSTRUMENT)], known)  # noqa: ARG005
    assert evaluate(gold, known=known).score("citations") < 1.0
    assert evaluate(gold, extractor=rules, known=known).score("citations") == 1.0
