"""How good the extraction is: annotated passages and an extractor → scores and every wrong case.

`evaluate` reads files of annotated passages, has each passage extracted, as a document of its own or in its whole text, and
compares. Any extractor can be measured: it takes a `Document` and returns `Claim`s with evidence.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from aigovkg import claims, identity, mentions, vocabulary
from aigovkg.errors import InputError
from aigovkg.evaluation import gold
from aigovkg.evaluation.crosswalk import Crosswalk, crosswalk
from aigovkg.evaluation.gold import Annotated, Row
from aigovkg.evaluation.links import Links
from aigovkg.evaluation.scores import SHARES, Case, Measure, Score, Tally, Wrong, matched, shown, summed
from aigovkg.evaluation.staged import alone, in_texts
from aigovkg.model import Claim, Document, Entity, Evidence, Extracted, Kind, Name, Span
from aigovkg.vocabulary import CITES, MENTIONS, SKOS, STATES, Vocabulary

__all__ = [
    "SHARES",
    "Case",
    "Change",
    "Evaluation",
    "Extractor",
    "Measure",
    "Score",
    "Tally",
    "Wrong",
    "beside",
    "compare",
    "evaluate",
]

Extractor = Callable[[Document], Sequence[Claim]]
_Entities = Mapping[tuple[Evidence, str], Entity]

_ROUNDED = 4


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation found.

    `confusion` counts the matched citations by (annotated relation, found relation). `per_passage` tells of labelled passages
    how many principles and how many items of the list they are labelled from were found on average, `labels` of each item how
    often it was the label, how often found, and how often both.
    """

    passages: tuple[str, ...]
    scores: tuple[Score, ...]
    confusion: tuple[tuple[str, str, int], ...]
    cases: tuple[Case, ...]
    per_passage: tuple[float, float] | None = None
    labels: tuple[tuple[str, Tally], ...] = ()

    def score(self, measure: str, language: str = "all") -> float:
        """Return the F1 or the share of a measure; 0 where nothing was to be found.

        >>> Evaluation((), (), (), ()).score("citations")
        0.0
        """
        return next((one.tally.f1 for one in self.scores if (one.measure, one.language) == (measure, language)), 0.0)

    @cached_property
    def relations(self) -> tuple[tuple[str, Tally], ...]:
        """The tally of each relation over the matched citations, the most frequent first."""
        tallies: dict[str, Tally] = {}
        for annotated, found, times in self.confusion:
            right = times if annotated == found else 0
            tallies[annotated] = tallies.get(annotated, Tally()) + Tally(right, 0, times)
            tallies[found] = tallies.get(found, Tally()) + Tally(0, times, 0)
        return tuple(sorted(tallies.items(), key=lambda item: (-item[1].gold, item[0])))

    def as_json(self) -> str:
        """Return all of it as JSON, in the form that `compare` reads."""
        scores = [
            {
                "measure": one.measure,
                "language": one.language,
                "precision": round(one.tally.precision, _ROUNDED),
                "recall": round(one.tally.recall, _ROUNDED),
                "f1": round(one.tally.f1, _ROUNDED),
                "low": round(one.low, _ROUNDED),
                "high": round(one.high, _ROUNDED),
                **asdict(one.tally),
            }
            for one in self.scores
        ]
        record: dict[str, Any] = {"scores": scores}
        if self.per_passage is not None:
            principles, items = (round(number, _ROUNDED) for number in self.per_passage)
            record["perPassage"] = {"principles": principles, "labels": items}
            record["labels"] = [{"label": label, **asdict(tally)} for label, tally in self.labels]
        record["confusion"] = [{"annotated": a, "found": f, "times": times} for a, f, times in self.confusion]
        record["cases"] = [asdict(case) for case in self.cases]
        record["passages"] = self.passages
        return json.dumps(record, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Change:
    """What an evaluation has that an older one had not: cases no longer wrong, and cases wrong now.

    `scores` are measures before and after, where both are of the same passages; `passages` tells how many both have.
    """

    gains: tuple[Case, ...]
    losses: tuple[Case, ...]
    scores: tuple[tuple[str, str, float, float], ...]
    passages: int


def evaluate(
    *paths: str | Path,
    titles: str | Path | None = None,
    texts: str | Path | None = None,
    extractor: Extractor | None = None,
    known: Vocabulary | None = None,
) -> Evaluation:
    """Measure an extractor on annotated passages.

    Args:
        paths: files of JSON Lines with annotated passages, or with passages labelled by principle.
        titles: JSON Lines that say whose the documents are: `slug`, `title`, `title_zh`, `issuers`.
        texts: a folder with the whole texts, `DOC.txt`: passages are then extracted where they stand, and not alone.
        extractor: what is measured; by default the extractor of this package.
        known: the vocabulary to measure by; by default that of this package.

    Raises:
        InputError: a file cannot be read, or a line of it is wrong.
        OntologyError: a file of the ontology is missing or is not Turtle.
    """
    known = known or vocabulary.load()
    relations = {_local(iri) for iri in (CITES, *known.lexicon.relations)}
    headings = gold.headings(Path(titles)) if titles is not None else {}
    above = _above(known)
    rows = [row for path in paths for row in gold.rows(Path(path), headings, relations, above.keys())]
    labels = {row.label for row in rows if row.label}
    judge = _Judge(known, above, crosswalk(labels, above) if labels else Crosswalk({}))
    extract = extractor or ontology_driven(known)
    documents = in_texts(rows, Path(texts)) if texts is not None else alone(rows)
    lexicon = known.lexicon
    extracted = [
        identity.at_home(Extracted(one.document, claims.own_name(one.document, lexicon), tuple(extract(one.document))), lexicon)
        for one in documents
    ]
    settled = identity.settle(extracted, lexicon).documents
    for staged, before, after in zip(documents, extracted, settled, strict=True):
        entities = {(c.evidence, c.predicate): c.object for c in after.claims if isinstance(c.object, Entity)}
        others = {one.passage for one in staged.document.attributions} | set(staged.document.passages)
        for row, passage in staged.rows:
            # Words of no passage at all are judged too: an extractor may have made them up.
            made = [c for c in before.claims if c.evidence.passage == passage or c.evidence.passage not in others]
            judge.judge(row, made, entities)
    return judge.outcome(rows)


def ontology_driven(known: Vocabulary) -> Extractor:
    """Return the extractor of this package."""
    finder = mentions.finder_of(known.lexicon)
    return lambda document: claims.extract(document, mentions.find(document, finder), known.lexicon)


def beside(extractor: claims.Extractor, known: Vocabulary | None = None) -> Extractor:
    """Return what claims our own claims and what an extractor of the user's own proposes, as `build(…, extractor=…)` does."""
    known = known or vocabulary.load()
    ours, lexicon = ontology_driven(known), known.lexicon

    def extract(document: Document) -> tuple[Claim, ...]:
        made = tuple(ours(document))
        return (*made, *claims.proposed(document, claims.own_name(document, lexicon), made, extractor, lexicon)[0])

    return extract


def compare(new: Evaluation, old: Path) -> Change:
    """Return what is better and what is worse than in an older evaluation, over the passages that both have.

    Raises:
        InputError: the file cannot be read or is not what `Evaluation.as_json` returns.
    """
    try:
        record = json.loads(old.read_text(encoding="utf-8"))
        both = set(record["passages"]) & set(new.passages)
        before = {Case(**case) for case in record["cases"] if case["id"] in both}
        scores = {(one["measure"], one["language"]): float(one["f1"]) for one in record["scores"]}
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(old), remedy="give a file that exists") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("not an evaluation", where=str(old), remedy="give what `aigovkg evaluate --json` printed") from error
    after = {case for case in new.cases if case.id in both}
    moved = [
        (one.measure, one.language, scores[one.measure, one.language], round(one.tally.f1, _ROUNDED))
        for one in new.scores
        if (one.measure, one.language) in scores and both == set(record["passages"]) == set(new.passages)
    ]
    return Change(tuple(sorted(before - after)), tuple(sorted(after - before)), tuple(moved), len(both))


def _above(known: Vocabulary) -> dict[str, str]:
    """Return the principles, each with the theme it belongs to: itself, if it is one."""
    above: dict[str, str] = {}
    for iri, entry in known.lexicon.registered.items():
        if entry.kind is Kind.PRINCIPLE:
            broader = (t.object for t in known.entries[iri] if t.predicate.value == SKOS + "broader")
            higher = next((node.value for node in broader if isinstance(node, ox.NamedNode)), iri)
            above[_local(iri)] = _local(higher)
    return above


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


class _Judge:
    """Compares rows with what was extracted, one after the other. Claims whose words do not stand there earn nothing."""

    def __init__(self, known: Vocabulary, above: Mapping[str, str], items: Crosswalk) -> None:
        self._links = Links(known.lexicon)
        self._relations = {CITES, *known.lexicon.relations}
        self._above = above
        self._items = items
        self._tallies: list[tuple[str, str, dict[Measure, Tally]]] = []
        self._confusion: Counter[tuple[str, str]] = Counter()
        self._cases: list[Case] = []
        self._found: list[tuple[int, int]] = []  # of labelled passages: principles, and items of the list
        self._labels: defaultdict[str, Tally] = defaultdict(Tally)

    def judge(self, row: Row, made: Sequence[Claim], entities: _Entities) -> None:
        """Compare one row with the claims made of it, and with the entities that these were settled to be about."""
        claimed, made = made, [claim for claim in made if _stands(claim, row)]
        for claim in (one for one in claimed if one not in made):
            self._wrong(Wrong.QUOTE, row, row.text[claim.evidence.span.start : claim.evidence.span.end], claim.evidence.quote)
        counted: dict[Measure, Tally] = {Measure.QUOTES: Tally(len(made), len(claimed), len(claimed))}
        stated = {_local(iri): c.evidence.span for c in made if c.predicate == STATES for iri in _candidates(c)}
        if row.label:
            counted[Measure.LABELS] = self._label(row, stated)
        else:
            counted |= self._citations(row, made, entities)
            counted[Measure.BODIES] = self._named(row, made, row.bodies, Kind.AGENT, (Wrong.BODY_FP, Wrong.BODY_FN))
            counted[Measure.EVENTS] = self._named(row, made, row.events, Kind.EVENT, (Wrong.EVENT_FP, Wrong.EVENT_FN))
            counted |= self._principles(row, stated)
        self._tallies.append((row.document, row.language, counted))

    def outcome(self, rows: Sequence[Row]) -> Evaluation:
        """Return what all comparisons came to."""
        many = len(self._found)
        means = (sum(p for p, _ in self._found) / many, sum(i for _, i in self._found) / many) if many else None
        confusion = sorted(self._confusion.items(), key=lambda item: (-item[1], item[0]))
        return Evaluation(
            tuple(row.id for row in rows),
            tuple(summed(self._tallies)),
            tuple((annotated, found, times) for (annotated, found), times in confusion),
            tuple(self._cases),
            means,
            tuple(sorted(self._labels.items(), key=lambda item: (-item[1].gold, item[0]))),
        )

    def _wrong(self, wrong: Wrong, row: Row, expected: str, found: str, span: Span | None = None) -> None:
        start = span.start if span else -1
        self._cases.append(Case(wrong.value, row.id, expected, found, start, shown(row.text, span)))

    def _citations(self, row: Row, made: Sequence[Claim], entities: _Entities) -> dict[Measure, Tally]:
        """Compare the citations that were found with the annotated ones: their spans, relations and links."""
        found = {c.evidence.span: c for c in reversed(made) if c.predicate in self._relations}
        spans = sorted(found)
        annotated = [one for one in row.citations if not one.own]
        pairing = matched(spans, [one.span for one in annotated])
        own = [one.span for one in row.citations if one.own]
        for place, span in enumerate(spans):
            if place not in pairing:
                wrong = Wrong.OWN if matched([span], own) else Wrong.FP
                self._wrong(wrong, row, "", row.text[span.start : span.end], span)
        for place, one in enumerate(annotated):
            if place not in pairing.values():
                self._wrong(Wrong.FN, row, row.text[one.span.start : one.span.end], "", one.span)
        exact = relations = links = known = registered = 0
        pointed = Tally()
        for place, other in pairing.items():
            one, claim = annotated[other], found[spans[place]]
            span, relation = claim.evidence.span, _local(claim.predicate)
            exact += span == one.span
            if span != one.span:
                self._wrong(Wrong.SPAN, row, row.text[one.span.start : one.span.end], row.text[span.start : span.end], span)
            self._confusion[one.relation, relation] += 1
            relations += relation == one.relation
            if relation != one.relation:
                self._wrong(Wrong.RELATION, row, one.relation, f"{relation} by {claim.evidence.cue!r}", span)
            pointed += self._pointed(row, claim.evidence, one.pinpoint)
            entity = entities.get((claim.evidence, claim.predicate))
            right = self._links.right(entity, one.name)
            links += right
            known += bool(self._links.known(one.name))
            registered += right and bool(self._links.known(one.name))
            if not right:
                self._wrong(Wrong.LINK, row, one.name, entity.iri if entity else "nothing", span)
        return {
            Measure.CITATIONS: Tally(len(pairing), len(spans), len(annotated)),
            Measure.EXACT: Tally(exact, len(spans), len(annotated)),
            Measure.RELATIONS: Tally(relations, len(pairing), len(pairing)),
            Measure.LINKS: Tally(links, len(pairing), len(pairing)),
            Measure.REGISTERED: Tally(registered, known, known),
            Measure.PINPOINTS: pointed,
        }

    def _pointed(self, row: Row, evidence: Evidence, annotated: str) -> Tally:
        """Compare where a matched citation points with where it was annotated to."""
        found, expected = _plain(evidence.pinpoint), _plain(annotated)
        if found != expected:
            self._wrong(Wrong.PINPOINT, row, annotated, evidence.pinpoint, evidence.span)
        return Tally(int(bool(found) and found == expected), int(bool(found)), int(bool(expected)))

    def _named(
        self, row: Row, made: Sequence[Claim], annotated: Sequence[Annotated], kind: Kind, wrong: tuple[Wrong, Wrong]
    ) -> Tally:
        """Compare the bodies, or the events, that were found with the annotated ones."""
        spans = sorted({c.evidence.span for c in made if c.predicate == MENTIONS and _kind(c) is kind})
        pairing = matched(spans, [one.span for one in annotated])
        for place, span in enumerate(spans):
            if place not in pairing:
                self._wrong(wrong[0], row, "", row.text[span.start : span.end], span)
        for place, one in enumerate(annotated):
            if place not in pairing.values():
                self._wrong(wrong[1], row, row.text[one.span.start : one.span.end], "", one.span)
        return Tally(len(pairing), len(spans), len(annotated))

    def _principles(self, row: Row, stated: Mapping[str, Span]) -> dict[Measure, Tally]:
        """Compare the principles that were found stated with the annotated ones, as they are and by their themes."""
        annotated = set(row.principles)
        for extra in sorted(stated.keys() - annotated):
            self._wrong(Wrong.PRINCIPLE_FP, row, "", extra, stated[extra])
        for missing in sorted(annotated - stated.keys()):
            self._wrong(Wrong.PRINCIPLE_FN, row, missing, ", ".join(sorted(stated)))
        themes, others = ({self._above.get(one, one) for one in names} for names in (stated, annotated))
        return {
            Measure.PRINCIPLES: Tally(len(annotated & stated.keys()), len(stated), len(annotated)),
            Measure.THEMES: Tally(len(themes & others), len(themes), len(others)),
        }

    def _label(self, row: Row, stated: Mapping[str, Span]) -> Tally:
        """Tell whether the principle that labels a passage is among those found."""
        items = self._items.items(stated.keys())
        self._found.append((len(stated), len(items)))
        for one in items | {row.label}:
            self._labels[one] += Tally(int(one == row.label and one in items), int(one in items), int(one == row.label))
        if row.label not in items:
            self._wrong(Wrong.LABEL, row, row.label, ", ".join(sorted(stated)))
        return Tally(int(row.label in items), 1, 1)


def _plain(words: str) -> str:
    """Return words as they are compared: small, without spaces and section signs."""
    return "".join(words.replace("§", "").split()).lower()


def _stands(claim: Claim, row: Row) -> bool:
    """Tell whether the words of a claim, and its cue, stand where it says."""
    span, cue = claim.evidence.span, claim.evidence.cue
    return claim.evidence.passage.text == row.text and 0 <= span.start < span.end <= len(row.text) and cue in row.text


def _candidates(claim: Claim) -> tuple[str, ...]:
    return claim.object.candidates if isinstance(claim.object, Name) else ()


def _kind(claim: Claim) -> Kind | None:
    return claim.object.kind if isinstance(claim.object, Name | Entity) else None
