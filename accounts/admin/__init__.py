"""People, invitations and notifications in the admin."""

from accounts.admin import invitation, notification, user

__all__ = ["invitation", "notification", "user"]
