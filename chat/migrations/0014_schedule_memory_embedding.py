"""Every minute memories without a vector of the installed embedder get one."""

from django.db import migrations
from django.utils import timezone

NAME = "Embed memories"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "memory.embed_missing", "interval_seconds": 60, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0013_context_snapshot"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
