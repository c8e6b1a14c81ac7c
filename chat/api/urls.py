"""Endpoints of conversations, messages and runs, below /api/v1/."""

from rest_framework.routers import SimpleRouter

from chat.api.conversations import ConversationViewSet
from chat.api.messages import MessageViewSet
from chat.api.runs import RunViewSet
from chat.api.usage import UsageViewSet
from chat.memory.api.views import MemoryViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("conversations", ConversationViewSet, basename="conversation")
router.register("messages", MessageViewSet, basename="message")
router.register("runs", RunViewSet, basename="run")
router.register("usage", UsageViewSet, basename="usage")
router.register("memories", MemoryViewSet, basename="memory")

urlpatterns = router.urls
