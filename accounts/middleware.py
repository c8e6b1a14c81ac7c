"""Reader's language and time zone, devices in use, second factors that are demanded, and single sign-on that is away."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django_htmx.http import HttpResponseClientRedirect

from accounts.errors import SecondFactorNeeded
from accounts.models import User
from accounts.queries.second_factor import lacks_second_factor
from accounts.rules.second_factor import is_open_without
from accounts.services.device_sessions import is_news, note_use
from project.api.addresses import address_of
from project.api.errors import answer
from project.api.middleware import is_api
from project.lib.clock import now
from project.ops.translations.sentences import learn_sentences

log = structlog.get_logger(__name__)


class PersonLanguage:
    """Pages speak the person's language, else the browser's; the API and the admin always speak English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/api/", "/v1/", "/admin/", "/health/", "/static/", "/metrics")):
            return self.get_response(request)
        chosen = getattr(request.user, "language", "")
        language = chosen if chosen in dict(settings.LANGUAGES) else get_language_from_request(request)
        if language != "en":
            learn_sentences(language)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not chosen:
            patch_vary_headers(response, ("Accept-Language",))
        return response


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


class SecondFactor:
    """Whoever must have a second factor and has none is sent to set one up, whatever page they ask for; the API says so.

    Keys, tokens and the edge's streams are asked in ``accounts.services.authenticate``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or is_open_without(request.path) or not self._is_refused(request):
            return self.get_response(request)
        if is_api(request.path):
            return answer(request, 403, code=SecondFactorNeeded.code, message=SecondFactorNeeded.message)
        if request.htmx:  # type: ignore[attr-defined]  # a fragment must not swallow the page
            return HttpResponseClientRedirect(reverse("mfa_index"))
        messages.warning(request, "Your account needs a second factor. Set one up here first.")
        return redirect("mfa_index")

    @staticmethod
    def _is_refused(request: HttpRequest) -> bool:
        person = getattr(request, "impersonator", request.user)  # whoever looks at a person's pages needs their own
        return isinstance(person, User) and lacks_second_factor(person)


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
