"""Citations over time: how long they take, how they spread, and what changed between two dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from aigovkg.analysis.facts import Facts, last_day
from aigovkg.analysis.finding import Finding, Row, number, whole
from aigovkg.errors import InputError

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def lag(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return how many years after each instrument those that cite it came: the first, the median, the mean and the last.

    The age of what is cited (Price 1965): date of the citing less date of the cited instrument. A year or a month stands for its
    middle, so a lag between two years is exact to one year. Citations without both dates are left out and counted in the notes.
    """
    citing, cited = facts.citations
    years = facts.years[citing] - facts.years[cited]
    dated = ~np.isnan(years)
    order = np.lexsort((years[dated], cited[dated]))
    target, held = cited[dated][order], years[dated][order]
    found, start, count = np.unique(target, return_index=True, return_counts=True)
    best = np.lexsort((found, -count))[: whole(values, "top")]
    rows = []
    for at in best:
        some = held[start[at] : start[at] + count[at]]
        thing = facts.instruments[found[at]]
        measured = (some[0], np.median(some), some.mean(), some[-1])
        rows.append((thing.iri, facts.label(thing.iri), thing.date, int(count[at]), *map(number, measured)))
    notes = [f"median lag of all {held.size:,} dated citations: {np.median(held):.2f} years"] if held.size else []
    if held.size < citing.size:
        notes.append(f"left out: {citing.size - held.size:,} citations between instruments of which one has no date")
    if (held < 0).any():
        notes.append(f"{int((held < 0).sum()):,} citations lead to an instrument that is dated later than the citing one")
    columns = ("instrument", "label", "date", "citations", "first", "median", "mean", "last")
    return Finding("lag", columns, tuple(rows), tuple(notes))


def diffusion(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return year by year how many instruments cite, and how many issuers and countries do so far.

    The curve of diffusion (Rogers 1962; of policies: Walker 1969): cumulative adopters over time, an adopter being an issuer (or
    a country, that of its issuers) whose instrument cites. `instrument` looks at the citations of one alone.
    """
    citing, cited = facts.citations
    if values["instrument"]:
        citing = citing[cited == facts.instrument(values["instrument"], "instrument")]
    dated = [(int(facts.instruments[one].date[:4]), one) for one in map(int, citing) if facts.instruments[one].date]
    citations = Counter(year for year, _ in dated)
    countries = facts.groups("country")
    seen: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    rows: list[Row] = []
    total = 0
    by_year: dict[int, set[int]] = {}
    for year, one in dated:
        by_year.setdefault(year, set()).add(one)
    for year in range(min(by_year), max(by_year) + 1) if by_year else ():
        for one in by_year.get(year, ()):
            iri = facts.instruments[one].iri
            for held, new in zip(seen, ((iri,), facts.issuers.get(iri, ()), countries[iri]), strict=True):
                held.update(new)
        total += citations[year]
        rows.append((year, citations[year], total, *map(len, seen)))
    undated = citing.size - len(dated)
    notes = (f"left out: {undated:,} citations by instruments without a date",) if undated else ()
    columns = ("year", "citations", "citations_so_far", "instruments_so_far", "issuers_so_far", "countries_so_far")
    return Finding("diffusion", columns, tuple(rows), notes)


def changes(facts: Facts, values: Mapping[str, str]) -> Finding:
    """Return what the graph has at the end of one date and not at the end of an earlier one.

    An instrument counts from the last day that its date may mean, its citations, issuer and principles with it. Rows: totals; new
    instruments; instruments cited more; principles stated by more instruments; issuers with more instruments.
    """
    ends = [last_day(thing.date) for thing in facts.instruments]
    known = sorted(end for end in ends if end)
    after = _day(values["to"], "to") or (known[-1] if known else "")
    before = _day(values["from"], "from") or f"{int(after[:4]) - 1:04}{after[4:]}" if after else ""
    if before > after:
        raise InputError(f"{before} is after {after}", where="-p from, -p to", remedy="give the earlier date first")
    counted = [_state(facts, ends, day) for day in (before, after)]
    rows: list[Row] = [
        ("total", None, name, sum(counted[0][name].values()), sum(counted[1][name].values()))
        for name in ("instruments", "citations", "statements")
    ]
    for what, name in (
        ("new instrument", "instruments"),
        ("cited", "citations"),
        ("principle", "statements"),
        ("issuer", "issuers"),
    ):
        gained = {iri: count for iri, count in counted[1][name].items() if count > counted[0][name][iri]}
        rows += sorted(
            ((what, iri, facts.label(iri), counted[0][name][iri], count) for iri, count in gained.items()),
            key=lambda row: (row[3] - row[4], str(row[1])),
        )[: whole(values, "top")]
    undated = sum(not end for end in ends)
    notes = [f"between the end of {before} and the end of {after}"]
    if undated:
        notes.append(f"left out: {undated:,} instruments without a date")
    columns = ("change", "iri", "label", "before", "after", "gain")
    return Finding("changes", columns, tuple((*row, _gain(row)) for row in rows), tuple(notes))


def _gain(row: Row) -> int:
    return int(row[4] or 0) - int(row[3] or 0)


def _state(facts: Facts, ends: list[str], day: str) -> dict[str, Counter[str]]:
    """Return what there is at the end of a day: instruments, and how often each is cited, stated or issues."""
    there = np.array([bool(end) and end <= day for end in ends], dtype=bool)
    citing, cited = facts.citations
    often = np.bincount(cited[there[citing]], minlength=len(ends)) if citing.size else np.zeros(len(ends), dtype=np.int64)
    instruments = [thing.iri for thing, held in zip(facts.instruments, there, strict=True) if held]
    return {
        "instruments": Counter(instruments),
        "citations": Counter({facts.instruments[one].iri: int(often[one]) for one in np.flatnonzero(often)}),
        "statements": Counter(_each(facts.stated, instruments)),
        "issuers": Counter(_each(facts.issuers, instruments)),
    }


def _each(of: Mapping[str, tuple[str, ...]], instruments: list[str]) -> Iterator[str]:
    for instrument in instruments:
        yield from of.get(instrument, ())


def _day(said: str, name: str) -> str:
    if said and not _DATE.fullmatch(said):
        raise InputError(f"{said!r} is not a date", where=f"-p {name}", remedy="such as 2024, 2024-05 or 2024-05-07")
    return last_day(said)
