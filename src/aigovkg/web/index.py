"""A graph → a file in which its names and passages are found by their words, and its instruments by what they have.

The file is SQLite's, with its full-text search over the words of `tokens`. It is kept in the cache of the user under the digest
of the graph, so that only the first start makes it: in a thread, beside the pages.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from types import MappingProxyType

import pyoxigraph as ox

from aigovkg import network
from aigovkg.vocabulary import AIG, ALT_LABEL, BASE, DATE, ISSUED_BY, LABEL, SKOS, TITLE, TYPE
from aigovkg.web.browse.facts import Facts
from aigovkg.web.browse.overview import Overview
from aigovkg.web.tokens import tokens, typed

FACETS = ("issuer", "country", "type", "year", "principle", "relation")
_FORMAT = 2
_KEPT = 8  # files of other graphs that stay in the cache
_KINDS = ("instrument", "agent", "event", "principle", "place")  # what is found by its names
_BESIDES = ("source", "claim")  # what is counted only
_NAMES = (LABEL, SKOS + "prefLabel", TITLE, ALT_LABEL, SKOS + "hiddenLabel")
_SCHEMA = """
    CREATE TABLE held (id INTEGER PRIMARY KEY, kind TEXT, iri TEXT, instrument INTEGER, day TEXT, cited INTEGER);
    CREATE TABLE has (facet TEXT, value TEXT, instrument INTEGER, PRIMARY KEY (facet, value, instrument)) WITHOUT ROWID;
    CREATE TABLE besides (kind TEXT, many INTEGER);
    CREATE VIRTUAL TABLE words USING fts5 (said, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'");
"""
# Things come before passages; among them what fits best, then what is cited most, then what was read first.
_WITH_WORDS = "FROM words JOIN held ON held.id = words.rowid WHERE words MATCH :words"
_BEST = "ORDER BY held.kind = 'passage', words.rank - held.cited * 0.001, held.id LIMIT :many OFFSET :start"
_INSTRUMENTS = "FROM held WHERE held.kind = 'instrument'"
_LATEST = "ORDER BY held.day DESC, held.id LIMIT :many OFFSET :start"
_MOST_HAD = """SELECT value, count(*) FROM has WHERE facet = ?1
    GROUP BY value ORDER BY CASE ?1 WHEN 'year' THEN CAST(value AS INTEGER) ELSE count(*) END DESC, value LIMIT ?2"""
_NARROWED = " AND held.instrument IN (SELECT instrument FROM has WHERE facet = :{0} AND value = :{1})"


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found: of so many the kinds and IRIs of one page; by facet what would narrow it, and how many have that."""

    many: int
    held: tuple[tuple[str, str], ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Sights:
    """What is worth a look first: how much there is of each kind; what is most cited, latest and most stated.

    `facets` are what most instruments have, by facet, and of years the latest.
    """

    counts: Mapping[str, int]
    cited: tuple[tuple[str, int], ...]
    latest: tuple[tuple[str, str], ...]
    stated: tuple[tuple[str, int], ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]


class Index:
    """The file of a graph, there as soon as it is made."""

    def __init__(self, store: ox.Store, digest: str, home: Path | None = None) -> None:
        self._store = store
        self._name = f"{digest}-{_FORMAT}.sqlite"
        self._home = home or cache()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._file: Path | None = None
        if (self._home / self._name).is_file():
            self._file = self._home / self._name

    def begin(self) -> None:
        """Make the file, if it is not there, without waiting for it."""
        with self._lock:
            if self._file is None and self._thread is None:
                self._thread = Thread(target=self._make, name="aigovkg index", daemon=True)
                self._thread.start()

    def ready(self) -> bool:
        """Tell whether the file is there; begin to make it if it is not."""
        self.begin()
        return self._file is not None

    def waited_for(self) -> None:
        """Wait until the file is there."""
        self.begin()
        if self._thread is not None:
            self._thread.join()

    def search(self, said: str, chosen: Mapping[str, str], start: int, many: int) -> Hits:
        """Return what has all words of a search, which may be the beginnings of words, and what was chosen of facets.

        Without a word, those are the instruments, the latest first.
        """
        words = " AND ".join(f'"{token}"{"*" * prefix}' for token, prefix in typed(said))
        if said.strip() and not words:
            return Hits(0, ())
        given = {facet: value for facet, value in chosen.items() if facet in FACETS and value}
        narrowed = "".join(_NARROWED.format(f"facet{place}", f"value{place}") for place, _ in enumerate(given))
        asked: dict[str, str | int] = {"words": words, "many": many, "start": start}
        for place, (facet, value) in enumerate(given.items()):
            asked |= {f"facet{place}": facet, f"value{place}": value}
        meant = (_WITH_WORDS if words else _INSTRUMENTS) + narrowed
        # The parts of the queries are ours; what was asked goes in as parameters.
        page = f"SELECT held.kind, held.iri {meant} {_BEST if words else _LATEST}"
        counted = f"""SELECT facet, value, count(*) AS n FROM has WHERE instrument IN (SELECT held.instrument {meant})
            GROUP BY facet, value ORDER BY facet, n DESC, value"""  # noqa: S608
        with closing(self._open()) as base:
            held = tuple(base.execute(page, asked))
            number = base.execute(f"SELECT count(*) {meant}", asked).fetchone()[0]
            facets: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
            for facet, value, n in base.execute(counted, asked):
                facets[facet].append((value, n))
        return Hits(number, held, {facet: tuple(values) for facet, values in facets.items() if values})

    def sights(self, many: int) -> Sights:
        """Return what is worth a look first."""
        with closing(self._open()) as base:

            def rows(query: str) -> tuple[tuple[str, int], ...]:
                return tuple(base.execute(query + " DESC, 1 LIMIT ?", (many,)))

            return Sights(
                counts=dict(base.execute("SELECT kind, count(*) FROM held GROUP BY kind UNION SELECT kind, many FROM besides")),
                cited=rows("SELECT iri, cited FROM held WHERE kind = 'instrument' AND cited ORDER BY cited"),
                latest=tuple((iri, str(day)) for iri, day in rows("SELECT iri, day FROM held WHERE day != '' ORDER BY day")),
                stated=rows("SELECT value, count(*) FROM has WHERE facet = 'principle' GROUP BY value ORDER BY 2"),
                facets={facet: tuple(base.execute(_MOST_HAD, (facet, many))) for facet in FACETS},
            )

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            raise RuntimeError("asked before it was ready")
        return sqlite3.connect(f"{self._file.as_uri()}?mode=ro&immutable=1", uri=True)

    def _make(self) -> None:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(".making", dir=self._home)
        except OSError:  # a home that cannot be written to: then for this run alone
            self._home = Path(tempfile.mkdtemp(prefix="aigovkg-index-"))
            weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
            descriptor, name = tempfile.mkstemp(".making", dir=self._home)
        os.close(descriptor)
        making = Path(name)
        try:
            write(self._store, making)
            making.replace(self._home / self._name)
        finally:
            making.unlink(missing_ok=True)
        self._file = self._home / self._name
        _sweep(self._home, self._name)


def write(store: ox.Store, file: Path) -> None:
    """Write the index of a graph into an empty file."""
    overview = Overview(store)
    with closing(sqlite3.connect(file)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        numbers: dict[str, int] = {}
        for kind, iri, words, instrument in _held(overview.facts):
            place = numbers[iri] = len(numbers) + 1
            whose = place if kind == "instrument" else numbers.get(instrument)
            day, cited = ("", 0) if kind != "instrument" else (overview.facts.value(iri, DATE), overview.cited(iri))
            base.execute("INSERT INTO held VALUES (?, ?, ?, ?, ?, ?)", (place, kind, iri, whose, day, cited))
            base.execute("INSERT INTO words (rowid, said) VALUES (?, ?)", (place, " ".join(tokens(words))))
        rows = ((facet, value, numbers[iri]) for iri, facet, value in values(overview) if iri in numbers)
        base.executemany("INSERT OR IGNORE INTO has VALUES (?, ?, ?)", rows)
        base.executemany("INSERT INTO besides VALUES (?, ?)", ((kind, _many(store, kind)) for kind in _BESIDES))
        base.execute("INSERT INTO words (words) VALUES ('optimize')")
        base.commit()


def cache() -> Path:
    """Return the folder in which the files are kept."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aigovkg" / "search"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aigovkg" / "search"


def _held(facts: Facts) -> Iterator[tuple[str, str, str, str]]:
    """Yield what can be found: its kind, its IRI, the words it is found by, and the instrument that a passage is of."""
    for kind in _KINDS:
        beginning = f"{BASE}{kind}/"
        found: dict[str, list[str]] = {}
        for predicate in _NAMES:
            for quad in facts.store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph()):
                if (
                    isinstance(quad.subject, ox.NamedNode)
                    and isinstance(quad.object, ox.Literal)
                    and quad.subject.value.startswith(beginning)
                ):
                    found.setdefault(quad.subject.value, []).append(quad.object.value)
        for iri in sorted(found):
            yield kind, iri, "\n".join(sorted(set(found[iri]))), ""
    texts = facts.store.quads_for_pattern(None, ox.NamedNode(AIG + "text"), None, ox.DefaultGraph())
    for quad in texts:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            iri = quad.subject.value
            yield "passage", iri, quad.object.value, facts.iri(iri, AIG + "passageOf") or facts.iri(iri, AIG + "attributionOf")


def _many(store: ox.Store, kind: str) -> int:
    cls = ox.NamedNode(AIG + kind.capitalize())
    return sum(1 for _ in store.quads_for_pattern(None, ox.NamedNode(TYPE), cls, ox.DefaultGraph()))


def values(overview: Overview) -> Iterator[tuple[str, str, str]]:
    """Yield instruments with what they have: an IRI, or a year."""
    for one, _, issuer in network.edges(overview.store, (ISSUED_BY,)):
        yield one, "issuer", issuer
    for one, places in overview.places.items():
        yield from ((one, "country", place) for place in places)
    for instrument in overview.instruments:
        if instrument.category:
            yield instrument.iri, "type", instrument.category
        if instrument.date:
            yield instrument.iri, "year", instrument.date[:4]
    for one, principles in overview.stated.items():
        yield from ((one, "principle", principle) for principle in principles)
    for (citing, _), predicates in overview.citations.items():
        yield from ((citing, "relation", predicate) for predicate in predicates)


def _sweep(home: Path, name: str) -> None:
    """Leave only the latest files in the cache."""
    with suppress(OSError):
        others = sorted((one for one in home.glob("*.sqlite") if one.name != name), key=lambda one: one.stat().st_mtime)
        for one in others[:-_KEPT]:
            one.unlink(missing_ok=True)
