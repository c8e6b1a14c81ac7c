"""What templates may ask about the person who looks."""

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.copies import unread_of
from accounts.models import User

register = template.Library()


@register.simple_tag
def unread_notifications(user: User | AnonymousUser) -> int:
    """How many of the person's notifications are unread, counted up to 100."""
    return unread_of(user.pk) if isinstance(user, User) else 0
