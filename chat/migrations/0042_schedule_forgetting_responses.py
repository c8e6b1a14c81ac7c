"""Every hour stored responses whose time is over are deleted."""

from django.db import migrations
from django.utils import timezone

NAME = "Forget old responses"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "chat.forget_responses", "interval_seconds": 3600, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0041_stored_responses"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
