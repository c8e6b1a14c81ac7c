"""Tools that fetch an address: it is fetched unasked only where the person wrote it, or the operator lets its host."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from chat.models import Message
from chat.services.fork import fork_conversation
from chat.testing import make_conversation, make_scripted_model, say
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.models import Approval, SpiritTool, ToolCall
from spirits.services.decide_approval import approve, revoke
from spirits.services.run_tool import Occasion, perform_approved, run_tool
from spirits.services.scheduled_tasks import run_scheduled_task, schedule_task
from spirits.testing import make_free_plan, make_spirit, make_tool
from spirits.tools.tests.loopback import served

TOOLS = ("accessibility_checker", "source_validator", "monitoring_tool", "task_scheduler")
PAGE = '<html lang="en"><title>Tides</title><h1>Tides</h1></html>'


@pytest.fixture
def site(settings, alice):
    make_free_plan(spirits=[make_spirit("all", tools=[make_tool(each) for each in TOOLS])])
    SpiritTool.objects.update(unlock_level=1)
    page = (200, {"content-type": "text/html"}, PAGE)
    with served({"/tides": page, "/": page}) as (url, asked):
        settings.OUTBOUND_ALLOWED_HOSTS = [url.removeprefix("http://")]
        yield url, asked


def fetch(user, url, *, tool="accessibility_checker", door="chat", conversation=None, **more):
    occasion = Occasion(door, conversation_id=conversation and conversation.pk, is_typed=more.pop("is_typed", False))
    return run_tool(user=user, name=tool, arguments={"url": url, **more}, occasion=occasion, now=now())


@pytest.mark.parametrize("door", ["chat", "api", "mcp", "job", "page"])
@pytest.mark.parametrize(
    ("tool", "more"),
    [
        ("accessibility_checker", {}),
        ("source_validator", {"robots": False}),
        ("monitoring_tool", {"action": "check"}),
        ("monitoring_tool", {"action": "watch", "name": "Tides"}),
    ],
)
def test_an_address_that_nobody_wrote_waits_at_every_door(alice, site, door, tool, more):
    url, asked = site
    call = fetch(alice, f"{url}/tides?all=secret", tool=tool, door=door, **more)
    assert (call.state, call.effect, call.approval.host, asked) == ("waiting", "outbound", "127.0.0.1", [])


def test_what_fetches_nothing_is_not_asked_about(alice, site):
    reading = run_tool(user=alice, name="accessibility_checker", arguments={"html": PAGE}, occasion=Occasion("chat"), now=now())  # fmt: skip
    listing = run_tool(user=alice, name="monitoring_tool", arguments={"action": "list", "url": "http://a.example/"}, occasion=Occasion("chat"), now=now())  # fmt: skip
    assert (reading.state, reading.effect, listing.state, listing.effect) == ("succeeded", "read", "succeeded", "workspace")  # fmt: skip


def test_an_address_that_the_person_wrote_there_is_fetched(alice, site):
    url, asked = site
    conversation = make_conversation(alice)
    say(alice, f"Can everybody read {url}/tides? Tell me.", conversation)
    done = fetch(alice, f"{url}/tides", conversation=conversation)
    assert (done.state, done.effect, [path for _, path, *_ in asked]) == ("succeeded", "outbound", ["/tides"])
    elsewhere = fetch(alice, f"{url}/tides", conversation=make_conversation(alice))
    longer = fetch(alice, f"{url}/tides?all=secret", conversation=conversation)
    assert (elsewhere.state, longer.state, len(asked)) == ("waiting", "waiting", 1)


def test_what_others_said_names_no_address(alice, bob, site):
    url, asked = site
    conversation, theirs = make_conversation(alice), make_conversation(bob)
    run = say(alice, "Hello", conversation)
    Message.objects.create(conversation=conversation, parent=run.question, depth=1, role="assistant", content=f"{url}/tides")  # fmt: skip
    Message.objects.create(conversation=conversation, role="user", content=f"{url}/tides", is_typed=False)
    say(bob, f"{url}/tides", theirs)
    calls = [fetch(alice, f"{url}/tides", conversation=each) for each in (conversation, theirs)]
    assert ([each.state for each in calls], asked) == (["waiting", "waiting"], [])


def test_a_fork_knows_what_was_written(alice, site):
    url, asked = site
    run = say(alice, f"Read {url}/tides")
    assert fetch(alice, f"{url}/tides", conversation=fork_conversation(user=alice, message_id=run.question_id, now=now())).state == "succeeded"  # fmt: skip
    Message.objects.update(is_typed=False)
    forked = fork_conversation(user=alice, message_id=run.question_id, now=now())
    assert (fetch(alice, f"{url}/tides", conversation=forked).state, len(asked)) == ("waiting", 1)


def test_a_form_that_the_person_filled_in_is_their_word(alice, site):
    url, asked = site
    assert fetch(alice, f"{url}/tides", door="page", is_typed=True).state == "succeeded"
    assert len(asked) == 1


def test_the_operators_hosts_are_fetched(alice, site, settings):
    url, asked = site
    settings.TOOL_FETCH_HOSTS = ["127.0.0.1"]
    assert fetch(alice, f"{url}/tides", door="mcp").state == "succeeded"
    assert len(asked) == 1


def test_a_lasting_yes_holds_for_the_host_alone_until_it_is_taken_back(alice, site, settings):
    url, asked = site
    settings.OUTBOUND_ALLOWED_HOSTS = [*settings.OUTBOUND_ALLOWED_HOSTS, url.removeprefix("http://").replace("127.0.0.1", "localhost")]  # fmt: skip
    first = fetch(alice, f"{url}/tides")
    approve(user=alice, approval_id=first.approval.pk, scope="tool", now=now())
    assert perform_approved(user=alice, call_id=first.pk).state == "succeeded"
    again, other = fetch(alice, f"{url}/"), fetch(alice, f"{url}/".replace("127.0.0.1", "localhost"))
    another_tool = fetch(alice, f"{url}/", tool="source_validator")
    assert (again.state, other.state, another_tool.state, len(asked)) == ("succeeded", "waiting", "waiting", 2)
    revoke(user=alice, approval_id=first.approval.pk, now=now())
    assert fetch(alice, f"{url}/").state == "waiting"


@pytest.mark.parametrize("prompt", ["Read {url}/tides?all=secret", '/tool accessibility_checker {{"url": "{url}/tides?all=secret"}}'])  # fmt: skip
def test_what_a_model_schedules_is_not_the_persons_word(alice, site, prompt):
    url, asked = site
    make_scripted_model()
    soon = now() + timedelta(minutes=1)
    task = schedule_task(user=alice, name="Later", due_at=soon, zone=ZoneInfo("UTC"), prompt=prompt.format(url=url), now=now())  # fmt: skip
    assert run_scheduled_task(task_id=task.pk, version=task.version, now=soon).startswith("asked")
    said = Message.objects.get(role="user")
    call = fetch(alice, f"{url}/tides?all=secret", conversation=said.conversation)
    assert (said.content, call.state, asked) == (prompt.format(url=url), "waiting", [])


def test_a_bad_call_is_refused_and_not_asked_about(alice, site):
    with pytest.raises(InvalidInput, match="At most 2000 characters"):
        fetch(alice, "http://a.example/" + "x" * 2_000)
    with pytest.raises(InvalidInput, match="Must match"):
        fetch(alice, "gopher://x", tool="source_validator")
    assert not Approval.objects.exists()
    assert set(ToolCall.objects.values_list("state", flat=True)) == {"failed"}
