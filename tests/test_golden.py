"""The sample through every stage, beside what each stage gave when it was last looked at.

The files stand in flow order; a rewrite of the code shows as a difference in them. After a change that is meant:
`pytest tests/test_golden.py --update-golden`, and read the difference.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import KnowledgeGraph, claims, documents, mentions, syntaxes
from aigovkg.mentions import Finder
from aigovkg.model import Claim, Mention, Name

from .conftest import SAMPLE

GOLDEN = Path(__file__).parent / "golden" / "laip-sample"


def as_json(what: object) -> str:
    return json.dumps(what, ensure_ascii=False, indent=1) + "\n"


def shown(name: object) -> object:
    if isinstance(name, Name):
        return {"forms": [f"{form.value}@{form.language}" for form in name.forms], "candidates": list(name.candidates)}
    return str(name)


def mention(one: Mention) -> list[object]:
    return [
        one.name.kind,
        one.span.start,
        one.span.end,
        one.passage.quote(one.span),
        list(one.name.candidates),
        one.method,
        one.cue,
    ]


def claim(one: Claim) -> dict[str, object]:
    evidence = one.evidence
    return {
        "says": [shown(one.subject), one.predicate, shown(one.object)],
        "words": [evidence.passage.position, evidence.span.start, evidence.span.end, evidence.quote, evidence.cue],
        "how": [evidence.method, evidence.confidence],
    }


def without_build(turtle: str) -> str:
    """Leave out which build made it: that changes with every edit of the catalogue."""
    turtle = re.sub(r"build:[0-9a-f]{24}", "build:BUILD", turtle)
    return re.sub(r'aig:fingerprint "[0-9a-f]{64}"', 'aig:fingerprint "FINGERPRINT"', turtle)


def stages(kg: KnowledgeGraph, finder: Finder) -> dict[str, str]:
    (reading,) = documents.read(SAMPLE, finder.lexicon)
    marked = [mentions.find(document, finder) for document in reading.documents]
    extracted = [
        claims.extract(document, marks, finder.lexicon) for document, marks in zip(reading.documents, marked, strict=True)
    ]
    source = ox.Store()
    source.bulk_extend(quad for quad in kg.store if "/source/" in str(quad.graph_name))
    return {
        "1-source.txt": SAMPLE.read_text(encoding="utf-8"),
        "2-documents.json": as_json(asdict(reading)),
        "3-mentions.json": as_json(
            [{run.passage.position: [mention(one) for one in run.mentions]} for marks in marked for run in marks]
        ),
        "4-claims.json": as_json([claim(one) for each in extracted for one in each]),
        "5-graph.ttl": without_build(b"".join(syntaxes.serialized(source, ox.RdfFormat.TURTLE)).decode()),
        "6-report.json": as_json(asdict(kg.report)),
    }


@pytest.mark.parametrize(
    "name", ["1-source.txt", "2-documents.json", "3-mentions.json", "4-claims.json", "5-graph.ttl", "6-report.json"]
)
def test_each_stage_gives_what_it_gave(name: str, kg: KnowledgeGraph, finder: Finder, request: pytest.FixtureRequest) -> None:
    made = stages(kg, finder)[name]
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.write_text(made, encoding="utf-8", newline="\n")

    assert made == path.read_text(encoding="utf-8")
