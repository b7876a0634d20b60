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
    return mentions.Finder(lexicon)


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
    assert right["titles"] == right["date"] == len(rows)
    assert right["issuers"] >= len(rows) - 2  # whose commission it is (COMEST), and who hosts a summit
