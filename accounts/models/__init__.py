"""People and how they came in."""

from accounts.models.user import User

__all__ = ["User"]
