"""A trained version can be tried on a share of its minion's conversations."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0025_training_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="trainedversion",
            name="trained_version_state_is_known",
        ),
        migrations.AddField(
            model_name="trainedversion",
            name="minion_id",
            field=models.UUIDField(blank=True, help_text="Who gets it.", null=True),
        ),
        migrations.AddField(
            model_name="trainedversion",
            name="share",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="In so many of a hundred conversations the minion has it while it is being tried.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="trainedversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("candidate", "Candidate"),
                    ("canary", "Being tried"),
                    ("live", "In use"),
                    ("refused", "Refused"),
                    ("retired", "Taken back"),
                ],
                default="candidate",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["candidate", "canary", "live", "refused", "retired"])),
                name="trained_version_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minion_id__isnull", False), ("share__gte", 1), ("share__lte", 99), ("state", "canary")),
                    models.Q(models.Q(("state", "canary"), _negated=True), ("share", None)),
                    _connector="OR",
                ),
                name="a_version_being_tried_has_its_share_of_a_minion",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "canary")),
                fields=("minion_id",),
                name="a_minion_tries_one_version_at_a_time",
            ),
        ),
    ]
