"""The times a question names: pure, English, and in doubt none."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

MONTHS = {
    name: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december"),
        start=1,
    )
}  # fmt: skip
MOST = 12  # times of one question
YEARS_BACK = 5  # a month without a year may be any of the last years'
_MONTH = "|".join(MONTHS)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b"
    rf"|\b(?P<month_first>{_MONTH})\s+(?P<day_last>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)"
)
_WHOLE_MONTH = re.compile(rf"\b(?:{_MONTH})\b")
_MAY_IS_A_MONTH = re.compile(r"\b(?:in|of|on|since|during|last|this|until|by|early|late|mid)\s+may\b|\bmay,?\s+20\d\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

Range = tuple[datetime, datetime]


def asked_times(question: str, *, now: datetime) -> list[Range]:
    """The times a question names, each from its beginning to its end (half-open, UTC); a day rather than its month."""
    asked = question.casefold()
    years = [int(found.group()) for found in _YEAR.finditer(asked)]
    for named in (_days, _relative, _months, _whole_years):
        if ranges := list(named(asked, years, now))[:MOST]:
            return ranges
    return []


def _days(asked: str, years: list[int], now: datetime) -> Iterator[Range]:
    for found in _ISO.finditer(asked):
        yield from _day(int(found[1]), int(found[2]), int(found[3]))
    for found in _DAY.finditer(asked):
        month = MONTHS[found["month"] or found["month_first"]]
        for year in years or _recent(now):
            yield from _day(year, month, int(found["day"] or found["day_last"]))


def _months(asked: str, years: list[int], now: datetime) -> Iterator[Range]:
    for found in _WHOLE_MONTH.finditer(asked):
        if found.group() == "may" and not _MAY_IS_A_MONTH.search(asked):
            continue
        for year in years or _recent(now):
            begin = datetime(year, MONTHS[found.group()], 1, tzinfo=UTC)
            yield begin, (begin + timedelta(days=32)).replace(day=1)


def _whole_years(asked: str, years: list[int], now: datetime) -> Iterator[Range]:
    for year in years:
        yield datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def _relative(asked: str, years: list[int], now: datetime) -> Iterator[Range]:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    for words, begin, end in (
        ("yesterday", today - timedelta(days=1), today),
        ("last week", monday - timedelta(days=7), monday),
        ("last month", before, first),
        ("last year", first.replace(year=first.year - 1, month=1), first.replace(month=1)),
    ):
        if re.search(rf"\b{words}\b", asked):
            yield begin, end


def _recent(now: datetime) -> range:
    return range(now.year, now.year - YEARS_BACK - 1, -1)


def _day(year: int, month: int, day: int) -> Iterator[Range]:
    try:
        begin = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return
    yield begin, begin + timedelta(days=1)
