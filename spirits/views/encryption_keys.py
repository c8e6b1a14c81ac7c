"""The page of a person's keys for encrypting and signing. Their secret half is on no page."""

from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries.proof import has_recent_proof
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.downloads import pem_file
from spirits.models.encryption_key import KeyPurpose
from spirits.queries.encryption_keys import files_opened_by, get_key, named_keys_of, versions_going_with
from spirits.rules.encryption_keys import LONGEST_NAME
from spirits.services.encryption_keys import create_key, delete_key, rename_key, rotate_key
from spirits.views.page import page

FILES = 20  # named before a key is deleted; the others are counted


def _purposes() -> list[tuple[str, str]]:
    return [(each.value, _(each.label)) for each in KeyPurpose]


class KeyForm(forms.Form):
    """A key to make."""

    name = forms.CharField(max_length=LONGEST_NAME, help_text="How you and your minions call it.")
    purpose = forms.ChoiceField(label="Purpose", choices=_purposes)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page
def encryption_keys(request: HttpRequest, user: User) -> HttpResponse:
    """Every key with its versions, and a form for a new one."""
    form = KeyForm(request.POST) if request.method == "POST" else KeyForm()
    if form.is_bound and form.is_valid():
        try:
            made = create_key(user=user, now=now(), **form.cleaned_data)
        except DaimonError as error:
            form.add_error("name", error.fields.get("name") or error.message)
        else:
            messages.success(request, _("The key %(name)s is there.") % {"name": made.name})
            return redirect("encryption-keys")
    context = {"section": "workspace", "tab": "keys", "keys": named_keys_of(user), "form": form}
    return render(request, "spirits/encryption_keys.html", context, status=422 if form.errors else 200)


@require_POST
@page
def rename(request: HttpRequest, user: User, encryption_key_id: UUID) -> HttpResponse:
    """Another name, for all its versions."""
    name = request.POST.get("name", "").replace("\x00", "")
    rename_key(user=user, key_id=encryption_key_id, name=name)
    messages.success(request, _("Renamed."))
    return redirect("encryption-keys")


@require_POST
@page
def rotate(request: HttpRequest, user: User, encryption_key_id: UUID) -> HttpResponse:
    """A new version; what older ones made still opens."""
    key = get_key(user, encryption_key_id)
    made = rotate_key(user=user, name=key.name, purpose=key.purpose, now=now())
    messages.success(request, _("%(name)s is now version %(version)d.") % {"name": made.name, "version": made.version})
    return redirect("encryption-keys")


@never_cache
@require_safe
@page
def public_key(request: HttpRequest, user: User, encryption_key_id: UUID) -> HttpResponse:
    """The public half as a file; EncryptionKeyNotFound where the key has none."""
    return pem_file(get_key(user, encryption_key_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page
def delete(request: HttpRequest, user: User, encryption_key_id: UUID) -> HttpResponse:
    """The last question, which says what is lost; the key's name typed out is the yes."""
    key = get_key(user, encryption_key_id)
    if not has_recent_proof(request.session, at=now()):
        raise ReauthenticationRequired
    problem = ""
    if request.method == "POST":
        if request.POST.get("name", "").strip() == key.name:
            delete_key(user=user, key_id=key.pk)
            messages.success(request, _("The key is gone."))
            return redirect("encryption-keys")
        problem = _("This is not the name of the key.")
    going = list(versions_going_with(key))
    files = files_opened_by(user, going)
    context = {
        "section": "workspace",
        "tab": "keys",
        "key": key,
        "going": going,
        "uses": sum(each.uses for each in going),
        "files": files[:FILES],
        "more_files": len(files[FILES:]),
        "problem": problem,
    }
    return render(request, "spirits/encryption_key_delete.html", context, status=422 if problem else 200)
