"""What the admin's first page shows: the installation in figures."""

from typing import Any

from django.http import HttpRequest

from project.lib.clock import now
from project.ops.api.statistics import may_read_statistics
from project.ops.statistics import HOURS, statistics

NAMES = {1: "an hour", 24: "a day", 168: "a week", 720: "30 days"}


def figures(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's callback: the context with the figures, for those who may read them."""
    if not may_read_statistics(request.user):
        return context
    asked = request.GET.get("hours", "24")
    hours = int(asked) if asked in {str(each) for each in HOURS} else 24
    stretches = [(each, NAMES[each], each == hours) for each in HOURS]
    return {**context, "statistics": statistics(hours=hours, at=now()), "stretches": stretches}
