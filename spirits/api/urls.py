"""Endpoints of the catalogue and of minions, below /api/v1/; each path may end in a slash."""

from rest_framework.routers import SimpleRouter

from spirits.api.artifacts import ArtifactViewSet
from spirits.api.calendars import CalendarViewSet, EventViewSet
from spirits.api.cards import CardViewSet, PaymentViewSet
from spirits.api.encryption_keys import EncryptionKeyViewSet
from spirits.api.health import MeasureViewSet, MedicationViewSet, WellnessGoalViewSet
from spirits.api.learning import LearningItemViewSet
from spirits.api.messages import OutboundMessageViewSet, SocialAccountViewSet
from spirits.api.minions import MinionTemplateViewSet, MinionViewSet
from spirits.api.monitors import MonitorViewSet
from spirits.api.progress import ProgressViewSet
from spirits.api.releases import ReleaseViewSet
from spirits.api.shop import AccessViewSet, PointsViewSet, PurchaseViewSet
from spirits.api.spirits import SpiritViewSet
from spirits.api.subscription import SubscriptionViewSet
from spirits.api.timetables import ReminderViewSet, ScheduledTaskViewSet
from spirits.api.tool_servers import ToolServerViewSet
from spirits.api.tools import ApprovalViewSet, ToolCallViewSet, ToolViewSet
from spirits.api.workspace import WorkspaceFileViewSet


class EitherSlash(SimpleRouter):
    """Answers with and without a slash at the end: this part of the API is documented both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = EitherSlash()
router.register("spirits", SpiritViewSet, basename="spirit")
router.register("minions", MinionViewSet, basename="minion")
router.register("minion-templates", MinionTemplateViewSet, basename="minion-template")
router.register("tools", ToolViewSet, basename="tool")
router.register("tool-servers", ToolServerViewSet, basename="tool-server")
router.register("tool-calls", ToolCallViewSet, basename="tool-call")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("artifacts", ArtifactViewSet, basename="artifact")
router.register("purchases", PurchaseViewSet, basename="purchase")
router.register("cards", CardViewSet, basename="card")
router.register("payments", PaymentViewSet, basename="payment")
router.register("points", PointsViewSet, basename="points")
router.register("access", AccessViewSet, basename="access")
router.register("progress", ProgressViewSet, basename="progress")
router.register("subscription", SubscriptionViewSet, basename="subscription")
router.register("calendars", CalendarViewSet, basename="calendar")
router.register("events", EventViewSet, basename="event")
router.register("reminders", ReminderViewSet, basename="reminder")
router.register("scheduled-tasks", ScheduledTaskViewSet, basename="scheduled-task")
router.register("social-accounts", SocialAccountViewSet, basename="social-account")
router.register("outbound-messages", OutboundMessageViewSet, basename="outbound-message")
router.register("workspace-files", WorkspaceFileViewSet, basename="workspace-file")
router.register("releases", ReleaseViewSet, basename="release")
router.register("encryption-keys", EncryptionKeyViewSet, basename="encryption-key")
router.register("measures", MeasureViewSet, basename="measure")
router.register("wellness-goals", WellnessGoalViewSet, basename="wellness-goal")
router.register("medications", MedicationViewSet, basename="medication")
router.register("learning-items", LearningItemViewSet, basename="learning-item")
router.register("monitors", MonitorViewSet, basename="monitor")

urlpatterns = router.urls
