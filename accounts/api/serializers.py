"""What people look like on the wire."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from accounts.rules.time_zones import time_zones


class Me(serializers.ModelSerializer[User]):
    """The signed-in person."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "time_zone", "theme", "is_staff", "date_joined"]
        read_only_fields = fields


class MeChange(serializers.Serializer[Any]):
    """What a person may change about themselves; absent parts stay as they are."""

    name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    time_zone = serializers.CharField(
        max_length=64, allow_blank=True, required=False, help_text="A tz database name; empty: the site's zone."
    )
    theme = serializers.ChoiceField(choices=User._meta.get_field("theme").choices, required=False)

    def validate_time_zone(self, zone: str) -> str:
        """A zone of the tz database, or nothing."""
        if zone and zone not in time_zones():
            raise serializers.ValidationError("This is no time zone of the tz database, such as Europe/Berlin.")
        return zone
