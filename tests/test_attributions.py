"""How many attribution lines are read right in title, issuers and date: lines put together from known pieces, and real pages.

The pieces are the traps that such pages set; what each says is known, for it was put in. The real pages are those of the
corpora; their table was drawn up from what the reader said, checked against the lines and corrected, so it keeps what is
known to be right and is no independent reading.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aigovkg import claims, documents, mentions
from aigovkg.documents import attributed
from aigovkg.model import Date, Document, Name
from aigovkg.text import has_han
from aigovkg.vocabulary import DATE, ISSUED_BY, Lexicon

from .conftest import SHARED

TABLE = Path(__file__).parent / "attributions.tsv"

# An issuer field, and whom it names.
ISSUERS = (
    ("OECD", ("OECD",)),
    ("European Commission", ("European Commission",)),
    ("The North Atlantic Treaty Organization (NATO)", ("North Atlantic Treaty Organization",)),
    ("Institute for Rivers (IR)", ("Institute for Rivers",)),
    ("Institute for Rivers (IR), Canada", ("Institute for Rivers",)),
    ("Ministry of Rivers, Government of Japan", ("Ministry of Rivers",)),
    ("River Labs, Inc.", ("River Labs",)),
    ("Microsoft, IBM, FAO, the Italia Government", ("Microsoft", "IBM", "FAO", "Italia Government")),
    (
        "Peking University; Tsinghua University; Institute of Automation, Chinese Academy of Sciences; etc.",
        ("Peking University", "Tsinghua University", "Institute of Automation, Chinese Academy of Sciences"),
    ),
    (
        "Peking University, Tsinghua University and the Chinese Academy of Sciences, together with firms that make machines.",
        ("Peking University", "Tsinghua University", "Chinese Academy of Sciences"),
    ),
    ("UNESCO and OECD", ("UNESCO", "OECD")),
    ("Satya Nadella, CEO of Microsoft", ("Satya Nadella",)),
    ("国家互联网信息办公室、工业和信息化部", ("国家互联网信息办公室", "工业和信息化部")),
    ("THE PRESIDENT OF THE REPUBLIC and THE CONGRESS OF THE REPUBLIC", ("PRESIDENT OF THE REPUBLIC", "CONGRESS OF THE REPUBLIC")),
    (
        "The European Commission’s High-Level Expert Group on Artificial Intelligence",
        ("European Commission’s High-Level Expert Group on Artificial Intelligence",),
    ),
)
# Issuer fields of the kinds that such lists of documents hold, and whom each names: of a body and its parent the body.
FIELDS = (
    ("World Commission on the Ethics of Rivers, UNESCO", ("World Commission on the Ethics of Rivers",)),
    ("COMEST, UNESCO", ("COMEST",)),
    ("UNESCO, COMEST", ("COMEST",)),
    ("COMEST/UNESCO", ("COMEST",)),
    ("The Group on Rivers (GR) of the World Commission on the Ethics of Scientific Knowledge and Technology (COMEST), UNESCO",
     ("Group on Rivers of the World Commission on the Ethics of Scientific Knowledge and Technology",)),
    ("Center for River Strategy, Tsinghua University (Tsinghua CRS)", ("Center for River Strategy",)),
    ("Center for Rivers, School of Law, Tsinghua University", ("Center for Rivers",)),
    ("Center for Rivers, Tsinghua University and Institute of Lakes, Peking University", ("Center for Rivers", "Institute of Lakes")),
    ("Institute of Rivers, Oxbow University; Institute of Lakes, Port University", ("Institute of Rivers", "Institute of Lakes")),
    ("River Institute, Tsinghua University, Peking University and Microsoft",
     ("River Institute", "Tsinghua University", "Peking University", "Microsoft")),
    ("Tsinghua University, Institute of Rivers", ("Institute of Rivers",)),
    ("River Ethics Committee, Digital Catapult", ("River Ethics Committee",)),
    ("Select Committee on Artificial Intelligence, House of Lords", ("Select Committee on Artificial Intelligence, House of Lords",)),
    ("House of Representatives, Japan", ("House of Representatives, Japan",)),
    ("Cabinet Office, UK", ("Cabinet Office",)),
    ("New Work Summit, hosted by The New York Times", ("New York Times",)),
    ("International Summit on Rivers, organized by River Institute", ("River Institute",)),
    ("The Public Voice Coalition, established by the Electronic Privacy Information Center", ("Public Voice Coalition",)),
    ("Ada Bell, Co-founder and CEO of Acme", ("Ada Bell",)),
    ("Ada Bell, CEO, Microsoft", ("Ada Bell",)),
    ("Prof. Ada Bell, University of Montreal", ("Prof. Ada Bell",)),
    ("Ada Bell, President of the United States", ("President of the United States",)),
    ("Ada Bell, Bo Chan", ("Ada Bell", "Bo Chan")),
    ("Ada Bell and Bo Chan", ("Ada Bell", "Bo Chan")),
    ("Acme, Foobar and Oxbow", ("Acme", "Foobar", "Oxbow")),
    ("Women and Machines", ("Women and Machines",)),
    ("Rivers & Democracy", ("Rivers & Democracy",)),
    ("Ernst & Young", ("Ernst & Young",)),
    ("Google, DeepMind, Microsoft", ("Google", "DeepMind", "Microsoft")),
    ("DeepMind, Google, Microsoft and IBM", ("DeepMind", "Google", "Microsoft", "IBM")),
    ("Ada Lovelace Institute, Alan Turing Institute", ("Ada Lovelace Institute", "Alan Turing Institute")),
    ("Ministry of Rivers, Lakes and Seas, Kenya", ("Ministry of Rivers, Lakes and Seas",)),
    ("Department of Rivers, Science, Energy and Ports, Australian Government", ("Department of Rivers, Science, Energy and Ports",)),
    ("Ministry of Rivers and Lakes and Ministry of Seas", ("Ministry of Rivers and Lakes", "Ministry of Seas")),
    ("Ministère des Fleuves et des Lacs, France", ("Ministère des Fleuves et des Lacs",)),
    ("Ministerio de Ríos, Lagos e Innovación, Gobierno de Chile", ("Ministerio de Ríos, Lagos e Innovación",)),
    ("Agency for Rivers (AR), Ministry of Science and ICT, Republic of Korea", ("Agency for Rivers", "Ministry of Science and ICT")),
    ("UNESCO and the Government of Kenya", ("UNESCO", "Government of Kenya")),
    ("China, France", ("China", "France")),
    ("OpenAI et al.", ("OpenAI",)),
    ("OpenAI, Anthropic, Google DeepMind and others", ("OpenAI", "Anthropic", "Google DeepMind")),
    ("Baidu, Inc.; Tencent Holdings Ltd.", ("Baidu, Inc.", "Tencent Holdings Ltd.")),
    ("ISO/IEC", ("ISO", "IEC")),
    ("北京大学、清华大学和中国科学院", ("北京大学", "清华大学", "中国科学院")),
    ("中国科学院自动化研究所、北京大学和清华大学等单位", ("中国科学院自动化研究所", "北京大学", "清华大学")),
    ("国家网信办等七部门", ("国家网信办",)),
    ("中央网信办、工业和信息化部、公安部等七部门", ("中央网信办", "工业和信息化部", "公安部")),
    ("教育部和科技部", ("教育部", "科技部")),
    ("工业和信息化部", ("工业和信息化部",)),
    ("人力资源和社会保障部", ("人力资源和社会保障部",)),
    ("国家发展和改革委员会", ("国家发展和改革委员会",)),
    ("中共中央办公厅 国务院办公厅", ("中共中央办公厅", "国务院办公厅")),
    ("百度、阿里巴巴、腾讯等", ("百度", "阿里巴巴", "腾讯")),
    ("河流市人工智能学会（RAI）", ("河流市人工智能学会",)),
)  # fmt: skip
# Lines of pages that are not among the corpora, as they were seen there.
SEEN = (
    ("原则: 全球人工智能治理倡议, October 18, 2023\n\n作者:Cyberspace Administration of China",
     ("全球人工智能治理倡议",), ("Cyberspace Administration of China",), "2023-10-18"),
    (("由 Government of Canada 在 负责任地使用人工智能:我们的指导原则(Responsible use of artificial intelligence (AI): Our guiding principles)发表, "
     "2019 (unconfirmed)"),
     ("负责任地使用人工智能:我们的指导原则", "Responsible use of artificial intelligence (AI): Our guiding principles"),
     ("Government of Canada",), "2019"),
    ("由 THE PRESIDENT OF THE REPUBLIC and THE CONGRESS OF THE REPUBLIC 在 人工智能应用开发原则发表, July 5, 2023",
     ("人工智能应用开发原则",), ("PRESIDENT OF THE REPUBLIC", "CONGRESS OF THE REPUBLIC"), "2023-07-05"),
    ("由 United Nations System Chief Executives Board for Coordination 在 联合国系统内人工智能伦理使用原则发表, Sept 20, 2022",
     ("联合国系统内人工智能伦理使用原则",), ("United Nations System Chief Executives Board for Coordination",), "2022-09-20"),
    (("由 Institute of Business Ethics (IBE) 在 IBE在商业中使用人工智能的交互式框架(IBE interactive framework for the use of Artificial Intelligence "
     "(AI) in business)发表, Jan 11, 2018"),
     ("IBE在商业中使用人工智能的交互式框架", "IBE interactive framework for the use of Artificial Intelligence (AI) in business"),
     ("Institute of Business Ethics",), "2018-01-11"),
    ("Published by G20 Ministerial Meeting on Trade and Digital Economy in G20 AI Principles, Jun 09, 2019",
     ("G20 AI Principles",), ("G20 Ministerial Meeting on Trade and Digital Economy",), "2019-06-09"),
    ("Published by DeepMind in DeepMind Ethics & Society Principles, Oct 3, 2017 (unconfirmed)",
     ("DeepMind Ethics & Society Principles",), ("DeepMind",), "2017-10-03"),
    (("Published by The Extended Working Group on Ethics of Artificial Intelligence (AI) of the World Commission on the Ethics of Scientific "
     "Knowledge and Technology (COMEST), UNESCO in Suggested generic principles for the development, implementation and use of AI, Mar 21, 2019"),
     ("Suggested generic principles for the development, implementation and use of AI",),
     ("Extended Working Group on Ethics of Artificial Intelligence of the World Commission on the Ethics of Scientific Knowledge and Technology",),
     "2019-03-21"),
)  # fmt: skip
# Several bodies between semicolons, as the oldest pages give them, without title or date.
OLDEST = (
    "Publisher: Beijing Academy of Artificial Intelligence (BAAI); Peking University; Tsinghua University; Institute of Automation, Chinese "
    "Academy of Sciences; Institute of Computing Technology, Chinese Academy of Sciences; Artifical Intelligence Industry Innovation Strategy "
    "Alliance (AITISA); etc."
)
ENGLISH = (
    "Charter of the River",
    "Suggested principles for the development, use of Machines",
    "Machines for Children: The River Principles",
    '"ARCC": A Framework for Machines',
    "Joint Pledge on Rivers (Draft for Comment)",
    "Framework in the Workplace: Machines in Use, in Short",
    "Dubai's River Principles",
    "Seeking Ground Rules for A.I.: The Recommendations",
    "AI at River: Our principles",
    "IBE interactive framework of values (AI) in business",
    "10 river rules",
    "Principles 2019, May Edition",
)
CHINESE = (
    "河流宪章",
    "河流自律公约(征求意见稿)",
    "河流自律公约（征求意见稿）",
    "系统在伦理方面的考量",
    "北约在国防领域使用机器的原则",
    "寻求河流的规则:建议",
    "新一代河流治理原则——发展负责任的河流",
    "2024年河流论坛关于合作的主席声明",
    "IBE在商业中使用河流的框架",
    "人工智能(AI)河流原则",
    "建议的河流的开发、实现和使用的原则",
    "6个“必须”",
)
DATES = (
    ("Oct 10, 2019", Date("2019-10-10")),
    ("Jun 09, 2019", Date("2019-06-09")),
    ("October 18, 2023", Date("2023-10-18")),
    ("Sept 20, 2022", Date("2022-09-20")),
    ("Jan 3-8, 2017", Date("2017-01")),
    ("2019 (unconfirmed)", Date("2019", confirmed=False)),
    ("Sep 28, 2016 (unconfirmed)", Date("2016-09-28", confirmed=False)),
    ("May, 2018", Date("2018-05")),
    ("2018", Date("2018")),
    ("2024年5月7日", Date("2024-05-07")),
    ("2024-05-07", Date("2024-05-07")),
)


@dataclass(frozen=True)
class Line:
    """An attribution, and what it says."""

    run: str
    titles: tuple[str, ...]
    issuers: tuple[str, ...]
    date: Date | None


def written() -> Iterator[Line]:
    """Put every title together with issuers and dates in turn, in every form."""
    for place, (zh, en) in enumerate(itertools.product(CHINESE, ENGLISH)):
        field, issuers = ISSUERS[place % len(ISSUERS)]
        said, date = DATES[place % len(DATES)]
        for shape in (
            f"由 {field} 在 {zh}({en})发表, {said}",
            f"由 {field} 在 {zh}（{en}）发表，{said}",
            f"原则: {zh}({en}), {said}\n\n作者:{field}",
            f"原则：{zh}({en})，{said}\n\n作者： {field}",
        ):
            yield Line(shape, (zh, en), issuers, date)
        for shape in (f"由 {field} 在 {zh}发表, {said}", f"由{field}在 {zh} 发表, {said}", f"原则: {zh}, {said}\n\n作者:{field}"):
            yield Line(shape, (zh,), issuers, date)
        for shape in (f"Published by {field} in {en}, {said}", f"Principle: {en}, {said}\n\nPublished by {field}"):
            yield Line(shape, (en,), issuers, date)
        yield Line(
            f"{zh}({en})\n\n发布者: {field}\n\n发布者类型: Industry\n\n国家或地区: China\n\n发表日期: {said}",
            (zh, en),
            issuers,
            date,
        )


@pytest.fixture(scope="module")
def finder(lexicon: Lexicon) -> mentions.Finder:
    return mentions.finder_of(lexicon)


def said(document: Document, finder: mentions.Finder, lexicon: Lexicon) -> dict[int, Line]:
    """Return what each attribution of a document says, as the graph has it, by the position of its run."""
    made = claims.extract(document, mentions.find(document, finder), lexicon)
    lines: dict[int, Line] = {}
    for attribution in document.attributions:
        run = attribution.passage
        here = [claim for claim in made if claim.evidence.passage == run]
        titles = tuple(run.quote(span) for span, _ in attribution.titles)
        names = (
            c.object.forms[0].value
            for c in here
            if c.predicate == ISSUED_BY and isinstance(c.object, Name) and c.evidence.method != "title"
        )
        dates = [claim.object for claim in here if claim.predicate == DATE and isinstance(claim.object, Date)]
        lines[run.position] = Line(run.text, titles, tuple(dict.fromkeys(names)), dates[0] if dates else None)
    return lines


def outcome(line: Line, finder: mentions.Finder, lexicon: Lexicon) -> str:
    """Return what is wrong with the reading of a line, or nothing."""
    page = f"Machines shall be safe for everybody.\n\n{line.run}\n"
    documents_ = (
        attributed.read(page, "0" * 64, ("page.txt",), "text/plain", lexicon).documents
        if attributed.applies(page, lexicon)
        else ()
    )
    if len(documents_) != 1:
        return f"{len(documents_)} documents"
    (found,) = said(documents_[0], finder, lexicon).values()
    wrong = [f"{field}: {getattr(found, field)}" for field in ("titles", "date") if getattr(found, field) != getattr(line, field)]
    if {lexicon.key(name) for name in found.issuers} != {lexicon.key(name) for name in line.issuers}:
        wrong.append(f"issuers: {found.issuers}")
    return "; ".join(wrong)


def test_ninety_nine_of_a_hundred_attributions_put_together_are_read_right(finder: mentions.Finder, lexicon: Lexicon) -> None:
    lines = list(written())
    wrong = [(line.run, fault) for line in lines if (fault := outcome(line, finder, lexicon))]
    print(f"{len(lines) - len(wrong)} of {len(lines)} attributions right")
    assert len(wrong) <= 0.01 * len(lines), "\n".join(f"{run!r}\n    {fault}" for run, fault in wrong[:20])


@pytest.mark.parametrize(("field", "issuers"), FIELDS)
def test_an_issuer_field_names_who_issued_and_not_whose_they_are(
    finder: mentions.Finder, lexicon: Lexicon, field: str, issuers: tuple[str, ...]
) -> None:
    title = "河流宪章" if has_han(field) else "Charter of the River"
    for shape in ("由 {} 在 {}发表, 2018", "原则: {1}, 2018\n\n作者:{0}", "Published by {} in {}, 2018"):
        assert not outcome(Line(shape.format(field, title), (title,), issuers, Date("2018")), finder, lexicon)


@pytest.mark.parametrize(("run", "titles", "issuers", "date"), SEEN)
def test_lines_seen_elsewhere_are_read_right(
    finder: mentions.Finder, lexicon: Lexicon, run: str, titles: tuple[str, ...], issuers: tuple[str, ...], date: str
) -> None:
    assert not outcome(Line(run, titles, issuers, Date(date, confirmed="(unconfirmed)" not in run)), finder, lexicon)


def test_the_oldest_pages_name_bodies_between_semicolons(finder: mentions.Finder, lexicon: Lexicon) -> None:
    (document,) = attributed.read(
        f"Machines shall be safe.\n\n{OLDEST}\n\nMachines shall be kind.\n", "0" * 64, ("p",), "text/plain", lexicon
    ).documents
    (line,) = said(document, finder, lexicon).values()

    assert line.issuers == (
        "Beijing Academy of Artificial Intelligence",
        "Peking University",
        "Tsinghua University",
        "Institute of Automation, Chinese Academy of Sciences",
        "Institute of Computing Technology, Chinese Academy of Sciences",
        "Artifical Intelligence Industry Innovation Strategy Alliance",
    )


def test_attributions_of_real_pages_are_read_as_the_checked_table_has_them(finder: mentions.Finder, lexicon: Lexicon) -> None:
    pages = SHARED / "corpora" / "texts"
    if not pages.is_dir():
        pytest.skip("the corpora of ../shared are not here")
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = {"titles": 0, "issuers": 0, "date": 0}
    seen: dict[str, dict[int, Line]] = {}
    for row in rows:
        if row["page"] not in seen:
            (reading,) = documents.read(pages / f"{row['page']}.txt", lexicon)
            seen[row["page"]] = {
                at: line for document in reading.documents for at, line in said(document, finder, lexicon).items()
            }
        line = seen[row["page"]].pop(int(row["run"]))
        right["titles"] += "|".join(line.titles) == row["titles"]
        right["issuers"] += "|".join(line.issuers) == row["issuers"]
        right["date"] += (line.date.iso if line.date else "") == row["date"]
    print(f"of {len(rows)} attributions right: {right}")
    assert not any(seen.values()), "an attribution that the table does not know"
    assert right == dict.fromkeys(right, len(rows))
