"""One grammar of dates: what is found in running text is what can be read."""

from __future__ import annotations

import calendar
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigovkg import dates
from aigovkg.model import Date
from aigovkg.vocabulary import Lexicon

_FIGURES = "〇一二三四五六七八九"


@pytest.fixture(scope="module")
def finder(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(dates.pattern(lexicon.months), re.IGNORECASE)


def read(words: str, lexicon: Lexicon) -> Date | None:
    return dates.read(words, lexicon.months, lexicon.listed("unconfirmedMark"))


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Oct 10, 2019", "2019-10-10"),
        ("Jun 09, 2019", "2019-06-09"),
        ("October 18, 2023", "2023-10-18"),
        ("Sept 20, 2022", "2022-09-20"),
        ("Sept. 20, 2022", "2022-09-20"),
        ("Jan 3-8, 2017", "2017-01"),
        ("January 3rd-8th, 2017", "2017-01"),
        ("Jan 30 - Feb 2, 2017", "2017"),
        ("30 January to 2 February 2017", "2017"),
        ("May-June 2017", "2017"),
        ("1–2 November 2023", "2023-11"),
        ("June 13th 2024", "2024-06-13"),
        ("13th day of June, 2024", "2024-06-13"),
        ("29.7.2025", "2025-07-29"),
        ("29. 07. 2025", "2025-07-29"),
        ("2025.7.29", "2025-07-29"),
        ("5.IX.2024", "2024-09-05"),
        ("22/05/2019", "2019-05-22"),
        ("05/22/2019", "2019-05-22"),
        ("2025/07/29", "2025-07-29"),
        ("2025-07-29", "2025-07-29"),
        ("2017年7月8日", "2017-07-08"),
        ("2017 年 7 月 8 日", "2017-07-08"),
        ("2024年5月7号", "2024-05-07"),
        ("2018年9月17日-19日", "2018-09"),
        ("2018年9月17至19日", "2018-09"),
        ("二〇二五年七月", "2025-07"),
        ("二○二一年十一月二十三日", "2021-11-23"),
        ("二零二三年十月十日", "2023-10-10"),
        ("一九九九年一月三十一日", "1999-01-31"),
        ("中華民國114年3月14日", "2025-03-14"),
        ("中華民國一百一十四年三月十四日", "2025-03-14"),
        ("民國一百零八年九月", "2019-09"),
        ("7 de mayo de 2024", "2024-05-07"),
        ("1er janvier 2024", "2024-01-01"),
    ],
)
def test_a_date_that_is_found_is_read(words: str, iso: str, finder: re.Pattern[str], lexicon: Lexicon) -> None:
    found = finder.search(f"Done on ({words}), in the city")
    assert found is not None
    assert found.group() == words
    assert read(found.group(), lexicon) == Date(iso)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "2019",
            "2019年",
            "section 3.2.1999.4",
            "v29.7.2025",
            "7/8/2024",
            "1.2.3",
            "10.1.2025.7",
            "ISO 2024-05-071",
            "1024.5.6",
        ),
        *(
            "the 3rd of May",
            "may be 2024 or later",
            "二〇二五",
            "十二月",
            "民國",
            "Decision No 2024/1689",
            "1689/7/8",
            "Mayday 2024x",
        ),
    ],
)
def test_what_only_looks_like_a_date_is_not_found(words: str, finder: re.Pattern[str]) -> None:
    assert finder.search(f"see {words} there") is None


@pytest.mark.parametrize(
    "words",
    [
        *("5.IIX.2024", "13/13/2024", "32/05/2019"),
        *("31.2.2025", "2025-13-01", "2025.0.3", "二〇二五年十三月", "2024年2月30日", "Jan 8-3, 2017", "Foo 3, 2024", "7/8/2024"),
        *("二〇二五年〇月", "二十年七月", "民國十百年三月", "9999", "30-31 Feb 2024", "", "29.7.25", "二〇二五年二十十日"),
    ],
)
def test_what_is_no_possible_date_is_not_read(words: str, lexicon: Lexicon) -> None:
    assert read(words, lexicon) is None


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _FIGURES[tens]) + ("十" if tens else "") + (_FIGURES[ones] if ones else "")


@given(st.dates(min_value=date(1912, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(range(9)))
def test_every_day_is_found_and_read_in_every_form(finder: re.Pattern[str], lexicon: Lexicon, day: date, form: int) -> None:
    name = calendar.month_name[day.month]
    words = (
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{name[:3]} {day.day:02}, {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{''.join(_FIGURES[int(figure)] for figure in str(day.year))}年{chinese(day.month)}月{chinese(day.day)}日",
        f"民国{day.year - 1911}年{day.month}月{day.day}日" if day.year > 1920 else day.isoformat(),
    )[form]
    found = finder.search(f"({words})")
    assert found is not None
    assert found.group() == words
    assert read(words, lexicon) == Date(day.isoformat())


@given(st.text(alphabet="0123456789.-/ 年月日〇一十百民國May,Jan", max_size=40))
def test_what_is_found_in_any_text_is_read_or_is_no_possible_day(finder: re.Pattern[str], lexicon: Lexicon, text: str) -> None:
    for found in finder.finditer(text):
        told = read(found.group(), lexicon)
        assert told is None or len(told.iso) >= 4
