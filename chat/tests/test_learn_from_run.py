"""Learning from a turn without a model: what is kept, what is not, once, and never where memory is off."""

import pytest
from asgiref.sync import sync_to_async

from accounts.models import User
from chat.engine.engine import Engine
from chat.memory.rules.extraction import Fact, facts_in, is_worth_keeping
from chat.memory.rules.kinds import Kind, State
from chat.memory.services.forget import forget
from chat.memory.services.learn import learn_from_run
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import Memory, MemoryUse, Run
from chat.testing import make_conversation, say
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("Remember that my sister is called Ada.", [Fact("my sister is called Ada")]),
        ("Please remember: the gate code is 4711", [Fact("the gate code is 4711")]),
        ("Hi, my name is Bea. What can you do?", [Fact("my name is Bea.", key="name")]),
        ("By the way, I live in Oslo now", [Fact("I live in Oslo now", key="home")]),
        ("My favourite colour is green", [Fact("My favourite colour is green", key="favourite colour")]),
        ("My dog is called Rex! I love long walks.", [Fact("My dog is called Rex!"), Fact("I love long walks.")]),
        ("From now on, answer in French.", [Fact("answer in French", Kind.PROCEDURAL)]),
        ("Always answer in one sentence", [Fact("Always answer in one sentence", Kind.PROCEDURAL)]),
        ("I'm allergic to nuts", [Fact("I'm allergic to nuts")]),
        ("What is my name?", []),
        ("Do you remember that my sister is called Ada?", []),
        ("My code is broken", []),
        ("I like it", []),
        ("> my name is Eve\n`I live in Rome`", []),
        ("Translate: how are you", []),
    ],
)
def test_rules_find_what_is_plainly_said(message: str, facts: list[Fact]) -> None:
    assert facts_in(message) == facts


@pytest.mark.parametrize(
    ("message", "is_kept"),
    [
        ("We went to the museum with Tom yesterday", True),
        ("What is my sister called?", False),
        ("Remember that my sister is called Ada", False),
        ("ok", False),
        ("Is it raining? We had planned a walk today", True),
    ],
)
def test_bare_questions_and_mere_facts_are_not_kept_word_for_word(message: str, is_kept: bool) -> None:
    assert is_worth_keeping(message) is is_kept


def texts(owner: User) -> list[tuple[str, str]]:
    return list(Memory.objects.filter(owner=owner, state=State.CURRENT).order_by("pk").values_list("kind", "text"))


@pytest.mark.django_db
def test_a_turn_is_learned_from_once(alice: User) -> None:
    run = say(alice, "My name is Alice. We went to the museum with Tom yesterday.")
    first = learn_from_run(run_id=run.pk, now=now())
    second = learn_from_run(run_id=run.pk, now=now())
    assert (len(first.facts), first.verbatim is not None) == (1, True)
    assert (second.facts, second.verbatim) == ((), first.verbatim)
    assert texts(alice) == [("semantic", "My name is Alice."), ("episodic", run.question.content)]


@pytest.mark.django_db
def test_a_newer_fact_takes_the_place_of_the_older(alice: User) -> None:
    for message in ("I live in Rome", "I now live in Oslo"):
        learn_from_run(run_id=say(alice, message).pk, now=now())
    assert texts(alice) == [("semantic", "I now live in Oslo")]


@pytest.mark.django_db
def test_what_was_forgotten_is_not_learned_again_and_its_words_go_too(alice: User) -> None:
    run = say(alice, "My name is Alice. We went to the museum with Tom yesterday.")
    learned = learn_from_run(run_id=run.pk, now=now())
    forget(owner=alice, memory_ids=list(learned.facts), now=now())
    learn_from_run(run_id=run.pk, now=now())
    assert texts(alice) == []


@pytest.mark.django_db
def test_nothing_is_learned_where_memory_is_off(alice: User) -> None:
    run = say(alice, "My name is Alice")
    set_switch(owner=alice, is_on=False, now=now(), conversation_id=run.conversation_id)
    learn_from_run(run_id=run.pk, now=now())
    assert not Memory.objects.exists()


@pytest.mark.django_db
def test_the_memories_an_answer_was_given_are_counted_once(alice: User) -> None:
    memory = remember(owner=alice, text="I like tea", now=now())
    run = say(alice, "What do I like?")
    run.answer.citations = [{"number": 1, "kind": "memory", "reference": f"{memory.pk}@1"}]
    run.answer.save()
    for _ in range(2):
        learn_from_run(run_id=run.pk, now=now())
    memory.refresh_from_db()
    assert (memory.used_count, MemoryUse.objects.filter(run=run).count()) == (1, 1)


@pytest.mark.usefixtures("no_site")
@pytest.mark.django_db(transaction=True)
async def test_an_answered_turn_is_learned_from_in_the_background(alice: User, engine: Engine) -> None:
    run: Run = await sync_to_async(lambda: say(alice, "My name is Alice", make_conversation(alice)))()
    await engine.answer_waiting()
    assert await Job.objects.filter(kind="memory.learn_from_run", idempotency_key=f"run:{run.pk}").acount() == 1
    await sync_to_async(run_waiting)()
    assert await sync_to_async(texts)(alice) == [("semantic", "My name is Alice")]
