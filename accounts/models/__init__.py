"""People, what lets them in, and what they are told."""

from accounts.models.api_key import ApiKey
from accounts.models.data_archive import DataArchive
from accounts.models.device_session import DeviceSession
from accounts.models.invitation import Invitation
from accounts.models.leaving import Leaving
from accounts.models.notification import (
    Channel,
    Notification,
    NotificationDelivery,
    NotificationSettings,
    PushSubscription,
)
from accounts.models.share import Share
from accounts.models.user import User, UserManager

__all__ = [
    "ApiKey",
    "Channel",
    "DataArchive",
    "DeviceSession",
    "Invitation",
    "Leaving",
    "Notification",
    "NotificationDelivery",
    "NotificationSettings",
    "PushSubscription",
    "Share",
    "User",
    "UserManager",
]
