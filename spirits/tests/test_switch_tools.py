"""Tools that a minion's owner switched off, or to ask before each call."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.ops.translations.sentences import learn_sentences
from spirits.errors import ToolOff
from spirits.models import Approval, Minion, ServerTool, Tool, ToolCall, ToolServer
from spirits.rules.changes import changes_of
from spirits.services.create_minion import clone_minion
from spirits.services.decide_approval import allow_tool, approve
from spirits.services.exchange_minion import export_minion, import_minion
from spirits.services.run_tool import Occasion, perform_approved, run_tool
from spirits.services.save_minion import restore_version, save_minion
from spirits.services.scheduled_tasks import schedule_task
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.views.tool_switches import tool_groups

NAME = "calculator_engine"


@pytest.fixture
def minion(alice: User) -> Minion:
    spirit = make_spirit("tinker", tools=[make_tool(NAME), make_tool("source_validator")])
    make_free_plan(spirits=[spirit], max_minions=9)
    return make_minion(alice, spirits=[spirit])


def call(user: User, minion: Minion | None, door: str = "page") -> ToolCall:
    occasion = Occasion(door, minion_id=minion.pk if minion else None, is_typed=True)
    return run_tool(user=user, name=NAME, arguments={"expression": "6 * 7"}, occasion=occasion, now=now())


def test_a_tool_that_is_off_is_refused_for_this_minion_alone(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_off=[NAME])
    for door in ("page", "api", "chat", "mcp", "job"):
        with pytest.raises(ToolOff, match="calculator_engine is switched off for this minion") as caught:
            call(alice, minion, door)
    assert (caught.value.code, caught.value.status, ToolCall.objects.exists()) == ("tool_off", 403, False)
    assert call(alice, None).text == "6 * 7 = 42"


def test_a_task_cannot_be_made_around_the_switch(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_off=[NAME])
    with pytest.raises(ToolOff):
        schedule_task(
            user=alice, name="Later", due_at=now() + timedelta(days=1), zone=ZoneInfo("UTC"), now=now(), tool=NAME,
            arguments={"expression": "1"}, minion=minion,
        )  # fmt: skip


def test_asking_first_holds_for_tools_that_only_read_and_no_lasting_yes_lowers_it(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_asked_first=[NAME])
    allow_tool(user=alice, tool=NAME, conversation_id=None, now=now())
    waiting = call(alice, minion)
    assert (waiting.state, waiting.approval.is_each_time) == ("waiting", True)
    for scope in ("tool", "conversation"):
        with pytest.raises(InvalidInput):
            approve(user=alice, approval_id=waiting.approval.pk, scope=scope, now=now())
    approve(user=alice, approval_id=waiting.approval.pk, scope="call", now=now())
    assert perform_approved(user=alice, call_id=waiting.pk).text == "6 * 7 = 42"
    assert call(alice, minion).state == "waiting"
    assert call(alice, None).state == "succeeded"


def test_the_database_keeps_an_each_time_yes_to_its_call(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_asked_first=[NAME])
    approval = call(alice, minion).approval
    with pytest.raises(IntegrityError, match="what_is_asked_each_time"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(scope="tool")
    with pytest.raises(IntegrityError, match="off_or_asks_first"), transaction.atomic():
        Minion.objects.filter(pk=minion.pk).update(tools_off=[NAME])


def test_a_yes_that_comes_after_the_tool_was_switched_off_does_nothing(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_asked_first=[NAME])
    waiting = call(alice, minion)
    save_minion(user=alice, minion_id=minion.pk, tools_off=[NAME], tools_asked_first=[])
    approve(user=alice, approval_id=waiting.approval.pk, scope="call", now=now())
    with pytest.raises(ToolOff):
        perform_approved(user=alice, call_id=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.error is not None
    assert (waiting.state, waiting.error["code"]) == ("failed", "tool_off")


def test_versions_copies_and_files_keep_the_switches(alice: User, minion: Minion) -> None:
    saved = save_minion(user=alice, minion_id=minion.pk, tools_off=[NAME, NAME], tools_asked_first=["source_validator"])
    assert (saved.version, saved.tools_off) == (2, [NAME])
    last, first = (each.state for each in saved.versions.order_by("-number"))
    assert [(each.title, each.lines) for each in changes_of(last, first)] == [
        ("Tools switched off", (("+", NAME),)),
        ("Tools that ask first", (("+", "source_validator"),)),
    ]
    assert restore_version(user=alice, minion_id=minion.pk, number=1).tools_off == []
    again = restore_version(user=alice, minion_id=minion.pk, number=2)
    assert (again.tools_off, again.tools_asked_first) == ([NAME], ["source_validator"])
    assert clone_minion(user=alice, minion_id=minion.pk).minion.tools_off == [NAME]
    document = export_minion(user=alice, minion_id=minion.pk)
    document["minion"]["tools_off"].append("nowhere")
    made = import_minion(user=alice, document=document)
    assert (made.minion.tools_off, made.minion.tools_asked_first) == ([NAME], ["source_validator"])
    assert [(each.part, each.name) for each in made.left_out] == [("tool_switch", "nowhere")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tools_off": ["nowhere"]}, "tools_off"),
        ({"tools_asked_first": ["other__tool"]}, "tools_asked_first"),
        ({"tools_off": [NAME], "tools_asked_first": [NAME]}, "tools_asked_first"),
        ({"tools_off": ["x" * 121]}, "tools_off"),
        ({"tools_off": [7]}, "tools_off"),
    ],
)
def test_the_api_refuses_by_field(alice: User, minion: Minion, changes: dict[str, Any], field: str) -> None:
    page = client_of(alice)
    answer = page.patch(f"/api/v1/minions/{minion.pk}/", changes, "application/json", headers={"If-Match": "*"})
    assert (answer.status_code, [each.split(".")[0] for each in answer.json()["error"]["fields"]]) == (400, [field])
    minion.refresh_from_db()
    assert (minion.version, minion.tools_off) == (1, [])


def test_the_api_sets_and_tells_the_switches(alice: User, minion: Minion) -> None:
    page = client_of(alice)
    url = f"/api/v1/minions/{minion.pk}/"
    told = page.patch(url, {"tools_off": [NAME]}, "application/json", headers={"If-Match": "*"}).json()
    assert (told["tools_off"], told["tools_asked_first"]) == ([NAME], [])
    listed = {each["name"]: each["switch"] for each in page.get(f"/api/v1/tools/?minion={minion.pk}").json()}
    assert listed == {NAME: "off", "source_validator": ""}


def test_the_builder_sets_switches_and_keeps_those_it_does_not_show(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, tools_off=["accessibility_checker"])
    page = client_of(alice)
    html = page.get(f"/minions/{minion.pk}/edit/").content.decode()
    assert f'name="switch:{NAME}"' in html
    sent = {"name": "Ada", "avatar": "🦊", "spirits": ["tinker"], "version": 2, f"switch:{NAME}": "ask"}
    assert page.post(f"/minions/{minion.pk}/edit/", sent).status_code == 302
    minion.refresh_from_db()
    assert (minion.tools_off, minion.tools_asked_first) == (["accessibility_checker"], [NAME])
    part = page.get(f"/minions/tools/?spirits=tinker&tool_servers=x&switch:{NAME}=off").content.decode()
    assert '<option value="off" selected>' in part
    assert "Approve first" in page.get(f"/minions/{minion.pk}/").content.decode()


def test_what_is_wrong_with_a_minion_is_german_on_a_german_page_and_english_for_programs(
    alice: User, minion: Minion
) -> None:
    client, german = client_of(alice), {"Accept-Language": "de"}
    wish = {"name": "Ada", "avatar": "🦊", "version": minion.version, "instructions": "Hello {{nobody}}"}
    page = client.post(f"/minions/{minion.pk}/edit/", wish, headers=german)
    assert (page.status_code, "Es gibt keine Variable {{nobody}}. Es gibt: " in page.content.decode()) == (422, True)
    changes = {"tools_off": [NAME], "tools_asked_first": [NAME], "instructions": "{{nobody}}"}
    url = f"/api/v1/minions/{minion.pk}/"
    told = client.patch(url, changes, "application/json", headers={**german, "If-Match": "*"}).json()["error"]
    assert told["fields"]["tools_asked_first"] == [f"{NAME} is switched off already."]
    assert told["message"].startswith("There is no variable {{nobody}}.")
    with translation.override("de"):
        learn_sentences("de")
        shown = [translation.gettext(each[0]) for each in told["fields"].values()]
    assert f"{NAME} ist schon ausgeschaltet." in shown


def make_server(owner: User | None, name: str, **fields: Any) -> ToolServer:
    handle = name.lower()
    server = ToolServer.objects.create(
        owner=owner, name=name, handle=handle, url="https://tools.example/mcp", created_at=now(), **fields
    )
    for tool, reads in (("tide", True), ("order", False)):
        ServerTool.objects.create(
            server=server, name=tool, called=f"{handle}__{tool}", description=f"{tool} of {name}.", is_reading=reads,
            arguments={"type": "object", "properties": {}},
        )  # fmt: skip
    return server


def test_a_minions_page_lists_the_tools_of_its_servers_with_effect_and_switch(
    alice: User, bob: User, minion: Minion, django_assert_max_num_queries: Any
) -> None:
    harbour, trusted = make_server(alice, "Harbour"), make_server(None, "Everyones", is_trusted=True)
    away, foreign = make_server(alice, "Away", is_active=False), make_server(bob, "Foreign")
    minion.tool_servers.set([harbour, trusted, away, foreign])
    Minion.objects.filter(pk=minion.pk).update(
        tools_off=["harbour__order"], tools_asked_first=["everyones__tide", NAME]
    )
    client = client_of(alice)
    with django_assert_max_num_queries(15):
        answer = client.get(f"/minions/{minion.pk}/")
    told = {
        server.name: [(each.title, each.does, each.is_outbound, each.switch) for each in tools]
        for server, tools in answer.context["servers"]
    }
    assert told == {
        "Away": [],
        "Everyones": [("order", "order of Everyones.", True, ""), ("tide", "tide of Everyones.", False, "ask")],
        "Foreign": [],
        "Harbour": [("order", "order of Harbour.", True, "off"), ("tide", "tide of Harbour.", True, "")],
    }
    [(_, brought)] = answer.context["slots"]
    assert {each.title: each.switch for each in brought}[Tool.objects.get(slug=NAME).name] == "ask"
    page = answer.content.decode()
    assert [page.count(words) for words in ("Leaves this site", "It offers no tools now.")] == [3, 2]
    groups = tool_groups(alice, [], [harbour.pk, trusted.pk], {})
    assert [[row.is_outbound for row in group.rows] for group in groups] == [[True, False], [True, True]]
