"""Whether a visitor may make an account."""

from django.http import HttpRequest

from accounts.errors import InvitationInvalid
from accounts.queries.invitations import open_invitation
from project.lib.clock import now
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import SIGNUP


def is_open_for(request: HttpRequest) -> bool:
    """True when sign-up is open to everybody, or by invitation and this visitor brought a usable one."""
    rule = value_of(SIGNUP)
    if rule != "invite":
        return bool(rule == "open")
    if getattr(request, "invitation", None) is not None:
        return True  # the sign-up form checked it
    token = request.POST.get("invitation") or request.GET.get("invitation", "")
    try:
        open_invitation(token=token, at=now())
    except InvitationInvalid:
        return False
    return True
