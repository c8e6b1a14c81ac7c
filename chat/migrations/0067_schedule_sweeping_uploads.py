"""Every hour files that were never sent for a day are deleted."""

from django.db import migrations
from django.utils import timezone

NAME = "Delete files that were never sent"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "chat.sweep_uploads", "interval_seconds": 3600, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0066_uploads"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
