"""A person's balance is, at commit, what the last entry of the account left: no statement can move one without the other."""

from django.db import migrations

CHECK = """
CREATE FUNCTION spirits_check_account_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    present spirits_account;
BEGIN
    SELECT * INTO present FROM spirits_account WHERE id = NEW.id;
    IF present.balance IS NULL OR (present.balance = 0 AND present.entry_count = 0) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM spirits_ledger_entry
        WHERE account_id = present.id AND number = present.entry_count AND balance_after = present.balance;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the balance of account % does not follow from its entries', present.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_balance_follows_from_its_entries';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balances_follow_from_entries AFTER INSERT OR UPDATE ON spirits_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spirits_check_account_row();
ALTER TABLE spirits_account ENABLE ALWAYS TRIGGER balances_follow_from_entries;
"""
DROP = "DROP TRIGGER balances_follow_from_entries ON spirits_account; DROP FUNCTION spirits_check_account_row();"


class Migration(migrations.Migration):
    """The last gap of the ledger's guards."""

    dependencies = [("spirits", "0109_tools_of_events")]

    operations = [migrations.RunSQL(CHECK, DROP)]
