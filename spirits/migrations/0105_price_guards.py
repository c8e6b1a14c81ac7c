"""Prices never overlap, are never rewritten, and follow the catalogue whatever door changes it."""

from django.db import migrations

# Without btree_gist an item cannot stand beside the range, so each item gets a block of 2^43 milliseconds of its own
# (until the year 2248); ranges of different items never meet, those of one item must not.
NO_OVERLAP = """
CREATE FUNCTION spirits_ms(moment timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC') * 1000)::bigint
$$;
ALTER TABLE spirits_price ADD CONSTRAINT prices_of_an_item_never_overlap EXCLUDE USING gist (
    int8range(
        (item_id << 43) + spirits_ms(valid_from), (item_id << 43) + coalesce(spirits_ms(valid_until), (1::bigint << 43) - 1)
    ) WITH &&
);
"""
DROP_NO_OVERLAP = """
ALTER TABLE spirits_price DROP CONSTRAINT prices_of_an_item_never_overlap;
DROP FUNCTION spirits_ms(timestamptz);
"""

GUARD = """
CREATE FUNCTION spirits_guard_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    present bigint := spirits_ms(transaction_timestamp());
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.recorded_at := transaction_timestamp();
        IF spirits_ms(NEW.valid_from) < present THEN
            RAISE EXCEPTION 'a price cannot start in the past'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_price_never_starts_in_the_past';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.item_id, NEW.cents, NEW.points, NEW.valid_from, NEW.reason, NEW.actor, NEW.recorded_at)
        IS DISTINCT FROM (OLD.id, OLD.item_id, OLD.cents, OLD.points, OLD.valid_from, OLD.reason, OLD.actor, OLD.recorded_at)
        OR NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until OR spirits_ms(NEW.valid_until) < present
    THEN
        RAISE EXCEPTION 'a price can only be ended, now or later'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'price_history_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prices_are_guarded BEFORE INSERT OR UPDATE ON spirits_price
    FOR EACH ROW EXECUTE FUNCTION spirits_guard_price();
CREATE TRIGGER prices_stay BEFORE DELETE ON spirits_price FOR EACH ROW EXECUTE FUNCTION spirits_refuse_change();
CREATE TRIGGER prices_are_never_truncated BEFORE TRUNCATE ON spirits_price
    FOR EACH STATEMENT EXECUTE FUNCTION spirits_refuse_change();
ALTER TABLE spirits_price ENABLE ALWAYS TRIGGER prices_are_guarded;
ALTER TABLE spirits_price ENABLE ALWAYS TRIGGER prices_stay;
ALTER TABLE spirits_price ENABLE ALWAYS TRIGGER prices_are_never_truncated;
"""
DROP_GUARD = """
DROP TRIGGER prices_are_guarded ON spirits_price;
DROP TRIGGER prices_stay ON spirits_price;
DROP TRIGGER prices_are_never_truncated ON spirits_price;
DROP FUNCTION spirits_guard_price();
"""

# The one way a price changes: what holds at `starts` ends there, and the new price lasts until the next scheduled one.
SET_PRICE = """
CREATE FUNCTION spirits_set_price(
    priced bigint, new_cents bigint, new_points bigint, starts timestamptz, by_actor uuid, why text
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    covering spirits_price;
    follower timestamptz;
    made uuid;
BEGIN
    PERFORM 1 FROM spirits_priceditem WHERE id = priced FOR UPDATE;
    starts := date_trunc('milliseconds', greatest(starts, transaction_timestamp()));
    SELECT * INTO covering FROM spirits_price WHERE item_id = priced AND valid_from <= starts
        AND (valid_until IS NULL OR valid_until > starts) LIMIT 1;
    IF covering.id IS NOT NULL AND (covering.cents, covering.points) IS NOT DISTINCT FROM (new_cents, new_points) THEN
        RETURN covering.id;
    END IF;
    follower := covering.valid_until;
    IF covering.id IS NULL THEN
        SELECT min(valid_from) INTO follower FROM spirits_price
            WHERE item_id = priced AND valid_from > starts AND valid_until IS DISTINCT FROM valid_from;
    END IF;
    UPDATE spirits_price SET valid_until = starts WHERE id = covering.id;
    INSERT INTO spirits_price (id, item_id, cents, points, valid_from, valid_until, reason, actor)
        VALUES (uuidv7(), priced, new_cents, new_points, starts, follower, coalesce(why, ''), by_actor)
        RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION spirits_follow_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    priced bigint;
    changed jsonb := to_jsonb(NEW);
BEGIN
    EXECUTE format('SELECT id FROM spirits_priceditem WHERE %I = $1', TG_ARGV[0]) INTO priced USING NEW.id;
    IF priced IS NULL THEN
        EXECUTE format('INSERT INTO spirits_priceditem (%I) VALUES ($1) RETURNING id', TG_ARGV[0]) INTO priced USING NEW.id;
    END IF;
    PERFORM spirits_set_price(
        priced, (changed ->> 'price_cents')::bigint, (changed ->> 'price_points')::bigint, transaction_timestamp(),
        NULL, 'Catalogue'
    );
    RETURN NULL;
END $$;
CREATE TRIGGER spirit_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON spirits_spirit
    FOR EACH ROW EXECUTE FUNCTION spirits_follow_price('spirit_id');
CREATE TRIGGER bundle_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON spirits_bundle
    FOR EACH ROW EXECUTE FUNCTION spirits_follow_price('bundle_id');
CREATE TRIGGER plan_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents ON spirits_plan
    FOR EACH ROW EXECUTE FUNCTION spirits_follow_price('plan_id');
"""
DROP_SET_PRICE = """
DROP TRIGGER spirit_prices_are_recorded ON spirits_spirit;
DROP TRIGGER bundle_prices_are_recorded ON spirits_bundle;
DROP TRIGGER plan_prices_are_recorded ON spirits_plan;
DROP FUNCTION spirits_follow_price();
DROP FUNCTION spirits_set_price(bigint, bigint, bigint, timestamptz, uuid, text);
"""

EXISTING = """
UPDATE spirits_spirit SET price_cents = price_cents;
UPDATE spirits_bundle SET price_cents = price_cents;
UPDATE spirits_plan SET price_cents = price_cents;
"""


class Migration(migrations.Migration):
    """No overlap, no rewriting, one function that sets prices, and triggers that follow the catalogue."""

    dependencies = [("spirits", "0104_prices")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, DROP_NO_OVERLAP),
        migrations.RunSQL(GUARD, DROP_GUARD),
        migrations.RunSQL(SET_PRICE, DROP_SET_PRICE),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
    ]
