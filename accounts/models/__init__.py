"""People and what lets them in."""

from accounts.models.invitation import Invitation
from accounts.models.user import User, UserManager

__all__ = ["Invitation", "User", "UserManager"]
