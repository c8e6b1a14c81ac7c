"""Some hundred made-up calls over all tools; ``./daimon bench fuzz-tools`` makes 20,000."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings as site

from spirits.models import Approval, ToolCall
from spirits.testing_fuzz import play
from spirits.testing_fuzzed import furnished
from spirits.testing_watch import connections, trap
from spirits.tools import Effect, all_tools

pytestmark = pytest.mark.slow

CALLS = 213  # three for each tool


@pytest.mark.django_db
def test_made_up_calls_crash_nothing_and_reach_nothing(alice, settings, monkeypatch, tmp_path):
    monkeypatch.setattr("spirits.services.run_tool.CALLS_A_MINUTE", 10_000)
    monkeypatch.setattr("project.ops.limits.count.value_of", lambda _: False)
    settings.ARTIFACTS_DIR, settings.WORKSPACES_DIR = tmp_path / "artifacts", tmp_path / "workspaces"
    made, escape = furnished(alice), tmp_path / "escaped"
    valkey = urlsplit(site.REDIS_URL)
    with trap() as trapped, connections((valkey.hostname or "", valkey.port or 6379)) as seen:
        play(all_tools(), calls=CALLS, start=2026, trap=trapped.port, escape=escape, made=made.make)
    assert (made.crashes, made.late, seen.refused, trapped.knocks) == ([], [], [], 0)
    assert len(made.tools) == len(all_tools())
    assert made.statuses.total() >= 0.9 * CALLS, made.report()
    assert min(made.statuses[200], made.statuses[400]) > CALLS / 8, made.report()
    assert {each.name for each in tmp_path.iterdir()} <= {"artifacts", "workspaces"}
    assert not ToolCall.objects.filter(effect=Effect.OUTBOUND, state="succeeded").exists()
    assert ToolCall.objects.filter(state="waiting").count() == Approval.objects.filter(state="pending").count()
