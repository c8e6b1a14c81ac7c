"""Every hour temporary chats that were left a day ago are deleted."""

from django.db import migrations
from django.utils import timezone

NAME = "Delete temporary chats"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "chat.delete_temporary", "interval_seconds": 3600, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0050_folders_feedback_links"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
