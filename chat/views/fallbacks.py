"""The page of a minion's fallback chain."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from chat.queries.choose_model import fallback_models
from chat.services.fallbacks import MOST, save_fallbacks
from chat.views.conversation import page
from project.lib.errors import DaimonError, InvalidInput
from spirits.queries.minions import get_minion
from training.models import LanguageModel
from training.queries.usable_models import usable_models


@dataclass(frozen=True)
class Link:
    """One model of the chain, and the whole chain's order after each thing that can be done with it."""

    model: LanguageModel
    up: list[UUID] | None
    down: list[UUID] | None
    without: list[UUID]


@require_http_methods(["GET", "HEAD", "POST"])
@page
def fallbacks(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """The chain and what can be added; a POST gives the whole chain anew."""
    minion = get_minion(user, minion_id)
    if request.method == "POST":
        try:
            save_fallbacks(user=user, minion_id=minion_id, models=_asked(request))
        except DaimonError as error:
            problem = next((each[0] for each in error.fields.values()), error.message)
            messages.error(request, problem)
        else:
            messages.success(request, _("Saved."))
        return redirect("minion-fallbacks", minion_id=minion_id)
    chain = fallback_models(user, minion_id)
    taken = {minion.language_model_id, *(each.pk for each in chain)}
    context = {
        "section": "minions",
        "minion": minion,
        "links": _links(chain),
        "chain": [each.pk for each in chain],
        "others": [each for each in usable_models(user) if each.pk not in taken],
        "is_full": len(chain) >= MOST,
    }
    return render(request, "chat/fallbacks.html", context)


def _asked(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(each) for each in request.POST.getlist("models") if each]
    except ValueError as error:
        raise InvalidInput.of("models", _("One of these models does not exist.")) from error


def _links(chain: list[LanguageModel]) -> list[Link]:
    order = [each.pk for each in chain]
    return [
        Link(
            model,
            _swapped(order, place - 1, place) if place else None,
            _swapped(order, place, place + 1) if place + 1 < len(order) else None,
            [pk for pk in order if pk != model.pk],
        )
        for place, model in enumerate(chain)
    ]


def _swapped(order: list[UUID], first: int, second: int) -> list[UUID]:
    changed = list(order)
    changed[first], changed[second] = changed[second], changed[first]
    return changed
