"""Tools that staff define, and their versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("spirits", "0412_tool_servers"),
        ("training", "0021_knowledge_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnTool",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=[("prompt", "Prompt"), ("http", "HTTP call")], max_length=6)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "header",
                    models.CharField(
                        blank=True,
                        help_text="The header that carries the key. Empty: a Bearer token in Authorization.",
                        max_length=60,
                    ),
                ),
                ("sealed_key", models.TextField(blank=True, editable=False)),
                ("created_at", models.DateTimeField()),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="own", to="spirits.tool"
                    ),
                ),
            ],
            options={
                "ordering": ["entry__slug", "id"],
            },
        ),
        migrations.CreateModel(
            name="OwnToolVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                ("arguments", models.JSONField(help_text="JSON Schema of an object.")),
                (
                    "effect",
                    models.CharField(
                        choices=[("read", "Only reads"), ("outbound", "Leaves this site: asks the person first")],
                        max_length=8,
                    ),
                ),
                (
                    "template",
                    models.TextField(
                        blank=True, help_text="The prompt; {name} stands for an argument.", max_length=20000
                    ),
                ),
                ("system", models.TextField(blank=True, help_text="How the model should behave.", max_length=20000)),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("GET", "GET"),
                            ("POST", "POST"),
                            ("PUT", "PUT"),
                            ("PATCH", "PATCH"),
                            ("DELETE", "DELETE"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True, help_text="{name} stands for an argument.", max_length=1000, verbose_name="address"
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "language_model",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the person's own first model.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="training.languagemodel",
                    ),
                ),
                (
                    "own_tool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="spirits.owntool"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["own_tool", "-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="owntool",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "http"), ("sealed_key", ""), _connector="OR"),
                name="only_an_http_tool_has_a_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="owntool",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="an_own_tool_counts_its_versions_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="owntoolversion",
            constraint=models.UniqueConstraint(fields=("own_tool", "number"), name="an_own_tool_has_each_version_once"),
        ),
        migrations.AddConstraint(
            model_name="owntoolversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", ""), ("url", ""), models.Q(("template", ""), _negated=True)),
                    models.Q(
                        ("template", ""), models.Q(("url", ""), _negated=True), models.Q(("method", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="an_own_tool_has_a_prompt_or_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="owntoolversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effect", "read"), _negated=True), ("method__in", ["", "GET"]), _connector="OR"
                ),
                name="an_own_tool_that_reads_only_gets",
            ),
        ),
    ]
