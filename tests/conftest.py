"""What the tests share: the user's sample, the vocabulary and the graph built from the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigovkg import KnowledgeGraph, build, mentions, vocabulary
from aigovkg.mentions import Finder
from aigovkg.vocabulary import Lexicon, Vocabulary

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "examples" / "laip-sample.txt"
SHARED = ROOT.parent / "shared"
SCORES = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")
    parser.addoption("--update-baseline", action="store_true", help="write what the extraction scores as the new baseline")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the scores of the extraction, where they were measured."""
    lines = config.stash.get(SCORES, [])
    if lines:
        terminalreporter.section("scores of the extraction")
    for line in lines:
        terminalreporter.line(line)


@pytest.fixture(scope="session")
def known() -> Vocabulary:
    return vocabulary.load()


@pytest.fixture(scope="session")
def lexicon(known: Vocabulary) -> Lexicon:
    return known.lexicon


@pytest.fixture(scope="session")
def finder(known: Vocabulary) -> Finder:
    return mentions.finder_of(known.lexicon)


@pytest.fixture(scope="session")
def kg() -> KnowledgeGraph:
    return build(SAMPLE)
