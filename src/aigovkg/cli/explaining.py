"""Verbs that say why, and what is not known: explain, candidates and coverage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from aigovkg.cli.app import app
from aigovkg.coverage import Entry
from aigovkg.explanation import Explanation, context, label, short
from aigovkg.markup import visible
from aigovkg.model import Candidate, Claim, Entity, Evidence, Likeness, Naming, Text, Tie
from aigovkg.text import excerpt

_MOST_EVIDENCE = 3  # quotes shown of a name or a predicate
_BECAUSE = {
    Tie.TITLE: "its title in the catalogue",
    Tie.ALIAS: "another name of it in the catalogue",
    Tie.OWN: "the name that its IRI is made of",
    Tie.SPELLING: "{other} in another spelling (case, punctuation, article, possessive, initials in brackets, place of the year, "
    "traditional characters, or a variant that the lexicon lists)",
    Tie.NUMBER: "its number is that of {other}",
    Tie.YEAR: "{other} with the year of its date beside it",
    Tie.OWNER: "{other} with its issuer or place beside it",
    Tie.PLURAL: "{other} with a plural more or less",
    Tie.TITLES: "one text bears it as a title beside {other}",
    Tie.SAME_AS: "a catalogue says owl:sameAs",
    Tie.PLACE: "a place, which acts by its government",
    Tie.CONTEXT: "the words around it tell which is meant",
}
_SETTLED = (Tie.OWN, Tie.PLACE, Tie.CONTEXT)  # ties that an IRI of the name alone would not undo
_ALIKE = {
    Likeness.SPELLING: "spelt alike",
    Likeness.YEAR: "alike but for a year that one lacks",
    Likeness.WORDING: "worded alike",
    Likeness.INITIALS: "initials",
    Likeness.PART: "one name has all words of the other",
}


@app.command()
def explain(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file.")],
    what: Annotated[str, typer.Argument(metavar="IRI|NAME", help="An instrument, a body, an event or a principle.")],
    everything: Annotated[bool, typer.Option("--all", help="Show all evidence, not only the first of each.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON, with all evidence.")] = False,
) -> None:
    """Show why something is what it is: its names and what ties them, its claims with their quotes, and what is like it."""
    from aigovkg.knowledge_graph import load

    found = load(graph).explain(what)
    if as_json:
        typer.echo(json.dumps(_record(found), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, most=None if everything else _MOST_EVIDENCE):
            typer.echo(visible(line))


@app.command()
def candidates(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the pairs as JSON.")] = False,
) -> None:
    """List names that may name one thing, which nothing has merged: settle them in a catalogue of your own."""
    from aigovkg.knowledge_graph import load

    found = load(graph).candidates()
    if as_json:
        typer.echo(json.dumps([_candidate_record(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            typer.echo(visible(_candidate_line(one)))
        typer.echo(f"{len(found)} pairs", err=True)


@app.command()
def coverage(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the ledger of every passage as JSON.")] = False,
) -> None:
    """List text that names something instrument-like and yielded nothing: what the graph does not know."""
    from aigovkg.coverage import by_quote
    from aigovkg.knowledge_graph import load

    ledger = load(graph).coverage()
    if as_json:
        records = [_ledger_record(entry) for entry in ledger.entries]
        typer.echo(json.dumps({"counts": ledger.counts, "passages": records}, ensure_ascii=False, indent=2))
        return
    for gap, entries in by_quote(ledger.entries):
        more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
        typer.echo(visible(f"“{excerpt(gap.quote)}”: {gap.why}, by its {gap.sign}"))
        typer.echo(visible(f"    {entries[0].file}, run {entries[0].passage.position}{more}: {excerpt(entries[0].passage.text)}"))
    for what, count in ledger.counts.items():
        typer.echo(f"{what}: {count}", err=True)


def _ledger_record(entry: Entry) -> dict[str, object]:
    """Return what the ledger says of a passage as plain data."""
    return {
        "source": entry.file,
        "run": entry.passage.position,
        "text": entry.passage.text,
        "instrument": _entity_record(entry.instrument),
        "found": {kind.value: count for kind, count in entry.found},
        "own": entry.own,
        "gaps": [
            {"quote": gap.quote, "start": gap.span.start, "end": gap.span.end, "sign": gap.sign, "why": gap.why}
            for gap in entry.gaps
        ],
    }


def _lines(explanation: Explanation, most: int | None = None) -> Iterator[str]:
    """Yield an explanation as lines to read, with at most so many quotes of each name and each predicate (None: all)."""
    entity = explanation.entity
    standing = "registered" if entity.registered else "not registered: known from texts alone"
    yield f"{label(entity)}  [{short(entity.iri)}; {entity.kind}, {standing}]"
    files = dict(explanation.files)
    if explanation.namings:
        yield "names in the texts:"
    for naming in explanation.namings:
        yield f"  “{naming.name.value}” ({naming.name.language}): {_because(naming)}"
        yield from _quotes(naming.evidence, files, most)
    if explanation.same:
        yield f"a catalogue says that it is the same as {', '.join(map(short, explanation.same))}"
    if explanation.different:
        yield f"a catalogue says that it is not {', '.join(map(short, explanation.different))}"
    if not explanation.namings and not explanation.made and not explanation.named:
        yield f"no text names it; `aigovkg query GRAPH 'DESCRIBE <{entity.iri}>'` shows what the graph holds of it"
    for heading, claims, way in (("claims of it:", explanation.made, "→"), ("claims that lead to it:", explanation.named, "←")):
        if claims:
            yield heading
        for what, evidence in _grouped(claims, way):
            yield f"  {what} ({len(evidence)})" if len(evidence) > 1 else f"  {what}"
            yield from _quotes(evidence, files, most)
    if explanation.homonyms:
        yield "bear one of its names and are kept apart:"
    for other in explanation.homonyms:
        yield f"  {label(other)}  [{short(other.iri)}]"
    if explanation.candidates:
        yield "may be the same (owl:sameAs in a catalogue of your own joins them, owl:differentFrom takes them off this list):"
    for candidate in explanation.candidates:
        yield f"  {_candidate_line(candidate)}"


def _because(naming: Naming) -> str:
    """Return why a name is taken for an entity's, in a sentence."""
    handle = f"; alone it would be {short(naming.alone)}" if naming.alone and naming.tie not in _SETTLED else ""
    return _BECAUSE[naming.tie].format(other=f"“{naming.other}”") + handle


def _candidate_line(candidate: Candidate) -> str:
    """Return a pair of things that may be one on a line: how alike, why, and their names and IRIs."""
    first, second = (f"“{name.value}” [{short(entity.iri)}]" for name, entity in _sides(candidate))
    return f"{candidate.score:.2f} {_ALIKE[candidate.likeness]}: {first} and {second}"


def _record(explanation: Explanation) -> dict[str, object]:
    """Return an explanation as plain data."""
    files = dict(explanation.files)

    def said(evidence: Evidence) -> dict[str, object]:
        before, _, behind = context(evidence)
        place = {"source": files.get(evidence.passage.source, ""), "run": evidence.passage.position}
        span = {"start": evidence.span.start, "end": evidence.span.end}
        how = {"cue": evidence.cue, "pinpoint": evidence.pinpoint, "method": evidence.method, "confidence": evidence.confidence}
        return {"quote": evidence.quote, "before": before, "behind": behind, **place, **span, **how}

    def claimed(claim: Claim) -> dict[str, object]:
        return {
            "subject": _iri(claim.subject),
            "predicate": claim.predicate,
            "object": _iri(claim.object),
            **said(claim.evidence),
        }

    return {
        "entity": _entity_record(explanation.entity),
        "names": [
            {
                "name": naming.name.value,
                "language": naming.name.language,
                "tie": naming.tie,
                "other": naming.other,
                "because": _because(naming),
                "alone": naming.alone,
                "evidence": [said(evidence) for evidence in naming.evidence],
            }
            for naming in explanation.namings
        ],
        "same": list(explanation.same),
        "different": list(explanation.different),
        "claims": [claimed(claim) for claim in explanation.made],
        "named": [claimed(claim) for claim in explanation.named],
        "homonyms": [_entity_record(other) for other in explanation.homonyms],
        "candidates": [_candidate_record(candidate) for candidate in explanation.candidates],
    }


def _candidate_record(candidate: Candidate) -> dict[str, object]:
    """Return a pair of things that may be one as plain data."""
    sides = [{**_entity_record(entity), "name": name.value, "language": name.language} for name, entity in _sides(candidate)]
    return {"score": candidate.score, "likeness": candidate.likeness, "because": _ALIKE[candidate.likeness], "pair": sides}


def _sides(candidate: Candidate) -> tuple[tuple[Text, Entity], tuple[Text, Entity]]:
    return (candidate.names[0], candidate.first), (candidate.names[1], candidate.second)


def _entity_record(entity: Entity) -> dict[str, object]:
    return {"iri": entity.iri, "kind": entity.kind, "registered": entity.registered, "label": label(entity)}


def _iri(what: object) -> str:
    return what.iri if isinstance(what, Entity) else what.value if isinstance(what, Text) else getattr(what, "iso", "")


def _grouped(claims: Sequence[Claim], way: str) -> list[tuple[str, list[Evidence]]]:
    """Return claims by predicate and by what stands at their other end, each with its evidence."""
    groups: dict[str, list[Evidence]] = {}
    for claim in claims:
        other = claim.object if way == "→" else claim.subject
        end = f"{label(other)} [{short(other.iri)}]" if isinstance(other, Entity) else f"“{_iri(other)}”"
        groups.setdefault(f"{short(claim.predicate)} {way} {end}", []).append(claim.evidence)
    return list(groups.items())


def _quotes(evidence: Sequence[Evidence], files: Mapping[str, str], most: int | None) -> Iterator[str]:
    for one in evidence[:most]:
        before, quote, behind = context(one)
        cue = (f", cue “{one.cue}”" if one.cue else "") + (f", at “{one.pinpoint}”" if one.pinpoint else "")
        yield f"      {before}»{quote}«{behind}"
        yield f"        {files.get(one.passage.source, one.passage.source)}, run {one.passage.position}{cue}"
    if most is not None and len(evidence) > most:
        yield f"      … and {len(evidence) - most} more (--all)"
