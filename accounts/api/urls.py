"""Endpoints of people, below /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api import access, notifications, shares, views

router = SimpleRouter(trailing_slash=False)
router.register("sessions", access.DeviceViewSet, basename="api-session")
router.register("api-keys", access.ApiKeyViewSet, basename="api-key")
router.register("notifications", notifications.NotificationViewSet, basename="api-notification")
router.register("push-subscriptions", notifications.BrowserViewSet, basename="api-push-subscription")
shared = SimpleRouter(trailing_slash=False, use_regex_path=False)
shared.register("shares", shares.ShareViewSet, basename="api-share")

urlpatterns = [
    path("notification-settings", notifications.WaysView.as_view(), name="api-notification-settings"),
    path("notification-settings/webhook", notifications.WebhookView.as_view(), name="api-notification-webhook"),
    path("me", views.MeView.as_view(), name="api-me"),
    path("", include(router.urls)),
    path("", include(shared.urls)),
]
