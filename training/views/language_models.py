"""The pages of language models: what one can choose, and the entry that staff and owners change."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from project.lib.errors import DaimonError
from training.forms import LanguageModelForm
from training.images.views.door import page
from training.queries.editable_models import editable_models, get_editable_model
from training.queries.usable_models import models_for
from training.services.change_model import allowed_fields, change_model
from training.views.providers import name_in_form

PAGE = 50
ABILITIES = {
    "tools": ("can_use_tools", _("Tools")),
    "vision": ("can_see", _("Pictures")),
    "embeddings": ("can_embed", _("Embeddings")),
    "reasoning": ("can_reason", _("Reasoning")),
}


@require_safe
@page
def language_models(request: HttpRequest, user: User) -> HttpResponse:
    """Every model the person may choose, found by name, tag or ability; ``all`` also shows what they may edit."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("q", "tag", "can", "all")}
    shows_all = bool(asked["all"])
    found = editable_models(user) if shows_all else models_for(user)
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(display_name__icontains=asked["q"]))
    if asked["tag"]:
        found = found.filter(tags__contains=[asked["tag"]])
    if asked["can"] in ABILITIES:
        found = found.filter(**{ABILITIES[asked["can"]][0]: True})
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "section": "models",
        "page": shown,
        "asked": asked,
        "is_filtered": bool(asked["q"] or asked["tag"] or asked["can"]),
        "abilities": [(name, label) for name, (__, label) in ABILITIES.items()],
        "editable": set(editable_models(user).filter(pk__in=[each.pk for each in shown]).values_list("pk", flat=True)),
        "more": "".join(f"{urlencode({name: value})}&" for name, value in asked.items() if value),
    }
    return render(request, "training/providers/models.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, user: User, model_id: UUID) -> HttpResponse:
    """What is told of a model, who may choose it, and what it costs."""
    model = get_editable_model(user, model_id)
    allowed = allowed_fields(user, model)
    form = LanguageModelForm(request.POST or None, instance=model, allowed=allowed)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                change_model(user=user, model=model, **form.wanted())
            except DaimonError as error:
                name_in_form(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("models")
    context = {"section": "models", "model": model, "form": form, "is_staffs": "visibility" in form.fields}
    return render(request, "training/providers/model_edit.html", context, status=status)
