"""People and invitations in the admin."""

from accounts.admin import invitation, user

__all__ = ["invitation", "user"]
