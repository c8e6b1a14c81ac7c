"""What people look like on the wire."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from accounts.models import ApiKey, DeviceSession, User
from accounts.models.user import THEMES
from accounts.rules.scopes import SCOPES
from accounts.rules.time_zones import time_zones


class Me(serializers.ModelSerializer[User]):
    """The signed-in person."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "time_zone", "theme", "language", "is_staff", "date_joined"]
        read_only_fields = fields


class MeChange(serializers.Serializer[Any]):
    """What a person may change about themselves; absent parts stay as they are."""

    name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    time_zone = serializers.CharField(
        max_length=64, allow_blank=True, required=False, help_text="A tz database name; empty: the site's zone."
    )
    theme = serializers.ChoiceField(choices=THEMES, required=False)
    language = serializers.ChoiceField(
        choices=settings.LANGUAGES,
        allow_blank=True,
        required=False,
        help_text="Of pages and mails; empty: as the browser asks.",
    )

    def validate_time_zone(self, zone: str) -> str:
        """A zone of the tz database, or nothing."""
        if zone and zone not in time_zones():
            raise serializers.ValidationError("This is no time zone of the tz database, such as Europe/Berlin.")
        return zone


class Device(serializers.ModelSerializer[DeviceSession]):
    """A device the person is signed in on."""

    is_current = serializers.SerializerMethodField(help_text="Whether this request came from it.")

    class Meta:
        model = DeviceSession
        fields = ["id", "agent", "address", "created_at", "last_seen_at", "expires_at", "ends_at", "is_current"]
        read_only_fields = fields

    def get_is_current(self, device: DeviceSession) -> bool:
        """Compared with the session of the request."""
        return bool(device.pk == self.context.get("session_id"))


class SignedOut(serializers.Serializer[Any]):
    """How many devices were signed out."""

    signed_out = serializers.IntegerField()


class Key(serializers.ModelSerializer[ApiKey]):
    """An API key without its secret."""

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "name",
            "prefix",
            "scopes",
            "requests_per_minute",
            "requests_per_day",
            "origins",
            "created_at",
            "expires_at",
            "last_used_at",
        ]
        read_only_fields = fields


class KeyWish(serializers.Serializer[Any]):
    """The key a person wants."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), min_length=1, max_length=len(SCOPES), help_text="What it may do."
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
    requests_per_minute = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)
    requests_per_day = serializers.IntegerField(min_value=1, max_value=1_000_000_000, required=False, allow_null=True)
    origins = serializers.ListField(
        child=serializers.RegexField(r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$", max_length=200),
        max_length=20,
        required=False,
    )


class NewKey(Key):
    """A key just made; ``secret`` is shown this once."""

    secret = serializers.SerializerMethodField()

    class Meta(Key.Meta):
        fields = [*Key.Meta.fields, "secret"]
        read_only_fields = fields

    def get_secret(self, key: ApiKey) -> str:
        """The whole key."""
        return str(self.context["secret"])
