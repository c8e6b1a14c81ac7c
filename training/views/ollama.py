"""The page of an Ollama server: its models, what is loaded, and the jobs that fetch and make more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from jobs.queries.jobs import jobs_of
from project.lib.clock import now
from project.lib.errors import DaimonError
from training.forms import PullForm, RecipeForm
from training.images.views.door import page
from training.models import Provider
from training.queries.providers import get_editable_provider
from training.services.ollama_models import (
    CREATE,
    PULL,
    ask_to_create,
    ask_to_pull,
    delete_model,
    running_models,
    show_model,
)
from training.views.providers import name_in_form

MOST_MODELS = 500
MOST_JOBS = 5


@require_safe
@page
def ollama(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """The models the server listed last. The server itself is asked by the page's parts, so that a dead one delays nothing."""
    return _page(request, user, _server(user, provider_id))


@require_POST
@page
def pull(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """A job that fetches a model; the page shows its progress."""
    server = _server(user, provider_id)
    form = PullForm(request.POST)
    if form.is_valid():
        try:
            ask_to_pull(user=user, provider=server, name=form.cleaned_data["name"])
        except DaimonError as error:
            name_in_form(form, error)
        else:
            return redirect("ollama", provider_id=provider_id)
    return _page(request, user, server, pull_form=form, status=400)


@require_POST
@page
def create(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """A job that makes a model from a Modelfile; a mistake is named by its line."""
    server = _server(user, provider_id)
    form = RecipeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            ask_to_create(user=user, provider=server, name=given["new_name"], modelfile=given["modelfile"])
        except DaimonError as error:
            name_in_form(form, error)
        else:
            return redirect("ollama", provider_id=provider_id)
    return _page(request, user, server, recipe_form=form, status=400)


@require_POST
@page
def delete(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """Remove a model from the server's disk."""
    name = request.POST.get("name", "")
    delete_model(user=user, provider=_server(user, provider_id), name=name, at=now())
    messages.success(request, _("%(name)s was deleted.") % {"name": name})
    return redirect("ollama", provider_id=provider_id)


@never_cache
@require_safe
@page
def running(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """What is in the server's memory, asked now."""
    context: dict[str, Any] = {"provider": _server(user, provider_id)}
    try:
        context["running"] = running_models(user=user, provider=context["provider"])
    except DaimonError as error:
        context["problem"] = error.message
    return render(request, "training/providers/_running.html", context)


@never_cache
@require_safe
@page
def show(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """What the server says of one of its models."""
    context: dict[str, Any] = {"provider": _server(user, provider_id), "name": request.GET.get("name", "")}
    try:
        context["shown"] = show_model(user=user, provider=context["provider"], name=context["name"])
    except DaimonError as error:
        context["problem"] = error.message
    return render(request, "training/providers/ollama_model.html", {**context, "section": "models"})


@never_cache
@require_safe
@page
def work(request: HttpRequest, user: User, provider_id: UUID) -> HttpResponse:
    """How far the jobs are, for a page that asks again and again."""
    return render(request, "training/providers/_work.html", _work(user, _server(user, provider_id)))


def _server(user: User, provider_id: UUID) -> Provider:
    found = get_editable_provider(user, provider_id)
    if found.kind != Provider.Kind.OLLAMA:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    user: User,
    server: Provider,
    *,
    pull_form: PullForm | None = None,
    recipe_form: RecipeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_work(user, server),
        "section": "models",
        "models": server.language_models.filter(is_listed=True).order_by("name", "id")[:MOST_MODELS],
        "pull_form": pull_form or PullForm(),
        "recipe_form": recipe_form or RecipeForm(),
    }
    return render(request, "training/providers/ollama.html", context, status=status)


def _work(user: User, server: Provider) -> dict[str, Any]:
    jobs = list(
        jobs_of(user)
        .filter(kind__in=(PULL, CREATE), payload__provider=str(server.pk))
        .order_by("-created_at", "-id")[:MOST_JOBS]
    )
    return {"provider": server, "jobs": jobs, "is_working": any(not each.is_finished for each in jobs)}
