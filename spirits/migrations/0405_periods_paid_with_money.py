"""A paid period is never rewritten, what it cost in money included."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION spirits_stamp_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT serial INTO NEW.serial FROM spirits_subscription WHERE id = NEW.subscription_id;
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.subscription_id, NEW.number, NEW.version_id, NEW.starts_at, NEW.ends_at, NEW.price_points,
            NEW.charged_points, {money_new}NEW.transaction_id)
        IS DISTINCT FROM (OLD.id, OLD.subscription_id, OLD.number, OLD.version_id, OLD.starts_at, OLD.ends_at,
            OLD.price_points, OLD.charged_points, {money_old}OLD.transaction_id)
        OR (OLD.cut_at IS NOT NULL AND NEW.cut_at IS DISTINCT FROM OLD.cut_at))
    THEN
        RAISE EXCEPTION 'a period can only be cut, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_period_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """The guard of periods learns the column of money."""

    dependencies = [("spirits", "0404_card_payments")]

    operations = [
        migrations.RunSQL(
            GUARD.format(money_new="NEW.charged_cents, ", money_old="OLD.charged_cents, "),
            GUARD.format(money_new="", money_old=""),
        )
    ]
