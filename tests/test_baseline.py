"""How good the extraction is on the annotated passages, held against what it was.

The passages are not part of the project: they stand beside it, and where they do not this is skipped. After a change that is
meant, or a gain to be kept: `pytest tests/test_baseline.py --update-baseline`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aigovkg.evaluation import Evaluation, Measure, evaluate
from aigovkg.vocabulary import Vocabulary

from .conftest import SCORES, SHARED

BASELINE = Path(__file__).parent / "evaluation-baseline.json"
GOLD = SHARED / "gold" / "passages.jsonl"
LABELLED = SHARED / "corpora" / "worldwide-ai-ethics-dev.jsonl"
TITLES = SHARED / "corpora" / "index.jsonl"
SLACK = 0.01  # a gain of one kind may cost so much of another
ON_AVERAGE = "principles found in a labelled passage"


def figures(found: Evaluation) -> dict[str, float]:
    """Return the overall score of each measure, and how many principles a labelled passage yields."""
    scores = {str(one.measure): round(one.tally.f1, 3) for one in found.scores if one.language == "all"}
    assert found.per_passage is not None
    return {**scores, ON_AVERAGE: round(found.per_passage[0], 2)}


def test_the_extraction_is_not_worse_than_it_was(known: Vocabulary, pytestconfig: pytest.Config) -> None:
    missing = [str(path) for path in (GOLD, LABELLED, TITLES) if not path.is_file()]
    if missing:
        pytest.skip(f"the annotated passages are not beside the project: no {missing[0]}")
    now = figures(evaluate(GOLD, LABELLED, titles=TITLES, known=known))
    if pytestconfig.getoption("--update-baseline"):
        BASELINE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    before = json.loads(BASELINE.read_text(encoding="utf-8"))
    pytestconfig.stash[SCORES] = [f"{what:40} {now[what]:6.3f}   was {before[what]:6.3f}" for what in now]

    assert now.keys() == before.keys()
    worse = {what: (before[what], now[what]) for what in now if what != ON_AVERAGE and now[what] < before[what] - SLACK}
    assert not worse, "see `aigovkg evaluate … --against OLD`; --update-baseline if it is meant"
    assert now[ON_AVERAGE] <= before[ON_AVERAGE] + 10 * SLACK
    assert now[Measure.QUOTES] == 1.0
