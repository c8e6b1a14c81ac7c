"""Tools and prompts that run later, each of their times once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import Notification
from chat.models import Message
from chat.testing import make_scripted_model
from jobs.worker.drain import run_waiting
from project.lib.errors import InvalidInput
from spirits.errors import ScheduledTaskNotFound, ScheduledTaskOver, ToolLocked
from spirits.models import ScheduledTask, ToolCall
from spirits.services.scheduled_tasks import cancel_task, pause_task, resume_task, run_scheduled_task, schedule_task
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def spirit(db):
    spirit = make_spirit("tinker", tools=[make_tool("calculator_engine")])
    make_free_plan(spirits=[spirit])
    with time_machine.travel(NOW, tick=False):
        yield spirit


def plan(user, **given):
    sums = {"tool": "calculator_engine", "arguments": {"expression": "6 * 7"}}
    wanted = {"name": "Sums", "due_at": LATER, "zone": BERLIN, "now": NOW, **({} if "prompt" in given else sums)}
    return schedule_task(user=user, **wanted | given)


def test_a_tool_runs_at_its_time_through_the_queue(alice):
    plan(alice)
    with time_machine.travel(LATER + timedelta(seconds=1), tick=False):
        run_waiting()
    task = ScheduledTask.objects.get()
    assert (task.state, task.due_at, "42" in task.last_outcome) == ("ended", None, True)
    assert ToolCall.objects.get().door == "job"
    assert "42" in Notification.objects.get(user=alice).title


def test_a_second_attempt_at_the_same_time_calls_nothing_again(alice):
    task = plan(alice, rule="FREQ=DAILY")
    assert run_scheduled_task(task_id=task.pk, version=1, now=LATER)
    assert run_scheduled_task(task_id=task.pk, version=1, now=LATER) == ""
    assert ToolCall.objects.count() == 1
    assert ScheduledTask.objects.get().due_at == LATER + timedelta(days=1)


def test_an_attempt_that_died_after_its_call_finds_that_call(alice, monkeypatch):
    task = plan(alice)

    def dies(*_args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("spirits.services.scheduled_tasks._plan_next", dies)
        with pytest.raises(SystemExit):
            run_scheduled_task(task_id=task.pk, version=1, now=LATER)
    assert run_scheduled_task(task_id=task.pk, version=1, now=LATER)
    assert ToolCall.objects.count() == 1


def test_a_prompt_begins_a_conversation_with_the_minion(alice, spirit):
    make_scripted_model()
    minion = make_minion(alice, spirits=[spirit])
    task = plan(alice, prompt="Sum up the news.", minion=minion)
    assert "conversation" in run_scheduled_task(task_id=task.pk, version=1, now=LATER)
    question = Message.objects.get(role="user")
    assert (question.content, question.conversation.minion) == ("Sum up the news.", minion)
    assert Notification.objects.get().link == f"/chat/{question.conversation_id}/"


def test_a_tool_that_went_away_fails_in_plain_words(alice):
    task = plan(alice)
    ScheduledTask.objects.update(tool="nothing_like_it")
    assert run_scheduled_task(task_id=task.pk, version=1, now=LATER).startswith("failed: ")
    assert ScheduledTask.objects.get().state == "ended"


def test_pausing_leaves_times_out_and_resuming_goes_on(alice):
    task = plan(alice, rule="FREQ=DAILY")
    pause_task(user=alice, task_id=task.pk)
    assert run_scheduled_task(task_id=task.pk, version=1, now=LATER) == ""
    resumed = resume_task(user=alice, task_id=task.pk, now=NOW + timedelta(days=3))
    assert resumed.due_at == LATER + timedelta(days=3)
    assert not ToolCall.objects.exists()


def test_a_cancelled_task_is_over(alice, bob):
    task = plan(alice)
    cancel_task(user=alice, task_id=task.pk)
    with pytest.raises(ScheduledTaskOver):
        pause_task(user=alice, task_id=task.pk)
    with pytest.raises(ScheduledTaskNotFound):
        cancel_task(user=bob, task_id=task.pk)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"due_at": NOW}, InvalidInput),
        ({"arguments": {}}, InvalidInput),
        ({"prompt": "x", "tool": "calculator_engine"}, InvalidInput),
        ({"rule": "FREQ=NEVER"}, InvalidInput),
        ({"tool": "grammar_checker", "arguments": {"text": "x"}}, ToolLocked),
    ],
)
def test_what_could_not_run_is_refused_now(alice, given, error):
    with pytest.raises(error):
        plan(alice, **given)
    assert not ScheduledTask.objects.exists()
