"""Training runs with their metrics, log and files, and what they made."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [("training", "0023_evaluation_rows"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="TrainingRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("executor", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("stopped", "Stopped"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "round",
                    models.PositiveIntegerField(default=1, help_text="How often it was begun; part of the job's key."),
                ),
                (
                    "config",
                    models.JSONField(default=dict, help_text="Everything that decides what comes out, the seed too."),
                ),
                ("dataset_name", models.CharField(max_length=120)),
                ("version_number", models.PositiveIntegerField()),
                ("digest", models.CharField(help_text="SHA-256 of the version's rows.", max_length=64)),
                ("minion_id", models.UUIDField(blank=True, help_text="Who gets what comes out.", null=True)),
                (
                    "suite_id",
                    models.UUIDField(blank=True, help_text="By which it is judged before a minion gets it.", null=True),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=200)),
                ("attempts", models.PositiveIntegerField(default=0)),
                (
                    "kept",
                    models.JSONField(blank=True, default=dict, help_text="What an attempt left for the next one."),
                ),
                ("result", models.JSONField(blank=True, default=dict)),
                ("problem_code", models.CharField(blank=True, max_length=60)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_runs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="training_runs",
                        to="training.datasetversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingMetric",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("step", models.PositiveIntegerField()),
                ("value", models.FloatField()),
                ("at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="metrics",
                        to="training.trainingrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "name", "step"],
            },
        ),
        migrations.CreateModel(
            name="TrainingLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="log",
                        to="training.trainingrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "number"],
            },
        ),
        migrations.CreateModel(
            name="TrainingArtifact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="artifacts",
                        to="training.trainingrun",
                    ),
                ),
            ],
            options={
                "ordering": ["run", "path"],
            },
        ),
        migrations.CreateModel(
            name="TrainedVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("candidate", "Candidate"),
                            ("live", "In use"),
                            ("refused", "Refused"),
                            ("retired", "Taken back"),
                        ],
                        default="candidate",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why it was refused.", max_length=500)),
                ("changes", models.JSONField(default=dict, help_text="What a minion that gets it is given.")),
                (
                    "taken_from",
                    models.PositiveIntegerField(
                        help_text="The minion's version before it; rolling back restores it.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evaluation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.evaluation",
                    ),
                ),
                (
                    "language_model",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.languagemodel",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trained_versions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="made", to="training.trainingrun"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddIndex(
            model_name="trainingrun",
            index=models.Index(fields=["owner", "-id"], name="training_runs_of_owner_newest"),
        ),
        migrations.AddConstraint(
            model_name="trainingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "ready", "failed", "stopped"])),
                name="training_run_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("progress__lte", 100)), name="a_training_run_is_at_most_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_failed_training_run_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running"]), ("ended_at__isnull", False), _connector="OR"),
                name="a_training_run_that_ended_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingmetric",
            constraint=models.UniqueConstraint(fields=("run", "name", "step"), name="a_curve_has_one_point_a_step"),
        ),
        migrations.AddConstraint(
            model_name="trainingmetric",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gt", float("-inf")), ("value__lt", float("inf"))),
                name="a_metric_is_a_finite_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="traininglog",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="lines_of_a_log_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="trainingartifact",
            constraint=models.UniqueConstraint(fields=("run", "path"), name="a_run_has_a_file_once"),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.UniqueConstraint(
                fields=("owner", "name", "number"), name="trained_versions_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["candidate", "live", "refused", "retired"])),
                name="trained_version_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainedversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_version_says_why",
            ),
        ),
    ]
