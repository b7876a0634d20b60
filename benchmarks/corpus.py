"""A corpus shaped like the real one: pages of passages that cite, welcome and state, a quarter of them in Chinese.

    python benchmarks/corpus.py 1000 /tmp/corpus        writes 1,000 documents of 20 passages

The same number gives the same bytes. Documents cite registered instruments by several of their names, one another (mostly
well-known ones, as in life) and instruments that nobody registered; they name bodies, events, dates and principles.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from aigovkg import vocabulary
from aigovkg.model import Kind
from aigovkg.vocabulary import Lexicon, Role

PASSAGES = 20
_SEED = 20261124
_PLACES = (
    "Northland",
    "Southmark",
    "Eastvale",
    "Westmoor",
    "Riverside",
    "Hillside",
    "Seaside",
    "Lakeshore",
    "Fenwick",
    "Oakdale",
    "Marlow",
    "Thornbury",
)
_KINDS = ("Declaration", "Charter", "Code of Conduct", "Framework", "Guidelines", "Act", "Strategy", "Action Plan")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TOPICS = (
    "Artificial Intelligence", "Machine Learning", "Automated Decisions", "Generative Systems",
    "Facial Recognition", "Data Governance",
    "Algorithmic Transparency", "Autonomous Vehicles", "Medical Algorithms", "Public Sector Automation",
)  # fmt: skip
_PLACES_ZH = ("北陵", "南川", "东谷", "西原", "河滨", "临海", "湖岸", "松岭", "柳州", "云台", "白沙", "青浦")
_KINDS_ZH = ("宣言", "章程", "管理办法", "行动计划", "指导意见", "伦理规范")
_TOPICS_ZH = (
    "人工智能",
    "机器学习",
    "自动化决策",
    "生成式服务",
    "人脸识别",
    "数据治理",
    "算法透明",
    "自动驾驶",
    "医疗算法",
    "公共服务",
)
_CITING = (
    "We welcome the {cited} and encourage others to follow it.",
    "In line with the {cited}, developers should assess risks before release.",
    "Recalling the {cited}, the parties reaffirm their commitment to cooperation.",
    "This document builds on the {cited} adopted in {year}.",
    "The {body} shall report every year on progress under the {cited}.",
    "As noted by the {body}, the {cited} remains the reference for {principle}.",
)
_PLAIN = (
    "AI systems should respect {principle} throughout their life cycle.",
    "Operators must ensure {principle} and {other}, and keep records for at least {year} days of operation in total.",
    "The working group met on several occasions to discuss how providers handle incidents and complaints from users.",
    "Nothing in this section prevents a provider from offering additional safeguards where they are appropriate.",
    "Training data ought to be collected lawfully, documented carefully and reviewed at regular intervals by people who know it.",
    "Members will share experience on {principle}, including through joint exercises and exchanges of experts.",
)
_CITING_ZH = (
    "我们欢迎《{cited}》，并鼓励各方予以落实。",
    "根据《{cited}》，研发者应当在发布前评估风险。",
    "各方重申《{cited}》的各项承诺，并愿加强合作。",
    "本文件以《{cited}》为基础，由{body}负责解释。",
)
_PLAIN_ZH = (
    "人工智能的研发和应用应当尊重{principle}，保障{other}。",
    "运营者应当建立健全管理制度，定期开展培训和检查，及时处理用户投诉。",
    "有关部门将就{principle}开展交流，推动形成共识。",
)


def documents(count: int, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield file names and texts of documents."""
    draw = random.Random(_SEED)  # noqa: S311 - nothing secret
    names = {
        (kind, chinese): [
            form.text
            for form in lexicon.forms
            if form.kind is kind
            and form.role is Role.NAME
            and form.language.startswith("zh" if chinese else "en")
            and len(form.text) > 3
        ]
        for kind in (Kind.INSTRUMENT, Kind.AGENT, Kind.PRINCIPLE)
        for chinese in (False, True)
    }
    principles = {
        False: ["transparency", "human dignity", "fairness", "accountability", "privacy", "safety", "human oversight"],
        True: ["透明", "人的尊严", "公平", "问责", "隐私", "安全"],
    }
    titles = [_title(number, number % 4 == 3, draw) for number in range(count)]
    for number, title in enumerate(titles):
        chinese = number % 4 == 3
        body = draw.choice(names[Kind.AGENT, chinese])
        runs = []
        for _ in range(PASSAGES):
            sentences = []
            for _ in range(draw.choice((1, 1, 2, 2, 3))):
                citing = draw.random() < 0.3
                form = draw.choice({(0, 0): _PLAIN, (1, 0): _CITING, (0, 1): _PLAIN_ZH, (1, 1): _CITING_ZH}[citing, chinese])
                first, second = draw.sample(principles[chinese], 2)
                cited = _cited(draw, titles[:number], names[Kind.INSTRUMENT, chinese], chinese)
                values = {"cited": cited, "body": draw.choice(names[Kind.AGENT, chinese]), "principle": first, "other": second}
                sentences.append(form.format(**values, year=draw.randrange(1990, 2026)))
            runs.append(("" if chinese else " ").join(sentences))
        date = f"{_MONTHS[number * 12 // count]} {1 + number * 336 // count % 28}, 2026"  # after all that they cite
        runs[-1] += f"\nPublished by {body} in {title}, {date}"
        yield f"{number:06d}.txt", "\n\n".join(runs) + "\n"


def _title(number: int, chinese: bool, draw: random.Random) -> str:
    if chinese:
        return f"{draw.choice(_PLACES_ZH)}{draw.choice(_TOPICS_ZH)}第{number}号{draw.choice(_KINDS_ZH)}"
    return f"{draw.choice(_PLACES)} {draw.choice(_KINDS)} on {draw.choice(_TOPICS)} No. {number}"


def _cited(draw: random.Random, titles: list[str], registered: list[str], chinese: bool) -> str:
    """Return the name of an instrument: registered, one of the corpus (the first are cited most), or neither."""
    chance = draw.random()
    if chance < 0.55:
        return draw.choice(registered)
    if chance < 0.85 and len(titles) > 4:
        place = int((len(titles) - 4) * draw.random() ** 3) // 4 * 4
        return titles[place + 3 if chinese else place]
    return _title(draw.randrange(100, 400), chinese, draw)


def write(count: int, folder: Path) -> int:
    """Write a corpus and return its size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for name, text in documents(count, vocabulary.load().lexicon):
        content = text.encode()
        (folder / name).write_bytes(content)
        size += len(content)
    return size


if __name__ == "__main__":
    print(f"{write(int(sys.argv[1]), Path(sys.argv[2])):,} bytes")
