"""Count a request against its limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django_ratelimit import ALL
from django_ratelimit.core import get_usage

from project.lib.errors import TooManyRequests
from project.ops.models import LimitGroup, LimitRule, LimitSubject
from project.ops.queries.runtime import value_of
from project.ops.rules.runtime_settings import LIMITS_ON
from project.ops.snapshot import Snapshot

Rates = dict[tuple[str, str], tuple[int, int]]

# In force until the table was read, and while it never could be: a database that is away must not remove the limits.
DEFAULT_RATES: Rates = {
    (LimitGroup.EVERYTHING, LimitSubject.ADDRESS): (1200, 60),
    (LimitGroup.SIGN_IN, LimitSubject.ADDRESS): (30, 60),
    (LimitGroup.READ, LimitSubject.PERSON): (600, 60),
    (LimitGroup.READ, LimitSubject.API_KEY): (600, 60),
    (LimitGroup.WRITE, LimitSubject.PERSON): (240, 60),
    (LimitGroup.WRITE, LimitSubject.API_KEY): (240, 60),
    (LimitGroup.ANSWERS, LimitSubject.PERSON): (60, 60),
    (LimitGroup.ANSWERS, LimitSubject.API_KEY): (60, 60),
}


@dataclass(frozen=True)
class Verdict:
    """What a limit says of a request."""

    is_allowed: bool
    limit: int
    remaining: int
    seconds_left: int

    def headers(self) -> dict[str, str]:
        """The headers that tell the caller."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.seconds_left),
        }
        return told if self.is_allowed else {**told, "Retry-After": str(max(self.seconds_left, 1))}


def _read() -> Rates:
    rules = LimitRule.objects.filter(is_active=True)
    return {(rule.group, rule.subject): (rule.requests, rule.seconds) for rule in rules}


rates = Snapshot(_read, otherwise=lambda: dict(DEFAULT_RATES))


def count(*, group: str, subject: str, identity: str) -> Verdict | None:
    """Count one request by that address, person or key; None when nothing limits it."""
    if not value_of(LIMITS_ON):
        return None
    rate = rates.get().get((group, subject))
    return count_at(name=f"{group}:{subject}", identity=identity, rate=rate) if rate else None


def count_at(*, name: str, identity: str, rate: tuple[int, int], is_always: bool = False) -> Verdict | None:
    """Count one request under ``name`` against (requests, seconds); ``is_always``: also while limits are switched off."""
    if not identity or not (is_always or value_of(LIMITS_ON)):
        return None
    usage = get_usage(None, group=name, key=lambda *_: identity, rate=rate, method=ALL, increment=True)
    if usage is None:
        return None
    remaining = max(usage["limit"] - usage["count"], 0)
    return Verdict(not usage["should_limit"], usage["limit"], remaining, max(usage["time_left"], 0))


def spend(*, group: str, subject: str, identity: str) -> None:
    """Count one act that is limited apart from its request; TooManyRequests beyond the limit."""
    verdict = count(group=group, subject=subject, identity=identity)
    if verdict is not None and not verdict.is_allowed:
        raise TooManyRequests(max(verdict.seconds_left, 1))


def tightest(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """The refusal that lasts longest, or else the verdict with the fewest requests left."""
    known = [each for each in verdicts if each is not None]
    refusals = [each for each in known if not each.is_allowed]
    if refusals:
        return max(refusals, key=lambda each: each.seconds_left)
    return min(known, key=lambda each: each.remaining, default=None)
