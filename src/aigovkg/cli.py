"""The same verbs for the shell. Results go to stdout, everything else to stderr.

Exit codes: 0 conforms · 1 built or read, but something does not conform or was set aside · 2 could not run.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections import Counter
from dataclasses import asdict
from enum import StrEnum
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aigovkg.errors import AigovkgError, InputError, NonconformingError, QueryError
from aigovkg.text import excerpt

if TYPE_CHECKING:
    from aigovkg.evaluation import Case, Change, Evaluation
    from aigovkg.model import Issue, Reading, Report
    from aigovkg.queries import Table

app = typer.Typer(
    help="Knowledge graphs of AI-governance instruments in which every fact points at the words that say so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_STDOUT = "-"
_ALL = "all"
# Typer carries a copy of Click that is not public: what it raises for wrong options is known by its base class.
_UsageError: Any = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "ClickException")
# Control characters, and those that turn the direction of writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IRI = re.compile(r"https://w3id\.org/aigovkg/(\w+)/([\w.-]*\w)")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(installed("aigovkg"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options that stand before any command."""


class Answer(StrEnum):
    """How the answer to a query is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files and folders to read.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the graph goes: .ttl .nt .nq .trig .jsonld .rdf, or - for stdout."
        ),
    ],
    catalogue: Annotated[list[Path] | None, typer.Option(help="Turtle with instruments, agents and events of your own.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="TOML or CSV that states title, issuers and date of files that do not say them.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Which column holds text, title, issuers or date; repeatable."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if anything would be set aside.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read sources and write the graph of what they say, with the evidence of every fact."""
    from aigovkg import syntaxes
    from aigovkg.pipeline import build as build_graph

    to_stdout = str(output) == _STDOUT
    if not to_stdout:
        syntaxes.ensure_writable(output)
    graph = build_graph(
        *sources, catalogue=catalogue or [], manifest=manifest, columns=_values(columns or [], "--columns"), strict=strict
    )
    if to_stdout:
        syntaxes.print_to_stdout(graph.store, syntaxes.FORMATS[".ttl"])
    else:
        graph.write(output, description=True)
    where = "standard output" if to_stdout else str(output)
    if as_json:
        typer.echo(_report_json(graph.report), err=to_stdout)
    else:
        _show_build(graph.report, where, len(graph))
    raise typer.Exit(0 if graph.report.conforms else 1)


@app.command()
def read(
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Files and folders to read.")],
    manifest: Annotated[Path | None, typer.Option(help="TOML or CSV that states title, issuers and date of files.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column holds what; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print documents and passages as JSON.")] = False,
) -> None:
    """Show what the builder sees: documents, whose they are, and their passages."""
    from aigovkg.model import Severity
    from aigovkg.pipeline import read as read_sources

    readings, issues = read_sources(*sources, manifest=manifest, columns=_values(columns or [], "--columns"))
    if as_json:
        typer.echo(json.dumps([asdict(reading) for reading in readings], ensure_ascii=False, indent=2))
    else:
        for reading in readings:
            _show_reading(reading)
    for issue in issues:
        typer.echo(_issue_line(issue), err=True)
    raise typer.Exit(1 if any(issue.severity is not Severity.INFO for issue in issues) else 0)


@app.command()
def validate(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file.")],
    shapes: Annotated[list[Path] | None, typer.Option(help="Shapes of your own instead of ours.")] = None,
    owl: Annotated[
        bool, typer.Option("--owl", help="Also ask HermiT whether the graph contradicts the ontology (needs Java).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a graph against the shapes, and say of each violation which words it comes from."""
    from aigovkg.knowledge_graph import load

    knowledge = load(graph)
    report = knowledge.validate(shapes or [])
    contradiction = knowledge.contradiction() if owl else ""
    if as_json:
        typer.echo(_report_json(report))
    else:
        _show_issues(report, str(graph))
        if owl:
            typer.echo(f"HermiT: {contradiction or 'consistent with the ontology'}")
    raise typer.Exit(0 if report.conforms and not contradiction else 1)


@app.command()
def query(
    graph: Annotated[Path | None, typer.Argument(metavar="GRAPH", help="A graph file.")] = None,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY", help="A SPARQL query, @ and the name of a file that holds one, or the name of a shipped question."
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="A parameter of a shipped question.")
    ] = None,
    answer: Annotated[Answer, typer.Option("--format", "-f", help="How the answer is printed.")] = Answer.TABLE,
    listing: Annotated[bool, typer.Option("--list", help="List the shipped questions.")] = False,
) -> None:
    """Ask a graph a question. The prefixes of ours need no declaration."""
    from aigovkg.knowledge_graph import load

    if listing:
        _show_questions()
        return
    if graph is None or question is None:
        raise QueryError(
            "a graph file and a query are needed", where="query", remedy="`aigovkg query --list` shows questions to ask"
        )
    text = _from_file(question[1:]) if question.startswith("@") else question
    _show_table(load(graph).query(text, **_values(parameter or [], "-p")), answer)


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


catalogue_app = typer.Typer(help="Catalogues of your own.", no_args_is_help=True)
app.add_typer(catalogue_app, name="catalogue")


@catalogue_app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Turtle with instruments, agents and events of your own.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a catalogue of your own with the same shapes, and against ours, before you build with it."""
    from aigovkg.pipeline import check_catalogue

    report = check_catalogue(*files)
    if as_json:
        typer.echo(_report_json(report))
    else:
        typer.echo(", ".join(f"{count} {what}" for what, count in report.counts) or "nothing of ours in it", err=True)
        _show_issues(report, ", ".join(map(str, files)))
    raise typer.Exit(0 if report.conforms else 1)


def main() -> None:
    """Run the command line; a user's mistake is one line on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run())


def _run() -> int:
    """Run the command and return its exit code."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except NonconformingError as error:
        return _say(f"nothing written: {error}", 1)
    except AigovkgError as error:
        return _say(str(error), 2)
    except _UsageError as error:
        error.show()
        return int(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return _say("interrupted; nothing was written", 130)
    except SystemExit as stop:
        # Typer turns a closed pipe into exit code 1; when the reader of a pipe has gone, that is its right.
        closed = isinstance(stop.__context__, OSError) and stop.__context__.errno == errno.EPIPE
        return 0 if closed else int(stop.code or 0)
    except OSError as error:
        # Python would flush what is left of stdout once more on exit, and complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0 if error.errno == errno.EPIPE else _say(f"output cannot be written: {error.strerror}", 2)
    return code if isinstance(code, int) else 0


def _say(line: str, code: int) -> int:
    typer.echo(f"aigovkg: {_visible(line)}", err=True)
    return code


def _visible(words: str) -> str:
    """Return text from a source so that a terminal shows it and does not obey it."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", words)


def _from_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError("the query file cannot be read", where=name, remedy="give a UTF-8 file that exists") from error


def _values(pairs: list[str], option: str) -> dict[str, str]:
    if not all("=" in pair for pair in pairs):
        raise InputError("not NAME=VALUE", where=option, remedy=f"such as {option} title=headline")
    return dict(pair.partition("=")[::2] for pair in pairs)


def _show_reading(reading: Reading) -> None:
    for document in reading.documents:
        typer.echo(f"{', '.join(reading.source.names)}  [{reading.source.language}, {reading.source.media_type}]")
        for said in document.attributions:
            quote = said.passage.quote
            titles = " / ".join(quote(span) for span, _ in said.titles) or "–"
            issuers, date = (quote(span) if span else "–" for span in (said.issuers, said.date))
            typer.echo(_visible(f"  title: {titles}\n  issuers: {issuers}\n  date: {date}"))
        for passage in document.passages:
            label = " ".join(filter(None, (passage.number, passage.heading)))
            words = f"{f'[{label}] ' if label else ''}{excerpt(passage.text)}"
            typer.echo(_visible(f"  {passage.position:>4} {passage.language} {words}"))


def _show_questions() -> None:
    from aigovkg.questions import questions

    console = _console()
    for question in questions().values():
        parameters = "".join(f"\n    -p {one.name}={one.default}   {one.what}" for one in question.parameters)
        words = f"{question.name}\n    {question.title}\n    {question.title_zh}{parameters}"
        console.print(words, soft_wrap=True, markup=False, highlight=False)


def _report_json(report: Report) -> str:
    return json.dumps({"conforms": report.conforms, **asdict(report)}, ensure_ascii=False, indent=2)


def _show_build(report: Report, where: str, triples: int) -> None:
    from rich.table import Table as Grid

    grid = Grid(box=None, show_header=False, pad_edge=False)
    grid.add_column()
    grid.add_column(justify="right")
    for what, count in report.counts:
        grid.add_row(what, f"{count:,}")
    for predicate, count in report.claims:
        grid.add_row(f"  {predicate}", f"{count:,}")
    console = _console(err=True)
    console.print(grid)
    _show_issues(report, where, err=True)
    console.print(f"graph: {where} ({triples:,} triples)", soft_wrap=True, markup=False, highlight=False)


def _show_issues(report: Report, where: str, *, err: bool = False) -> None:
    console = _console(err=err)
    for line, times in Counter(map(_issue_line, report.issues)).items():
        again = f" ({times} times)" if times > 1 else ""
        console.print(f"{line}{again}", soft_wrap=True, markup=False, highlight=False)
    for name in report.set_aside:
        console.print(f"set aside: {name}", soft_wrap=True, markup=False, highlight=False)
    console.print(
        f"{where}: {'conforms' if report.conforms else 'does not conform'}", soft_wrap=True, markup=False, highlight=False
    )


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
    console = _console()
    console.width = max(console.width, 110)
    console.print(grid)
    mistaken = [f"{annotated} as {found} {times}" for annotated, found, times in evaluation.confusion if annotated != found]
    if mistaken:
        console.print(f"relations mistaken: {', '.join(mistaken)}", soft_wrap=True, markup=False, highlight=False)
    if evaluation.per_passage is not None:
        principles, labels = evaluation.per_passage
        words = f"a labelled passage: {principles:.2f} principles found, {labels:.2f} of the list it is labelled from"
        console.print(words, soft_wrap=True, markup=False, highlight=False)


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
    return _visible(f"{case.wrong}  {case.id}  {said}\n    {case.context}")


def _issue_line(issue: Issue) -> str:
    parts = [f"{issue.severity.value}: {issue.source or issue.where}: {issue.what}"]
    if issue.quote:
        parts.append(f"words: “{issue.quote}”")
    if issue.sentence and issue.sentence != issue.quote:
        parts.append(f"in: “{issue.sentence}”")
    if issue.remedy:
        parts.append(f"remedy: {issue.remedy}")
    return _visible(_IRI.sub(r"\1:\2", "\n    ".join(parts)))


def _show_table(table: Table, answer: Answer) -> None:
    import csv

    from rich.table import Table as Grid
    from rich.text import Text

    records = table.records()
    if answer is Answer.JSON:
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif answer in (Answer.CSV, Answer.TSV):
        writer = csv.writer(sys.stdout, delimiter="," if answer is Answer.CSV else "\t", lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([record[column] for column in table.columns] for record in records)
    else:
        grid = Grid()
        for column in table.columns:
            grid.add_column(column, overflow="fold")
        for record in records:
            grid.add_row(*(Text(_short(record[column])) for column in table.columns))
        _console().print(grid, markup=False)
        _console(err=True).print(f"{len(records)} rows", markup=False, highlight=False)


def _short(value: str | None) -> str:
    """Return an IRI with its prefix, as a reader of a table wants it."""
    from aigovkg.vocabulary import PREFIXES

    for prefix, namespace in PREFIXES.items():
        if value is not None and value.startswith(namespace) and "/" not in value[len(namespace) :]:
            return f"{prefix}:{value[len(namespace) :]}"
    return _visible(value or "")


def _console(*, err: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=err)


if TYPE_CHECKING:
    from rich.console import Console
