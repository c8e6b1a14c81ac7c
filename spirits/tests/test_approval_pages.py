"""The page of what waits for a person's word, of one question, and of what they allowed."""

import pytest

from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Approval, SpiritTool, ToolCall
from spirits.services.run_tool import Occasion, run_tool
from spirits.testing import make_free_plan, make_spirit, make_tool
from spirits.tools.tests.loopback import served

pytestmark = pytest.mark.django_db
PAGE = '<html lang="en"><title>Tides</title><h1>Tides</h1></html>'


@pytest.fixture
def question(alice, settings):
    """A fetch that waits, its address, and what the server there was asked."""
    make_free_plan(spirits=[make_spirit("all", tools=[make_tool("accessibility_checker")])])
    SpiritTool.objects.update(unlock_level=1)
    with served({"/tides": (200, {"content-type": "text/html"}, PAGE)}) as (url, asked):
        settings.OUTBOUND_ALLOWED_HOSTS = [url.removeprefix("http://")]
        call = run_tool(user=alice, name="accessibility_checker", arguments={"url": f"{url}/tides"}, occasion=Occasion("mcp"), now=now())  # fmt: skip
        yield call.approval, f"{url}/tides", asked


def read(client, path):
    return client.get(path, follow=True).content.decode()


def test_a_question_is_shown_and_its_call_done(alice, question):
    approval, url, asked = question
    client = client_of(alice)
    listed, alone = read(client, "/approvals/"), read(client, f"/approvals/{approval.pk}/")
    assert all(f"/approvals/{approval.pk}/decide/" in each and url in each for each in (listed, alone))
    assert "Always allow it at 127.0.0.1" in alone
    page = client.post(f"/approvals/{approval.pk}/decide/", {"decision": "tool"}, follow=True).content.decode()
    assert ("Succeeded" in page, "go back to the program" in page, len(asked)) == (True, True, 1)
    listed = read(client, "/approvals/")
    assert ("Nothing waits for you." in listed, "Everywhere" in listed, "127.0.0.1" in listed) == (True, True, True)


def test_a_permission_is_taken_back_once(alice, question):
    approval, *_ = question
    client = client_of(alice)
    client.post(f"/approvals/{approval.pk}/decide/", {"decision": "tool"})
    for _ in range(2):
        page = client.post(f"/approvals/{approval.pk}/revoke/", follow=True).content.decode()
        assert Approval.objects.get().state == "revoked"
    assert ("This was decided already." in page, "each call asks anew" in page) == (True, True)


def test_a_no_does_nothing(alice, question):
    approval, _, asked = question
    client = client_of(alice)
    assert "Denied" in client.post(f"/approvals/{approval.pk}/decide/", {"decision": "deny"}, follow=True).content.decode()  # fmt: skip
    assert (ToolCall.objects.get().state, asked) == ("denied", [])
    again = client.post(f"/approvals/{approval.pk}/decide/", {"decision": "call"}, follow=True).content.decode()
    assert ("This was decided already." in again, asked) == (True, [])


@pytest.mark.parametrize("decision", ["", "yes", "conversation"])
def test_a_decision_that_is_none_changes_nothing(alice, question, decision):
    approval, _, asked = question
    client_of(alice).post(f"/approvals/{approval.pk}/decide/", {"decision": decision})
    assert (Approval.objects.get().state, ToolCall.objects.get().state, asked) == ("pending", "waiting", [])


def test_strangers_see_and_decide_nothing(bob, question):
    approval, url, asked = question
    client = client_of(bob)
    assert url not in read(client, "/approvals/")
    assert client.get(f"/approvals/{approval.pk}/").status_code == 404
    for path in ("decide", "revoke"):
        assert client.post(f"/approvals/{approval.pk}/{path}/", {"decision": "call"}).status_code == 404
    assert (Approval.objects.get().state, asked) == ("pending", [])


def test_the_list_costs_the_same_however_long(alice, question, django_assert_max_num_queries):
    for _ in range(20):
        run_tool(user=alice, name="accessibility_checker", arguments={"url": "https://a.example/"}, occasion=Occasion("mcp"), now=now())  # fmt: skip
    client = client_of(alice)
    client.get("/approvals/")
    with django_assert_max_num_queries(15):
        client.get("/approvals/")
