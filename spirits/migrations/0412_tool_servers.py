"""Other programs that offer tools, and which minions use them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("spirits", "0411_minions_have_knowledge"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToolServer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "handle",
                    models.CharField(
                        editable=False, help_text="What the names of its tools begin with.", max_length=24
                    ),
                ),
                (
                    "transport",
                    models.CharField(
                        choices=[("http", "Streamable HTTP"), ("stdio", "Program on this machine")],
                        default="http",
                        max_length=5,
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("command", models.CharField(blank=True, help_text="A name of MCP_STDIO_COMMANDS.", max_length=60)),
                (
                    "header",
                    models.CharField(
                        blank=True,
                        help_text="The header that carries the key. Empty: a Bearer token in Authorization.",
                        max_length=60,
                    ),
                ),
                ("sealed_key", models.TextField(blank=True, editable=False)),
                (
                    "is_trusted",
                    models.BooleanField(
                        default=False,
                        help_text="Believe it which of its tools only read: those are not asked about. All others always are.",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "problem",
                    models.CharField(
                        blank=True, editable=False, help_text="What the last look found wrong.", max_length=300
                    ),
                ),
                ("looked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: everybody on this installation may use it.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tool_servers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["name", "id"]},
        ),
        migrations.CreateModel(
            name="ServerTool",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(help_text="As the server calls it.", max_length=128)),
                ("called", models.CharField(help_text="As models and people call it here.", max_length=64)),
                ("description", models.CharField(max_length=1000)),
                ("arguments", models.JSONField(help_text="JSON Schema.")),
                (
                    "is_reading",
                    models.BooleanField(default=False, help_text="The server says that it changes nothing."),
                ),
                (
                    "server",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tools", to="spirits.toolserver"
                    ),
                ),
            ],
            options={"ordering": ["called", "id"]},
        ),
        migrations.AddConstraint(
            model_name="toolserver",
            constraint=models.UniqueConstraint(
                fields=["owner", "handle"], name="an_owner_names_each_tool_server_differently", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="toolserver",
            constraint=models.CheckConstraint(
                condition=Q(transport="http", command="") & ~Q(url="")
                | Q(transport="stdio", url="", sealed_key="") & ~Q(command=""),
                name="a_tool_server_has_an_address_or_a_command",
            ),
        ),
        migrations.AddConstraint(
            model_name="toolserver",
            constraint=models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(transport="http"), name="only_staff_add_programs_as_tool_servers"
            ),
        ),
        migrations.AddConstraint(
            model_name="toolserver",
            constraint=models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(is_trusted=False), name="only_staff_trust_a_tool_server"
            ),
        ),
        migrations.AddConstraint(
            model_name="servertool",
            constraint=models.UniqueConstraint(fields=["server", "name"], name="a_tool_server_offers_each_tool_once"),
        ),
        migrations.AddConstraint(
            model_name="servertool",
            constraint=models.UniqueConstraint(
                fields=["server", "called"], name="a_tool_of_a_server_is_called_differently"
            ),
        ),
        migrations.AddField(
            model_name="minion",
            name="tool_servers",
            field=models.ManyToManyField(
                blank=True,
                help_text="Other programs whose tools it may use.",
                related_name="minions",
                to="spirits.toolserver",
            ),
        ),
    ]
