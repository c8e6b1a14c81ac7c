"""What the pages of this app share: a signed-in person, and errors that become pages and notices."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django_htmx.http import trigger_client_event

from accounts.queries.signed_in import signed_in
from project.lib.errors import DaimonError, NotFound

# Where a refused form leads back to; its words stand in a notice there.
BACK_FROM = {
    "tool-server-look": "tool-servers", "tool-server-switch": "tool-servers", "tool-server-remove": "tool-servers", "tool-call-decide": "catalogue", "approval-decide": "approvals", "approval-revoke": "approvals", "workspace-upload": "workspace", "workspace-trash": "workspace", "workspace-restore": "workspace",
    "workspace-undo": "workspace", "workspace-move": "workspace", "workspace-empty-trash": "workspace", "encryption-key-rename": "encryption-keys", "release-back": "releases", "release-delete": "releases", "encryption-key-rotate": "encryption-keys", "medicine-change": "health-log", "measure-remove": "health-log", "learning-grade": "learning",
    "monitor-change": "monitors", "connect-account": "connections", "disconnect-account": "connections", "event-add": "calendar", "event-remove": "calendar", "calendar-import": "calendar", "reminder-set": "reminders",
    "reminder-snooze": "reminders", "reminder-cancel": "reminders", "task-schedule": "scheduled-tasks",
    "task-pause": "scheduled-tasks", "task-resume": "scheduled-tasks", "task-cancel": "scheduled-tasks",
}  # fmt: skip
View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """For signed-in people: the view gets the person; what a service refuses becomes a 404 page, a toast, or a notice."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, signed_in(request), *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except DaimonError as error:
            return _refused(request, error)

    guard: View = login_required(guarded)
    return guard


def _refused(request: HttpRequest, error: DaimonError) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return trigger_client_event(
            HttpResponse(status=error.status), "toast", {"text": gettext(error.message), "kind": "error"}
        )
    if request.method in {"GET", "HEAD"}:
        context = {"message": error.message, "status": error.status}
        return render(request, "spirits/refused.html", context, status=error.status)
    messages.error(request, error.message)
    return redirect(
        BACK_FROM.get(request.resolver_match.url_name or "", "minions") if request.resolver_match else "minions"
    )
