"""Pages show times in their reader's zone, and devices show when and where they were last used."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.services.device_sessions import is_news, note_use
from project.api.addresses import address_of
from project.lib.clock import now
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import STAFF_NEED_MFA

log = structlog.get_logger(__name__)


class PersonTimeZone:
    """Activates the signed-in person's time zone for pages; the API always speaks UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/api/", "/v1/", "/health/", "/static/")):
            return self.get_response(request)
        with timezone.override(_zone(getattr(request.user, "time_zone", ""))):
            return self.get_response(request)


class DeviceInUse:
    """After the answer: notes address, browser and time of a signed-in session, at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        at = now()
        if session.accessed and session.session_key and SESSION_KEY in session and is_news(session, at=at):
            note_use(
                session_key=session.session_key,
                address=address_of(request) or None,
                agent=request.headers.get("User-Agent", ""),
                at=at,
            )
        return response


class StaffSecondFactor:
    """While the runtime setting says so, staff without a second factor are sent to make one before the admin opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(self.admin)
            and value_of(STAFF_NEED_MFA)
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, "The administration needs a second factor. Set one up here first.")
            return redirect("mfa_index")
        return self.get_response(request)


class SingleSignOnAway:
    """A provider of single sign-on that does not answer sends people back to the sign-in page, which says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Network errors of allauth's own client, all of which are OSErrors."""
        if not isinstance(error, OSError) or not request.path.startswith("/accounts/oidc/"):
            return None
        log.warning("single_sign_on_away", error=type(error).__name__)
        messages.error(request, "Single sign-on does not answer just now. Try again, or sign in another way.")
        return redirect("account_login")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # a zone that a newer time-zone table dropped
