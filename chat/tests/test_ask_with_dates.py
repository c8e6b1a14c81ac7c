"""Questions that name a time: which one, and what was said then comes first."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from chat.memory.queries.search import search
from chat.memory.rules.dates import asked_times
from chat.memory.services.remember import remember

NOW = datetime(2026, 3, 18, 15, tzinfo=UTC)  # a Wednesday


def day(year: int, month: int, number: int) -> tuple[datetime, datetime]:
    begin = datetime(year, month, number, tzinfo=UTC)
    return begin, begin + timedelta(days=1)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did I eat on 7 May 2023?", [day(2023, 5, 7)]),
        ("What did I eat on May 7th, 2023?", [day(2023, 5, 7)]),
        ("What happened on 2024-02-29?", [day(2024, 2, 29)]),
        ("Who came on the 3rd of June, 2025?", [day(2025, 6, 3)]),
        ("Where was I in March 2023?", [(datetime(2023, 3, 1, tzinfo=UTC), datetime(2023, 4, 1, tzinfo=UTC))]),
        ("What did I read in December 2024?", [(datetime(2024, 12, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))]),
        ("What did I paint in 2022?", [(datetime(2022, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC))]),
        ("What did I say yesterday?", [day(2026, 3, 17)]),
        ("What was last week?", [(datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC))]),
        ("What was last month?", [(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))]),
        ("What was last year?", [(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))]),
        ("May I have a coffee?", []),
        ("What happened on 31 February 2023?", [(datetime(2023, 2, 1, tzinfo=UTC), datetime(2023, 3, 1, tzinfo=UTC))]),
        ("How old is my sister?", []),
        ("Room 2150, please", []),
    ],
)
def test_a_question_names_these_times(question: str, expected: list[tuple[datetime, datetime]]) -> None:
    assert asked_times(question, now=NOW) == expected


def test_a_month_without_a_year_is_that_of_the_last_years() -> None:
    assert [begin.year for begin, _ in asked_times("What did I do in June?", now=NOW)] == [
        2026,
        2025,
        2024,
        2023,
        2022,
        2021,
    ]


@pytest.mark.django_db
def test_what_was_said_at_the_asked_time_comes_first(alice: User) -> None:
    asked = datetime(2025, 6, 3, 9, tzinfo=UTC)
    for moment, text in (
        (asked - timedelta(days=90), "We ate soup with friends"),
        (asked, "We ate pizza with friends"),
        (asked + timedelta(days=90), "We ate curry with friends"),
    ):
        remember(owner=alice, text=text, occurred_at=moment, now=moment)
    found = search(alice.pk, "What did we eat with friends on 3 June 2025?", now=NOW)
    assert found[0].text == "We ate pizza with friends"
    assert found[0].signals["dated"]["value"] == 1.0
    assert all(each.signals["dated"]["value"] < 0.01 for each in found[1:])


@pytest.mark.django_db
def test_an_asked_time_is_enough_to_be_found_by(alice: User) -> None:
    moment = NOW - timedelta(days=1)
    remember(owner=alice, text="The boiler broke", now=moment)
    assert [each.text for each in search(alice.pk, "What did I tell you yesterday?", now=NOW)] == ["The boiler broke"]
