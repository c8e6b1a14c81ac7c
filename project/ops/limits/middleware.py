"""Limits by network address, before anything is parsed or anybody is recognised; and the headers of every limit."""

from collections.abc import Callable
from ipaddress import ip_network

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from project.api.addresses import address_of
from project.api.errors import answer
from project.api.middleware import is_api
from project.ops.limits.count import Verdict, count, tightest
from project.ops.models import LimitGroup, LimitSubject

UNLIMITED = ("/health/", "/static/")
SIGN_IN = (
    "/accounts/login",
    "/accounts/signup",
    "/accounts/password",
    "/accounts/2fa",
    "/accounts/owner",
    "/_allauth/",
)


class Limits:
    """Counts each request by address (an IPv6 network of 64 bits counts as one) and refuses those beyond a limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(UNLIMITED):
            return self.get_response(request)
        verdicts = _verdicts(request)
        request.verdicts = verdicts  # type: ignore[attr-defined]  # the caller's own limits are added to them
        refusal = tightest(each for each in verdicts if not each.is_allowed)
        response = self.get_response(request) if refusal is None else _refused(request)
        if verdict := tightest(getattr(request, "verdicts", verdicts)):
            for name, value in verdict.headers().items():
                response.headers[name] = value
        return response


def _verdicts(request: HttpRequest) -> list[Verdict]:
    identity = network_of(address_of(request))
    groups = [LimitGroup.EVERYTHING]
    if request.method == "POST" and request.path.startswith(SIGN_IN):
        groups.append(LimitGroup.SIGN_IN)
    counted = [count(group=group, subject=LimitSubject.ADDRESS, identity=identity) for group in groups]
    return [each for each in counted if each is not None]


def network_of(address: str) -> str:
    """The address, or for IPv6 its network of 64 bits: the rest is the caller's to choose."""
    if ":" not in address:
        return address
    return str(ip_network((address, 64), strict=False).network_address)


def _refused(request: HttpRequest) -> HttpResponse:
    if is_api(request.path) or request.path.startswith("/_allauth/"):
        return answer(request, 429, message="Too many requests. Wait a little, then try again.")
    return render(request, "429.html", status=429)
