"""The page of one's own data: take it along, and leave."""

from functools import wraps
from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import LastOwner, NoArchive
from accounts.models import DataArchive, Leaving
from accounts.queries.proof import has_recent_proof
from accounts.queries.signed_in import signed_in
from accounts.services.data_archives import KEPT_FOR, LONGEST_MAKING, ask_archive, opened_archive
from accounts.services.leaving import ask_deletion, keep_account
from project.lib.clock import now


def proved(view: Any) -> Any:
    """Asks who it is, when that was proved long ago, and goes on from there."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not has_recent_proof(request.session, at=now()):
            raise ReauthenticationRequired
        answer: HttpResponseBase = view(request)
        return answer

    return login_required(guarded)


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What one can take along, and how to leave."""
    user, at = signed_in(request), now()
    archive = DataArchive.objects.filter(user=user).exclude(expires_at__lte=at).first()
    context: dict[str, Any] = {
        "archive": archive,
        "is_late": archive and at - archive.asked_at > LONGEST_MAKING,
        "kept_days": KEPT_FOR.days,
    }
    if request.headers.get("HX-Request"):
        return render(request, "accounts/_data_archive.html", context)
    leaving = Leaving.objects.filter(user=user).first()
    context |= {"leaving": leaving, "days": settings.ACCOUNT_DELETION_DAYS}
    return render(request, "accounts/my_data.html", context)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have everything of one's own put together."""
    ask_archive(user=signed_in(request), at=now())
    return redirect("my-data")


@never_cache
@require_safe
@proved
def archive(request: HttpRequest) -> HttpResponseBase:
    """Everything of one's own as a zip."""
    try:
        ready, file = opened_archive(user=signed_in(request), at=now())
    except NoArchive as error:
        messages.error(request, _(error.message))
        return redirect("my-data")
    return FileResponse(
        file, as_attachment=True, filename=f"daimon-{ready.made_at:%Y-%m-%d}.zip", content_type="application/zip"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def delete(request: HttpRequest) -> HttpResponse:
    """The last question before the account is deleted; the address typed out is the yes."""
    user = signed_in(request)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("email", "").strip().lower() == user.email.lower():
                leaving = ask_deletion(user=user, at=now(), session_key=request.session.session_key)
                day = date_format(leaving.due_at, "DATE_FORMAT")
                messages.info(request, _("Your account will be deleted on %(day)s.") % {"day": day})
                return redirect("my-data")
            problem = _("This is not the address of your account.")
        except LastOwner as error:
            problem = _(error.message)
    context = {"problem": problem, "days": settings.ACCOUNT_DELETION_DAYS}
    return render(request, "accounts/delete_account.html", context, status=422 if problem else 200)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Think again."""
    if keep_account(user=signed_in(request), at=now()):
        messages.success(request, _("Your account stays."))
    return redirect("my-data")
