"""Endpoints of providers and models, below /api/v1/; each path may end in a slash."""

from rest_framework.routers import SimpleRouter

from training.api.language_models import LanguageModelViewSet
from training.api.providers import ProviderViewSet


class EitherSlash(SimpleRouter):
    """Answers with and without a slash at the end: this part of the API is documented both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = EitherSlash()
router.register("models", LanguageModelViewSet, basename="model")
router.register("providers", ProviderViewSet, basename="provider")

urlpatterns = router.urls
