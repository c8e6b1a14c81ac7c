"""Conversations, their messages, and the runs that answer them; what is remembered of them."""

from chat.models.comparison import Comparison, ComparisonAnswer
from chat.models.context_snapshot import ContextSnapshot
from chat.models.conversation import Conversation
from chat.models.conversation_summary import ConversationSummary
from chat.models.fallback import MinionFallback
from chat.models.feedback import Feedback
from chat.models.folder import Folder
from chat.models.memory import Memory, MemoryVersion
from chat.models.memory_embedder import MemoryEmbedder
from chat.models.memory_index import MemoryEntry, MemoryVector
from chat.models.memory_use import MemorySwitch, MemoryUse
from chat.models.message import Message
from chat.models.run import Run, RunEvent
from chat.models.share_link import ShareLink
from chat.models.stored_response import StoredResponse
from chat.models.upload import Attachment, Upload, UploadPassage
from chat.models.usage import UsageRecord

__all__ = [
    "Attachment",
    "Comparison",
    "ComparisonAnswer",
    "ContextSnapshot",
    "Conversation",
    "ConversationSummary",
    "Feedback",
    "Folder",
    "Memory",
    "MemoryEmbedder",
    "MemoryEntry",
    "MemorySwitch",
    "MemoryUse",
    "MemoryVector",
    "MemoryVersion",
    "Message",
    "MinionFallback",
    "Run",
    "RunEvent",
    "ShareLink",
    "StoredResponse",
    "Upload",
    "UploadPassage",
    "UsageRecord",
]
