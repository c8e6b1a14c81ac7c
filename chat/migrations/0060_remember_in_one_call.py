"""A new memory is decided upon and written inside the database: one call, with plans that are kept."""

from django.db import migrations

OPEN_ENTRY = """
CREATE FUNCTION chat_open_memory_entry(m chat_memory, words text, speaker text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chat_memoryentry (
        owner_id, memory_id, number, kind, scope, minion_id, conversation_id, tags, session, position, speaker,
        occurred_at, valid_from, valid_to, believed_from, expires_at, importance, terms, times, length
    )
    SELECT m.owner_id, m.id, m.version, m.kind, m.scope, m.minion_id, m.conversation_id, m.tags,
           coalesce(nullif(m.session, ''), m.id::text), m.position, tsvector_to_array(to_tsvector('english', speaker)),
           m.occurred_at, m.valid_from, m.valid_to, m.changed_at, m.expires_at, m.importance,
           coalesce(array_agg(lexeme ORDER BY lexeme), '{}'),
           coalesce(array_agg(cardinality(positions)::smallint ORDER BY lexeme), '{}'),
           coalesce(sum(cardinality(positions)), 0)
    FROM unnest(to_tsvector('english', words));
END $$
"""

WRITE = """
CREATE FUNCTION chat_write_memory(m chat_memory, change uuid, cause text, actor uuid, words text, speaker text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chat_memory VALUES (m.*);
    INSERT INTO chat_memoryversion (
        memory_id, number, change, cause, actor_id, text, text_hash, state, key, tags, importance, is_pinned,
        valid_from, valid_to, expires_at, superseded_by, recorded_at
    ) VALUES (
        m.id, m.version, change, cause, actor, m.text, m.text_hash, m.state, m.key, m.tags, m.importance, m.is_pinned,
        m.valid_from, m.valid_to, m.expires_at, m.superseded_by_id, m.changed_at
    );
    PERFORM chat_open_memory_entry(m, words, speaker);
END $$
"""

# The lock comes before the look, each a command of its own, so that of two who say the same words at once one finds the other's.
REMEMBER = """
CREATE FUNCTION chat_remember(memory jsonb, change uuid, cause text, actor uuid, words text, speaker text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    m chat_memory := jsonb_populate_record(NULL::chat_memory, memory);
BEGIN
    IF EXISTS (
        SELECT FROM chat_memoryswitch WHERE owner_id = m.owner_id AND NOT is_on
          AND (minion_id = m.minion_id OR conversation_id = m.conversation_id
               OR (minion_id IS NULL AND conversation_id IS NULL))
    ) THEN
        RETURN 'off';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(m.owner_id || '/' || m.text_hash, 6));
    IF EXISTS (
        SELECT FROM chat_memory known
        WHERE known.owner_id = m.owner_id AND known.text_hash = m.text_hash AND known.state = 'current'
          AND known.verbatim_of_id IS NULL AND known.session = ''
    ) THEN
        RETURN 'known';
    END IF;
    PERFORM chat_write_memory(m, change, cause, actor, words, speaker);
    RETURN 'written';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0051_schedule_temporary_chats")]

    operations = [
        migrations.RunSQL(OPEN_ENTRY, "DROP FUNCTION chat_open_memory_entry"),
        migrations.RunSQL(WRITE, "DROP FUNCTION chat_write_memory"),
        migrations.RunSQL(REMEMBER, "DROP FUNCTION chat_remember"),
    ]
