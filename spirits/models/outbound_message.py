"""What goes out in a person's name: mails, short messages and posts, with the accounts and templates they use."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class SocialAccount(models.Model):
    """An account of another network that a person connected; its token is sealed and never shown."""

    class Network(models.TextChoices):
        """Where posts go."""

        MASTODON = "mastodon", "Mastodon"
        BLUESKY = "bluesky", "Bluesky"
        WEBHOOK = "webhook", "Web hook"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="social_accounts")
    network = models.CharField(max_length=10, choices=Network)
    name = models.CharField(max_length=60, help_text="How the person calls it.")
    server = models.URLField(max_length=300, help_text="The instance, the service, or the web hook's address.")
    handle = models.CharField(max_length=200, blank=True, help_text="Bluesky's handle.")
    sealed_token = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_each_account_differently"),
            models.CheckConstraint(
                condition=Q(network="webhook") | ~Q(sealed_token=""), name="a_network_account_has_a_token"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MessageTemplate(models.Model):
    """A mail to be filled in: ``{name}`` in subject and body is replaced by a value given when it is used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_templates")
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=20_000)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_each_template_differently")
        ]

    def __str__(self) -> str:
        return self.name


class OutboundMessage(models.Model):
    """One message. It is written down before it is sent, so that a crash between the two shows and repeats nothing."""

    class Channel(models.TextChoices):
        """How it goes."""

        EMAIL = "email", "E-mail"
        SMS = "sms", "Short message"
        SOCIAL = "social", "Post"

    class State(models.TextChoices):
        """Where it stands. ``sending`` for long means that nobody knows whether it went out."""

        DRAFT = "draft", "Draft"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="outbound_messages")
    channel = models.CharField(max_length=6, choices=Channel)
    account = models.ForeignKey(SocialAccount, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recipients = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=100_000)
    state = models.CharField(max_length=8, choices=State)
    call_id = models.UUIDField(null=True, blank=True, help_text="The tool call that sends it.")
    reference = models.CharField(max_length=500, blank=True, help_text="Message id, or the address of the post.")
    parts = models.PositiveSmallIntegerField(default=1, help_text="Short messages it is charged as.")
    cost_cents = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["call_id", "account"], name="a_call_posts_to_an_account_once"),
            models.UniqueConstraint(
                fields=["call_id"],
                condition=Q(channel__in=["email", "sms"]),
                name="a_call_sends_one_mail_or_short_message",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="a_sent_message_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="messages_out_newest_first")]

    def __str__(self) -> str:
        return self.subject or self.body[:60]
