"""One tool is decided on as the list of all decides, from the few rows that can bring it."""

import random

import pytest

from accounts.testing import make_staff
from project.lib.clock import now
from spirits.copies import forget_catalogue
from spirits.errors import CatalogueEmpty, ToolLocked, ToolNotFound
from spirits.models import Grant, Minion, MinionSpirit, Pairing, Spirit, SpiritTool
from spirits.queries.tool_access import access_to, get_tool_access, tools_of
from spirits.services.economy.grant_access import grant_spirit
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.tools import all_tools

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def world(seed, people):
    """The names of some tools: of spirits that share them, retired, in draft, to be bought; in minions of several levels."""
    chance = random.Random(seed)
    tools = [make_tool(each.name) for each in chance.sample(list(all_tools()), 8)]
    spirits = [
        make_spirit(
            f"spirit-{number}", tools=chance.sample(tools, 4), position=number, state=chance.choice(["live"] * 4 + ["retired", "draft"]),
            **chance.choice([{}, {"tier": "basic", "price_cents": 500, "price_points": 50}]),
        )
        for number in range(6)
    ]  # fmt: skip
    for row in SpiritTool.objects.order_by("id"):
        SpiritTool.objects.filter(pk=row.pk).update(unlock_level=chance.choice([1, 1, 3, 5]))
    first, second = sorted(chance.sample(spirits, 2), key=lambda each: each.pk)
    Pairing.objects.create(first=first, second=second, percent=chance.choice([-15, 20]), name="Pair")
    make_free_plan(spirits=chance.sample(spirits, 2))
    for person in people:
        for spirit in chance.sample(spirits, 2):
            grant_spirit(user=person, spirit=spirit, source=Grant.Source.STAFF, starts_at=now())
        for _ in range(2):
            make_minion(person, spirits=chance.sample(spirits, 3))
    for row in MinionSpirit.objects.order_by("id"):
        MinionSpirit.objects.filter(pk=row.pk).update(level=chance.randint(1, 6))
    forget_catalogue()
    return [each.slug for each in tools] + ["no_such_tool", "served__tool"]


def decided(user, name, minion):
    """What the one says, and what the list of all says."""
    listed = next((each for each in tools_of(user, minion_id=minion) if each.tool.name == name), None)
    try:
        one = get_tool_access(user, name, minion_id=minion)
    except ToolLocked as error:
        return "locked", "open" if listed and listed.is_unlocked else "locked", error
    except ToolNotFound as error:
        return "absent", "absent" if listed is None else "there", error
    return one, listed, None


@pytest.mark.parametrize("seed", range(6))
def test_one_tool_is_decided_on_as_the_list_of_all_decides(alice, bob, seed):
    people = [alice, bob, make_staff()]
    names = world(seed, people)
    found = []
    for person in people:
        for minion in [None, *Minion.objects.filter(owner=person).values_list("pk", flat=True)]:
            for name in names:
                one, listed, _ = decided(person, name, minion)
                assert one == listed
                found.append(one if isinstance(one, str) else "open")
                if minion is None and listed not in ("absent", "locked"):
                    assert access_to(person, name) == listed
    assert {"open", "locked", "absent"} <= set(found)


def test_a_call_asks_for_one_tool_in_few_queries(alice, django_assert_num_queries):
    world(1, [alice])
    minion = Minion.objects.filter(owner=alice).first()
    open_names = [each.tool.name for each in tools_of(alice, minion_id=minion.pk) if each.is_unlocked]
    assert open_names
    for name in open_names:
        get_tool_access(alice, name, minion_id=minion.pk)  # makes the copy
        with django_assert_num_queries(3):  # the minion, its slots, the decision
            get_tool_access(alice, name, minion_id=minion.pk)


def test_without_a_catalogue_nothing_is_called_locked(alice):
    with pytest.raises(CatalogueEmpty):
        get_tool_access(alice, "calculator_engine")
    assert not Spirit.objects.exists()
