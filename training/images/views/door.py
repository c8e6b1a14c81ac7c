"""What every page of image folders shares: the sign-in, and what becomes of a refusal."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django_htmx.http import trigger_client_event

from accounts.queries.signed_in import signed_in
from project.lib.errors import DaimonError, NotFound


def page(view: Any) -> Any:
    """For signed-in people; what a service refuses becomes a 404 page, a toast, or a notice on the page before."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, signed_in(request), *args, **kwargs)
        except NotFound as error:
            raise Http404(error.message) from error
        except DaimonError as error:
            return _refused(request, error)
        return response

    return guarded


def back(request: HttpRequest, otherwise: str, **where: Any) -> HttpResponse:
    """To the page the form stands on, where that is one of ours, else to the named one."""
    target = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect(reverse(otherwise, kwargs=where or None))


def _refused(request: HttpRequest, error: DaimonError) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=error.status)
        trigger_client_event(response, "toast", {"text": gettext(error.message), "kind": "error"})
        return response
    messages.error(request, error.message)
    return back(request, "images")
