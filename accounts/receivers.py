"""What happens here when allauth says that a password changed, and when anybody saves a person."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.copies import forget_person
from accounts.models import Leaving, User
from accounts.queries.second_factor import has_changed
from accounts.services.device_sessions import revoke_all_sessions
from project.lib.clock import now


@receiver([password_changed, password_reset, password_set], dispatch_uid="accounts.sign_other_devices_out")
def sign_other_devices_out(request: HttpRequest, user: User, **_: Any) -> None:
    """A new password ends every other session and the tokens made in them."""
    revoke_all_sessions(user=user, at=now(), except_key=request.session.session_key)


@receiver(user_logged_in, dispatch_uid="accounts.say_who_leaves")
def say_who_leaves(request: HttpRequest, user: User, **__: Any) -> None:
    """Whoever asked to be deleted and comes back is told how long they can think again."""
    leaving = Leaving.objects.filter(user=user).first()
    if leaving and hasattr(request, "_messages"):
        day = date_format(leaving.due_at, "DATE_FORMAT")
        messages.warning(request, _("Your account will be deleted on %(day)s.") % {"day": day})


@receiver(post_save, sender=User, dispatch_uid="accounts.forget_person")
def forget(instance: User, **_: Any) -> None:
    """The admin, Django and allauth save people too: none may be recognised by an old copy."""
    forget_person(instance.pk)


@receiver([post_save, post_delete], sender=Authenticator, dispatch_uid="accounts.second_factor_changed")
def second_factor_changed(instance: Authenticator, **_: Any) -> None:
    """allauth, the admin and the person themselves make and remove factors."""
    has_changed(instance.user_id)
