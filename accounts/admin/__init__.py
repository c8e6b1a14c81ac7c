"""People, invitations, notifications and shares in the admin."""

from accounts.admin import data_archive, invitation, leaving, notification, share, user

__all__ = ["data_archive", "invitation", "leaving", "notification", "share", "user"]
