"""A minion that is deleted is not shared any more."""

from django.db import migrations

FORGET = """
CREATE TRIGGER a_deleted_minion_is_shared_no_more AFTER DELETE ON spirits_minion
FOR EACH ROW EXECUTE FUNCTION accounts_forget_shares('minion')
"""


class Migration(migrations.Migration):
    dependencies = [("spirits", "0301_encryption_keys"), ("accounts", "0006_share")]
    operations = [migrations.RunSQL(FORGET, "DROP TRIGGER a_deleted_minion_is_shared_no_more ON spirits_minion")]
