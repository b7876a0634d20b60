"""Findings as pictures for publication: SVG, PDF and PNG by matplotlib, the same bytes for the same finding.

Labels may be in any language: matplotlib takes each character from the first font that has it, and the fonts that are known to
have Chinese characters stand behind its own. Nothing in here is measured; what a picture shows stands in the table.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from aigovkg.analysis.finding import Cell, Finding, Measure
from aigovkg.errors import OutputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Say = Callable[[str], str]  # a name at an axis → how it is said in the reader's language
ENDINGS = (".svg", ".png", ".pdf")
# Fonts with Chinese characters, as systems call them: of several the first that is installed is taken.
_CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "PingFang SC", "Hiragino Sans GB", "Heiti SC", "Microsoft YaHei", "SimHei", "Arial Unicode MS", "Droid Sans Fallback",
)  # fmt: skip
_WIDTH = 7.2  # inches: two columns of a journal
_MOST = 30  # bars, rows or pairs that a page holds
_LINE = 44  # the width of a label, where a Chinese character is two wide
# What stands at axes and in legends, for readers of Chinese.
_IN_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "agreement": "一致程度",
        "betweenness": "中介中心性",
        "citations in the year": "当年引用数",
        "citations so far": "累计引用数",
        "cited by": "被引用次数",
        "cited by both": "共同引用的文件数",
        "cited by these": "共同引用的文献数",
        "countries so far": "累计国家数",
        "gain": "增加",
        "instruments": "文件数",
        "instruments so far": "累计文件数",
        "issuers so far": "累计发布者数",
        "median": "时滞中位数（年）",
        "overlap": "重合度",
        "year": "年份",
    }
)
_INK, _PALE = "#1f4e79", "#9db8d2"
_STYLE: Any = MappingProxyType(  # Any: matplotlib types it by the names of all its settings
    {
        "font.size": 8,
        "axes.titlesize": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
        "svg.hashsalt": "aigovkg",  # or the names of its parts would differ in every run
        "svg.fonttype": "path",  # letters as shapes: they look the same where no such font is installed
        "pdf.fonttype": 42,
        "savefig.dpi": 300,
    }
)


def draw(finding: Finding, measure: Measure, ending: str, language: str = "en") -> tuple[bytes, str]:
    """Return a picture of a finding in the format of a file's ending, and what must be said of it ("" if nothing).

    Raises:
        OutputError: matplotlib is not installed, or there is nothing to draw.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise OutputError(
            "pictures need matplotlib, which is not installed", where=f"*{ending}", remedy="pip install 'aigovkg[plots]'"
        ) from error
    if not finding.rows:
        why = "; ".join(finding.notes) or "the table is empty"
        raise OutputError(f"nothing to draw: {why}", where=finding.name, remedy="write a table instead")
    chinese = _chinese_font()
    with mpl.rc_context({**_STYLE, "font.family": ["DejaVu Sans", *([chinese] if chinese else [])]}):
        figure = Figure(figsize=(_WIDTH, 4.5), layout="constrained")
        kind, _, column = measure.picture.partition(":")
        in_chinese = language.startswith("zh") and bool(chinese)
        _KINDS[kind](figure, finding, column, _in_chinese if in_chinese else _in_english)
        title = measure.title_zh if in_chinese else measure.title
        figure.suptitle(title, fontsize=11)
        if finding.notes:
            figure.supxlabel(textwrap.fill(_shown("; ".join(finding.notes)), 120), fontsize=6, color="#555555")
        file = io.BytesIO()
        undated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}[ending]
        missing = not chinese and any(_is_wide(str(cell)) for row in finding.rows for cell in row)
        with warnings.catch_warnings():
            # It would print a line for each character that no font has; below that is said once.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            figure.savefig(file, format=ending[1:], metadata=undated)
    said = (
        "no installed font has Chinese characters: install one, such as fonts-noto-cjk or fonts-wqy-microhei" if missing else ""
    )
    return file.getvalue(), said


def _in_english(name: str) -> str:
    return name.replace("_", " ")


def _in_chinese(name: str) -> str:
    return _IN_CHINESE.get(_in_english(name), _in_english(name))


def _bars(figure: Figure, finding: Finding, column: str, say: Say) -> None:
    """Draw the rows as bars, the first on top."""
    from matplotlib.ticker import MaxNLocator

    records = [row for row in finding.records() if row[column] is not None and row.get("change") != "total"][:_MOST]
    records = records or finding.records()[:_MOST]
    figure.set_figheight(1.2 + 0.24 * max(4, len(records)))
    values = [_real(row[column]) for row in records]
    axes = figure.subplots()
    axes.barh(range(len(records)), values, color=_INK, height=0.7)
    if all(value == int(value) for value in values):  # of what is counted there are no halves
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _named(axes, [_label(row) for row in records])
    axes.set_xlabel(say(column))
    axes.margins(y=0.01)


def _lines(figure: Figure, finding: Finding, _: str, say: Say) -> None:
    """Draw counts over years: those of each year as bars, those so far as lines."""
    from matplotlib.ticker import MaxNLocator

    axes = figure.subplots()
    years = [_real(row[0]) for row in finding.rows]
    axes.bar(years, [_real(row[1]) for row in finding.rows], color=_PALE, label=say("citations in the year"))
    styles = ("-", "--", "-.", ":")
    for place, style in enumerate(styles, start=2):
        axes.plot(years, [_real(row[place]) for row in finding.rows], style, color=_INK, label=say(finding.columns[place]))
    axes.set_xlabel(say("year"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False)


def _pairs(figure: Figure, finding: Finding, column: str, say: Say) -> None:
    """Draw pairs as a matrix of what stands in most of them; the darker the more."""
    places = [finding.columns.index(name) for name in ("label_1", "label_2", column)]
    names: list[str] = []
    for row in finding.rows:
        names.extend(name for place in places[:2] if (name := str(row[place])) not in names)
    kept = names[:_MOST]
    cells = np.full((len(kept), len(kept)), np.nan)
    for row in finding.rows:
        one, other = str(row[places[0]]), str(row[places[1]])
        if one in kept and other in kept:
            cells[kept.index(one), kept.index(other)] = cells[kept.index(other), kept.index(one)] = _real(row[places[2]])
    _grid(figure, cells, kept, kept, say(column))


def _matrix(figure: Figure, finding: Finding, _: str, say: Say) -> None:
    """Draw rows and columns of counts, those with most first."""
    counts = np.array([[_real(cell) for cell in row[2:]] for row in finding.rows])
    rows = np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST]
    columns = np.argsort(-counts.sum(axis=0), kind="stable")[:_MOST]
    names = [str(finding.rows[row][1]) for row in rows]
    _grid(figure, counts[np.ix_(rows, columns)], names, [finding.columns[2 + column] for column in columns], say("instruments"))


def _communities(figure: Figure, finding: Finding, _: str, say: Say) -> None:
    """Draw the size of each community, with the names of those of its members that have most links."""
    members: dict[Cell, list[dict[str, Cell]]] = {}
    for row in finding.records():
        members.setdefault(row["community"], []).append(row)
    kept = list(members.items())[: _MOST // 2]
    figure.set_figheight(1.2 + 0.5 * max(3, len(kept)))
    axes = figure.subplots()
    axes.barh(range(len(kept)), [_real(rows[0]["size"]) for _, rows in kept], color=_INK, height=0.7)
    _named(axes, [f"{community}: " + "; ".join(_cut(str(row["label"]), 40) for row in rows[:2]) for community, rows in kept])
    axes.set_xlabel(say("instruments"))


def _paths(figure: Figure, finding: Finding, _: str, __: Say) -> None:
    """Draw each instrument of the chains by how many steps it stands from the first, and an arrow for each step."""
    axes = figure.subplots()
    axes.set_axis_off()
    columns: dict[int, list[str]] = {}
    labels: dict[str, str] = {}
    for row in finding.records():
        for end, step in (("from", int(_real(row["step"])) - 1), ("to", int(_real(row["step"])))):
            name = str(row[end])
            date = f"\n{row[f'{end}_date']}" if row[f"{end}_date"] else ""
            labels[name] = _wrapped(str(row[f"{end}_label"]), 22) + date
            if name not in columns.setdefault(step, []):
                columns[step].append(name)
    tallest = max(map(len, columns.values()))
    figure.set_figheight(1.5 + 0.9 * tallest)
    where = {
        name: (float(step), -(place + 0.5) * tallest / len(names))
        for step, names in columns.items()
        for place, name in enumerate(names)
    }
    for row in finding.records():
        arrow = {"arrowstyle": "-|>", "color": _INK, "shrinkA": 42, "shrinkB": 42, "lw": 0.8}
        axes.annotate("", xy=where[str(row["to"])], xytext=where[str(row["from"])], arrowprops=arrow)
    for name, (x, y) in where.items():
        box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": _PALE}
        axes.text(x, y, labels[name], ha="center", va="center", fontsize=6.5, bbox=box)
    axes.set_xlim(-0.5, max(columns) + 0.5)
    axes.set_ylim(-tallest, 0)


_KINDS: Mapping[str, Callable[[Figure, Finding, str, Say], None]] = MappingProxyType(
    {"bars": _bars, "lines": _lines, "pairs": _pairs, "matrix": _matrix, "communities": _communities, "paths": _paths}
)


def _grid(figure: Figure, cells: np.ndarray[Any, Any], rows: Sequence[str], columns: Sequence[str], what: str) -> None:
    figure.set_figheight(2.6 + 0.2 * max(6, len(rows)))
    axes = figure.subplots()
    image = axes.imshow(cells, cmap="Blues", aspect="auto", vmin=0)
    _named(axes, rows)
    axes.set_xticks(
        range(len(columns)), [_cut(_shown(name), 30) for name in columns], rotation=60, ha="right", rotation_mode="anchor"
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, shrink=0.5, label=what)


def _named(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [_wrapped(name) for name in names])
    axes.tick_params(axis="y", length=0)
    if not axes.yaxis_inverted():
        axes.invert_yaxis()


def _label(row: Mapping[str, Cell]) -> str:
    year = str(row.get("date") or "")[:4]
    return f"{row['label']} ({year})" if year else str(row["label"])


def _wrapped(words: str, width: int = _LINE) -> str:
    """Return a label on two lines at most, cut where it is longer."""
    words = _cut(_shown(words), 2 * width)
    if _wide(words) <= width:
        return words
    half = next(place for place in range(len(words)) if _wide(words[: place + 1]) > width)
    space = words.rfind(" ", half // 2, half + 1)
    return f"{words[: space if space > 0 else half].rstrip()}\n{words[space if space > 0 else half :].lstrip()}"


def _cut(words: str, width: int) -> str:
    if _wide(words) <= width:
        return words
    while _wide(words) > width - 1:
        words = words[:-1]
    return words.rstrip() + "…"


def _shown(words: str) -> str:
    """Return words so that matplotlib prints them: a dollar would begin a formula."""
    return words.replace("$", r"\$")


def _wide(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _is_wide(words: str) -> bool:
    return _wide(words) > len(words)


def _real(cell: Cell) -> float:
    return float(cell or 0)


def _chinese_font() -> str:
    """Return the name of an installed font with Chinese characters, or ""."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in _CHINESE if name in known), "")
