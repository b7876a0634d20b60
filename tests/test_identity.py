"""Which names are one thing, and what IRI it gets."""

from __future__ import annotations

import itertools

import pytest

from aigovkg import claims, identity, mentions
from aigovkg.documents import attributed
from aigovkg.identity import Settled
from aigovkg.mentions import Finder
from aigovkg.model import Entity, Extracted, Kind


def settle(finder: Finder, *pages: str) -> Settled:
    extracted = []
    for number, page in enumerate(pages):
        for document in attributed.read(page, f"{number:064}", (f"{number}.txt",), "text/plain", finder.lexicon).documents:
            marked = mentions.find(document, finder)
            own = claims.own_name(document, finder.lexicon)
            made = Extracted(document, own, claims.extract(document, marked, finder.lexicon))
            extracted.append(identity.at_home(made, finder.lexicon))
    return identity.settle(extracted, finder.lexicon)


def subjects(settled: Settled) -> list[str]:
    return [document.subject.iri for document in settled.documents if isinstance(document.subject, Entity)]


def cited(settled: Settled) -> list[str]:
    return [
        claim.object.iri
        for document in settled.documents
        for claim in document.claims
        if isinstance(claim.object, Entity) and claim.object.kind is Kind.INSTRUMENT
    ]


ZH_EN = "字。\n由 A 在 海滨机器人宣言(Seaside Declaration on Robots)发表, May 7, 2024"


def test_a_title_in_two_languages_ties_what_cites_either(finder: Finder) -> None:
    english = "See the Seaside Declaration on Robots.\nPublished by B in Hillside Charter, May 8, 2024"
    chinese = "见《海滨机器人宣言》。\n由 C 在 山地宣言发表, May 9, 2024"
    settled = settle(finder, ZH_EN, english, chinese)

    assert set(cited(settled)) == {subjects(settled)[0]}


def test_the_order_of_documents_does_not_change_an_iri(finder: Finder) -> None:
    chinese = "见《海滨机器人宣言》。\n由 C 在 山地宣言发表, May 9, 2024"

    assert sorted(subjects(settle(finder, ZH_EN, chinese))) == sorted(subjects(settle(finder, chinese, ZH_EN)))


def test_titles_that_identify_nothing_are_kept_apart_by_their_issuers(finder: Finder) -> None:
    pages = [f"Words.\nPublished by {who} in Ethics Guidelines, May 7, 2024" for who in ("Harbour Inc", "Hillside Inc")]

    assert len(set(subjects(settle(finder, *pages)))) == 2


def test_the_same_title_in_two_sources_is_one_instrument(finder: Finder) -> None:
    pages = [f"{words}\nPublished by Harbour Inc in Harbour Robot Charter, May 7, 2024" for words in ("One.", "Two.")]

    assert len(set(subjects(settle(finder, *pages)))) == 1


def test_a_misspelt_title_leads_to_its_entry_by_its_other_language(finder: Finder) -> None:
    page = "Words.\n由 ICDPPC 在 人工智能伦理与数据保护宣言(Declaration On Ethics And Data Protection In Artifical Intelligence)发表, Oct 23, 2018"

    assert subjects(settle(finder, page)) == ["https://w3id.org/aigovkg/instrument/icdppc-2018"]


def test_a_minted_iri_is_readable_stable_and_told_apart_by_its_digest() -> None:
    iri = identity.mint(Kind.INSTRUMENT, "seaside declaration on robots")

    assert iri == "https://w3id.org/aigovkg/instrument/seaside-declaration-on-robots.1ac083a2cb69"
    assert identity.mint(Kind.INSTRUMENT, "海滨宣言").startswith("https://w3id.org/aigovkg/instrument/")
    assert iri != identity.mint(Kind.INSTRUMENT, "seaside declaration on robots", "harbour inc")


def test_a_title_that_several_entries_bear_is_an_instrument_of_its_own_whatever_its_neighbours_are(finder: Finder) -> None:
    spain = "Words.\nPublished by Government of Spain in National Artificial Intelligence Strategy, Dec 2, 2020"
    kingdom = "Words.\nPublished by Government of the United Kingdom in National AI Strategy, Sep 22, 2021"
    atlantis = "Words.\nPublished by Ministry of Tides of Atlantis in National AI Strategy, Sep 22, 2022"
    alone = subjects(settle(finder, atlantis))

    assert subjects(settle(finder, atlantis, spain))[0] == alone[0]
    assert subjects(settle(finder, atlantis, spain, kingdom))[0] == alone[0]
    assert len(set(subjects(settle(finder, atlantis, spain, kingdom)))) == 3


def test_titles_that_contradict_each_other_are_never_settled_by_another_source(finder: Finder) -> None:
    mixed = "Words.\n由 A 在 布莱切利宣言(OECD AI Principles)发表, May 7, 2024"
    other = "They welcome the Bletchley Declaration.\nPublished by B in Hillside Charter, May 8, 2024"

    assert subjects(settle(finder, mixed, other))[0] == subjects(settle(finder, mixed))[0]
    assert "instrument/bletchley-2023" not in subjects(settle(finder, mixed, other))[0]


def test_a_general_title_in_one_language_does_not_merge_what_the_other_language_tells_apart(finder: Finder) -> None:
    pages = [
        f"Words.\n由 {who} 在 人工智能原则({name} Robot Principles)发表, May 7, 2024"
        for who, name in (("Harbour Inc", "Seaside"), ("Hillside Inc", "Hillside"))
    ]

    assert len(set(subjects(settle(finder, *pages)))) == 2


def test_a_citation_too_general_to_identify_anything_is_left_out_and_reported(finder: Finder) -> None:
    settled = settle(finder, "见《人工智能伦理准则》。\n由 A 在 海滨宣言发表, May 7, 2024")

    assert cited(settled) == []
    assert "many things" in settled.issues[0].what


def test_no_order_of_documents_changes_an_iri(finder: Finder) -> None:
    pages = [
        ZH_EN,
        "见《海滨机器人宣言》。\n由 C 在 山地宣言发表, May 9, 2024",
        "Words.\nPublished by D in Seaside Declaration on Robots, 2024",
    ]
    pages += [
        "Words.\n由 E 在 海滨机器人宣言(Shore Declaration on Robots)发表, 2023",
        "See the Shore Declaration on Robots.\nPublished by F in Inland Code, 2022",
    ]
    orders = {
        tuple(sorted(subjects(settle(finder, *order)) + cited(settle(finder, *order))))
        for order in itertools.permutations(pages, 5)
    }

    assert len(orders) == 1


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("Government of Canada", ["https://w3id.org/aigovkg/instrument/ca-privacy-act"]),
        ("US Department of Commerce", ["https://w3id.org/aigovkg/instrument/us-privacy-1974"]),
        ("Harbour Inc", []),
    ],
)
def test_a_name_of_several_laws_means_the_one_of_the_documents_own_place(
    finder: Finder, issuer: str, expected: list[str]
) -> None:
    settled = settle(finder, f"They act under the Privacy Act.\nPublished by {issuer} in Hillside Charter, May 8, 2024")

    assert cited(settled) == expected
    assert bool(expected) or "may mean" in settled.issues[0].what


@pytest.mark.parametrize(
    ("issuer", "words", "meant"),
    [
        ("UK Government", "Providers comply with the Online Safety Act.", "uk-osa-2023"),
        ("Australian Government", "Providers comply with the Online Safety Act.", "au-osa-2021"),
        ("United Nations", "In the United Kingdom the Online Safety Act demands care.", "uk-osa-2023"),
        ("Government of Canada", "See the Copyright Act.", "ca-copyright"),
    ],
)
def test_a_name_that_several_places_have_means_what_is_at_home(finder: Finder, issuer: str, words: str, meant: str) -> None:
    settled = settle(finder, f"{words}\nPublished by {issuer} in Riverside Charter, May 7, 2024")

    assert [iri.rpartition("/")[2] for iri in cited(settled)] == [meant]


def test_a_local_name_elsewhere_is_the_name_of_something_else(finder: Finder) -> None:
    pages = [
        f"See the Patent Act.\nPublished by {who} in {what} Charter, May 7, 2024"
        for who, what in (("Government of India", "Riverside"), ("Government of Kenya", "Hillside"), ("US Congress", "Seaside"))
    ]
    indian, kenyan, american = cited(settle(finder, *pages))

    assert american.endswith("/us-patent-1952")
    assert len({indian, kenyan, american}) == 3


def test_a_local_name_in_a_text_of_nobody_knows_where_is_reported_and_claims_nothing(finder: Finder) -> None:
    settled = settle(finder, "See the Patent Act.\nPublished by Harbour Board in Riverside Charter, May 7, 2024")

    assert not cited(settled)
    assert "nothing was claimed" in settled.issues[0].what


def test_a_document_with_a_local_name_for_a_title_is_of_its_own_issuer(finder: Finder) -> None:
    british = "Words.\nPublished by UK Parliament in Online Safety Act, Oct 26, 2023"
    other = "Words.\nPublished by Parliament of Sri Lanka in Online Safety Act, Feb 1, 2024"

    assert subjects(settle(finder, british))[0].endswith("/uk-osa-2023")
    assert "uk-osa" not in subjects(settle(finder, other))[0]


def test_letters_that_mean_a_law_elsewhere_claim_nothing(finder: Finder) -> None:
    page = "Firms assess AIDA risks.\nPublished by Monetary Authority of Singapore in Riverside Charter, May 7, 2024"

    assert not cited(settle(finder, page))
