"""What a minion recalls: everything, only its own, or nothing; over the chat's own path, the builder, REST and the record."""

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.context.snapshots import IDENTICAL, get_snapshot, keep_snapshot, replay, verify
from chat.engine.engine import Engine
from chat.engine.plan import plan_of
from chat.memory.queries.memories import live_memories_of
from chat.memory.rules.kinds import Kind, Scope
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import ContextSnapshot, Run
from chat.testing import make_conversation, say
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from spirits.models import Minion
from spirits.services.create_minion import clone_minion
from spirits.services.exchange_minion import export_minion, import_minion
from spirits.services.save_minion import restore_version, save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit

pytestmark = pytest.mark.django_db
API = "/api/v1/minions"


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def recalled(run: Run) -> list[str]:
    """The memories that a turn's model was told."""
    return [part.text for part in plan_of(run.pk, now=now()).context.parts if part.passage_kind == "memory"]


def two_minions(owner: User, memory: str) -> tuple[Minion, Minion]:
    mia, rex = make_minion(owner, name="Mia"), make_minion(owner, name="Rex")
    return save_minion(user=owner, minion_id=mia.pk, memory=memory), rex


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_site")
@pytest.mark.parametrize(
    ("memory", "to_mia", "to_rex"),
    [
        ("all", {"my boat is called Argo", "my boat lies in Kiel"}, {"my boat is called Argo", "my boat lies in Kiel"}),
        ("own", {"my boat is called Argo"}, {"my boat lies in Kiel"}),
        ("off", set(), {"my boat lies in Kiel"}),
    ],
)
async def test_what_is_told_is_recalled_where_it_may_serve(
    alice: User, engine: Engine, memory: str, to_mia: set[str], to_rex: set[str]
) -> None:
    mia, rex = await sync_to_async(two_minions)(alice, memory)

    async def told(minion: Minion, words: str) -> Run:
        talk = await sync_to_async(make_conversation)(alice, minion_id=minion.pk)
        run = await sync_to_async(say)(alice, words, talk)
        await engine.answer_waiting()
        await sync_to_async(run_waiting)()
        return run

    await told(mia, "Remember that my boat is called Argo.")
    await told(rex, "Remember that my boat lies in Kiel.")
    asked = await told(mia, "What do you know of my boat?")
    shown = await sync_to_async(lambda: verify(get_snapshot(alice, asked.pk)))()
    assert shown.state == IDENTICAL
    assert {part.text for part in shown.parts if part.passage_kind == "memory"} == to_mia
    record = await sync_to_async(lambda: get_snapshot(alice, asked.pk).record())()
    assert record["memory"] == memory
    other = await told(rex, "What do you know of my boat?")
    shown = await sync_to_async(lambda: verify(get_snapshot(alice, other.pk)))()
    assert {part.text for part in shown.parts if part.passage_kind == "memory"} == to_rex


def test_a_minion_of_its_own_memory_learns_what_others_know_already(alice: User) -> None:
    mia, rex = two_minions(alice, "own")
    remember(owner=alice, text="I live in Rome", key="home", minion_id=rex.pk, now=now())
    from_mia = make_conversation(alice, minion_id=mia.pk)
    plan = plan_of(say(alice, "Where do I live?", from_mia).pk, now=now())
    assert [part for part in plan.context.parts if part.passage_kind == "memory"] == []
    remember(owner=alice, text="I live in Rome", key="home", scope=Scope.MINION, minion_id=mia.pk, now=now())
    assert live_memories_of(alice, now=now()).filter(text="I live in Rome").count() == 2


def test_rules_and_pinned_memories_of_elsewhere_stay_out_and_those_of_the_chat_come_in(alice: User) -> None:
    mia, rex = two_minions(alice, "own")
    talk = make_conversation(alice, minion_id=mia.pk)
    remember(owner=alice, text="Answer in French", kind=Kind.PROCEDURAL, minion_id=rex.pk, now=now())
    remember(owner=alice, text="I am a vegetarian", is_pinned=True, now=now())
    remember(owner=alice, text="Answer briefly", kind=Kind.PROCEDURAL, minion_id=mia.pk, now=now())
    remember(
        owner=alice, text="Today we plan", is_pinned=True, scope=Scope.CONVERSATION, conversation_id=talk.pk, now=now()
    )
    assert sorted(recalled(say(alice, "Hello", talk))) == ["Answer briefly", "Today we plan"]


def test_the_record_is_searched_again_as_it_was(alice: User) -> None:
    mia, rex = two_minions(alice, "own")
    remember(owner=alice, text="my boat is called Argo", minion_id=mia.pk, now=now())
    remember(owner=alice, text="my boat lies in Kiel", minion_id=rex.pk, now=now())
    talk = make_conversation(alice, minion_id=mia.pk)
    run = say(alice, "What of my boat?", talk)
    kept = snapshot_of(run)
    save_minion(user=alice, minion_id=mia.pk, memory="all")
    again = replay(kept)
    assert (again["is_same"], len(again["again"])) == (True, 1)
    page = client_of(alice)
    assert page.get(f"/api/v1/runs/{run.pk}/context").json()["memory"] == "own"
    assert "This minion recalls only its own memories." in page.get(f"/chat/runs/{run.pk}/told/").content.decode()
    shown = page.post(
        f"/api/v1/conversations/{talk.pk}/context-preview", {"content": "Hello"}, "application/json"
    ).json()
    assert shown["memory"] == "all"


def snapshot_of(run: Run) -> ContextSnapshot:
    Run.objects.filter(pk=run.pk).update(state="running", fence=1, held_until=now())
    kept = keep_snapshot(run_id=run.pk, fence=1, context=plan_of(run.pk, now=now()).context, now=now())
    assert kept is not None
    return kept


def test_the_builder_shows_and_saves_it(page: Client, alice: User) -> None:
    make_free_plan(spirits=[make_spirit()])
    minion = make_minion(alice, name="Mia")
    edit = f"/minions/{minion.pk}/edit/"
    assert '<option value="all" selected>' in page.get(edit).content.decode()
    given = {"name": "Mia", "avatar": "✨", "version": 1}
    assert page.post(edit, {**given, "memory": "own"}).status_code == 302
    minion.refresh_from_db()
    assert (minion.memory, minion.version) == ("own", 2)
    assert '<option value="own" selected>' in page.get(edit).content.decode()
    shown = page.get(f"/minions/{minion.pk}/").content.decode()
    assert "Only its own memories" in shown
    assert "Only its own" in page.get(f"/minions/{minion.pk}/versions/").content.decode()
    refused = page.post(edit, {**given, "version": 2, "memory": "some"})
    assert (refused.status_code, Minion.objects.get(pk=minion.pk).memory) == (422, "own")
    assert page.post(edit, {**given, "version": 2}).status_code == 302
    assert Minion.objects.get(pk=minion.pk).memory == "own"  # a form that does not show it leaves it


def test_rest_reads_changes_and_refuses_it(page: Client, alice: User) -> None:
    make_free_plan(spirits=[make_spirit()])
    made = page.post(API, {"name": "Mia", "memory": "off"}, content_type="application/json").json()["minion"]
    one = page.get(f"{API}/{made['id']}")
    assert one.json()["memory"] == "off"
    changed = page.patch(
        f"{API}/{made['id']}", {"memory": "own"}, content_type="application/json", headers={"If-Match": one["ETag"]}
    )
    assert changed.json()["memory"] == "own"
    refused = page.patch(
        f"{API}/{made['id']}", {"memory": "x"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["memory"])


def test_copies_files_and_versions_carry_it(alice: User) -> None:
    make_free_plan(spirits=[make_spirit()], max_minions=5)
    minion, _ = two_minions(alice, "own")
    assert clone_minion(user=alice, minion_id=minion.pk).minion.memory == "own"
    document = export_minion(user=alice, minion_id=minion.pk)
    assert import_minion(user=alice, document=document).minion.memory == "own"
    save_minion(user=alice, minion_id=minion.pk, memory="off")
    assert restore_version(user=alice, minion_id=minion.pk, number=2).memory == "own"
    del document["minion"]["memory"]  # a file of before
    assert import_minion(user=alice, document=document).minion.memory == "all"


def test_the_switch_on_the_memory_page_is_the_same_and_remembers_what_was_before(page: Client, alice: User) -> None:
    minion, _ = two_minions(alice, "own")
    assert "Only its own memories" in page.get("/memory/").content.decode()
    set_switch(owner=alice, is_on=False, now=now(), minion_id=minion.pk)
    assert Minion.objects.get(pk=minion.pk).memory == "off"
    listed = page.get("/api/v1/memories/switches").json()["results"]
    assert [(each["minion"], each["is_on"]) for each in listed] == [(str(minion.pk), False)]
    page.post("/memory/switch/", {"on": "yes", "minion": str(minion.pk)})
    assert Minion.objects.get(pk=minion.pk).memory == "own"
    set_switch(owner=alice, is_on=True, now=now(), minion_id=minion.pk)
    assert Minion.objects.get(pk=minion.pk).version == 4  # on already


def test_the_database_knows_three_settings(alice: User) -> None:
    minion = make_minion(alice)
    with pytest.raises(IntegrityError, match="memory_of_a_minion_is_known"), transaction.atomic():
        Minion.objects.filter(pk=minion.pk).update(memory="odd")
