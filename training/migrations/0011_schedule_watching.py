"""Every minute the providers are looked after."""

from django.db import migrations
from django.utils import timezone

NAME = "Check the providers"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "training.watch_providers", "interval_seconds": 60, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("training", "0010_probes_and_caps"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
