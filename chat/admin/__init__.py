"""Conversations and runs in the admin: who, when, how it ended. What was said is not shown here."""

from chat.admin.comparison import ComparisonAdmin
from chat.admin.conversation import ConversationAdmin
from chat.admin.feedback import FeedbackAdmin, FolderAdmin, ShareLinkAdmin
from chat.admin.run import RunAdmin
from chat.admin.upload import UploadAdmin
from chat.admin.usage import MinionFallbackAdmin, UsageRecordAdmin

__all__ = [
    "ComparisonAdmin",
    "ConversationAdmin",
    "FeedbackAdmin",
    "FolderAdmin",
    "MinionFallbackAdmin",
    "RunAdmin",
    "ShareLinkAdmin",
    "UploadAdmin",
    "UsageRecordAdmin",
]
