"""The catalogue (spirits, tools, pairings, bundles, plans, templates) and the minions people build from it."""

from spirits.models.bundle import Bundle, BundleSpirit
from spirits.models.category import Category
from spirits.models.minion import Minion, MinionSpirit, MinionVersion
from spirits.models.pairing import Pairing
from spirits.models.plan import Plan, PlanSpirit
from spirits.models.spirit import Spirit, SpiritTool, Tool
from spirits.models.template import MinionTemplate, MinionTemplateSpirit

__all__ = [
    "Bundle",
    "BundleSpirit",
    "Category",
    "Minion",
    "MinionSpirit",
    "MinionTemplate",
    "MinionTemplateSpirit",
    "MinionVersion",
    "Pairing",
    "Plan",
    "PlanSpirit",
    "Spirit",
    "SpiritTool",
    "Tool",
]
