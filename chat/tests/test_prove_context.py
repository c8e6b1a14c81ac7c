"""What a model was told can be proved later, asked again and compared; whatever was changed is noticed."""

import json
from datetime import datetime, timedelta
from random import Random

import pytest

from accounts.models import User
from accounts.queries.notifications import zone_of
from chat.context.assemble import assemble
from chat.context.chain import hash_of, mac_of
from chat.context.preview import preview
from chat.context.snapshots import ERASED, IDENTICAL, TAMPERED, compare, keep_snapshot, replay, verify
from chat.context.sources import Asking, passages_for
from chat.engine.plan import plan_of
from chat.memory.rules.kinds import Kind, State
from chat.memory.services.change import edit_memory, supersede
from chat.memory.services.forget import erase_expired, forget
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.models import ContextSnapshot, Conversation, Memory, Message, Run
from chat.testing import make_conversation, say
from project.lib.clock import now
from spirits.models import Minion
from spirits.testing import make_minion

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def turn(owner: User, question: str, talk: Conversation, at: datetime, *, window: int = 4_000) -> ContextSnapshot:
    """A turn that ended, with its snapshot."""
    run = say(owner, question, talk)
    Run.objects.filter(pk=run.pk).update(state="running", fence=1, held_until=at)
    passages = passages_for(Asking(owner.pk, talk.pk, talk.minion_id, question, at))
    history = [("user", question, str(run.question_id))]
    context = assemble(instructions="Be kind.", passages=passages, history=history, context_length=window)
    snapshot = keep_snapshot(run_id=run.pk, fence=1, context=context, now=at)
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=at)
    assert snapshot is not None
    return snapshot


def told(owner: User, at: datetime, count: int = 12) -> list[Memory]:
    items = [
        NewMemory(text=f"We saw {what} number {number} in the museum", kind=Kind.EPISODIC, session="trip", position=number,
                  speaker="Bea", lifetime=(number + 1) * DAY)
        for number, what in zip(range(count), ("a mask", "a boat", "a coin") * count, strict=False)
    ]  # fmt: skip
    return remember_many(owner=owner, items=items, now=at)


def test_nothing_changed_is_identical_and_again_the_same(alice: User) -> None:
    at = now()
    told(alice, at)
    remember(owner=alice, text="Answer briefly", kind=Kind.PROCEDURAL, now=at)
    snapshot = turn(alice, "Which boat did we see in the museum?", make_conversation(alice), at)
    verdict = verify(snapshot)
    assert (verdict.state, verdict.problems) == (IDENTICAL, ())
    assert [part.kind for part in verdict.parts][:2] == ["instructions", "passage"]
    assert replay(snapshot)["is_same"] is True
    assert "museum" not in snapshot.content


def test_edits_and_superseding_change_nothing_of_the_past(alice: User) -> None:
    at = now()
    memory = remember(owner=alice, text="I live in Rome", now=at)
    snapshot = turn(alice, "Where do I live?", make_conversation(alice), at)
    edit_memory(owner=alice, memory_id=memory.pk, text="I live in Romford", now=at + DAY)
    supersede(owner=alice, memory_id=memory.pk, text="I live in Oslo", now=at + 2 * DAY)
    verdict = verify(snapshot)
    assert verdict.state == IDENTICAL
    assert "I live in Rome" in [part.text for part in verdict.parts]
    assert replay(snapshot)["is_same"] is True


def test_forgetting_is_told_and_leaves_no_word(alice: User) -> None:
    at = now()
    memory = remember(owner=alice, text="The code is zanzibar", now=at)
    talk = make_conversation(alice)
    snapshot = turn(alice, "What is the code?", talk, at)
    Message.objects.filter(pk=snapshot.run.answer_id).update(
        citations=[{"number": 1, "kind": "memory", "reference": f"{memory.pk}@1", "text": "The code is zanzibar"}]
    )
    forget(owner=alice, memory_ids=[memory.pk], now=at + DAY)
    assert verify(snapshot).state == ERASED
    for model in (ContextSnapshot, Run, Message, Memory):
        assert "zanzibar" not in str(list(model.objects.values()))


def test_the_chain_notices_every_tampering(alice: User) -> None:
    at = now()
    told(alice, at)
    talk = make_conversation(alice)
    chain = [turn(alice, f"What about the {what}?", talk, at) for what in ("mask", "boat", "coin")]
    assert [each.number for each in chain] == [1, 2, 3]
    middle = chain[1]
    record = json.loads(middle.content)
    forged = {**record, "window": 1}
    content = json.dumps(forged, sort_keys=True, separators=(",", ":"))
    link = hash_of(middle.previous_hash, content)
    for change in (
        {"content": content},
        {"content": content, "hash": link},
        {"content": content, "hash": link, "mac": mac_of(link, "another key")},
        {"previous_hash": "0" * 64},
        {"mac": "0" * 64},
    ):
        ContextSnapshot.objects.filter(pk=middle.pk).update(**change)
        assert verify(ContextSnapshot.objects.get(pk=middle.pk)).state == TAMPERED
        middle.save()
    assert verify(middle).state == IDENTICAL
    Message.objects.filter(pk=middle.run.question_id).update(content="I never asked that")
    assert verify(middle).state == TAMPERED


def test_two_turns_can_be_compared(alice: User) -> None:
    at = now()
    remember(owner=alice, text="I like tea", now=at)
    talk = make_conversation(alice)
    first = turn(alice, "What do I like?", talk, at)
    remember(owner=alice, text="I like cake", now=at + DAY)
    second = turn(alice, "What do I like?", talk, at + DAY)
    difference = compare(first, second)
    assert [part["kind"] for part in difference["added"]] == ["passage"]
    assert difference["removed"] == []
    assert {part["kind"] for part in difference["kept"]} == {"instructions", "passage", "user"}


@pytest.mark.parametrize("times", [40, pytest.param(1_000, marks=pytest.mark.full_size)])
def test_random_changes_never_break_what_was_recorded(alice: User, times: int) -> None:
    random = Random(times)
    at = now()
    memories = told(alice, at, count=60)
    talk = make_conversation(alice)
    snapshots = [
        turn(alice, f"Tell me of the {random.choice(('mask', 'boat', 'coin'))} number {random.randrange(60)}", talk,
             at + timedelta(seconds=number), window=random.choice((512, 700, 8_000)))
        for number in range(times)
    ]  # fmt: skip
    for memory in random.sample(memories, 9):
        memory.refresh_from_db()
        if memory.state != State.CURRENT:
            continue
        random.choice((_edit, _supersede, _forget))(alice, memory, at + DAY / 2)
    erase_expired(now=at + 3 * DAY)
    states = [verify(each).state for each in snapshots]
    assert set(states) == {IDENTICAL, ERASED}
    for each in snapshots:
        place = random.randrange(len(each.content))
        other = "0" if each.content[place] != "0" else "1"
        each.content = each.content[:place] + other + each.content[place + 1 :]
        assert verify(each).state == TAMPERED


def _edit(owner: User, memory: Memory, at: datetime) -> None:
    edit_memory(owner=owner, memory_id=memory.pk, text=memory.text + "!", now=at)


def _supersede(owner: User, memory: Memory, at: datetime) -> None:
    supersede(owner=owner, memory_id=memory.pk, text="No, it was closed", now=at)


def _forget(owner: User, memory: Memory, at: datetime) -> None:
    forget(owner=owner, memory_ids=[memory.pk], now=at)


def test_variables_are_filled_before_the_snapshot_and_in_the_preview(alice: User) -> None:
    at = now()
    minion = make_minion(alice, name="Ada {{date}}", instructions="You are {{minion_name}} on {{date}}.")
    talk = make_conversation(alice, minion_id=minion.pk)
    run = say(alice, "Hello", talk)
    Run.objects.filter(pk=run.pk).update(state="running", fence=1, held_until=at)
    snapshot = keep_snapshot(run_id=run.pk, fence=1, context=plan_of(run.pk, now=at).context, now=at)
    assert snapshot is not None
    Minion.objects.update(name="Bea")
    verdict = verify(snapshot)
    local = at.astimezone(zone_of(alice))
    assert (verdict.state, verdict.parts[0].text) == (IDENTICAL, f"You are Ada {{{{date}}}} on {local:%Y-%m-%d}.")
    told_next = preview(user=alice, conversation_id=talk.pk, content="Again", now=at)
    assert told_next.parts[0].text == f"You are Bea on {local:%Y-%m-%d}."
