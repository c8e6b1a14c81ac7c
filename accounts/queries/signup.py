"""Whether a visitor may make an account."""

from django.conf import settings
from django.http import HttpRequest

from accounts.errors import InvitationInvalid
from accounts.queries.invitations import open_invitation
from project.lib.clock import now


def is_open_for(request: HttpRequest) -> bool:
    """True when sign-up is open to everybody, or by invitation and this visitor brought a usable one."""
    if settings.SIGNUP != "invite":
        return bool(settings.SIGNUP == "open")
    if getattr(request, "invitation", None) is not None:
        return True  # the sign-up form checked it
    token = request.POST.get("invitation") or request.GET.get("invitation", "")
    try:
        open_invitation(token=token, at=now())
    except InvitationInvalid:
        return False
    return True
