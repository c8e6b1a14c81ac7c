import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spirits", "0417_sign_in_at_tool_servers"),
        ("training", "0028_judges_of_suites"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="is_each_time",
            field=models.BooleanField(default=False, help_text="The minion asks before each call of this tool."),
        ),
        migrations.AddField(
            model_name="minion",
            name="tools_asked_first",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                default=list,
                help_text="Tools of which each call needs a yes.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="minion",
            name="tools_off",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120),
                blank=True,
                default=list,
                help_text="Tools that it may not use.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_each_time", False), ("scope", "call"), _connector="OR"),
                name="what_is_asked_each_time_is_allowed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="minion",
            constraint=models.CheckConstraint(
                condition=models.Q(("tools_off__overlap", models.F("tools_asked_first")), _negated=True),
                name="a_tool_of_a_minion_is_off_or_asks_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="minion",
            constraint=models.CheckConstraint(
                condition=models.Q(("tools_asked_first__len__lte", 500), ("tools_off__len__lte", 500)),
                name="a_minion_switches_at_most_500_tools",
            ),
        ),
    ]
