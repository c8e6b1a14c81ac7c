"""Rows of the catalogue and of money keep a history, whatever writes them: pages, API, admin, jobs, commands or SQL."""

from django.db import migrations, models

FORWARD = """
ALTER TABLE ops_rowchange ALTER COLUMN id SET DEFAULT uuidv7();
CREATE TRIGGER row_changes_are_append_only BEFORE UPDATE OR DELETE ON ops_rowchange
    FOR EACH ROW EXECUTE FUNCTION ops_append_only();

-- The one argument names columns that are not recorded: secrets, and counters that change all the time.
CREATE FUNCTION ops_record_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    unrecorded text[] := coalesce(TG_ARGV[0], '{}')::text[];
    author jsonb := coalesce(nullif(current_setting('daimon.author', true), ''), '{}')::jsonb;
    old_row jsonb;
    new_row jsonb;
    row_id text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - unrecorded;
        row_id := old_row ->> 'id';
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - unrecorded;
        row_id := new_row ->> 'id';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, old_row -> key), jsonb_object_agg(key, value) INTO old_row, new_row
            FROM jsonb_each(new_row) WHERE value IS DISTINCT FROM old_row -> key;
        IF new_row IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO ops_rowchange
        (at, "table", row_id, operation, before, after, actor_id, actor, door, why, request_id, transaction)
    VALUES (
        clock_timestamp(), TG_TABLE_NAME, row_id, lower(TG_OP), old_row, new_row, (author ->> 'id')::uuid,
        coalesce(author ->> 'name', ''), coalesce(author ->> 'door', ''), coalesce(author ->> 'why', ''),
        coalesce(author ->> 'request_id', ''), pg_current_xact_id()::text::bigint
    );
    RETURN NULL;
END $$;
"""
BACKWARD = """
DROP FUNCTION ops_record_change();
DROP TRIGGER row_changes_are_append_only ON ops_rowchange;
"""


class Migration(migrations.Migration):
    dependencies = [("ops", "0003_first_limits")]
    operations = [
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("table", models.CharField(max_length=63)),
                ("row_id", models.CharField(max_length=100)),
                (
                    "operation",
                    models.CharField(
                        choices=[("insert", "added"), ("update", "changed"), ("delete", "deleted")], max_length=6
                    ),
                ),
                ("before", models.JSONField(help_text="Of a change: the columns that changed.", null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "actor_id",
                    models.UUIDField(
                        help_text="No foreign key: the entry outlives the person. Empty: the system.", null=True
                    ),
                ),
                ("actor", models.CharField(help_text="The address of staff at the time.", max_length=254)),
                (
                    "door",
                    models.CharField(help_text="admin, page, api, a job; empty: a command, or SQL.", max_length=20),
                ),
                ("why", models.CharField(max_length=300)),
                ("request_id", models.CharField(max_length=128)),
                ("transaction", models.BigIntegerField(help_text="The same for all that was written together.")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["table", "row_id", "-id"], name="changes_of_row_newest_first"),
                    models.Index(fields=["actor_id", "-id"], name="changes_by_actor_newest_first"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before", None), ("operation", "insert")),
                            models.Q(("after", None), ("operation", "delete")),
                            ("operation", "update"),
                            _connector="OR",
                        ),
                        name="a_change_has_the_sides_it_can_have",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
