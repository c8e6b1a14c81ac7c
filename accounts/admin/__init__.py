"""People, invitations, notifications and shares in the admin."""

from accounts.admin import invitation, leaving, notification, share, user

__all__ = ["invitation", "leaving", "notification", "share", "user"]
