import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_leaving"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataArchive",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("making", "Being made"), ("ready", "Ready"), ("failed", "Failed")],
                        default="making",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_archive",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "archive of one's data",
                "verbose_name_plural": "archives of one's data",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("expires_at__gt", models.F("made_at")),
                                ("made_at__isnull", False),
                                ("size__isnull", False),
                                ("state", "ready"),
                            ),
                            models.Q(
                                ("expires_at", None),
                                ("made_at", None),
                                ("size", None),
                                ("state__in", ["making", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="an_archive_that_is_ready_has_a_file_and_a_last_day",
                    )
                ],
            },
        ),
    ]
