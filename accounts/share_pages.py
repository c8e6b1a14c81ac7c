"""The pages of sharing: what one was given and gives, and who may read one thing."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Share, User
from accounts.queries.shares import (
    groups_to_share_with,
    readers_of,
    shares_given,
    shares_received,
    title_of_own,
    titled,
)
from accounts.queries.signed_in import signed_in
from accounts.rules.shareables import shareables
from accounts.services.shares import share, unshare
from project.lib.errors import DaimonError, InvalidInput, NotFound

MOST_SHOWN = 200


class ReaderForm(forms.Form):
    """Whom to share with."""

    email = forms.EmailField(label="A person's e-mail address", max_length=254, required=False)
    group = forms.ChoiceField(label="Or one of your groups", required=False)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        names = list(groups_to_share_with(user).values_list("name", flat=True))
        field: forms.ChoiceField = self.fields["group"]  # type: ignore[assignment]  # declared above
        field.choices = [("", gettext("No group")), *((name, name) for name in names)]
        if not names:
            del self.fields["group"]
            self.fields["email"].required = True


@login_required
@never_cache
@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What others share with the person, and what they share."""
    user = signed_in(request)
    received = titled(shares_received(user)[:MOST_SHOWN])
    context = {
        "received": [(each, _page_of(each)) for each in received if each.title],  # type: ignore[attr-defined]
        "given": [(each, _readers_page(each)) for each in titled(shares_given(user)[:MOST_SHOWN])],
    }
    return render(request, "accounts/shared.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def readers(request: HttpRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Who may read one thing of the person's; a form to add somebody."""
    user = signed_in(request)
    try:
        title = title_of_own(user, kind=kind, object_id=object_id)
        form = ReaderForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid() and _shared(form, user, kind, object_id):
            messages.success(request, "They can read it now.")
            return redirect("readers", kind, object_id)
        found = readers_of(user, kind=kind, object_id=object_id)
    except (NotFound, InvalidInput) as error:
        raise Http404 from error
    context = {"title": title, "readers": found, "form": form, "kind": kind, "object_id": object_id}
    return render(request, "accounts/readers.html", context)


def _shared(form: ReaderForm, user: User, kind: str, object_id: UUID) -> bool:
    try:
        share(user=user, kind=kind, object_id=object_id, **form.cleaned_data)
    except DaimonError as error:
        for name in error.fields or {"email": []}:
            form.add_error(name if name in form.fields else None, error.message)
        return False
    return True


@login_required
@require_POST
def stop(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Take a right to read back, or give one up."""
    try:
        unshare(user=signed_in(request), share_id=share_id)
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "It is not shared any more.")
    return redirect("shared")


def _page_of(share: Share) -> str:
    return reverse(shareables()[share.kind].page, args=[share.object_id])


def _readers_page(share: Share) -> str:
    return reverse("readers", args=[share.kind, share.object_id])
