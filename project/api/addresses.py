"""The address a Django request comes from."""

from django.conf import settings
from django.http import HttpRequest

from project.lib.addresses import client_address


def address_of(request: HttpRequest) -> str:
    """The client's address as far as our own proxies vouch for it; "" when there is none."""
    return client_address(
        peer=request.META.get("REMOTE_ADDR") or "",
        forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=settings.TRUSTED_PROXIES,
    )
