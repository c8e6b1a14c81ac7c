"""Running a tool in a person's name: who may, within what, how often, and what is kept."""

import time
from datetime import timedelta
from threading import Event, Timer

import pytest

from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.errors import (
    AlreadyDecided,
    ApprovalNotFound,
    CallKeyReused,
    MinionNotFound,
    ToolLocked,
    ToolNotFound,
    TooManyCalls,
)
from spirits.models import Approval, Artifact, MinionSpirit, ToolCall
from spirits.rules.tool_budgets import reach_percent
from spirits.services import run_tool as service
from spirits.services.beyond_numbers import beyond_numbers
from spirits.services.decide_approval import approve, deny, revoke
from spirits.services.end_lost_calls import LOST_AFTER, end_lost_calls
from spirits.services.keep_artifact import content_of
from spirits.services.run_tool import Occasion, perform_approved, run_tool, told
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.tools import Budget, Effect, NewArtifact, ToolResult, registry
from spirits.tools.errors import BeyondNumbers, Cancelled, ToolCrashed, TooMuch
from spirits.tools.schema import arguments, text

PAGE = Occasion("page")


@pytest.fixture
def sent(monkeypatch):
    """Two tools of the test's own: one that sends, one that does what it is told."""
    found = []
    words = arguments(required="words", words=text("Words.", most=100))
    registry.all_tools()
    monkeypatch.setattr(registry, "_tools", dict(registry._tools))

    @registry.tool("sender", "Sends.", words, effect=Effect.OUTBOUND)
    def sender(context, arguments):
        found.append(arguments["words"])
        return ToolResult({"sent": arguments["words"]}, "Sent.")

    @registry.tool("seller", "Sells.", words)
    def seller(context, arguments):
        raise AssertionError("nobody may come here")

    @registry.tool("maker", "Makes.", words, budget=Budget(seconds=40, bytes=1000))
    def maker(context, arguments):
        if arguments["words"] == "crash":
            raise RuntimeError("secret detail")
        if arguments["words"] == "spin":
            context.work("project.lib.tests.misbehaving_work:spin")
        if arguments["words"] == "endless":
            return ToolResult({"found": [float("inf")]}, "Found.")
        if arguments["words"] == "overflow":
            return ToolResult({"found": 1e300**2}, "Found.")
        size = 2000 if arguments["words"] == "large" else 10
        return ToolResult(
            {"seconds": context.budget.seconds}, "Made.", (NewArtifact("a.txt", "text/plain", b"x" * size),)
        )

    return found


@pytest.fixture
def spirit(db, sent):
    """A free spirit whose first tool calculates; the fourth is out of a beginner's reach."""
    tools = [make_tool(slug) for slug in ("sender", "maker", "calculator_engine", "solver_of_later")]
    spirit = make_spirit("tinker", tools=tools)
    make_free_plan(spirits=[spirit])
    return spirit


def call(user, name="calculator_engine", given=None, occasion=PAGE, **more):
    given = {"expression": "15% of 240"} if given is None else given
    return run_tool(user=user, name=name, arguments=given, occasion=occasion, now=now(), **more)


@pytest.fixture
def minion(alice, spirit):
    minion = make_minion(alice, spirits=[spirit])
    MinionSpirit.objects.update(level=3)
    return minion


def test_a_call_is_done_and_kept(alice, minion):
    done = call(alice, occasion=Occasion("page", minion_id=minion.pk))
    assert (done.state, done.data["result"], done.text) == ("succeeded", "36", "15% of 240 = 36")
    assert (done.tool, done.minion, done.spirit.slug) == ("calculator_engine", minion, "tinker")
    assert (done.effectiveness_percent, done.xp) == (25, 10)
    assert done.finished_at >= done.started_at


def test_without_a_minion_nothing_grows(alice, minion):
    assert call(alice).xp == 0


def test_bad_arguments_are_named_and_kept_as_a_failure(alice, minion):
    with pytest.raises(DaimonError) as caught:
        call(alice, given={"expression": 7, "more": 1})
    assert caught.value.fields == {"expression": ["Must be a text."], "more": ["Unknown argument."]}
    kept = ToolCall.objects.get()
    assert (kept.state, kept.error["code"], kept.xp) == ("failed", "invalid", 0)


@pytest.mark.parametrize("given", [None, [], "text", 5, {"expression": "\x00"}, {"expression": "\ud800"}])
def test_what_is_no_object_of_clean_text_is_refused(alice, minion, given):
    with pytest.raises(DaimonError):
        run_tool(user=alice, name="calculator_engine", arguments=given, occasion=PAGE, now=now())
    assert not ToolCall.objects.exclude(state="failed").exists()


def test_an_unknown_tool_is_not_found(alice, spirit):
    with pytest.raises(ToolNotFound):
        call(alice, "rocket")
    assert not ToolCall.objects.exists()


def test_a_tool_above_the_spirits_level_is_locked(alice, spirit):
    minion = make_minion(alice, spirits=[spirit])
    with pytest.raises(ToolLocked, match="opens at level 3 of Tinker; it is at 1"):
        call(alice, occasion=Occasion("page", minion_id=minion.pk))
    assert not ToolCall.objects.exists()


def test_a_tool_of_a_spirit_that_must_be_bought_is_locked(alice, spirit):
    make_spirit("paid", tools=[make_tool("seller")], tier="basic", price_cents=100, price_points=10)
    with pytest.raises(ToolLocked):
        call(alice, "seller", {"words": "x"})


def test_a_strangers_minion_is_not_found(bob, minion):
    with pytest.raises(MinionNotFound):
        call(bob, occasion=Occasion("page", minion_id=minion.pk))


def test_a_spirit_that_is_taken_away_closes_its_tools_at_once(alice, minion, spirit):
    call(alice, occasion=Occasion("page", minion_id=minion.pk))
    spirit.state = "draft"
    spirit.save()
    with pytest.raises(ToolLocked):
        call(alice, occasion=Occasion("page", minion_id=minion.pk))


def test_a_repeated_request_is_the_same_call(alice, minion):
    once = Occasion("api", key="k1")
    assert call(alice, occasion=once).pk == call(alice, occasion=once).pk
    assert ToolCall.objects.count() == 1
    with pytest.raises(CallKeyReused):
        call(alice, given={"expression": "1"}, occasion=once)


def test_a_repeated_failure_fails_alike_without_a_second_try(alice, minion):
    for _ in range(2):
        with pytest.raises(DaimonError, match="Division by zero"):
            call(alice, given={"expression": "1/0"}, occasion=Occasion("api", key="k2"))
    assert ToolCall.objects.count() == 1


def test_too_many_calls_in_a_minute_are_refused(alice, minion, monkeypatch):
    monkeypatch.setattr(service, "CALLS_A_MINUTE", 1)
    call(alice)
    with pytest.raises(TooManyCalls):
        call(alice)


def test_an_outbound_call_waits_and_is_done_once(alice, minion, sent):
    waiting = call(alice, "sender", {"words": "hello"})
    assert (waiting.state, sent) == ("waiting", [])
    approve(user=alice, approval_id=waiting.approval.pk, scope="call", now=now())
    assert perform_approved(user=alice, call_id=waiting.pk).state == "succeeded"
    assert perform_approved(user=alice, call_id=waiting.pk).state == "succeeded"
    assert sent == ["hello"]
    with pytest.raises(AlreadyDecided):
        deny(user=alice, approval_id=waiting.approval.pk, now=now())
    assert call(alice, "sender", {"words": "again"}).state == "waiting"


def test_a_denied_call_is_never_done(alice, minion, sent):
    waiting = call(alice, "sender", {"words": "hello"})
    deny(user=alice, approval_id=waiting.approval.pk, now=now())
    perform_approved(user=alice, call_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, sent) == ("denied", [])


def test_a_call_without_a_yes_is_not_done(alice, minion, sent):
    waiting = call(alice, "sender", {"words": "hello"})
    assert perform_approved(user=alice, call_id=waiting.pk).state == "waiting"
    assert sent == []


def test_nobody_approves_for_another(alice, bob, minion, sent):
    waiting = call(alice, "sender", {"words": "hello"})
    with pytest.raises(ApprovalNotFound):
        approve(user=bob, approval_id=waiting.approval.pk, scope="call", now=now())
    assert sent == []


def test_a_permission_for_a_tool_lasts_until_it_is_taken_back(alice, minion, sent):
    waiting = call(alice, "sender", {"words": "one"})
    approve(user=alice, approval_id=waiting.approval.pk, scope="tool", now=now())
    perform_approved(user=alice, call_id=waiting.pk)
    assert call(alice, "sender", {"words": "two"}).state == "succeeded"
    revoke(user=alice, approval_id=waiting.approval.pk, now=now())
    assert call(alice, "sender", {"words": "three"}).state == "waiting"
    assert sent == ["one", "two"]


def test_an_outbound_call_with_bad_arguments_asks_nobody(alice, minion, sent):
    with pytest.raises(DaimonError):
        call(alice, "sender", {})
    assert not Approval.objects.exists()


@pytest.mark.parametrize("words", ["endless", "overflow"])
def test_a_result_beyond_numbers_is_refused(alice, minion, words):
    with pytest.raises(BeyondNumbers):
        call(alice, "maker", {"words": words})
    assert ToolCall.objects.get().error["code"] == "result_beyond_numbers"


def test_a_call_whose_process_died_is_ended_and_its_key_says_so(alice, minion):
    occasion = Occasion("page", minion_id=minion.pk, key="once")
    fresh = call(alice, occasion=Occasion("page", minion_id=minion.pk))
    lost = call(alice, occasion=occasion)
    running = {"state": "running", "finished_at": None, "data": None, "text": "", "xp": 0}
    ToolCall.objects.filter(pk=fresh.pk).update(**running)
    ToolCall.objects.filter(pk=lost.pk).update(**running, started_at=now() - LOST_AFTER - timedelta(seconds=1))
    assert end_lost_calls(at=now()) == 1
    assert ToolCall.objects.get(pk=fresh.pk).state == "running"
    with pytest.raises(DaimonError) as caught:
        told(call(alice, occasion=occasion))
    assert (caught.value.code, caught.value.status) == ("tool_interrupted", 409)
    longest = max(each.budget.scaled(200).seconds for each in registry.all_tools())
    assert longest * 2 < LOST_AFTER.total_seconds()


def test_the_most_extreme_argument_is_named():
    error = beyond_numbers({"rate": 7, "flows": {"first": [1.5, 5e-324], "is_set": True}, "name": "x"})
    assert list(error.fields) == ["flows"]
    assert beyond_numbers({}).fields == {}


def test_a_crash_is_named_and_told_without_its_detail(alice, minion):
    with pytest.raises(ToolCrashed) as caught:
        call(alice, "maker", {"words": "crash"})
    assert "secret" not in caught.value.message
    assert ToolCall.objects.get().error["code"] == "tool_crashed"


def test_files_are_kept_for_their_owner(alice, minion):
    call(alice, "maker", {"words": "file"})
    artifact = Artifact.objects.get()
    assert (artifact.owner, artifact.size, content_of(artifact)) == (alice, 10, b"x" * 10)


def test_more_than_the_budget_is_not_kept(alice, minion):
    with pytest.raises(TooMuch):
        call(alice, "maker", {"words": "large"})
    assert not Artifact.objects.exists()


def test_levels_and_synergy_scale_what_a_call_may_use(alice, minion):
    assert [reach_percent(level, 0) for level in (1, 4, 7, 10)] == [25, 50, 75, 100]
    assert (reach_percent(1, 20), reach_percent(10, -80), reach_percent(10, 500)) == (30, 50, 200)
    assert call(alice, "maker", {"words": "file"}).data == {"seconds": 10.0}
    MinionSpirit.objects.update(level=10)
    assert call(alice, "maker", {"words": "file"}).data == {"seconds": 40.0}


def test_a_stopped_call_ends_at_once(alice, minion):
    cancel = Event()
    Timer(0.3, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        call(alice, "maker", {"words": "spin"}, cancel=cancel)
    assert time.monotonic() - started < 3
    assert ToolCall.objects.get().state == "cancelled"
