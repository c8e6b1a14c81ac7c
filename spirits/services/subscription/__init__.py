"""Running a plan: begin, change, cancel, pause, resume, renew."""

from spirits.services.economy.sold_version import sold_version
from spirits.services.subscription.begin import subscribe
from spirits.services.subscription.change import (
    cancel_subscription,
    change_plan,
    keep_subscription,
    pause_subscription,
    preview_change,
    resume_subscription,
)
from spirits.services.subscription.renew import renew_due

__all__ = [
    "cancel_subscription",
    "change_plan",
    "keep_subscription",
    "pause_subscription",
    "preview_change",
    "renew_due",
    "resume_subscription",
    "sold_version",
    "subscribe",
]
