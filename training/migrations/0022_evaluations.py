"""Suites, evaluations, who answers in them, and what was answered."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0021_knowledge_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
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
                    "seed",
                    models.PositiveIntegerField(
                        default=1, help_text="Of the intervals and tests: the same seed, the same figures."
                    ),
                ),
                ("row_count", models.PositiveIntegerField(default=0, help_text="Rows each target answers.")),
                ("problem_code", models.CharField(blank=True, max_length=60)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationTarget",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        help_text="What answers: a model, a minion, or what else is registered.", max_length=20
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("config", models.JSONField(default=dict, help_text="Everything that decides how it answers.")),
                ("model_name", models.CharField(blank=True, max_length=200)),
                ("provider_name", models.CharField(blank=True, max_length=80)),
                (
                    "summary",
                    models.JSONField(blank=True, default=dict, help_text="The mean of each metric with its interval."),
                ),
                (
                    "against_first",
                    models.JSONField(blank=True, default=dict, help_text="The difference to the first by each metric."),
                ),
                ("gates", models.JSONField(blank=True, default=list, help_text="Each gate with what was seen.")),
                ("failed_count", models.PositiveIntegerField(default=0)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="training.evaluation"
                    ),
                ),
            ],
            options={
                "ordering": ["evaluation", "position"],
            },
        ),
        migrations.CreateModel(
            name="EvaluationResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="The row's number in its version.")),
                ("question", models.TextField()),
                ("reference", models.TextField()),
                ("answer", models.TextField(blank=True)),
                ("calls", models.JSONField(blank=True, default=list)),
                (
                    "passages",
                    models.JSONField(blank=True, help_text="What was found for it; empty: nothing looked.", null=True),
                ),
                ("scores", models.JSONField(default=dict)),
                ("error_code", models.CharField(blank=True, max_length=60)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("latency_ms", models.PositiveIntegerField(default=0)),
                ("first_token_ms", models.PositiveIntegerField(null=True)),
                ("input_tokens", models.PositiveIntegerField(default=0)),
                ("output_tokens", models.PositiveIntegerField(default=0)),
                ("points", models.PositiveBigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "target",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="results",
                        to="training.evaluationtarget",
                    ),
                ),
            ],
            options={
                "ordering": ["target", "number"],
            },
        ),
        migrations.CreateModel(
            name="Suite",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("dataset_name", models.CharField(max_length=120)),
                ("version_number", models.PositiveIntegerField()),
                ("digest", models.CharField(help_text="SHA-256 of the version's rows.", max_length=64)),
                (
                    "split",
                    models.CharField(
                        blank=True,
                        choices=[("train", "Training"), ("validation", "Validation"), ("test", "Test")],
                        help_text="Empty: every row.",
                        max_length=10,
                    ),
                ),
                (
                    "most_rows",
                    models.PositiveIntegerField(
                        blank=True, help_text="So many rows, drawn by their digest.", null=True
                    ),
                ),
                (
                    "answer_part",
                    models.CharField(
                        choices=[
                            ("whole", "The whole answer"),
                            ("first_line", "The first line"),
                            ("last_line", "The last line"),
                            ("first_cited", "The first sentence with a citation"),
                        ],
                        default="whole",
                        max_length=12,
                    ),
                ),
                (
                    "gives_context",
                    models.BooleanField(default=False, help_text="A row's context is told with its question."),
                ),
                (
                    "metrics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("exact", "Exact match"),
                                ("contains", "Contains the answer"),
                                ("f1", "Token F1"),
                                ("rouge_1", "ROUGE-1"),
                                ("rouge_2", "ROUGE-2"),
                                ("rouge_l", "ROUGE-L"),
                                ("bleu", "BLEU"),
                                ("chrf", "chrF"),
                                ("similarity", "Similar meaning"),
                                ("recall", "Retrieval recall"),
                                ("citation", "Citation right"),
                                ("tool_name", "Right tool"),
                                ("tool_call", "Right tool call"),
                                ("refusal", "Refusals"),
                                ("latency_ms", "Time to the answer (ms)"),
                                ("tokens", "Tokens"),
                                ("points", "Points"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("gates", models.JSONField(blank=True, default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suites", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="suites",
                        to="training.datasetversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="evaluation",
            name="suite",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="evaluations", to="training.suite"
            ),
        ),
        migrations.AddIndex(
            model_name="evaluationtarget",
            index=models.Index(models.F("provider_name"), models.F("model_name"), name="evaluation_targets_by_model"),
        ),
        migrations.AddConstraint(
            model_name="evaluationtarget",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "position"), name="a_place_in_an_evaluation_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationtarget",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1), ("position__lte", 6)), name="an_evaluation_has_six_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationresult",
            constraint=models.UniqueConstraint(fields=("target", "number"), name="a_target_answers_a_row_once"),
        ),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="one_suite_per_owner_and_name"),
        ),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_part__in", ["whole", "first_line", "last_line", "first_cited"])),
                name="suite_answer_part_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="suite",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_rows", None), ("most_rows__gte", 1), _connector="OR"),
                name="a_suite_asks_something",
            ),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["owner", "-id"], name="evaluations_of_owner_newest"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "ready", "failed", "stopped"])),
                name="evaluation_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_failed_evaluation_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running"]), ("ended_at__isnull", False), _connector="OR"),
                name="an_evaluation_that_ended_has_its_time",
            ),
        ),
    ]
