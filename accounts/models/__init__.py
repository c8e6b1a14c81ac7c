"""People and what lets them in."""

from accounts.models.api_key import ApiKey
from accounts.models.device_session import DeviceSession
from accounts.models.invitation import Invitation
from accounts.models.user import User, UserManager

__all__ = ["ApiKey", "DeviceSession", "Invitation", "User", "UserManager"]
