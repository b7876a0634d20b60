"""Which names are one thing, and what IRI it gets."""

from __future__ import annotations

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
            extracted.append(Extracted(document, own, claims.extract(document, marked, finder.lexicon)))
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
