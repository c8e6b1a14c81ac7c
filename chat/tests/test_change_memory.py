"""Editing, superseding, merging, undoing and forgetting; the past stays askable."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from chat.memory.errors import AlreadyForgotten, MemoryNotFound, NotCurrent, NothingToUndo
from chat.memory.queries.search import Filters, search
from chat.memory.rules.kinds import Kind, State
from chat.memory.services.change import edit_memory, merge, supersede, undo
from chat.memory.services.forget import erase_expired, forget
from chat.memory.services.remember import remember
from chat.models import Memory, MemoryEntry, MemoryVersion
from project.lib.errors import InvalidInput

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def texts(owner: User, query: str, now: datetime, **filters: object) -> list[str]:
    return [each.text for each in search(owner.pk, query, now=now, filters=Filters(**filters))]


def change_of(memory: Memory):
    return MemoryVersion.objects.get(memory=memory, number=memory.version).change


def test_superseding_shows_the_new_and_keeps_the_old_for_its_time(alice: User) -> None:
    old = remember(owner=alice, text="I live in Rome", now=NOON)
    supersede(owner=alice, memory_id=old.pk, text="I live in Oslo", now=NOON + 10 * DAY)
    assert texts(alice, "where do I live", NOON + 20 * DAY) == ["I live in Oslo"]
    assert texts(alice, "where do I live", NOON + 20 * DAY, as_of=NOON + 9 * DAY) == ["I live in Rome"]
    assert texts(alice, "where do I live", NOON + 20 * DAY, as_of=NOON + 10 * DAY) == ["I live in Oslo"]
    assert texts(alice, "where do I live", NOON + 20 * DAY, as_of=NOON - DAY) == []


def test_what_was_believed_earlier_can_be_searched(alice: User) -> None:
    memory = remember(owner=alice, text="I live in Rome", now=NOON)
    edit_memory(owner=alice, memory_id=memory.pk, text="I live in Romford", now=NOON + DAY)
    [before] = search(alice.pk, "live", now=NOON + 2 * DAY, believed=NOON + DAY / 2)
    assert (before.text, before.version) == ("I live in Rome", 1)
    assert texts(alice, "live", NOON + 2 * DAY) == ["I live in Romford"]


def test_undo_and_undo_of_the_undo(alice: User) -> None:
    old = remember(owner=alice, key="home", text="I live in Rome", now=NOON)
    new = remember(owner=alice, key="home", text="I live in Oslo", now=NOON + DAY)
    undone = undo(owner=alice, change_id=change_of(new), now=NOON + 2 * DAY)
    assert {each.pk: each.state for each in undone} == {old.pk: State.CURRENT, new.pk: State.WITHDRAWN}
    assert texts(alice, "live", NOON + 3 * DAY) == ["I live in Rome"]
    old.refresh_from_db()
    assert (old.valid_to, old.superseded_by) == (None, None)
    undo(owner=alice, change_id=change_of(old), now=NOON + 4 * DAY)
    assert texts(alice, "live", NOON + 5 * DAY) == ["I live in Oslo"]


def test_a_change_followed_by_another_cannot_be_undone(alice: User, bob: User) -> None:
    memory = remember(owner=alice, text="I live in Rome", now=NOON)
    first = change_of(memory)
    edit_memory(owner=alice, memory_id=memory.pk, text="I live in Oslo", now=NOON + DAY)
    with pytest.raises(NothingToUndo):
        undo(owner=alice, change_id=first, now=NOON + DAY)
    memory.refresh_from_db()
    with pytest.raises(NothingToUndo):
        undo(owner=bob, change_id=change_of(memory), now=NOON + DAY)
    assert texts(alice, "live", NOON + 2 * DAY) == ["I live in Oslo"]


def test_merging_replaces_all_by_one(alice: User) -> None:
    parts = [remember(owner=alice, text=f"I like {what}", tags=(what,), now=NOON) for what in ("tea", "cake")]
    one = merge(owner=alice, memory_ids=[each.pk for each in parts], text="I like tea and cake", now=NOON + DAY)
    assert one.tags == ["tea", "cake"]
    assert texts(alice, "what do I like", NOON + DAY) == ["I like tea and cake"]
    undo(owner=alice, change_id=change_of(one), now=NOON + 2 * DAY)
    assert sorted(texts(alice, "what do I like", NOON + 2 * DAY)) == ["I like cake", "I like tea"]


def test_forgetting_destroys_the_text_of_all_versions_and_of_what_it_replaced(alice: User) -> None:
    old = remember(owner=alice, text="The code is zanzibar", key="code", tags=("zanzibar",), now=NOON)
    edit_memory(owner=alice, memory_id=old.pk, text="The code is zanzibar 7", now=NOON + DAY)
    new = supersede(owner=alice, memory_id=old.pk, text="The code is no longer zanzibar", now=NOON + 2 * DAY)
    gone = forget(owner=alice, memory_ids=[new.pk], now=NOON + 3 * DAY)
    assert {each.pk for each in gone} == {old.pk, new.pk}
    assert not MemoryEntry.objects.exists()
    for row in [*Memory.objects.values(), *MemoryVersion.objects.values()]:
        assert "zanzibar" not in str(row)
        assert len(row["text_hash"]) == 64
    for moment in (NOON, NOON + DAY, NOON + 4 * DAY):
        assert search(alice.pk, "zanzibar", now=NOON + 4 * DAY, believed=moment) == []
    with pytest.raises(AlreadyForgotten):
        undo(owner=alice, change_id=change_of(gone[0]), now=NOON + 4 * DAY)


def test_forgetting_twice_changes_nothing(alice: User) -> None:
    memory = remember(owner=alice, text="I like tea", now=NOON)
    for _ in range(2):
        [gone] = forget(owner=alice, memory_ids=[memory.pk], now=NOON + DAY)
    assert (gone.version, gone.state) == (2, State.FORGOTTEN)


def test_a_stranger_changes_nothing(alice: User, charlie: User) -> None:
    memory = remember(owner=alice, text="I like tea", now=NOON)
    for attempt in (
        lambda: forget(owner=charlie, memory_ids=[memory.pk], now=NOON),
        lambda: edit_memory(owner=charlie, memory_id=memory.pk, text="x", now=NOON),
        lambda: supersede(owner=charlie, memory_id=memory.pk, text="x", now=NOON),
    ):
        with pytest.raises(MemoryNotFound):
            attempt()
    assert texts(alice, "tea", NOON) == ["I like tea"]


def test_what_is_not_current_is_not_changed(alice: User) -> None:
    old = remember(owner=alice, text="I live in Rome", now=NOON)
    supersede(owner=alice, memory_id=old.pk, text="I live in Oslo", now=NOON + DAY)
    with pytest.raises(NotCurrent):
        edit_memory(owner=alice, memory_id=old.pk, text="x", now=NOON + DAY)
    with pytest.raises(InvalidInput):
        supersede(
            owner=alice,
            memory_id=old.superseded_by_id or Memory.objects.get(state="current").pk,
            text="x",
            now=NOON + DAY,
            valid_from=NOON - DAY,
        )


def test_a_clock_that_goes_back_disorders_nothing(alice: User) -> None:
    memory = remember(owner=alice, text="I live in Rome", now=NOON)
    edit_memory(owner=alice, memory_id=memory.pk, text="I live in Oslo", now=NOON - DAY)
    supersede(owner=alice, memory_id=memory.pk, text="I live in Bern", now=NOON - 2 * DAY)
    times = list(MemoryVersion.objects.filter(memory=memory).values_list("recorded_at", flat=True))
    assert times == sorted(set(times))
    assert texts(alice, "live", NOON + DAY) == ["I live in Bern"]


def test_pinning_ends_expiry_and_unpinning_begins_it_anew(alice: User) -> None:
    memory = remember(owner=alice, text="Call the bank", kind=Kind.WORKING, now=NOON)
    assert edit_memory(owner=alice, memory_id=memory.pk, is_pinned=True, now=NOON).expires_at is None
    assert texts(alice, "bank", NOON + 30 * DAY) == ["Call the bank"]
    unpinned = edit_memory(owner=alice, memory_id=memory.pk, is_pinned=False, now=NOON + 30 * DAY)
    assert unpinned.expires_at == NOON + 31 * DAY


def test_the_expired_are_erased_in_batches(alice: User) -> None:
    for number in range(3):
        remember(owner=alice, text=f"Note {number}", kind=Kind.WORKING, now=NOON)
    kept = remember(owner=alice, text="A fact", now=NOON)
    assert erase_expired(now=NOON + DAY - timedelta(microseconds=1)) == 0
    assert [erase_expired(now=NOON + DAY, limit=2) for _ in range(3)] == [2, 1, 0]
    assert list(Memory.objects.exclude(text="")) == [kept]
    assert list(MemoryEntry.objects.values_list("memory_id", flat=True)) == [kept.pk]
