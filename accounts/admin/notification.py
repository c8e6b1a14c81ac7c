"""Notifications on their way out, in the admin."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import NotificationDelivery


@admin.register(NotificationDelivery)
class NotificationDeliveryAdmin(ModelAdmin):
    """Answers: did the mail, web hook or push message go out, and if not, why. What it says stays between the two."""

    list_display = ["person", "kind", "channel", "state", "due_at", "sent_at", "error"]
    list_filter = ["channel", "state", "notification__kind"]
    list_select_related = ["notification__user"]
    search_fields = ["notification__user__email"]
    fields = readonly_fields = ["person", "kind", "channel", "state", "due_at", "sent_at", "error"]

    @admin.display(ordering="notification__user__email")
    def person(self, delivery: NotificationDelivery) -> str:
        """Who it is for."""
        return delivery.notification.user.email

    @admin.display(ordering="notification__kind")
    def kind(self, delivery: NotificationDelivery) -> str:
        """What it is about."""
        return delivery.notification.kind

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Services make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: NotificationDelivery | None = None) -> bool:
        """They are history."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NotificationDelivery | None = None) -> bool:
        """They go with the notification."""
        return False
