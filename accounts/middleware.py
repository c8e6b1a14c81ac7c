"""Pages show times in their reader's zone, and devices show when and where they were last used."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.services.device_sessions import is_news, note_use
from project.api.addresses import address_of
from project.lib.clock import now


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


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # a zone that a newer time-zone table dropped
