"""Whether a visitor may make an account."""

from django.conf import settings
from django.http import HttpRequest


def is_open_for(request: HttpRequest) -> bool:
    """True when sign-up is open to everybody."""
    return settings.SIGNUP == "open"
