"""Further keys of a provider, on its page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from training.images.views.door import page
from training.queries.providers import get_editable_provider
from training.services.key_pool import add_key, remove_key


@require_POST
@page
def add(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """One more key, which takes turns with the others."""
    name, key = request.POST.get("key_name", ""), request.POST.get("further_key", "")
    add_key(user=user, provider=get_editable_provider(user, provider_id), name=name, api_key=key)
    messages.success(request, _("The key was added."))
    return redirect("provider", provider_id=provider_id)


@require_POST
@page
def remove(request: HttpRequest, user: User, provider_id: UUID, key_id: UUID) -> HttpResponse:
    """Take it out of the pool."""
    remove_key(user=user, provider=get_editable_provider(user, provider_id), key_id=key_id)
    messages.success(request, _("The key was removed."))
    return redirect("provider", provider_id=provider_id)
