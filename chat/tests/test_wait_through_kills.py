"""A call that waits for its person's yes outlives the process that asked for it, and the answer goes on."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user
from chat.models import Run, RunEvent, UsageRecord
from chat.rules.run_states import ACTIVE
from chat.testing import make_conversation, say
from project.lib.clock import now
from project.testing.mails import Mails, mail_server
from project.testing.patience import eventually
from project.testing.site import another_web_process, free_port, kill_web_process, site_environment
from spirits.models import Approval, Minion, ToolCall
from spirits.services.decide_approval import approve
from spirits.services.run_tool import perform_approved
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = pytest.mark.slow

MAIL = json.dumps({"action": "send", "to": ["lindqvist@teak.example"], "subject": "Order", "body": "Twelve planks."})
SCRIPT = f"[[say I order them.]] [[call email_manager {MAIL}]] [[then]] [[say That was it.]]"
KINDS = ["text", "tool_call", "tool_waiting", "tool_result", "text", "end"]


class Site:
    """A web process that is killed and started again at the same address."""

    def __init__(self, mails: Mails) -> None:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{mails.port}", "MAIL_FROM": "daimon@example.org"}
        self.environment, self.port = {**site_environment(), **mail}, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = another_web_process(self.environment, port=self.port)
        self.process.__enter__()

    def kill(self) -> None:
        kill_web_process(self.port)
        with pytest.raises(httpx2.TransportError):  # refused, or cut where it had come before the end
            httpx2.get(self.address)
        self.end()

    def end(self) -> None:
        self.process.__exit__(None, None, None)


@pytest.fixture
def mails() -> Iterator[Mails]:
    with mail_server() as running:
        yield running


@pytest.fixture
def person(transactional_db: None, no_site: None, settings: Any, mails: Mails) -> User:
    settings.HAS_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", mails.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    user = make_user("alice@example.org")
    spirit = make_spirit("tinker", tools=[make_tool("email_manager"), make_tool("calculator_engine")])
    make_free_plan(spirits=[spirit])
    make_minion(user, spirits=[spirit], name="Tinker").minion_spirits.update(level=9)
    return user


@pytest.fixture
def site(person: User, mails: Mails) -> Iterator[Site]:
    made = Site(mails)
    yield made
    made.end()


def asked(person: User, script: str) -> Run:
    return say(person, script, make_conversation(person, minion_id=Minion.objects.get().pk))


def waiting(run: Run) -> Approval:
    """The question of a call that waits, once the run holds what another process needs."""
    found = Approval.objects.filter(call__run_id=run.pk, state="pending", call__state="waiting")
    eventually(lambda: Run.objects.filter(pk=run.pk, state="running", paused__isnull=False).exists(), seconds=30)
    return found.get()


def browser_of(user: User, site: Site) -> httpx2.Client:
    cookies = {name: morsel.value for name, morsel in client_of(user).cookies.items()}
    return httpx2.Client(base_url=site.address, cookies=cookies, timeout=30, follow_redirects=True)


def rest_of(user: User, site: Site) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {make_api_key_of(user)[1]}"}
    return httpx2.Client(base_url=site.address, headers=headers, timeout=30)


def on_the_page(person: User, site: Site, question: Approval, decision: str = "call") -> None:
    with browser_of(person, site) as browser:
        page = browser.get("/approvals/").text
        token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        given = {"decision": decision, "csrfmiddlewaretoken": token}
        done = browser.post(
            f"/chat/approvals/{question.pk}/", data=given, headers={"Referer": f"{site.address}/approvals/"}
        )
        assert done.status_code == 200


def over_rest(person: User, site: Site, question: Approval) -> None:
    with rest_of(person, site) as client:
        assert client.post(f"/api/v1/approvals/{question.pk}/approve/", json={"scope": "call"}).status_code == 200
        again = client.post(f"/api/v1/approvals/{question.pk}/approve/", json={"scope": "call"})
        assert again.json()["error"]["code"] == "already_decided"


def denied_over_rest(person: User, site: Site, question: Approval) -> None:
    with rest_of(person, site) as client:
        assert client.post(f"/api/v1/approvals/{question.pk}/deny/").status_code == 200


def denied_on_the_page(person: User, site: Site, question: Approval) -> None:
    on_the_page(person, site, question, "deny")


def ended(run: Run) -> Run:
    """The run once its answer is there."""
    eventually(lambda: not Run.objects.get(pk=run.pk).is_active, seconds=60)
    return Run.objects.select_related("answer").get(pk=run.pk)


def events_of(run: Run) -> list[RunEvent]:
    """Without gaps; words that came one after the other are one of them."""
    events = list(RunEvent.objects.filter(run=run.pk).order_by("sequence"))
    assert [each.sequence for each in events] == list(range(1, len(events) + 1))
    return [
        each
        for before, each in zip([None, *events], events, strict=False)
        if not before or (each.kind, before.kind) != ("text", "text")
    ]


@pytest.mark.parametrize(
    ("decide", "sends"),
    [
        (on_the_page, True),
        (denied_over_rest, False),
        pytest.param(over_rest, True, marks=pytest.mark.full_size),
        pytest.param(denied_on_the_page, False, marks=pytest.mark.full_size),
    ],
)
def test_a_question_outlives_kill_9_and_the_answer_goes_on(
    site: Site, person: User, mails: Mails, decide: Callable[[User, Site, Approval], None], sends: bool
) -> None:
    run = asked(person, SCRIPT)
    question = waiting(run)
    site.kill()
    assert (Run.objects.get(pk=run.pk).state, mails.taken) == ("running", [])
    site.start()
    with browser_of(person, site) as browser:
        assert "lindqvist@teak.example" in browser.get("/approvals/").text
        assert f'data-run="{run.pk}"' in browser.get(f"/chat/{run.conversation_id}/").text  # its stream shows the card
    with rest_of(person, site) as client:
        listed = client.get("/api/v1/approvals/?state=pending").json()["results"]
        assert [each["id"] for each in listed] == [str(question.pk)]
        assert client.get(f"/api/v1/tool-calls/{question.call_id}/").json()["state"] == "waiting"
    eventually(
        lambda: Run.objects.get(pk=run.pk).fence > 1 and Run.objects.get(pk=run.pk).state == "running", seconds=40
    )
    decide(person, site, question)
    done = ended(run)
    call = ToolCall.objects.get()
    assert (done.state, done.error_code, done.paused) == ("completed", "", None)
    assert done.answer.content.split("That was it.")[0].strip() == "I order them."
    assert (len(mails.taken), call.state) == ((1, "succeeded") if sends else (0, "denied"))
    events = events_of(run)
    assert [each.kind for each in events] == KINDS
    assert events[3].data["ok"] is sends
    record = UsageRecord.objects.get(run_id=run.pk)
    assert (record.state, record.output_tokens, record.input_tokens > 0) == ("completed", done.output_tokens, True)
    assert done.output_tokens > 3  # the words before the wait were counted, too


def test_what_was_approved_while_nothing_answered_is_told_afterwards(site: Site, person: User, mails: Mails) -> None:
    run = asked(person, f"/tool email_manager {MAIL}")
    question = waiting(run)
    site.kill()
    approve(user=person, approval_id=question.pk, scope="call", now=now())
    assert question.call_id
    perform_approved(user=person, call_id=question.call_id)
    site.start()
    done = ended(run)
    assert (done.state, len(mails.taken), ToolCall.objects.get().state) == ("completed", 1, "succeeded")
    assert done.answer.content == ToolCall.objects.get().text
    assert [each.kind for each in events_of(run)] == ["tool_call", "tool_waiting", "tool_result", "text", "end"]


def test_two_kills_and_an_orderly_end_lose_nothing(site: Site, person: User, mails: Mails) -> None:
    run = asked(person, SCRIPT)
    question = waiting(run)
    for fence in (2, 3):
        site.kill()
        site.start()
        held = Run.objects.filter(pk=run.pk, state="running", fence__gte=fence)
        eventually(held.exists, seconds=40)
    site.end()
    assert Run.objects.filter(pk=run.pk, state__in=ACTIVE, paused__isnull=False).exists()
    site.start()
    on_the_page(person, site, question)
    assert (ended(run).state, len(mails.taken)) == ("completed", 1)
    assert [each.kind for each in events_of(run)] == KINDS
