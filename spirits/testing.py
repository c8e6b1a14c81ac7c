"""Minions and a small catalogue for the tests of every app."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from accounts.models import User
from spirits.models import Category, Minion, MinionSpirit, MinionVersion, Plan, PlanSpirit, Spirit, SpiritTool, Tool
from spirits.rules.progression import unlock_level_of_tool
from spirits.services.minion_state import state_of

_numbers = count(1)


def make_category(**fields: Any) -> Category:
    """A shelf."""
    number = next(_numbers)
    return Category.objects.create(**{"slug": f"shelf-{number}", "name": f"Shelf {number}"} | fields)


def make_tool(slug: str = "", **fields: Any) -> Tool:
    """A live tool."""
    slug = slug or f"tool_{next(_numbers)}"
    values = {"name": slug.replace("_", " ").title(), "description": "Does something.", "state": Tool.State.LIVE}
    return Tool.objects.create(slug=slug, **values | fields)


def make_spirit(slug: str = "", *, tools: Sequence[Tool] = (), **fields: Any) -> Spirit:
    """A live free spirit with these tools."""
    slug = slug or f"spirit-{next(_numbers)}"
    values: dict[str, Any] = {
        "name": slug.replace("-", " ").title(),
        "icon": "✨",
        "tier": Spirit.Tier.FREE,
        "summary": "Helps.",
        "description": "Helps with something.",
        "state": Spirit.State.LIVE,
    }
    category = fields.pop("category", None) or make_category()
    spirit = Spirit.objects.create(slug=slug, category=category, **values | fields)
    SpiritTool.objects.bulk_create(
        SpiritTool(spirit=spirit, tool=tool, position=place, unlock_level=unlock_level_of_tool(place))
        for place, tool in enumerate(tools, start=1)
    )
    return spirit


def make_free_plan(*, spirits: Sequence[Spirit] = (), **fields: Any) -> Plan:
    """The plan everybody is on: two minions of three spirits, unless told otherwise."""
    values: dict[str, Any] = {
        "name": "Free",
        "price_cents": 0,
        "max_minions": 2,
        "max_spirits_per_minion": 3,
        "support": Plan.Support.COMMUNITY,
        "description": "To begin with.",
        "state": Plan.State.LIVE,
    }
    plan = Plan.objects.create(slug="free", **values | fields)
    PlanSpirit.objects.bulk_create(PlanSpirit(plan=plan, spirit=spirit) for spirit in spirits)
    return plan


def make_minion(owner: User, *, spirits: Sequence[Spirit] = (), **fields: Any) -> Minion:
    """A minion at its first version with these spirits, whatever the owner's plan allows."""
    minion = Minion.objects.create(owner=owner, **{"name": f"Minion {next(_numbers)}"} | fields)
    MinionSpirit.objects.bulk_create(
        MinionSpirit(minion=minion, spirit=spirit, slot=slot) for slot, spirit in enumerate(spirits, start=1)
    )
    MinionVersion.objects.create(minion=minion, number=minion.version, state=state_of(minion).as_json(), saved_by=owner)
    return minion
