"""Who may sign up, and how a new person is saved, told to allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.errors import InvitationInvalid
from accounts.models import User
from accounts.queries.signup import is_open_for
from accounts.services.invitations import accept
from project.api.addresses import address_of
from project.lib.clock import now
from project.lib.secrets import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """Asks our own rules and services whether and how this visitor gets an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open to all, to the invited, or closed, as SIGNUP says."""
        return is_open_for(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address our own proxies vouch for, as everywhere."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - stands for none, as on a Unix socket

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save the person and use up the invitation together, or neither."""
        user.name = form.cleaned_data.get("name", "")
        invitation = getattr(request, "invitation", None)
        try:
            with transaction.atomic():
                super().save_user(request, user, form, commit=commit)
                if invitation is not None:
                    accept(invitation=invitation, user=user, at=now())
        except InvitationInvalid as error:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_signup"))) from error
        return user


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted."""

    def encrypt(self, text: str) -> str:
        """Sealed with the installation's encryption key."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; a wrong key raises."""
        return unseal(encrypted_text)
