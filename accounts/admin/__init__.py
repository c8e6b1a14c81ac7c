"""People, invitations, notifications and shares in the admin."""

from accounts.admin import invitation, notification, share, user

__all__ = ["invitation", "notification", "share", "user"]
