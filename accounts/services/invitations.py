"""Invite people, accept an invitation, take one back."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.errors import InvitationInvalid
from accounts.models import Invitation, User
from project.lib.tokens import digest, fresh_token

PREFIX = "inv_"
DAYS_VALID = 7


def invite(*, by: User | None, at: datetime, email: str = "", days: int = DAYS_VALID) -> tuple[Invitation, str]:
    """A new invitation and its token, which is shown this once."""
    token = fresh_token(PREFIX)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        token_hash=digest(token),
        invited_by=by,
        expires_at=at + timedelta(days=days),
    )
    return invitation, token


@transaction.atomic
def accept(*, invitation: Invitation, user: User, at: datetime) -> Invitation:
    """Use up the invitation for ``user``; of two rivals one wins and the other gets InvitationInvalid."""
    if not Invitation.objects.open_at(at).filter(pk=invitation.pk).update(used_at=at, used_by=user):
        raise InvitationInvalid
    invitation.refresh_from_db()
    return invitation


def withdraw(*, invitation: Invitation, at: datetime) -> Invitation:
    """End an unused invitation now; a used one stays as it is."""
    if Invitation.objects.open_at(at).filter(pk=invitation.pk).update(used_at=at):
        invitation.refresh_from_db()
    return invitation
