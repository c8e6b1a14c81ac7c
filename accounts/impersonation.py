"""The middleware and the pages of seeing the site as somebody else."""

from collections.abc import Callable
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import site
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.queries.impersonation import SEEN_AS, may_be_seen_as, seen_as
from accounts.queries.proof import has_recent_proof
from accounts.queries.signed_in import signed_in
from accounts.rules.scopes import READING_METHODS
from accounts.services.impersonation import note_look, start_impersonation, stop_impersonation
from project.api.errors import answer
from project.api.middleware import is_api
from project.lib.clock import now
from project.lib.errors import InvalidInput

# Where staff stay themselves: their own administration, and the ways out.
OWN = ("/admin/", "/accounts/impersonation/", "/accounts/logout/", "/static/", "/health/")
CREDENTIALS = ("/accounts/", "/_allauth/")  # nobody looks at another's second factor
REFUSAL = "You are only looking. Stop seeing the site as this person first."


class Impersonation:
    """While staff see the site as a person, pages and API answer as that person's, and refuse whatever would change it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OWN) or not _is_looking(request):
            return self.get_response(request)
        staff = User.objects.get(pk=str(request.user.pk))  # the row itself: request.user is about to be somebody else
        person = seen_as(request.session, staff, at=now())
        if person is None:
            stop_impersonation(staff=staff, session=request.session)
            return self.get_response(request)
        if request.method not in READING_METHODS or request.path.startswith(CREDENTIALS):
            return _refused(request)
        request.impersonator = staff  # type: ignore[attr-defined]  # the banner names them
        request.user = person
        response = self.get_response(request)
        note_look(staff=staff, person=person, path=request.path)
        return response


def _is_looking(request: HttpRequest) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and SEEN_AS in request.session and isinstance(request.user, User)


def _refused(request: HttpRequest) -> HttpResponse:
    if is_api(request.path) or request.path.startswith("/_allauth/"):
        return answer(request, 403, message=REFUSAL)
    return render(request, "403.html", {"reason": REFUSAL}, status=403)


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """See one's own pages again."""
    stop_impersonation(staff=signed_in(request), session=request.session)
    return redirect("admin:accounts_user_changelist")


def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """In the admin: ask for the reason, then begin. Asks to confirm who one is when that is long ago."""
    staff = signed_in(request)
    person = User.objects.filter(pk=person_id).first()
    if person is None or not may_be_seen_as(person, by=staff):
        raise Http404
    if not has_recent_proof(request.session, at=now()):
        raise ReauthenticationRequired
    problem = ""
    if request.method == "POST":
        try:
            start_impersonation(
                staff=staff, session=request.session, person_id=person_id, why=request.POST.get("why", ""), at=now()
            )
        except InvalidInput as error:
            problem = error.message
        else:
            messages.info(request, f"You see the site as {person.email} now.")
            return redirect("home")
    back = reverse("admin:accounts_user_change", args=[person.pk])
    context = {**site.each_context(request), "title": "See the site as this person", "person": person}
    return render(request, "admin/accounts/impersonate.html", {**context, "problem": problem, "back": back})
