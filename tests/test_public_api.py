"""The promise of the package: its names, and one runnable example for each function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aigovkg

from .conftest import ROOT


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert sorted(aigovkg.__all__) == aigovkg.__all__
    assert all(getattr(aigovkg, name).__doc__ for name in aigovkg.__all__)


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_the_python_in_the_documents_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)

    assert blocks
    exec("\n".join(blocks), {})  # noqa: S102 — the documents are ours


def test_every_public_function_has_an_example_in_the_api_page() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    methods = [
        name
        for name in vars(aigovkg.KnowledgeGraph)
        if not name.startswith("_") and callable(getattr(aigovkg.KnowledgeGraph, name))
    ]

    assert all(f".{name}(" in page for name in methods)
    assert all(f"{name}(" in page for name in ("build", "load", "check_catalogue", "evaluate", "questions"))


def test_every_command_is_documented() -> None:
    from aigovkg.cli import app

    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert all(f"aigovkg {command.callback.__name__}" in page for command in app.registered_commands if command.callback)
