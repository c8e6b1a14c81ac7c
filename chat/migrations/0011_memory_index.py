"""The search index of memory, hash-partitioned by owner, and the guard that keeps versions as they were."""

from django.db import migrations

PARTITIONS = 16

ENTRIES = """
CREATE TABLE chat_memoryentry (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    kind varchar(12) NOT NULL,
    scope varchar(12) NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] NOT NULL,
    session varchar(80) COLLATE "C" NOT NULL,
    position integer NOT NULL,
    speaker text[] NOT NULL,
    occurred_at timestamptz NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    believed_from timestamptz NOT NULL,
    believed_to timestamptz,
    expires_at timestamptz,
    importance double precision NOT NULL,
    terms text[] COLLATE "C" NOT NULL,
    times smallint[] NOT NULL,
    length integer NOT NULL,
    PRIMARY KEY (owner_id, memory_id, number),
    CONSTRAINT a_memory_entry_belongs_to_its_owner FOREIGN KEY (owner_id, memory_id)
        REFERENCES chat_memory (owner_id, id) ON DELETE CASCADE,
    CONSTRAINT each_term_has_its_count CHECK (cardinality(terms) = cardinality(times))
) PARTITION BY HASH (owner_id)
"""

VECTORS = """
CREATE TABLE chat_memoryvector (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    embedder varchar(120) NOT NULL,
    own vector NOT NULL,
    around vector,
    tokens bytea,
    PRIMARY KEY (owner_id, memory_id, number, embedder),
    CONSTRAINT a_memory_vector_belongs_to_its_entry FOREIGN KEY (owner_id, memory_id, number)
        REFERENCES chat_memoryentry (owner_id, memory_id, number) ON DELETE CASCADE,
    CONSTRAINT both_vectors_are_of_one_length CHECK (around IS NULL OR vector_dims(around) = vector_dims(own))
) PARTITION BY HASH (owner_id)
"""

PARTITION = """
DO $$ BEGIN
    FOR part IN 0..{last} LOOP
        EXECUTE format(
            'CREATE TABLE {table}_%s PARTITION OF {table} FOR VALUES WITH (MODULUS {count}, REMAINDER %s)',
            lpad(part::text, 2, '0'), part
        );
    END LOOP;
END $$
"""

GUARD = """
CREATE FUNCTION chat_keep_memory_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.erased_at IS NOT NULL AND NEW.text = ''
       AND (NEW.memory_id, NEW.number, NEW.change, NEW.cause, NEW.text_hash, NEW.state, NEW.importance, NEW.is_pinned,
            NEW.valid_from, NEW.recorded_at)
         = (OLD.memory_id, OLD.number, OLD.change, OLD.cause, OLD.text_hash, OLD.state, OLD.importance, OLD.is_pinned,
            OLD.valid_from, OLD.recorded_at)
       AND NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to AND NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN
        RETURN NEW;
    END IF;
    IF NEW.actor_id IS NULL AND (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a memory is never changed, only its text erased' USING ERRCODE = 'restrict_violation';
END $$
"""

TRIGGER = """
CREATE TRIGGER a_memory_version_is_never_changed BEFORE UPDATE ON chat_memoryversion
FOR EACH ROW EXECUTE FUNCTION chat_keep_memory_version()
"""


def _partitions(table: str) -> str:
    return PARTITION.format(table=table, count=PARTITIONS, last=PARTITIONS - 1)


class Migration(migrations.Migration):
    dependencies = [("chat", "0010_memory")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS vector", migrations.RunSQL.noop),
        migrations.RunSQL(ENTRIES, "DROP TABLE chat_memoryentry"),
        migrations.RunSQL(_partitions("chat_memoryentry"), migrations.RunSQL.noop),
        migrations.RunSQL(VECTORS, "DROP TABLE chat_memoryvector"),
        migrations.RunSQL(_partitions("chat_memoryvector"), migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, "DROP FUNCTION chat_keep_memory_version"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER a_memory_version_is_never_changed ON chat_memoryversion"),
    ]
