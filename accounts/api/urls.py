"""Endpoints of people, below /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api import access, views

router = SimpleRouter(trailing_slash=False)
router.register("sessions", access.DeviceViewSet, basename="api-session")
router.register("api-keys", access.ApiKeyViewSet, basename="api-key")

urlpatterns = [
    path("me", views.MeView.as_view(), name="api-me"),
    path("", include(router.urls)),
]
