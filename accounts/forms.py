"""The forms of sign-up, the first owner and the profile."""

from typing import Any

from allauth.core import context
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import InvitationInvalid
from accounts.models import User
from accounts.models.user import LANGUAGES, THEMES
from accounts.queries.invitations import open_invitation
from accounts.rules.scopes import SCOPE_LABELS, SCOPES
from accounts.rules.time_zones import time_zones
from project.lib.clock import now

SELECTED = mark_safe(" selected")


class LongSelect(forms.Select):
    """A list of hundreds, written at once: Django's own renders a template for each option."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The select with the present value chosen."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})), options
        )


def _check_password(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Mark the password when it breaks the rules for the person the form describes."""
    if password := cleaned.get("password"):
        try:
            validate_password(password, User(email=cleaned.get("email") or "", name=cleaned.get("name") or ""))
        except forms.ValidationError as error:
            form.add_error("password", error)


class SignupExtras(forms.Form):
    """What sign-up asks beyond address and password; allauth mixes it into its page form and its headless input."""

    name = forms.CharField(
        label="Name", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    invitation = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if context.request is not None:
            self.fields["invitation"].initial = context.request.GET.get("invitation", "")

    def clean(self) -> dict[str, Any]:
        """A given invitation must be usable for the given address, and the password must not resemble it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "password" in cleaned:  # the headless input; the page's form compares for itself
            _check_password(self, cleaned)
        if token := cleaned.get("invitation"):
            try:
                context.request.invitation = open_invitation(token=token, at=now(), email=cleaned.get("email", ""))
            except InvitationInvalid as error:
                self.add_error("invitation", error.message)
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the account adapter saved name and invitation together with the person."""


class OwnerForm(forms.Form):
    """The first account of an installation."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    name = forms.CharField(
        label="Name", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """The password follows the same rules as everybody's."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _check_password(self, cleaned)
        return cleaned


class ProfileForm(forms.ModelForm):
    """How a person is called and how pages look to them."""

    name = forms.CharField(
        label="Name", max_length=80, required=False, help_text="How minions and other people call you."
    )
    language = forms.ChoiceField(label="Language", required=False, choices=LANGUAGES)
    time_zone = forms.TypedChoiceField(label="Time zone", required=False, choices=[], widget=LongSelect)
    theme = forms.ChoiceField(label="Theme", choices=THEMES)

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "theme"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = [("", gettext("The site's zone")), *((zone, zone) for zone in time_zones())]


class ApiKeyForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label="Name", max_length=80, help_text="What will use it, so that you recognise it later.")
    scopes = forms.MultipleChoiceField(
        label="It may", choices=[(scope, SCOPE_LABELS[scope]) for scope in SCOPES], widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year")), (0, _("ever"))],
    )
