"""Claims to quads and back."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox
import pytest

from aigovkg import GraphError, KnowledgeGraph, claims, graph, identity, mentions
from aigovkg.documents import attributed
from aigovkg.mentions import Finder
from aigovkg.model import Claim, Extracted
from aigovkg.vocabulary import AIG, BASE, DATE, ISSUED_BY, TYPE, XSD, Vocabulary

BUILD = graph.Build("0", "f" * 64)


def extracted(finder: Finder, *pages: str) -> list[Extracted]:
    return [
        Extracted(d, claims.own_name(d, finder.lexicon), claims.extract(d, mentions.find(d, finder), finder.lexicon))
        for number, page in enumerate(pages)
        for d in attributed.read(
            page, hashlib.sha256(page.encode()).hexdigest(), (f"{number}.txt",), "text/plain", finder.lexicon
        ).documents
    ]


def store(finder: Finder, known: Vocabulary, *pages: str) -> tuple[ox.Store, list[Claim]]:
    settled = identity.settle(extracted(finder, *pages), finder.lexicon)
    made = ox.Store()
    made.bulk_extend(graph.quads(settled.documents, known, BUILD))
    return made, [claim for document in settled.documents for claim in document.claims]


PAGE = "They welcome the Bletchley Declaration and must respect human dignity.\n由 OECD 在 海滨宪章(Seaside Charter)发表, {date}"


def test_claims_come_back_from_the_graph_as_they_went_in(finder: Finder, known: Vocabulary) -> None:
    made, went_in = store(finder, known, PAGE.format(date="May 7, 2024"), PAGE.format(date="2019 (unconfirmed)"))

    assert set(graph.claims(made)) == set(went_in)


def test_the_sample_comes_back_too(kg: KnowledgeGraph) -> None:
    assert len(kg.claims()) == dict(kg.report.counts)["claims"]


def test_every_source_has_a_graph_of_its_own_and_the_catalogue_and_the_ontology_too(kg: KnowledgeGraph) -> None:
    names = sorted(str(name)[1:-1].removeprefix(BASE).split("/")[0] for name in kg.store.named_graphs())

    assert names == ["catalogue", "ns", "source"]


def test_of_dates_that_disagree_one_stands_as_the_direct_value(finder: Finder, known: Vocabulary) -> None:
    pages = [
        f"{words}\n由 A 在 海滨宪章(Seaside Charter)发表, {date}"
        for words, date in (("One.", "2024"), ("Two.", "May 7, 2024"), ("Three.", "May 7, 2024"))
    ]
    made, _ = store(finder, known, *pages)
    direct = {
        str(quad.object)
        for quad in made.quads_for_pattern(None, ox.NamedNode(DATE), None, None)
        if "seaside" in str(quad.subject)
    }

    assert direct == {f'"2024-05-07"^^<{XSD}date>'}


def test_an_issuer_that_the_catalogue_does_not_have_stays_a_claim(finder: Finder, known: Vocabulary) -> None:
    made, said = store(finder, known, "Words.\nPublished by Government of Norway in Bletchley Declaration, 2023")
    issuers = {
        str(q.object)
        for q in made.quads_for_pattern(ox.NamedNode(BASE + "instrument/bletchley-2023"), ox.NamedNode(ISSUED_BY), None, None)
    }

    assert any(claim.predicate == ISSUED_BY for claim in said)
    assert f"<{BASE}agent/gov-no>" not in issuers
    assert len(issuers) == 29


def test_only_the_catalogue_entries_that_are_reached_are_carried_over(finder: Finder, known: Vocabulary) -> None:
    made, _ = store(finder, known, PAGE.format(date="May 7, 2024"))

    def has(entry: str) -> bool:
        return any(True for _ in made.quads_for_pattern(ox.NamedNode(BASE + entry), None, None, None))

    assert has("instrument/bletchley-2023")
    assert has("agent/gov-fr"), "an issuer of a cited instrument is reached"
    assert not has("instrument/ru-decree-490")


def test_iris_depend_on_content_alone(finder: Finder, known: Vocabulary) -> None:
    one, _ = store(finder, known, PAGE.format(date="May 7, 2024"))
    two, _ = store(finder, known, PAGE.format(date="May 7, 2024"))

    assert set(map(str, one)) == set(map(str, two))


def test_a_claim_that_lacks_a_part_is_refused_when_read_back() -> None:
    broken = ox.Store()
    broken.add(ox.Quad(ox.NamedNode(BASE + "claim/1"), ox.NamedNode(TYPE), ox.NamedNode(AIG + "Claim")))

    with pytest.raises(GraphError, match="claim/1: no "):
        graph.claims(broken)
    assert graph.whole_claims(broken) == {}
