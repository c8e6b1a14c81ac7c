"""What counts as an achievement: so many things of a kind. They give nothing but a name, so that none is worth farming."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOOL_RUNS, TASKS, ERRORS, LEVELS = "tool_run_succeeded", "task_completed", "error_resolved", "spirit_level_up"


@dataclass(frozen=True)
class Achievement:
    """Reached when ``count`` events of the kind stand, none of them undone."""

    slug: str
    title: str | Promise
    text: str | Promise
    kind: str
    count: int


ACHIEVEMENTS = (
    Achievement("first-tool", _("First result"), _("A tool did its work for you."), TOOL_RUNS, 1),
    Achievement("handy", _("Handy"), _("Tools did their work for you a hundred times."), TOOL_RUNS, 100),
    Achievement("workshop", _("A whole workshop"), _("Tools did their work for you a thousand times."), TOOL_RUNS, 1_000),
    Achievement("first-task", _("Done"), _("A task was completed."), TASKS, 1),
    Achievement("steady", _("Steady"), _("Twenty-five tasks were completed."), TASKS, 25),
    Achievement("tireless", _("Tireless"), _("Two hundred and fifty tasks were completed."), TASKS, 250),
    Achievement("first-error", _("Found it"), _("An error was resolved."), ERRORS, 1),
    Achievement("detective", _("Detective"), _("Fifty errors were resolved."), ERRORS, 50),
    Achievement("first-level", _("Growing"), _("A spirit reached a new level."), LEVELS, 1),
    Achievement("gardener", _("Gardener"), _("Spirits reached ten new levels."), LEVELS, 10),
    Achievement("orchard", _("Orchard"), _("Spirits reached fifty new levels."), LEVELS, 50),
)  # fmt: skip


def thresholds_of(kind: str) -> dict[int, Achievement]:
    """The achievements of a kind by how many events they ask for."""
    return {each.count: each for each in ACHIEVEMENTS if each.kind == kind}
