"""Whether a person's plan has access for programs."""

from accounts.key_policy import register_key_policy
from accounts.models import User
from project.ops.cache.copies import Copies
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import Declared, declare
from spirits.errors import CatalogueEmpty
from spirits.queries.limits import limits_of

NEED_A_PLAN = declare(
    Declared("keys_need_a_plan", False, "API keys work for people only whose plan has access for programs.")
)
SECONDS = 4  # as long as other copies of who is calling
_allowed: Copies[bool] = Copies("keys_of_plan", seconds=SECONDS)


def may_use_keys(user: User) -> bool:
    """Whether the person's keys work now; always, unless this installation sells access for programs."""
    if not value_of(NEED_A_PLAN):
        return True
    return bool(_allowed.get(str(user.pk), lambda: _has_access(user)))


def _has_access(user: User) -> bool:
    try:
        return limits_of(user).has_api_access
    except CatalogueEmpty:
        return True


register_key_policy(may_use_keys)
