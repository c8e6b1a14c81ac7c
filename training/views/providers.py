"""The pages of providers: what is there and how it is, add one, change it, test it, read its models."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from training.forms import ProviderAddForm, ProviderChangeForm, ProviderKeyForm
from training.images.views.door import page
from training.models import Provider
from training.providers.catalogue import PRESETS
from training.providers.guarded import circuit_of
from training.queries.providers import get_editable_provider, get_provider, may_edit, providers_for
from training.queries.usable_models import models_for
from training.rules.health_chart import health_chart
from training.services.check_provider import refresh_models, test_provider
from training.services.register_provider import delete_provider, register_provider, update_provider

MOST_LISTED = 200
DAY_HOURS = 24


@require_safe
@page
def providers(request: HttpRequest, user: User) -> HttpResponse:
    """Every provider the person may use, and the form for another."""
    return _list(request, user, ProviderAddForm(is_staff=user.is_staff))


@require_POST
@page
def add(request: HttpRequest, user: User) -> HttpResponse:
    """Add it, ask it how it is and for its models; a refusal keeps what was entered but for the key."""
    form = ProviderAddForm(request.POST, is_staff=user.is_staff)
    if not form.is_valid():
        return _list(request, user, form, status=400)
    try:
        made = register_provider(user=user, **form.wanted())
    except DaimonError as error:
        name_in_form(form, error)
        return _list(request, user, form, status=error.status)
    _read_models(request, made)
    return redirect("provider", provider_id=made.pk)


@require_safe
@page
def provider(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """One provider: its state, the last day's checks, its models, and for those who may the ways to change it."""
    return _one(request, user, get_provider(user, provider_id))


@require_POST
@page
def change(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """Change it; a refusal keeps what was entered but for the key."""
    found = get_editable_provider(user, provider_id)
    form = ProviderChangeForm(request.POST, provider=found)
    if form.is_valid():
        try:
            update_provider(user=user, provider=found, **form.wanted())
        except DaimonError as error:
            name_in_form(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("provider", provider_id=provider_id)
    return _one(request, user, get_provider(user, provider_id), form=form, status=400)


@require_POST
@page
def test(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """Ask the server now, and say what came of it."""
    found = get_editable_provider(user, provider_id)
    health = test_provider(found, at=now())
    if health.is_healthy:
        took = f"{health.latency_ms:.0f}"
        messages.success(request, _("%(name)s answered in %(took)s ms.") % {"name": found.name, "took": took})
    else:
        messages.error(request, health.message)
    return redirect("provider", provider_id=provider_id)


test.__test__ = False  # pytest must not take it for a test


@require_POST
@page
def refresh(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """Read its model list."""
    _read_models(request, get_editable_provider(user, provider_id))
    return redirect("provider", provider_id=provider_id)


@require_POST
@page
def delete(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """Remove it with its models."""
    found = get_editable_provider(user, provider_id)
    delete_provider(user=user, provider=found)
    messages.success(request, _("%(name)s was removed.") % {"name": found.name})
    return redirect("providers")


def name_in_form(form: forms.BaseForm, error: DaimonError) -> None:
    """Show a refusal at the fields it names, or above the form."""
    fields = getattr(error, "fields", {}) if isinstance(error, InvalidInput) or getattr(error, "fields", None) else {}
    for name, problems in fields.items():
        form.add_error(name if name in form.fields else None, list(problems))
    if not fields:
        form.add_error(None, error.message)


def _read_models(request: HttpRequest, provider: Provider) -> None:
    try:
        done = refresh_models(provider, at=now())
    except DaimonError as error:
        messages.error(request, error.message)
        return
    count = done.added + done.kept
    text = ngettext("%(count)s model is listed (%(added)s new, %(gone)s gone).", "%(count)s models are listed (%(added)s new, %(gone)s gone).", count)  # fmt: skip
    messages.success(request, text % {"count": count, "added": done.added, "gone": done.gone})


def _list(request: HttpRequest, user: User, form: ProviderAddForm, *, status: int = 200) -> HttpResponse:
    found = list(providers_for(user)[:MOST_LISTED])
    context = {
        "section": "models",
        "providers": [(each, circuit_of(each.pk)) for each in found],
        "form": form,
        "presets": PRESETS,
    }
    return render(request, "training/providers/list.html", context, status=status)


def _one(
    request: HttpRequest, user: User, provider: Provider, *, form: ProviderChangeForm | None = None, status: int = 200
) -> HttpResponse:
    is_editable = may_edit(user, provider)
    fields = ("name", "base_url", "most_at_once", "most_per_minute", "is_active")
    context: dict[str, Any] = {
        "section": "models",
        "provider": provider,
        "is_editable": is_editable,
        "circuit": circuit_of(provider.pk),
        "chart": health_chart(
            provider.probes.values_list("at", "is_healthy", "latency_ms"), hours=DAY_HOURS, now=now()
        ),
        "models": models_for(user).filter(provider=provider)[:MOST_LISTED],
    }
    if is_editable:
        initial = {name: getattr(provider, name) for name in fields}
        context |= {
            "form": form or ProviderChangeForm(initial=initial, provider=provider),
            "key_form": ProviderKeyForm(),
            "keys": provider.pool.order_by("name", "id"),
            "is_removable": bool(provider.base_url),
        }
    return render(request, "training/providers/provider.html", context, status=status)
