"""A tool's use teaches its spirit, and uses up trial calls."""

import pytest

from accounts.models import User
from project.lib.clock import now
from spirits.models import MinionSpirit, Progress, Spirit, ToolMastery
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.economy.grant_access import start_trial
from spirits.services.run_tool import Occasion, run_tool
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool


@pytest.fixture
def spirit(db: None) -> Spirit:
    make_free_plan()
    return make_spirit("mathematician", tier="basic", price_points=80, tools=[make_tool("calculator_engine")])


def test_use_teaches_and_trial_calls_run_out(alice: User, spirit: Spirit) -> None:
    start_trial(user=alice, spirit=spirit, at=now())
    minion = make_minion(alice, spirits=[spirit])
    occasion = Occasion("page", minion_id=minion.pk)
    for expression in ("1+1", "1/0", "2+2"):
        arguments = {"expression": expression}
        try:
            run_tool(user=alice, name="calculator_engine", arguments=arguments, occasion=occasion, now=now())
        except Exception:  # noqa: BLE001 - the division by zero is the tool's own error
            assert expression == "1/0"
    learner = MinionSpirit.objects.get()
    mastery = ToolMastery.objects.get()
    assert (learner.xp, Progress.objects.get(owner=alice).xp) == (20, 20)
    assert (mastery.succeeded, mastery.failed) == (2, 1)
    with pytest.raises(Exception, match="Mathematician"):
        run_tool(user=alice, name="calculator_engine", arguments={"expression": "3"}, occasion=occasion, now=now())
    assert find_breaks() == []
