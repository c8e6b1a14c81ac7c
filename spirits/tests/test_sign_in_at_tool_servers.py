"""Tool servers that let in only who signed in there: a real one of the official SDK, with its own authorization server."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from structlog.testing import capture_logs

from accounts.models import User
from accounts.services.leaving import ask_deletion, erase_due
from accounts.testing import client_of, make_staff
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.testing.oauth_tool_server import oauth_tool_server
from project.testing.tool_server import tool_server
from spirits.models import ToolCall, ToolServer
from spirits.served.grants import SignInFailed, SignInNeeded, opened
from spirits.services.decide_approval import allow_tool
from spirits.services.run_tool import Occasion, run_tool
from spirits.services.tool_servers import Wish, add_server, begin_sign_in
from spirits.testing import make_free_plan, make_spirit

pytestmark = pytest.mark.django_db
API, PAGE, SITE = "/api/v1/tool-servers/", "/tool-servers/", "http://testserver"


@pytest.fixture(scope="module")
def office():
    with oauth_tool_server() as running:
        yield running


@pytest.fixture(autouse=True)
def reachable(db, settings, office):
    make_free_plan(spirits=[make_spirit("tinker")])
    settings.OUTBOUND_ALLOWED_HOSTS = [urlsplit(office.url).netloc]
    office.seconds, office.renewed, office.is_refusing = 3600, 0, False
    office.taken_back.clear()


def sent_back(address):
    """Where the sign-in page sends a browser that opens it."""
    return httpx2.get(address).headers["location"]


def signed_in(user, office):
    server = add_server(user=user, wish=Wish("Office", office.url), now=now(), site=SITE)
    back = sent_back(opened(server.sealed_grant).pending.address)
    client_of(user).get(back.removeprefix(SITE))
    server.refresh_from_db()
    return server


def tide(user):
    allow_tool(user=user, tool="office__tide", conversation_id=None, now=now())
    return run_tool(
        user=user, name="office__tide", arguments={"harbour": "Sund"}, occasion=Occasion(door="api"), now=now()
    )


def spoil(server, **more):
    """The grant as it would be after a while, or with a part of it broken."""
    kept = opened(server.sealed_grant)
    server.sealed_grant = type(kept)(**{**vars(kept), **more}).sealed()
    server.save(update_fields=["sealed_grant"])


def test_a_person_signs_in_there_and_calls_its_tools(alice, office):
    client = client_of(alice)
    shown = client.post(PAGE, {"name": "Office", "url": office.url})
    server = ToolServer.objects.get()
    address = opened(server.sealed_grant).pending.address
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["code_challenge_method"], asked["resource"], asked["scope"]) == ("S256", office.url, "harbour")
    assert asked["redirect_uri"] == f"{SITE}{PAGE}{server.pk}/signed-in/"
    assert f"Go to {urlsplit(office.url).netloc}" in shown.content.decode()
    assert (server.sign_in, server.tools.count()) == ("needed", 0)
    back = client.get(sent_back(address).removeprefix(SITE), follow=True)
    server.refresh_from_db()
    assert "It offers 1 tool." in back.content.decode()
    assert (server.sign_in, server.problem, [each.called for each in server.tools.all()]) == (
        "done",
        "",
        ["office__tide"],
    )
    assert tide(alice).data == {"harbour": "Sund", "high": ["04:10", "16:32"]}
    assert not [each for each in office.secrets() if each in server.sealed_grant]


def test_nothing_secret_is_logged_or_shown(alice, office, caplog):
    with capture_logs() as logs:
        signed_in(alice, office)
        office.tokens.clear()
        office.refreshing.clear()
        with pytest.raises(SignInNeeded):
            tide(alice)
    seen = json.dumps(logs, default=str) + caplog.text
    seen += client_of(alice).get(API).content.decode() + json.dumps(ToolCall.objects.get().error)
    kept = opened(ToolServer.objects.get().sealed_grant)
    assert not [each for each in (*office.secrets(), kept.pending.verifier, kept.pending.state) if each in seen]
    assert "sealed" not in seen
    assert kept.pending.verifier not in repr(kept)


def test_old_tokens_are_renewed_and_the_new_ones_kept(alice, office):
    server = signed_in(alice, office)
    spoil(server, expires_at=1.0)
    assert tide(alice).state == "succeeded"
    server.refresh_from_db()
    assert (office.renewed, opened(server.sealed_grant).expires_at > 1) == (1, True)
    assert tide(alice).state == "succeeded"
    assert office.renewed == 1


def test_a_token_that_died_before_its_time_is_renewed_too(alice, office):
    signed_in(alice, office)
    office.tokens.clear()
    assert (tide(alice).state, office.renewed) == ("succeeded", 1)


def test_what_another_process_renewed_meanwhile_is_used(alice, office, monkeypatch):
    server = signed_in(alice, office)
    spoil(server, expires_at=1.0)
    stale = ToolServer.objects.get()
    assert tide(alice).state == "succeeded"
    from spirits.served import asking
    from spirits.served.offering import offered

    found = asking.ask_server(stale, offered, seconds_left=lambda: 20.0)
    assert ([each.name for each in found], office.renewed) == (["tide"], 1)


def test_where_renewing_fails_the_person_is_asked_again_and_the_call_tells(alice, office):
    server = signed_in(alice, office)
    office.tokens.clear()
    office.refreshing.clear()
    with pytest.raises(DaimonError) as caught:
        tide(alice)
    assert (caught.value.code, ToolCall.objects.get().error["status"]) == ("tool_server_sign_in_needed", 409)
    server.refresh_from_db()
    assert server.sign_in == "needed"
    assert "Sign-in needed" in client_of(alice).get(PAGE).content.decode()


def test_an_answer_to_another_question_is_not_taken(alice, bob, office):
    server = add_server(user=alice, wish=Wish("Office", office.url), now=now(), site=SITE)
    back = sent_back(opened(server.sealed_grant).pending.address).removeprefix(SITE)
    state = opened(server.sealed_grant).pending.state
    assert client_of(bob).get(back).status_code == 404
    told = client_of(alice).get(back.replace(state, "other"), follow=True).content.decode()
    assert "Signing in at the tool server failed." in told
    begin_sign_in(user=alice, server_id=server.pk, now=now(), site=SITE)
    told = client_of(alice).get(back, follow=True).content.decode()  # the first question is closed by the second
    server.refresh_from_db()
    assert ("Signing in at the tool server failed." in told, server.sign_in) == (True, "needed")


def test_a_no_there_is_told_and_nothing_is_kept(alice, office):
    server = add_server(user=alice, wish=Wish("Office", office.url), now=now(), site=SITE)
    office.is_refusing = True
    back = sent_back(opened(server.sealed_grant).pending.address).removeprefix(SITE)
    assert "did not let you in" in client_of(alice).get(back, follow=True).content.decode()
    server.refresh_from_db()
    assert (server.sign_in, opened(server.sealed_grant).tokens) == ("needed", None)


def test_programs_get_the_address_and_only_staff_sign_in_for_everybody(alice, bob, office):
    client = client_of(alice)
    made = client.post(API, {"name": "Office", "url": office.url}, "application/json")
    assert (made.status_code, made.json()["sign_in"], made.json()["tools"]) == (201, "needed", [])
    path = f"{API}{made.json()['id']}/sign-in/"
    address = client.post(path).json()["address"]
    assert urlsplit(address).netloc == urlsplit(office.url).netloc
    assert client_of(bob).post(path).status_code == 404
    ToolServer.objects.update(owner=None)
    assert client.post(path).status_code == 404
    staff = client_of(make_staff())
    staff.get(sent_back(staff.post(path).json()["address"]).removeprefix(SITE))
    assert ToolServer.objects.get().sign_in == "done"


def test_a_server_without_sign_in_is_told_apart(alice, settings):
    with tool_server(key="") as open_to_all, tool_server() as with_key:
        settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
        server = add_server(user=alice, wish=Wish("Open", open_to_all.url), now=now(), site=SITE)
        assert (server.sign_in, server.sealed_grant) == ("", "")
        with pytest.raises(DaimonError, match="asks nobody to sign in"):
            begin_sign_in(user=alice, server_id=server.pk, now=now(), site=SITE)
        with pytest.raises(SignInFailed, match="give a token of it as the key"):
            add_server(user=alice, wish=Wish("Keyed", with_key.url), now=now(), site=SITE)


def test_a_sign_in_page_elsewhere_goes_through_the_guarded_client(alice, office, settings):
    settings.OUTBOUND_ALLOWED_HOSTS = []
    with pytest.raises(DaimonError) as caught:
        add_server(user=alice, wish=Wish("Office", office.url), now=now(), site=SITE)
    assert (caught.value.code, ToolServer.objects.exists()) == ("address_refused", False)


def test_signing_out_gives_the_tokens_back_there(alice, bob, office):
    server = signed_in(alice, office)
    held = opened(server.sealed_grant).tokens
    path = f"{API}{server.pk}/sign-out/"
    assert client_of(bob).post(path).status_code == 404
    answer = client_of(alice).post(path)
    assert (answer.status_code, answer.json()["sign_in"]) == (200, "needed")
    job = Job.objects.get(kind="spirits.give_back_tokens")
    assert not [each for each in held.values() if str(each) in json.dumps(job.payload) and len(str(each)) > 10]
    run_waiting()
    job.refresh_from_db()
    assert (office.taken_back, job.result["taken_back"]) == (["refresh", "access"], 2)
    assert held["access_token"] not in office.tokens
    server.refresh_from_db()
    assert opened(server.sealed_grant).tokens is None
    with pytest.raises(SignInNeeded):
        tide(alice)


def test_a_removed_server_gets_its_tokens_back_and_one_that_takes_none_is_told_so(alice, office):
    server = signed_in(alice, office)
    client_of(alice).delete(f"{API}{server.pk}/")
    run_waiting()
    assert office.taken_back == ["refresh", "access"]
    server = signed_in(alice, office)
    known = opened(server.sealed_grant).authority
    spoil(server, authority={name: value for name, value in known.items() if name != "revocation_endpoint"})
    told = client_of(alice).post(f"{PAGE}{server.pk}/sign-out/", follow=True).content.decode()
    assert "takes no tokens back" in told
    assert Job.objects.filter(kind="spirits.give_back_tokens").count() == 1


def test_a_server_that_is_away_is_asked_again(alice, office, settings):
    server = signed_in(alice, office)
    known = opened(server.sealed_grant).authority
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    spoil(server, authority=known | {"revocation_endpoint": "http://127.0.0.1:9/revoke"})
    client_of(alice).post(f"{PAGE}{server.pk}/sign-out/")
    run_waiting()
    assert Job.objects.get(kind="spirits.give_back_tokens").state in ("retrying", "scheduled", "queued")


def erased(user):
    ask_deletion(user=user, at=now())
    return erase_due(at=now() + timedelta(days=30))


def test_an_erased_persons_tokens_are_given_back_there(alice, bob, office):
    gone, stays = signed_in(alice, office), signed_in(bob, office)
    held, kept = opened(gone.sealed_grant).tokens, opened(stays.sealed_grant).tokens
    assert erased(alice) == 1
    assert (ToolServer.objects.get(), office.taken_back) == (stays, [])  # the erasure itself asks nobody
    job = Job.objects.get(kind="spirits.give_back_tokens")
    assert job.owner is None
    run_waiting()
    job.refresh_from_db()
    assert (office.taken_back, job.result["taken_back"]) == (["refresh", "access"], 2)
    assert (held["access_token"] in office.tokens, kept["access_token"] in office.tokens) == (False, True)


@pytest.mark.parametrize("spoilt", ["away", "sealed with a lost key"])
def test_no_tool_server_stops_an_erasure(alice, office, settings, spoilt):
    server = signed_in(alice, office)
    if spoilt == "away":
        settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
        known = opened(server.sealed_grant).authority
        spoil(server, authority=known | {"revocation_endpoint": "http://127.0.0.1:9/revoke"})
    else:
        ToolServer.objects.update(sealed_grant="no key opens this")
    with capture_logs() as logged:
        assert erased(alice) == 1
    assert not User.objects.filter(pk=alice.pk).exists()
    run_waiting()
    left = [each["problem"] for each in logged if each["event"] == "tokens_of_erased_person_left"]
    states = list(Job.objects.filter(kind="spirits.give_back_tokens").values_list("state", flat=True))
    assert (left, states) == (([], ["retrying"]) if spoilt == "away" else (["wrong_encryption_key"], []))
