"""A conversation that is deleted is not shared any more."""

from django.db import migrations

FORGET = """
CREATE TRIGGER a_deleted_conversation_is_shared_no_more AFTER DELETE ON chat_conversation
FOR EACH ROW EXECUTE FUNCTION accounts_forget_shares('conversation')
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0030_usage_and_fallbacks"), ("accounts", "0006_share")]
    operations = [
        migrations.RunSQL(FORGET, "DROP TRIGGER a_deleted_conversation_is_shared_no_more ON chat_conversation")
    ]
