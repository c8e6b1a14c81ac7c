"""Switches of memory are for everything or for one conversation; the function that remembers asks the minion itself."""

from django.db import migrations, models

REMEMBER = """
CREATE OR REPLACE FUNCTION chat_remember(memory jsonb, change uuid, cause text, actor uuid, words text, speaker text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    m chat_memory := jsonb_populate_record(NULL::chat_memory, memory);
BEGIN
{is_off}
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

ASKS_THE_MINION = """
    IF EXISTS (
        SELECT FROM chat_memoryswitch WHERE owner_id = m.owner_id AND NOT is_on
          AND (conversation_id = m.conversation_id OR conversation_id IS NULL)
    ) OR EXISTS (SELECT FROM spirits_minion asked WHERE asked.id = m.minion_id AND asked.memory = 'off') THEN
""".strip("\n")

ASKS_THE_SWITCH = """
    IF EXISTS (
        SELECT FROM chat_memoryswitch WHERE owner_id = m.owner_id AND NOT is_on
          AND (minion_id = m.minion_id OR conversation_id = m.conversation_id
               OR (minion_id IS NULL AND conversation_id IS NULL))
    ) THEN
""".strip("\n")


class Migration(migrations.Migration):
    dependencies = [("chat", "0071_minions_say_what_they_recall")]

    operations = [
        migrations.RunSQL(REMEMBER.replace("{is_off}", ASKS_THE_MINION), REMEMBER.replace("{is_off}", ASKS_THE_SWITCH)),
        migrations.RemoveConstraint(model_name="memoryswitch", name="one_memory_switch_per_place"),
        migrations.RemoveConstraint(model_name="memoryswitch", name="a_memory_switch_is_for_one_place"),
        migrations.RemoveField(model_name="memoryswitch", name="minion"),
        migrations.AddConstraint(
            model_name="memoryswitch",
            constraint=models.UniqueConstraint(
                fields=("owner", "conversation"), name="one_memory_switch_per_place", nulls_distinct=False
            ),
        ),
    ]
