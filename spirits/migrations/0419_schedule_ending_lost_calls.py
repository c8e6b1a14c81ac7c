"""Every five minutes tool calls whose process died are ended."""

from django.db import migrations
from django.utils import timezone

NAME = "End tool calls whose process died"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "spirits.end_lost_calls", "interval_seconds": 300, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("spirits", "0418_tools_switched_for_a_minion"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
