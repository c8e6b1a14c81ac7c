"""What the ledger promises, kept by the database itself, also against the application's own role."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION spirits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'the_ledger_is_append_only';
END $$;

CREATE TRIGGER ledger_transactions_stay BEFORE UPDATE OR DELETE ON spirits_ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER ledger_transactions_are_never_truncated BEFORE TRUNCATE ON spirits_ledger_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER ledger_entries_stay BEFORE UPDATE OR DELETE ON spirits_ledger_entry
    FOR EACH ROW EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER ledger_entries_are_never_truncated BEFORE TRUNCATE ON spirits_ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER accounts_stay BEFORE DELETE ON spirits_account
    FOR EACH ROW EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER accounts_are_never_truncated BEFORE TRUNCATE ON spirits_account
    FOR EACH STATEMENT EXECUTE FUNCTION spirits_refuse_change();
ALTER TABLE spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_stay;
ALTER TABLE spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_never_truncated;
ALTER TABLE spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_stay;
ALTER TABLE spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_never_truncated;
ALTER TABLE spirits_account ENABLE ALWAYS TRIGGER accounts_stay;
ALTER TABLE spirits_account ENABLE ALWAYS TRIGGER accounts_are_never_truncated;
"""

DROP_REFUSE = """
DROP TRIGGER ledger_transactions_stay ON spirits_ledger_transaction;
DROP TRIGGER ledger_transactions_are_never_truncated ON spirits_ledger_transaction;
DROP TRIGGER ledger_entries_stay ON spirits_ledger_entry;
DROP TRIGGER ledger_entries_are_never_truncated ON spirits_ledger_entry;
DROP TRIGGER accounts_stay ON spirits_account;
DROP TRIGGER accounts_are_never_truncated ON spirits_account;
DROP FUNCTION spirits_refuse_change();
"""

# A person's balance starts at zero and moves only inside the posting trigger (depth 2: an entry's trigger, then this one).
ACCOUNTS = """
CREATE FUNCTION spirits_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.balance, 0) <> 0 OR NEW.entry_count <> 0 THEN
            RAISE EXCEPTION 'an account starts empty'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_starts_empty';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.kind, NEW.unit, NEW.holder) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.unit, OLD.holder) THEN
        RAISE EXCEPTION 'an account never changes its purpose'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_never_changes_its_purpose';
    END IF;
    IF (NEW.balance, NEW.entry_count) IS DISTINCT FROM (OLD.balance, OLD.entry_count) AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is moved by posting entries only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_balance_is_moved_by_posting_only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_are_guarded BEFORE INSERT OR UPDATE ON spirits_account
    FOR EACH ROW EXECUTE FUNCTION spirits_guard_account();
ALTER TABLE spirits_account ENABLE ALWAYS TRIGGER accounts_are_guarded;
"""

DROP_ACCOUNTS = "DROP TRIGGER accounts_are_guarded ON spirits_account; DROP FUNCTION spirits_guard_account();"

# pg_current_xact_id() is the top-level transaction also inside savepoints, so a movement may be written in several steps
# of one database transaction, and never again afterwards.
POSTING = """
CREATE FUNCTION spirits_stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := nextval('spirits_ledger_sequence');
    NEW.posted_at := transaction_timestamp();
    NEW.written_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_transactions_are_stamped BEFORE INSERT ON spirits_ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION spirits_stamp_transaction();
ALTER TABLE spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_stamped;

CREATE FUNCTION spirits_post_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened bigint;
BEGIN
    SELECT written_in INTO opened FROM spirits_ledger_transaction WHERE id = NEW.transaction_id;
    IF opened IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'the ledger transaction % is closed', NEW.transaction_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_committed_transaction_is_closed';
    END IF;
    NEW.number := NULL;
    NEW.balance_after := NULL;
    UPDATE spirits_account SET balance = balance + NEW.amount, entry_count = entry_count + 1
        WHERE id = NEW.account_id AND balance IS NOT NULL
        RETURNING entry_count, balance INTO NEW.number, NEW.balance_after;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entries_are_posted BEFORE INSERT ON spirits_ledger_entry
    FOR EACH ROW EXECUTE FUNCTION spirits_post_entry();
ALTER TABLE spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_posted;
ALTER TABLE spirits_ledger_entry ADD CONSTRAINT an_entry_is_in_the_unit_of_its_account
    FOREIGN KEY (account_id, unit) REFERENCES spirits_account (id, unit);
ALTER SEQUENCE spirits_ledger_sequence OWNED BY spirits_ledger_transaction.sequence;
"""

DROP_POSTING = """
ALTER SEQUENCE spirits_ledger_sequence OWNED BY NONE;
ALTER TABLE spirits_ledger_entry DROP CONSTRAINT an_entry_is_in_the_unit_of_its_account;
DROP TRIGGER ledger_entries_are_posted ON spirits_ledger_entry;
DROP FUNCTION spirits_post_entry();
DROP TRIGGER ledger_transactions_are_stamped ON spirits_ledger_transaction;
DROP FUNCTION spirits_stamp_transaction();
"""

# Fires for the transaction row (one without entries) and for each entry (one added after an early SET CONSTRAINTS).
BALANCED = """
CREATE FUNCTION spirits_check_transaction(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
    undone uuid;
BEGIN
    SELECT 'sums to ' || sum(amount) || ' ' || unit INTO wrong FROM spirits_ledger_entry
        WHERE transaction_id = checked GROUP BY unit HAVING sum(amount) <> 0 LIMIT 1;
    IF wrong IS NULL AND (SELECT count(*) FROM spirits_ledger_entry WHERE transaction_id = checked) < 2 THEN
        wrong := 'has fewer than two entries';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the ledger transaction % %', checked, wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_ledger_transaction_sums_to_zero';
    END IF;
    SELECT reverses_id INTO undone FROM spirits_ledger_transaction WHERE id = checked;
    IF undone IS NOT NULL AND (
        EXISTS (SELECT 1 FROM spirits_ledger_transaction WHERE id = undone AND reverses_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM spirits_ledger_entry WHERE transaction_id IN (checked, undone)
                   GROUP BY account_id HAVING sum(amount) <> 0)
    ) THEN
        RAISE EXCEPTION 'the ledger transaction % does not mirror %', checked, undone
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_reversal_mirrors_its_original';
    END IF;
END $$;

CREATE FUNCTION spirits_check_transaction_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION spirits_check_entry_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.transaction_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transactions_sum_to_zero AFTER INSERT ON spirits_ledger_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spirits_check_transaction_row();
CREATE CONSTRAINT TRIGGER ledger_entries_sum_to_zero AFTER INSERT ON spirits_ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spirits_check_entry_row();
ALTER TABLE spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_sum_to_zero;
ALTER TABLE spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_sum_to_zero;
"""

DROP_BALANCED = """
DROP TRIGGER ledger_transactions_sum_to_zero ON spirits_ledger_transaction;
DROP TRIGGER ledger_entries_sum_to_zero ON spirits_ledger_entry;
DROP FUNCTION spirits_check_transaction_row();
DROP FUNCTION spirits_check_entry_row();
DROP FUNCTION spirits_check_transaction(uuid);
"""


class Migration(migrations.Migration):
    """Append-only rows, guarded balances, posting, and the sum at commit."""

    dependencies = [("spirits", "0101_ledger_tables")]

    operations = [
        migrations.RunSQL(REFUSE, DROP_REFUSE),
        migrations.RunSQL(ACCOUNTS, DROP_ACCOUNTS),
        migrations.RunSQL(POSTING, DROP_POSTING),
        migrations.RunSQL(BALANCED, DROP_BALANCED),
    ]
