"""Who may follow a stream: the same sign-in, scopes and limits as at the REST API."""

from typing import Any

from django.conf import settings

from accounts.api.limits import verdicts_of_caller
from accounts.errors import CallerRefused
from accounts.services.authenticate import AuthenticatedCaller, authenticate_scope
from chat.edge.answers import header
from project.lib.addresses import client_address
from project.lib.errors import DaimonError
from project.ops.limits.count import Verdict, count, tightest
from project.ops.limits.middleware import network_of
from project.ops.models import LimitGroup, LimitSubject

Scope = dict[str, Any]


class NotAdmitted(DaimonError):
    """The request is refused before anything is looked up; ``retry_after`` tells when it may come again."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def admitted(scope: Scope, *, group: str) -> AuthenticatedCaller:
    """The caller of a reading stream, counted by address and by caller; NotAdmitted otherwise. Reads the database."""
    refuse_beyond([address_verdict(scope)])
    try:
        caller = authenticate_scope(scope)
    except CallerRefused as error:
        raise NotAdmitted(error.status, error.code, error.message) from error
    if caller is None:
        raise NotAdmitted(401, "not_authenticated", "Sign in first.")
    scope["caller"] = caller
    if not caller.may(group, "GET"):
        raise NotAdmitted(403, "forbidden", f"This API key lacks {group}:read.")
    refuse_beyond(verdicts_of_caller(caller, LimitGroup.READ))
    return caller


def address_of_scope(scope: Scope) -> str:
    """Where the request comes from, believing trusted proxies only."""
    peer = (scope.get("client") or ("",))[0]
    return client_address(peer=peer, forwarded_for=header(scope, b"x-forwarded-for"), trusted=settings.TRUSTED_PROXIES)


def address_verdict(scope: Scope) -> Verdict | None:
    """What the limit by address says; an IPv6 network of 64 bits counts as one."""
    identity = network_of(address_of_scope(scope))
    return count(group=LimitGroup.EVERYTHING, subject=LimitSubject.ADDRESS, identity=identity)


def refuse_beyond(verdicts: list[Verdict | None]) -> None:
    """Raise a 429 when one of them refuses."""
    refusal = tightest(each for each in verdicts if each is not None and not each.is_allowed)
    if refusal is not None:
        wait = max(refusal.seconds_left, 1)
        raise NotAdmitted(429, "too_many_requests", "Too many requests. Wait a little, then try again.", wait)
