"""Tell people something, in the site and by the ways they chose."""

from accounts.services.notifications.choose import (
    choose_channels,
    set_quiet_hours,
    set_webhook,
    subscribe_push,
    unsubscribe_push,
)
from accounts.services.notifications.deliver import deliver
from accounts.services.notifications.notify import mark_all_read, mark_read, notify

__all__ = [
    "choose_channels",
    "deliver",
    "mark_all_read",
    "mark_read",
    "notify",
    "set_quiet_hours",
    "set_webhook",
    "subscribe_push",
    "unsubscribe_push",
]
