"""What a person is told, by which ways, and how they want it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class Channel(models.TextChoices):
    """A way out of the site; everything is shown in the site as well."""

    EMAIL = "email", "E-mail"
    WEBHOOK = "webhook", "Web hook"
    PUSH = "push", "Push message"


class Notification(models.Model):
    """One thing a person was told. With a ``key`` the same news is told once, however often it is reported."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40, help_text="What it is about; people choose ways by kind.")
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=4000, blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="A path of this site.")
    key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - rows without a key must not collide
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="news_with_a_key_is_told_once"),
            models.CheckConstraint(condition=~Q(title=""), name="a_notification_says_something"),
            models.CheckConstraint(
                condition=Q(link="") | (Q(link__startswith="/") & ~Q(link__startswith="//")),
                name="a_notification_links_within_the_site",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_newest_first"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="unread_notifications_by_person"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationDelivery(models.Model):
    """One notification on its way out by one channel."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(help_text="Later than the news when it came in quiet hours.")
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "notification deliveries"
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="a_channel_carries_a_notification_once"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="a_delivery_has_a_known_channel"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="a_sent_delivery_has_its_time",
            ),
        ]


class NotificationSettings(models.Model):
    """How one person wants to be told; without a row the defaults of each kind hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notification_settings"
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text="In the person's time zone.")
    quiet_until = models.TimeField(null=True, blank=True)
    webhook_url = models.URLField(max_length=500, blank=True)
    sealed_webhook_secret = models.TextField(blank=True, editable=False)
    choices = models.JSONField(default=dict, blank=True, help_text="Kind to the list of its channels.")

    class Meta:
        verbose_name_plural = "notification settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until"))),
                name="quiet_hours_have_a_start_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(webhook_url="") | ~Q(sealed_webhook_secret=""), name="a_web_hook_signs_what_it_sends"
            ),
        ]


class PushSubscription(models.Model):
    """One browser that shows push messages; its address and keys come from the browser (RFC 8030, RFC 8291)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=600, unique=True)
    public_key = models.CharField(max_length=100, help_text="p256dh, URL-safe base64.")
    auth_secret = models.CharField(max_length=40, help_text="URL-safe base64.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user"], name="push_subscriptions_of_person")]

    @property
    def service(self) -> str:
        """The host of its maker's push service."""
        return urlsplit(self.endpoint).hostname or ""
