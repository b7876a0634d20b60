"""French and Spanish: what a language needs is labels in the lexicon, and no other code."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from aigovkg import dates, mentions, vocabulary
from aigovkg.mentions import Finder
from aigovkg.model import Date, Kind, Passage
from aigovkg.vocabulary import AIG, BASE, LABEL, LEXICON, Lexicon

from .test_claims import relation

LANGUAGES = frozenset({"en", "zh", "fr", "es"})
# Chinese has no such words, or writes them without a space before them.
NOT_CHINESE = frozenset(
    {
        (LEXICON, AIG + "article"),
        (LEXICON, AIG + "subordinator"),
        (LEXICON, AIG + "joiningWord"),
        (LEXICON, AIG + "locator"),
        (LEXICON, AIG + "groundsCue"),  # a body is not named before its grounds: "为了…，根据…，制定本法"
        (LEXICON, AIG + "unitNoun"),  # a unit stands behind its body in one name: "清华大学战略与安全研究中心"
        (AIG + "Instrument", AIG + "carryingWord"),
        (AIG + "Agent", AIG + "carryingWord"),
        (AIG + "Event", AIG + "carryingWord"),
        (LEXICON, AIG + "placeWord"),  # a place is called around its number: aig:placeStyle
        (LEXICON, AIG + "placeBack"),  # nor does one lead back
        (LEXICON, AIG + "placeLink"),  # a place stands right behind the name
        (LEXICON, AIG + "actNoun"),  # what a body did stands behind its name
        (LEXICON, AIG + "relativeWord"),  # a clause that describes stands before its noun, with no word to open it
    }
)
# Formulas that only one language has.
ONLY_IN = {
    (LEXICON, AIG + "shortTitleCue"): {"en"},  # acts of the common law say how they may be cited: "This Act may be cited as …"
    (LEXICON, AIG + "adoptionVerb"): {"zh"},  # the verb stands behind the day and the body: "2021年8月20日…第三十次会议通过"
    (LEXICON, AIG + "pairingWord"): {"zh"},  # words that join without a space, and stand inside names too: "工业和信息化部"
    (LEXICON, AIG + "placeStyle"): {"zh"},  # other languages call a place before its number: aig:placeWord
    (LEXICON, AIG + "lawLead"): {"zh"},  # elsewhere capitals tell a name
    (LEXICON, AIG + "nameBreak"): {"zh"},  # words that stand beside a name without a space
    (LEXICON, AIG + "announcingVerb"): {"zh"},  # the verb stands right before the title marks: "…发布《…》"
}


def found(finder: Finder, words: str, kind: Kind, language: str = "fr") -> list[tuple[str, str]]:
    """What a text names of a kind: the entry, type or class (or "") and the quote."""
    marked = mentions.mark(Passage("0" * 64, 1, words, language), finder)
    return [
        ((m.name.candidates[0] if m.name.candidates else m.name.category).rsplit("/", 1)[-1], words[m.span.start : m.span.end])
        for m in marked.mentions
        if m.name.kind is kind
    ]


# The ways in which a cue can govern; a language has words for a relation, but not for each of these.
GOVERNING = ("cue", "phraseCue", "directCue", "weakCue")


def tagged() -> dict[tuple[str, str], set[str]]:
    """The languages in which the lexicon gives each of its statements."""
    languages: dict[tuple[str, str], set[str]] = defaultdict(set)
    path = vocabulary.folder("ontology") / "lexicon.ttl"
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal) and quad.object.language:
            languages[quad.subject.value, quad.predicate.value].add(quad.object.language)
    return languages


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Conformément à la Déclaration de Bletchley, des essais ont lieu.", "basedOn"),
        ("En application de la Déclaration de Bletchley, des essais ont lieu.", "basedOn"),
        ("S'appuyant sur la Déclaration de Bletchley, les ministres conviennent de se réunir.", "buildsOn"),
        ("Nous prendrons des mesures pour mettre en œuvre la Déclaration de Bletchley.", "implements"),
        ("Décret portant application de la Déclaration de Bletchley.", "implements"),
        ("L'article 2 modifie la Déclaration de Bletchley.", "amends"),
        ("La Déclaration de Bletchley est ainsi modifiée.", "amends"),
        ("L'article 2 abroge la Déclaration de Bletchley.", "repeals"),
        ("La Déclaration de Bletchley est abrogée.", "repeals"),
        ("Réaffirmant la Déclaration de Bletchley, les ministres se sont réunis.", "reaffirms"),
        ("Rappelant la Déclaration de Bletchley, l'Assemblée se réunit.", "recalls"),
        ("Vu la Déclaration de Bletchley, le Conseil décide.", "recalls"),
        ("Les ministres se félicitent de la Déclaration de Bletchley.", "welcomes"),
        ("Nous saluons les textes récents, notamment la Déclaration de Bletchley.", "welcomes"),
        ("Quarante États ont signé la Déclaration de Bletchley.", "supports"),
        ("Le texte est compatible avec la Déclaration de Bletchley.", "alignsWith"),
        ("Sans préjudice de la Déclaration de Bletchley, les États agissent.", "alignsWith"),
        ("Le considérant 12 de la Déclaration de Bletchley en est un exemple.", "cites"),
        ("Rien ici ne nomme quoi que ce soit.", "nothing"),
    ],
)
def test_french_cues_say_how_a_text_cites(finder: Finder, sentence: str, expected: str) -> None:
    assert relation(finder, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("De conformidad con la Declaración de Bletchley, se realizan pruebas.", "basedOn"),
        ("En virtud de la Declaración de Bletchley, se realizan pruebas.", "basedOn"),
        ("Inspirándose en la Declaración de Bletchley, los ministros acuerdan reunirse.", "buildsOn"),
        ("Tomaremos medidas para aplicar la Declaración de Bletchley.", "implements"),
        ("Decreto por el que se desarrolla la Declaración de Bletchley.", "implements"),
        ("Ley por la que se modifica la Declaración de Bletchley.", "amends"),
        ("La Declaración de Bletchley queda modificada.", "amends"),
        ("El artículo 2 deroga la Declaración de Bletchley.", "repeals"),
        ("La Declaración de Bletchley queda derogada.", "repeals"),
        ("Reafirmando la Declaración de Bletchley, los ministros se reunieron.", "reaffirms"),
        ("Recordando la Declaración de Bletchley, la Asamblea se reunió.", "recalls"),
        ("Teniendo en cuenta la Declaración de Bletchley, la Asamblea se reunió.", "recalls"),
        ("Los ministros acogen con satisfacción la Declaración de Bletchley.", "welcomes"),
        ("Saludamos los textos recientes, tales como la Declaración de Bletchley.", "welcomes"),
        ("Cuarenta Estados respaldan la Declaración de Bletchley.", "supports"),
        ("El texto está en consonancia con la Declaración de Bletchley.", "alignsWith"),
        ("Sin perjuicio de la Declaración de Bletchley, los Estados actúan.", "alignsWith"),
        ("Un ejemplo es la Declaración de Bletchley.", "cites"),
        ("Nada aquí nombra nada.", "nothing"),
    ],
)
def test_spanish_cues_say_how_a_text_cites(finder: Finder, sentence: str, expected: str) -> None:
    assert relation(finder, sentence) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("7 mai 2024", Date("2024-05-07")),
        ("1er mai 2024", Date("2024-05-01")),
        ("mai 2024", Date("2024-05")),
        ("12 déc. 2023", Date("2023-12-12")),
        ("2024 (à confirmer)", Date("2024", confirmed=False)),
        ("7 de mayo de 2024", Date("2024-05-07")),
        ("3 de setiembre del 2024", Date("2024-09-03")),
        ("15 ago. 2024", Date("2024-08-15")),
        ("2024 (por confirmar)", Date("2024", confirmed=False)),
        ("mayo de 2024", Date("2024-05")),
        ("7-8 mai 2024", Date("2024-05")),
    ],
)
def test_french_and_spanish_dates_are_read_as_precisely_as_given(lexicon: Lexicon, words: str, expected: Date) -> None:
    assert dates.read(words, lexicon.months, lexicon.listed("unconfirmedMark")) == expected


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Déclaration de Montréal pour un développement responsable de l'intelligence artificielle", "declaration"),
        ("Déclaration conjointe entre A et B sur l'intelligence artificielle", "joint-statement"),
        ("Règlement (UE) 2024/1689", "regulation"),
        ("Loi pour une République numérique", "law"),
        ("Projet de loi sur l'intelligence artificielle", "bill"),
        ("Lignes directrices en matière d'éthique pour une IA digne de confiance", "guidelines"),
        ("Code de conduite pour les développeurs", "code-of-conduct"),
        ("Convention-cadre sur l'intelligence artificielle", "treaty"),
        ("Recomendación sobre la ética de la inteligencia artificial", "recommendation"),
        ("Comunicado conjunto de A y B", "joint-statement"),
        ("Ley 31814", "law"),
        ("Proyecto de ley sobre sistemas de IA", "bill"),
        ("Real Decreto 817/2023", "decree"),
        ("Estrategia Nacional de Inteligencia Artificial", "strategy"),
        ("Carta de Derechos Digitales", "charter"),
        ("Marco Ético para la Inteligencia Artificial", "framework"),
    ],
)
def test_the_head_noun_of_a_french_or_spanish_title_tells_its_type(lexicon: Lexicon, title: str, code: str) -> None:
    assert lexicon.instrument_type(title) == BASE + "type/" + code


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        (
            "Selon la Charte de Riverside pour les Robots, rien ne change.",
            Kind.INSTRUMENT,
            ("charter", "Charte de Riverside pour les Robots"),
        ),
        (
            "Los Principios Rectores de Riverside se aplican.",
            Kind.INSTRUMENT,
            ("principles", "Principios Rectores de Riverside"),
        ),
        ("Artículo 5 de la Ley de los Robots de Riverside.", Kind.INSTRUMENT, ("law", "Ley de los Robots de Riverside")),
        (
            "Le Ministère des Robots de Riverside décide.",
            Kind.AGENT,
            ("ns#GovernmentAgency", "Ministère des Robots de Riverside"),
        ),
        (
            "Ayer habló el Ministerio de Ciencia e Innovación.",
            Kind.AGENT,
            ("ns#GovernmentAgency", "Ministerio de Ciencia e Innovación"),
        ),
        ("Le 5e Sommet de Riverside a eu lieu.", Kind.EVENT, ("ns#Event", "5e Sommet de Riverside")),
        ("La 2ª Cumbre de Riverside tuvo lugar.", Kind.EVENT, ("ns#Event", "2ª Cumbre de Riverside")),
    ],
)
def test_french_and_spanish_names_grow_from_their_head_nouns(
    finder: Finder, sentence: str, kind: Kind, expected: tuple[str, str]
) -> None:
    assert found(finder, sentence, kind) == [expected]


@pytest.mark.parametrize(
    "sentence", ["Le Règlement est court.", "Ce Règlement est court.", "El Consejo decide.", "Los Principios valen."]
)
def test_an_article_and_a_head_noun_are_no_name(finder: Finder, sentence: str) -> None:
    assert found(finder, sentence, Kind.INSTRUMENT) == found(finder, sentence, Kind.AGENT) == []


@pytest.mark.parametrize(
    ("sentence", "language", "principle"),
    [
        ("La dignité humaine doit être protégée.", "fr", "human-dignity"),
        ("La dignidad humana debe ser protegida.", "es", "human-dignity"),
    ],
)
def test_a_principle_is_stated_under_a_normative_cue(finder: Finder, sentence: str, language: str, principle: str) -> None:
    assert [one for one, _ in found(finder, sentence, Kind.PRINCIPLE, language)] == [principle]


@pytest.mark.parametrize("sentence", ["La dignité humaine est un sujet.", "La dignidad humana es un tema."])
def test_a_principle_that_is_only_a_topic_is_not_stated(finder: Finder, sentence: str) -> None:
    assert found(finder, sentence, Kind.PRINCIPLE) == []


def test_names_of_the_users_own_in_french_and_spanish_lead_to_one_entry(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        f"""@prefix aig: <{AIG}> .
        <{BASE}instrument/tides> a aig:Instrument ;
            <{LABEL}> "Riverside AI Tides Act"@en , "Règlement sur l'intelligence artificielle des marées"@fr ,
                "Reglamento sobre la inteligencia artificial de las mareas"@es .""",
        encoding="utf-8",
    )
    finder = Finder(vocabulary.load([own]).lexicon)

    for name in (
        "Règlement sur l'intelligence artificielle des marées",
        "Règlement sur l'IA des marées",
        "Reglamento sobre la inteligencia artificial de las mareas",
        "Reglamento sobre la IA de las mareas",
    ):
        assert found(finder, f"Aquí / ici : {name}.", Kind.INSTRUMENT) == [("tides", name)]


def test_every_list_relation_type_and_class_has_words_in_every_language() -> None:
    languages = tagged()
    for (subject, predicate), tags in sorted(languages.items()):
        if predicate.removeprefix(AIG) in GOVERNING:
            languages[subject, AIG + "any cue"] |= tags
    lists = {pair for pair in languages if pair[1].startswith(AIG) and pair[1].removeprefix(AIG) not in GOVERNING}

    assert len(lists) > 60
    for pair in sorted(lists):
        wanted = LANGUAGES - {"zh"} if pair in NOT_CHINESE else LANGUAGES
        assert languages[pair] >= ONLY_IN.get(pair, wanted), pair


def test_every_month_has_a_name_in_french_and_spanish() -> None:
    months = [tags for (subject, predicate), tags in tagged().items() if "/month-" in subject and predicate == LABEL]

    assert len(months) == 12
    assert all({"en", "fr", "es"} <= tags for tags in months)


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        ("The UN Convention on Robots holds.", Kind.INSTRUMENT, ["UN Convention on Robots"]),
        ("Senator Marco Rubio spoke for the American Red Cross.", Kind.INSTRUMENT, []),
        ("Senator Marco Rubio spoke for the American Red Cross.", Kind.AGENT, []),
        ("Sao Tome and Principe joined.", Kind.INSTRUMENT, []),
        ("Stakeholder Engagement and Academia matter.", Kind.INSTRUMENT, []),
        ("Stakeholder Engagement and Academia matter.", Kind.AGENT, []),
    ],
)
def test_words_of_other_languages_do_no_harm_to_english_names(
    finder: Finder, sentence: str, kind: Kind, expected: list[str]
) -> None:
    assert [quote for _, quote in found(finder, sentence, kind, "en")] == expected
