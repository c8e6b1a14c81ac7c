"""How often a person or a key may call the API."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import ApiKey
from accounts.rules.scopes import READING_METHODS
from accounts.services.authenticate import AuthenticatedCaller
from project.ops.limits.count import Verdict, count, count_at, tightest
from project.ops.models import LimitGroup, LimitSubject

DAY = 24 * 60 * 60


class CallerLimits(BaseThrottle):
    """Counts by key, or else by person; strangers are counted by address before they get here.

    A view may name its ``limit_group``; otherwise the method says whether the call reads or changes.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether every limit allows one more request; the verdicts become headers of the answer."""
        group = getattr(view, "limit_group", None) or (
            LimitGroup.READ if request.method in READING_METHODS else LimitGroup.WRITE
        )
        verdicts = [each for each in verdicts_of(request, group) if each is not None]
        known = [*getattr(request._request, "verdicts", []), *verdicts]
        request._request.verdicts = known  # type: ignore[attr-defined]  # the middleware tells the caller
        self.refusal = tightest(each for each in verdicts if not each.is_allowed)
        return self.refusal is None

    def wait(self) -> float | None:
        """Seconds until the refusing limit opens again."""
        return float(max(self.refusal.seconds_left, 1)) if self.refusal else None


def verdicts_of(request: Request, group: str) -> list[Verdict | None]:
    """What the limits of this caller say."""
    caller = request.auth
    if isinstance(caller, AuthenticatedCaller):
        return verdicts_of_caller(caller, group)
    if request.user.is_authenticated:
        return [count(group=group, subject=LimitSubject.PERSON, identity=str(request.user.pk))]
    return []


def verdicts_of_caller(caller: AuthenticatedCaller, group: str) -> list[Verdict | None]:
    """What the limits say of a caller that a door outside the REST framework recognised."""
    if caller.api_key is not None:
        return verdicts_of_key(caller.api_key, group)
    return [count(group=group, subject=LimitSubject.PERSON, identity=str(caller.user.pk))]


def verdicts_of_key(key: ApiKey, group: str) -> list[Verdict | None]:
    """The site's limit for keys, and the key's own by minute and by day."""
    identity = str(key.pk)
    verdicts = [count(group=group, subject=LimitSubject.API_KEY, identity=identity)]
    if key.requests_per_minute:
        verdicts.append(count_at(name="key:minute", identity=identity, rate=(key.requests_per_minute, 60)))
    if key.requests_per_day:
        verdicts.append(count_at(name="key:day", identity=identity, rate=(key.requests_per_day, DAY)))
    return verdicts
