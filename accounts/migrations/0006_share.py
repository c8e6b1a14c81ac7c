"""People share what is theirs; a table whose rows can be shared forgets their shares by a trigger of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import project.lib.ids

FORGET = """
CREATE FUNCTION accounts_forget_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM accounts_share WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_notification"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(help_text="What it is: a word of accounts.rules.shareables.", max_length=40),
                ),
                ("object_id", models.UUIDField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares_received",
                        to="auth.group",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["shared_by", "-id"], name="shares_given_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(person__isnull=False, group__isnull=True)
                        | Q(person__isnull=True, group__isnull=False),
                        name="a_share_reaches_a_person_or_a_group",
                    ),
                    models.CheckConstraint(
                        condition=Q(person__isnull=True) | ~Q(person=F("shared_by")),
                        name="nobody_shares_with_themselves",
                    ),
                    models.UniqueConstraint(
                        fields=["person", "kind", "object_id"], name="a_person_is_given_a_thing_once"
                    ),
                    models.UniqueConstraint(
                        fields=["group", "kind", "object_id"], name="a_group_is_given_a_thing_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION accounts_forget_shares()"),
    ]
