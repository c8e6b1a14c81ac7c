"""What kinds of news there are. Apps above register theirs; people choose by kind how they are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models.notification import Channel


@dataclass(frozen=True)
class NoticeKind:
    """A kind of news. ``by_default`` are its channels until a person chooses; ``is_urgent`` news comes in quiet hours too."""

    slug: str
    title: str
    by_default: tuple[str, ...] = ()
    is_urgent: bool = False


_kinds: dict[str, NoticeKind] = {}
# Fills itself from the queue, which stands above: called with each delivery's id, its due time and whether it may wait.
_carriers: list[Callable[[str, datetime], None]] = []


def notice_kind(slug: str, title: str, *, by_default: tuple[str, ...] = (), is_urgent: bool = False) -> NoticeKind:
    """Register a kind of news, beside the code that tells it."""
    kind = NoticeKind(slug, title, by_default, is_urgent)
    _kinds[slug] = kind
    return kind


def notice_kinds() -> dict[str, NoticeKind]:
    """Every kind, by title."""
    return dict(sorted(_kinds.items(), key=lambda each: each[1].title))


def carry_deliveries(carrier: Callable[[str, datetime], None]) -> None:
    """Name who takes deliveries away, within the transaction that made them."""
    _carriers[:] = [carrier]


def hand_over(delivery_id: str, due_at: datetime) -> None:
    """Give one delivery to the carrier."""
    for carrier in _carriers:
        carrier(delivery_id, due_at)


MESSAGES = notice_kind("message", "Messages from your minions", by_default=(Channel.EMAIL,))
SECURITY = notice_kind("security", "Sign-in and security", by_default=(Channel.EMAIL,), is_urgent=True)
