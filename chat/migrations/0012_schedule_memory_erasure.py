"""Every five minutes the text of expired memories is destroyed."""

from django.db import migrations
from django.utils import timezone

NAME = "Erase expired memories"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "memory.erase_expired", "interval_seconds": 300, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0011_memory_index"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
