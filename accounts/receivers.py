"""What happens here when allauth says that a password changed."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.services.device_sessions import revoke_all_sessions
from project.lib.clock import now


@receiver([password_changed, password_reset, password_set], dispatch_uid="accounts.sign_other_devices_out")
def sign_other_devices_out(request: HttpRequest, user: User, **_: Any) -> None:
    """A new password ends every other session and the tokens made in them."""
    revoke_all_sessions(user=user, at=now(), except_key=request.session.session_key)
