"""Reserve before a model call, settle or release after it. All three may be repeated."""

from spirits.services.budget.close import release, release_expired, settle
from spirits.services.budget.reserve import reserve

__all__ = ["release", "release_expired", "reserve", "settle"]
