"""Experience: once per source, changed by synergy, taken back without farming, recomputable."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Notification, User
from accounts.testing import client_of, make_user
from spirits.models import MinionSpirit, Progress, Spirit, Tool, ToolMastery, XpEvent, XpKind
from spirits.queries.economy.progress import progress_of
from spirits.queries.economy.reconciliation import find_breaks
from spirits.queries.economy.standing import standing_of
from spirits.rules.economy.experience import reach, with_synergy
from spirits.services.progress import gain_experience, recompute_spirit, record_tool_run, undo_experience
from spirits.testing import make_minion, make_spirit, make_tool

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def learner(user: User, net: int = 0) -> tuple[MinionSpirit, Tool]:
    tool = make_tool("calculator")
    spirit: Spirit = make_spirit("mathematician", tools=[tool])
    minion = make_minion(user, spirits=[spirit])
    return MinionSpirit.objects.get(minion=minion), tool


def run(user: User, pair: tuple[MinionSpirit, Tool], source: str, *, succeeded: bool = True, net: int = 0) -> Any:
    return record_tool_run(
        user=user, minion_spirit=pair[0], tool=pair[1], succeeded=succeeded, source=source, net_percent=net, at=NOON
    )


def xp_of(user: User) -> int:
    return Progress.objects.filter(owner=user).values_list("xp", flat=True).first() or 0


def test_a_tool_that_did_its_work_teaches_person_and_spirit(alice: User) -> None:
    pair = learner(alice)
    event = run(alice, pair, "call:1", net=25)
    pair[0].refresh_from_db()
    assert (event.amount, event.spirit_amount, xp_of(alice), pair[0].xp) == (10, 13, 10, 13)
    mastery = ToolMastery.objects.get()
    assert (mastery.succeeded, mastery.failed, mastery.last_used_at) == (1, 0, NOON)


def test_a_failed_run_counts_and_teaches_nothing(alice: User) -> None:
    pair = learner(alice)
    run(alice, pair, "call:1", succeeded=False)
    run(alice, pair, "call:1", succeeded=False)
    assert (xp_of(alice), ToolMastery.objects.get().failed, XpEvent.objects.get().amount) == (0, 1, 0)


def test_a_source_gives_once(alice: User) -> None:
    pair = learner(alice)
    assert run(alice, pair, "call:1") == run(alice, pair, "call:1")
    pair[0].refresh_from_db()
    assert (xp_of(alice), pair[0].xp, ToolMastery.objects.get().succeeded) == (10, 10, 1)


def test_a_new_level_of_a_spirit_gives_its_person_more(alice: User) -> None:
    pair = learner(alice)
    for number in range(20):
        run(alice, pair, f"call:{number}")
    pair[0].refresh_from_db()
    assert (pair[0].level, pair[0].xp, xp_of(alice)) == (2, 200, 300)
    assert str(standing_of(alice, at=NOON)) == "Novice 3"
    assert find_breaks() == []


def test_undoing_takes_back_once_and_repeating_gives_nothing(alice: User) -> None:
    pair = learner(alice)
    for number in range(20):
        run(alice, pair, f"call:{number}")
    undo_experience(user=alice, source="call:19", at=NOON)
    undo_experience(user=alice, source="call:19", at=NOON)
    pair[0].refresh_from_db()
    assert (pair[0].level, pair[0].xp, xp_of(alice)) == (1, 190, 290)
    run(alice, pair, "call:19")
    run(alice, pair, "call:20")
    pair[0].refresh_from_db()
    assert (pair[0].level, pair[0].xp, xp_of(alice)) == (2, 200, 300)  # the level's own reward is not given again
    assert find_breaks() == []


def test_undoing_what_never_was_changes_nothing(alice: User, bob: User) -> None:
    run(alice, learner(alice), "call:1")
    assert undo_experience(user=bob, source="call:1", at=NOON) is None
    assert (xp_of(alice), xp_of(bob)) == (10, 0)


def test_a_spirits_experience_is_recomputed_from_its_events(alice: User) -> None:
    pair = learner(alice)
    for number in range(30):
        run(alice, pair, f"call:{number}")
    MinionSpirit.objects.update(xp=7, level=9)
    assert [each.check for each in find_breaks()] == ["spirit_experience_is_the_sum_of_events"]
    row = recompute_spirit(minion_spirit_id=str(pair[0].pk))
    assert (row.xp, row.level) == (300, 2)


def test_a_task_without_a_spirit_teaches_the_person(alice: User) -> None:
    gain_experience(user=alice, kind=XpKind.TASK_COMPLETED, source="task:1", at=NOON)
    gain_experience(user=alice, kind=XpKind.ERROR_RESOLVED, source="error:1", at=NOON)
    assert xp_of(alice) == 40


@pytest.mark.django_db(transaction=True)
def test_rivals_with_one_source_teach_once_and_others_lose_nothing() -> None:
    alice = make_user("alice@example.org")
    pair = learner(alice)
    start = threading.Barrier(6)

    def work(number: int) -> None:
        start.wait()
        for turn in range(5):
            run(alice, pair, f"call:{number // 2}:{turn}")
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    pair[0].refresh_from_db()
    assert (xp_of(alice), pair[0].xp, XpEvent.objects.count()) == (150, 150, 15)
    assert ToolMastery.objects.get().succeeded == 15


@pytest.mark.parametrize(
    ("amount", "net", "gained"), [(10, 0, 10), (10, 25, 13), (10, -15, 9), (10, -100, 0), (10, -250, 0), (25, 90, 48)]
)
def test_synergy_changes_the_gain(amount: int, net: int, gained: int) -> None:
    assert with_synergy(amount, net_percent=net) == gained


@pytest.mark.parametrize(
    ("budget", "level", "net", "expected"), [(1000, 1, 0, 250), (1000, 10, 0, 1000), (1000, 4, 20, 600), (1, 1, -90, 1)]
)
def test_level_and_synergy_set_a_tools_reach(budget: int, level: int, net: int, expected: int) -> None:
    assert reach(budget, spirit_level=level, net_percent=net) == expected


def test_a_new_rank_is_told_once_however_often_it_is_reached(alice: User) -> None:
    for number in range(60):
        gain_experience(user=alice, kind=XpKind.TASK_COMPLETED, source=f"task:{number}", at=NOON)
    ranks = Notification.objects.filter(user=alice, key__startswith="rank:")
    assert list(ranks.values_list("title", "link")) == [("You are Skilled now", "/progress/")]
    undo_experience(user=alice, source="task:0", at=NOON)
    gain_experience(user=alice, kind=XpKind.TASK_COMPLETED, source="task:again", at=NOON)
    assert ranks.count() == 1


def test_achievements_follow_from_the_events_that_stand(alice: User) -> None:
    for number in range(25):
        gain_experience(user=alice, kind=XpKind.TASK_COMPLETED, source=f"task:{number}", at=NOON + number * DAY)
    told = Notification.objects.filter(user=alice, key__startswith="achievement:")
    assert set(told.values_list("key", flat=True)) == {"achievement:first-task", "achievement:steady"}
    found = {each.achievement.slug: each for each in progress_of(alice, at=NOON + 30 * DAY).achievements}
    assert (found["first-task"].at, found["steady"].at, found["tireless"].at) == (NOON, NOON + 24 * DAY, None)
    assert (found["tireless"].done, found["first-error"].done) == (25, 0)
    undo_experience(user=alice, source="task:3", at=NOON + 40 * DAY)
    again = {each.achievement.slug: each for each in progress_of(alice, at=NOON + 50 * DAY).achievements}
    assert (again["first-task"].at, again["steady"].at, again["steady"].done) == (NOON, None, 24)


def test_the_page_shows_rank_achievements_and_what_counted(alice: User, django_assert_max_num_queries: Any) -> None:
    gain_experience(user=alice, kind=XpKind.ERROR_RESOLVED, source="e", at=NOON)
    page = client_of(alice)
    page.get("/progress/")
    with django_assert_max_num_queries(10):
        text = page.get("/progress/").content.decode()
    assert "Found it" in text
    assert "15 of 100 XP" in text
    assert "An error was resolved" in text
    found = page.get("/api/v1/progress/").json()
    assert (found["xp"], found["next_level_xp"], found["rank"], found["level"]) == (15, 100, "novice", 1)
    reached = [each["name"] for each in found["achievements"] if each["reached_at"]]
    assert reached == ["first-error"]
