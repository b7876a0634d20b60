"""The verb that measures the extraction: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.cli.shown import console
from aigovkg.errors import InputError
from aigovkg.markup import visible

if TYPE_CHECKING:
    from aigovkg.evaluation import Case, Change, Evaluation

_ALL = "all"


@app.command()
def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(metavar="GOLD…", help="JSON Lines of annotated passages, or of passages labelled by principle."),
    ],
    titles: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON Lines with slug, title, title_zh and issuers of the documents.")
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Whole texts, DOC.txt: extract passages in them and not alone.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="OLD", help="What an earlier --json printed: list what is better and what is worse.")
    ] = None,
    cases: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="Print the wrong cases of a kind, or of all; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print scores and cases as JSON.")] = False,
) -> None:
    """Measure the extraction on passages that a person annotated."""
    from aigovkg.evaluation import Wrong, compare
    from aigovkg.evaluation import evaluate as measure

    kinds = set(cases or [])
    unknown = sorted(kinds - {*map(str, Wrong), _ALL})
    if unknown:
        raise InputError(f"no kind {unknown[0]!r}", where="--cases", remedy=f"the kinds are {', '.join(Wrong)}, {_ALL}")
    evaluation = measure(*gold, titles=titles, texts=texts)
    change = compare(evaluation, against) if against is not None else None
    if as_json:
        typer.echo(evaluation.as_json())
    else:
        _show_evaluation(evaluation)
    for case in evaluation.cases:
        if kinds & {case.wrong, _ALL}:
            typer.echo(_case_line(case), err=as_json)
    if change is not None:
        _show_change(change, err=as_json)


def _show_evaluation(evaluation: Evaluation) -> None:
    """Print the scores: a share in one column, and the relations one by one."""
    from rich.table import Table as Grid

    from aigovkg.evaluation import SHARES

    grid = Grid(box=None, pad_edge=False)
    for column in ("measure", "language", "precision", "recall", "F1 or share", "95 %", "right", "found", "gold"):
        grid.add_column(column, justify="left" if column in ("measure", "language") else "right", no_wrap=True)
    for one in evaluation.scores:
        tally = one.tally
        parts = ("", "") if one.measure in SHARES else (f"{tally.precision:.3f}", f"{tally.recall:.3f}")
        counts = (str(tally.right), "" if one.measure in SHARES else str(tally.found), str(tally.gold))
        share = (f"{tally.f1:.3f}", f"{one.low:.3f}–{one.high:.3f}") if tally.found or tally.gold else ("–", "")
        grid.add_row(one.measure, one.language, *parts, *share, *counts)
    for name, tally in (*evaluation.relations, *evaluation.labels):
        counts = (str(tally.right), str(tally.found), str(tally.gold))
        grid.add_row(f"  {name}", "all", f"{tally.precision:.3f}", f"{tally.recall:.3f}", f"{tally.f1:.3f}", "", *counts)
    screen = console()
    screen.width = max(screen.width, 110)
    screen.print(grid)
    mistaken = [f"{annotated} as {found} {times}" for annotated, found, times in evaluation.confusion if annotated != found]
    if mistaken:
        screen.print(f"relations mistaken: {', '.join(mistaken)}", soft_wrap=True, markup=False, highlight=False)
    if evaluation.per_passage is not None:
        principles, labels = evaluation.per_passage
        words = f"a labelled passage: {principles:.2f} principles found, {labels:.2f} of the list it is labelled from"
        screen.print(words, soft_wrap=True, markup=False, highlight=False)


def _show_change(change: Change, *, err: bool) -> None:
    for sign, cases in (("+", change.gains), ("-", change.losses)):
        for case in cases:
            typer.echo(f"{sign} {_case_line(case)}", err=err)
    for measure, language, before, after in change.scores:
        if before != after:
            typer.echo(f"{measure}, {language}: {before:.3f} → {after:.3f} ({after - before:+.3f})", err=err)
    typer.echo(f"{len(change.gains)} gains, {len(change.losses)} losses in {change.passages} passages", err=err)


def _case_line(case: Case) -> str:
    said = " → ".join(f"“{words}”" if words else "nothing" for words in (case.expected, case.found))
    return visible(f"{case.wrong}  {case.id}  {said}\n    {case.context}")
