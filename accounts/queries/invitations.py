"""Finding invitations by the token a guest holds."""

from datetime import datetime

from accounts.errors import InvitationInvalid
from accounts.models import Invitation
from project.lib.tokens import digest


def open_invitation(*, token: str, at: datetime, email: str = "") -> Invitation:
    """The usable invitation of that token, or InvitationInvalid; ``email`` must fit when the invitation names one."""
    found = Invitation.objects.open_at(at).filter(token_hash=digest(token)).first() if token else None
    if found is None or (email and found.email and found.email.lower() != email.lower()):
        raise InvitationInvalid
    return found
