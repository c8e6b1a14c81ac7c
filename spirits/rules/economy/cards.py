"""Until when a card is good, when a failed charge is tried again, and whether a message is the gateway's own."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from spirits.rules.economy.periods import boundary

TOLERANCE = timedelta(minutes=5)
RETRY_AFTER = (timedelta(days=1), timedelta(days=2), timedelta(days=2))
HARD_DECLINES = frozenset({"lost_card", "stolen_card", "pickup_card", "card_not_supported", "fraudulent"})


def expires_at(*, year: int, month: int) -> datetime:
    """The moment a card stops being good: the end of its month, half a day later where the world is last to reach it."""
    return boundary(datetime(year, month, 1, 12, tzinfo=UTC), 1)


def next_try(tries: int, *, at: datetime) -> datetime:
    """When a charge that failed so often (1 or more) is tried again."""
    return at + RETRY_AFTER[min(max(tries, 1), len(RETRY_AFTER)) - 1]


def is_authentic(*, body: bytes, header: str, secrets: Iterable[str], at: datetime) -> bool:
    """Whether one of the secrets signed this body, no longer than five minutes before or after this moment."""
    stamp, signatures = _parts(header)
    if stamp is None or abs(at.timestamp() - stamp) > TOLERANCE.total_seconds():
        return False
    signed = f"{stamp}.".encode() + body
    wanted = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return any(hmac.compare_digest(mine, theirs) for mine in wanted for theirs in signatures)


def sign(*, body: bytes, secret: str, at: datetime) -> str:
    """The header of a message signed at this moment."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={hmac.new(secret.encode(), f'{stamp}.'.encode() + body, hashlib.sha256).hexdigest()}"


def _parts(header: str) -> tuple[int | None, list[str]]:
    stamp: int | None = None
    signatures: list[str] = []
    for part in header.split(",")[:20]:
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdigit() and len(value) <= 12:
            stamp = int(value)
        elif name == "v1" and value.isascii():
            signatures.append(value)
    return stamp, signatures
