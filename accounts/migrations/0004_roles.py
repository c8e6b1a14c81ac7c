"""The roles staff can have, as groups; their rights are given after every migration, when all models exist."""

from django.db import migrations

ROLES = ["Catalogue editor", "Pricing manager", "Support", "Finance", "Auditor", "Operations", "Owner"]


def add(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_device_session_and_api_key"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
