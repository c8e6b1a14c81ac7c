"""Endpoints of jobs, below /api/v1/; each path may end in a slash."""

from rest_framework.routers import SimpleRouter

from jobs.api.batches import BatchViewSet
from jobs.api.views import JobViewSet


class EitherSlash(SimpleRouter):
    """Answers with and without a slash at the end: this part of the API is documented both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = EitherSlash()
router.register("jobs", JobViewSet, basename="job")
router.register("job-batches", BatchViewSet, basename="job-batch")

urlpatterns = router.urls
