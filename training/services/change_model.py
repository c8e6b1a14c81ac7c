"""Change what people are told of a model: its name, tags, prices, abilities, and who may choose it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from training.errors import ModelAbsent
from training.models import LanguageModel
from training.queries.editable_models import editable_models

STAFFS = frozenset({"visibility", "groups", "is_default", "input_points_per_million", "output_points_per_million"})
OWNERS = frozenset(
    {
        "display_name",
        "tags",
        "is_active",
        "context_length",
        "max_output_tokens",
        "can_chat",
        "can_use_tools",
        "can_see",
        "can_embed",
        "can_reason",
        "price_currency",
        "input_price",
        "output_price",
    }
)


def allowed_fields(user: User, model: LanguageModel) -> frozenset[str]:
    """The fields that this person may change of a model they may edit."""
    return OWNERS | STAFFS if user.is_staff and model.provider.owner_id is None else OWNERS


@transaction.atomic
def change_model(
    *, user: User, model: LanguageModel, groups: Iterable[Any] | None = None, **changes: Any
) -> LanguageModel:
    """The model with these fields changed; InvalidInput names the field.

    People change their own providers' models; points, visibility and the default are staff's, for the installation's.
    """
    locked = editable_models(user).select_for_update(of=("self",)).filter(pk=model.pk).first()
    if locked is None:
        raise ModelAbsent
    allowed = allowed_fields(user, locked)
    for name in sorted({*changes, *(["groups"] if groups is not None else [])}):
        if name not in allowed:
            raise InvalidInput.of(name, "Only staff change this, for models of the installation.")
    for name, value in changes.items():
        setattr(locked, name, value)
    if not locked.price_currency and (locked.input_price or locked.output_price):
        raise InvalidInput.of("price_currency", "A price needs a currency, such as USD.")
    if not locked.price_currency:
        locked.input_price = locked.output_price = Decimal(0)
    if locked.is_default and changes.get("is_default"):
        LanguageModel.objects.filter(is_default=True).exclude(pk=locked.pk).update(is_default=False)
    try:
        locked.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        raise InvalidInput.of(name, problems[0]) from error
    locked.save(update_fields=[*changes, "input_price", "output_price"])
    if groups is not None:
        locked.groups.set(groups)
    return locked
