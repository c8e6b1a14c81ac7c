"""Endpoints of conversations, messages and runs, below /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from chat.api import context, share_links
from chat.api.comparisons import ComparisonViewSet
from chat.api.conversations import ConversationViewSet
from chat.api.fallbacks import MinionFallbacksView
from chat.api.folders import FolderViewSet
from chat.api.imports import ImportConversationsView
from chat.api.messages import MessageViewSet
from chat.api.runs import RunViewSet
from chat.api.uploads import UploadViewSet
from chat.api.usage import UsageViewSet
from chat.memory.api.views import MemoryViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("folders", FolderViewSet, basename="folder")
router.register("messages", MessageViewSet, basename="message")
router.register("runs", RunViewSet, basename="run")
router.register("comparisons", ComparisonViewSet, basename="comparison")
router.register("uploads", UploadViewSet, basename="upload")
router.register("usage", UsageViewSet, basename="usage")
router.register("memories", MemoryViewSet, basename="memory")

urlpatterns = [
    path("runs/<uuid:run_id>/context", context.RunContextView.as_view(), name="run-context"),
    path("runs/<uuid:run_id>/context/replay", context.RunReplayView.as_view(), name="run-context-replay"),
    path("runs/<uuid:run_id>/context/difference", context.RunDifferenceView.as_view(), name="run-context-difference"),
    path(
        "conversations/<uuid:conversation_id>/context-preview",
        context.ContextPreviewView.as_view(),
        name="conversation-context-preview",
    ),
    path("conversations/import", ImportConversationsView.as_view(), name="conversations-import"),
    path(
        "conversations/<uuid:conversation_id>/links",
        share_links.ConversationLinksView.as_view(),
        name="conversation-links",
    ),
    path("minions/<uuid:minion_id>/fallbacks", MinionFallbacksView.as_view(), name="minion-fallbacks"),
    path("conversation-links/<uuid:link_id>", share_links.LinkView.as_view(), name="conversation-link"),
    *router.urls,
]
