"""The language models that a person's plan opens."""

from uuid import UUID

from accounts.models import User
from spirits.errors import CatalogueEmpty
from spirits.models import PlanLanguageModel
from spirits.queries.limits import plan_of
from training.queries.usable_models import register_grant


def models_of_plan(user: User) -> list[UUID]:
    """The ids of the models in the plan that the person runs now; one query where no plan has any."""
    if not PlanLanguageModel.objects.exists():
        return []
    try:
        plan = plan_of(user)
    except CatalogueEmpty:
        return []
    return list(PlanLanguageModel.objects.filter(plan=plan).values_list("language_model_id", flat=True))


register_grant(models_of_plan)
