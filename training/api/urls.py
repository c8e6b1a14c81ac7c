"""Endpoints of providers and models, below /api/v1/; each path may end in a slash."""

from rest_framework.routers import SimpleRouter

from training.api.language_models import LanguageModelViewSet
from training.api.providers import ProviderViewSet
from training.datasets.api.views import DatasetViewSet
from training.evaluations.api.evaluations import EvaluationViewSet, LeaderboardViewSet
from training.evaluations.api.suites import SuiteViewSet
from training.images.api.folders import ImageFolderViewSet
from training.images.api.images import ImageViewSet
from training.knowledge.api.bases import KnowledgeBaseViewSet
from training.knowledge.api.documents import ChunkViewSet, DocumentViewSet
from training.runs.api.runs import TrainedVersionViewSet, TrainingRunViewSet


class EitherSlash(SimpleRouter):
    """Answers with and without a slash at the end: this part of the API is documented both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = EitherSlash()
router.register("models", LanguageModelViewSet, basename="model")
router.register("providers", ProviderViewSet, basename="provider")
router.register("datasets", DatasetViewSet, basename="dataset")
router.register("knowledge", KnowledgeBaseViewSet, basename="knowledge")
router.register("knowledge-documents", DocumentViewSet, basename="knowledge-document")
router.register("knowledge-passages", ChunkViewSet, basename="knowledge-passage")
router.register("evaluation-suites", SuiteViewSet, basename="suite")
router.register("evaluations", EvaluationViewSet, basename="evaluation")
router.register("leaderboard", LeaderboardViewSet, basename="leaderboard")
router.register("training-runs", TrainingRunViewSet, basename="training-run")
router.register("trained-versions", TrainedVersionViewSet, basename="trained-version")
router.register("image-folders", ImageFolderViewSet, basename="image-folder")
router.register("images", ImageViewSet, basename="image")

urlpatterns = router.urls
