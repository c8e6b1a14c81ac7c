"""The limits an installation starts with; staff change them in the admin."""

from django.db import migrations

RULES = [
    ("everything", "address", 1200, 60),
    ("sign_in", "address", 30, 60),
    ("read", "person", 600, 60),
    ("read", "api_key", 600, 60),
    ("write", "person", 240, 60),
    ("write", "api_key", 240, 60),
    ("answers", "person", 60, 60),
    ("answers", "api_key", 60, 60),
]


def add(apps, schema_editor):
    rule = apps.get_model("ops", "LimitRule")
    rule.objects.bulk_create(
        [
            rule(group=group, subject=subject, requests=requests, seconds=seconds)
            for group, subject, requests, seconds in RULES
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("ops", "0002_append_only")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
