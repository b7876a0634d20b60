"""The attributions of a document: what the user, its passages or else its metadata say of title, issuers and date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from aigovkg.documents.whole.head import Head
from aigovkg.documents.whole.stated import Stated
from aigovkg.documents.whole.tongue import Tongue
from aigovkg.model import Attribution, Passage, Span


def placed(head: Head, cut: Sequence[Span]) -> Head:
    """Keep what stands whole in one passage."""
    starts = [span.start for span in cut]

    def stands(span: Span) -> bool:
        at = bisect_right(starts, span.start) - 1
        return at >= 0 and span.within(cut[at])

    titles, issuers = (tuple(filter(stands, spans)) for spans in (head.titles, head.issuers))
    return Head(titles, issuers, head.date if head.date and stands(head.date) else None)


def of(head: Head, cut: Sequence[tuple[Span, Passage]], tongue: Tongue) -> list[Attribution]:
    """Return what each passage says of the document; several issuers of one passage are several attributions."""
    made: list[Attribution] = []
    for whole, passage in cut:
        titles, issuers = (
            [_shifted(span, whole) for span in spans if span.within(whole)] for spans in (head.titles, head.issuers)
        )
        date = _shifted(head.date, whole) if head.date and head.date.within(whole) else None
        if titles or issuers or date:
            tagged = tuple((span, tongue.of(passage.quote(span))) for span in titles)
            made.append(Attribution(passage, tagged, issuers[0] if issuers else None, date))
            made += [Attribution(passage, (), span) for span in issuers[1:]]
    return made


def heard(head: Head, stated: Stated) -> Head:
    """Return what the head says without what the user says otherwise."""
    return Head(
        () if "title" in stated.first else head.titles,
        () if "issuers" in stated.first else head.issuers,
        None if "date" in stated.first else head.date,
    )


def given(stated: Stated, head: Head, sha256: str, position: int, tongue: Tongue) -> Attribution | None:
    """Return a run of what is stated of a document and its text does not say."""
    run = ""
    spans: dict[str, Span] = {}
    for key, value, said in (
        ("title", stated.title, head.titles),
        ("issuers", stated.issuers, head.issuers),
        ("date", stated.date, head.date),
    ):
        if value and not said:
            run += ("\n" if run else "") + f"{key}: "
            spans[key] = Span(len(run), len(run) + len(value))
            run += value
    if not run:
        return None
    passage = Passage(sha256, position, run, tongue.of(run), attributes=True)
    title = spans.get("title")
    titles = ((title, tongue.of(passage.quote(title))),) if title else ()
    return Attribution(passage, titles, spans.get("issuers"), spans.get("date"))


def _shifted(span: Span, whole: Span) -> Span:
    return Span(span.start - whole.start, span.end - whole.start)
