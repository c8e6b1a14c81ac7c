"""Once a day the site tidies up after itself."""

from django.db import migrations
from django.utils import timezone

NAME = "Tidy up"


def make(apps, schema_editor):
    schedules = apps.get_model("queue", "Schedule")
    schedules.objects.get_or_create(
        name=NAME, defaults={"kind": "site.keep_house", "interval_seconds": 86_400, "next_at": timezone.now()}
    )


def remove(apps, schema_editor):
    apps.get_model("queue", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [("chat", "0030_usage_and_fallbacks"), ("queue", "0002_guard_transitions")]

    operations = [migrations.RunPython(make, remove)]
