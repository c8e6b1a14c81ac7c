"""Conversations that people had: answered, stopped, failed, and one that still streams."""

import time
from collections.abc import Callable
from datetime import timedelta

from chat.models import Conversation, Message, Run, RunEvent
from chat.rules.run_states import ACTIVE
from chat.services.comparisons import start_comparison
from chat.services.conversations import change_conversation, start_conversation
from chat.services.folders import make_folder
from chat.services.share_links import make_link
from chat.services.stop_run import stop_run
from chat.services.turns import regenerate, send_message
from chat.tests.gallery.talk import BROKEN, CALLING, STREAMING, TALKS, Talk
from chat.tests.gallery.world import DAY, World
from project.lib.clock import now
from project.lib.ids import uuid7
from spirits.models import (
    Reservation,
)
from training.models import (
    LanguageModel,
)

ANSWER_SECONDS = 30


def hold_talks(world: World) -> None:
    for talk in TALKS:
        world.talks[talk.name] = _hold(world, talk)
    change_conversation(user=world.mara, conversation_id=world.talks["boats"].pk, now=now(), is_pinned=True)
    world.early_message = world.talks["boats"].messages.earliest("id").pk
    world.talks["boats"].refresh_from_db()
    world.run_id = Run.objects.filter(conversation=world.talks["boats"]).earliest("id").pk
    world.work_id = uuid7()
    lines = [("input", 2_400, 900), ("output", 310, 6_000)]
    Reservation.objects.create(
        run_id=world.work_id, owner=world.mara, state="settled", upper_points=6, upper_tokens=5_000, points=5, tokens=2_710,
        explanation=[
            {"part": part, "model": "Llama 3.1 8B", "tokens": tokens, "points_per_million": price, "millionths": tokens * price}
            for part, tokens, price in lines
        ],
        opened_at=now(), expires_at=now() + DAY, closed_at=now(),
    )  # fmt: skip
    compared = start_comparison(
        user=world.mara,
        prompt="Which varnish keeps longest in salt water?",
        models=list(LanguageModel.objects.values_list("pk", flat=True)),
        is_blind=False,
        now=now(),
    )
    world.comparison_id = compared.pk
    _until_answered()
    folder = make_folder(user=world.mara, name="Customers")
    make_folder(user=world.mara, name="Open day")
    change_conversation(user=world.mara, conversation_id=world.talks["mail"].pk, now=now(), folder_id=folder.pk)
    shared = {"user": world.mara, "conversation_id": world.talks["code"].pk, "now": now()}
    world.link = make_link(**shared, days=7)[1]
    world.locked_link = make_link(**shared, password="teak and varnish")[1]
    for number, name in enumerate(world.talks):
        world.talks[name].active_at = now() - timedelta(hours=7 * number * number)
        world.talks[name].save(update_fields=["active_at"])
    world.talks["approval"] = _hold(world, CALLING)
    _ask(world.talks["approval"])
    world.talks["failed"] = _hold(world, BROKEN)
    world.talks["stopped"] = _hold(world, Talk("stopped", "A very long story", (("Tell me the story of the harbour", "[[delay 0.05]] [[words 400]]"),)), stop=True)  # fmt: skip
    world.talks["streaming"] = _hold(world, STREAMING, wait=False)


def _hold(world: World, talk: Talk, *, wait: bool = True, stop: bool = False) -> Conversation:
    minion = world.minion if talk.with_minion else None
    conversation = start_conversation(user=world.mara, minion_id=minion.pk if minion else None, title=talk.title)
    for question, script in talk.turns:
        run = send_message(
            user=world.mara, conversation_id=conversation.pk, content=f"{question}\n\n{script}", now=now()
        )
        if stop:
            _stop_midway(world, run)
        if wait or stop:
            _until_answered()
        elif not wait:
            _until(lambda run=run: Run.objects.get(pk=run.pk).state == "running")
            time.sleep(2)
        if talk.is_answered_twice and question == talk.turns[-1][0]:
            regenerate(user=world.mara, message_id=run.answer_id, now=now())
            _until_answered()
        _clean(conversation)
    return conversation


def _clean(conversation: Conversation) -> None:
    """Leave of each question what a person would have written."""
    for message in Message.objects.filter(conversation=conversation, role="user"):
        Message.objects.filter(pk=message.pk).update(content=message.content.split("\n\n[[")[0])


def _stop_midway(world: World, run: Run) -> None:
    _until(lambda: RunEvent.objects.filter(run=run).count() > 5)
    stop_run(user=world.mara, run_id=run.pk, now=now())


def _ask(conversation: Conversation) -> None:
    """The call as it looks while it waits for the person's yes."""
    run = Run.objects.get(conversation=conversation)
    RunEvent.objects.filter(run=run, kind="tool_result").update(
        kind="tool_waiting", data={**run.events.get(kind="tool_call").data, "approval": str(uuid7()), "call": str(uuid7())}
    )  # fmt: skip


def _until_answered() -> None:
    _until(lambda: not Run.objects.filter(state__in=ACTIVE).exists())


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "the site did not answer in time"
        time.sleep(0.05)
