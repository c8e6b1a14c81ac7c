"""The language models that a person's plan opens."""

from uuid import UUID

from accounts.models import User
from spirits.copies import models_of_plans
from spirits.errors import CatalogueEmpty
from spirits.queries.limits import plan_of
from training.queries.usable_models import register_grant


def models_of_plan(user: User) -> list[UUID]:
    """The ids of the models in the plan that the person runs now; no query where no plan has any."""
    opened = models_of_plans()
    if not opened:
        return []
    try:
        return opened.get(plan_of(user).pk, [])
    except CatalogueEmpty:
        return []


register_grant(models_of_plan)
