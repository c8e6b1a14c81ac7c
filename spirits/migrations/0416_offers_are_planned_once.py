"""What an offer depends on becomes a function, whose plans a connection keeps: checkout reads it up to three times."""

from django.db import migrations, models

# The order of what is held and of the prices is fixed, so that two readings can be compared as they are.
FACTS = """
CREATE FUNCTION spirits_offer_facts(
    buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamptz,
    OUT xp bigint, OUT had_a_plan boolean, OUT held uuid[], OUT prices text
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    xp := spirits_xp_at(buyer, moment);
    had_a_plan := EXISTS (SELECT 1 FROM spirits_subscription s WHERE s.owner_id = buyer);
    held := ARRAY(
        SELECT g.spirit_id FROM spirits_grant g
        WHERE g.owner_id = recipient AND g.spirit_id = ANY(parts) AND g.source IN ('purchase', 'bundle', 'gift')
            AND g.revoked_at IS NULL
        UNION
        SELECT l.spirit_id FROM spirits_purchase p JOIN spirits_purchaseline l ON l.purchase_id = p.id
        WHERE p.recipient_id = recipient AND p.state = 'awaiting' AND l.spirit_id = ANY(parts)
        ORDER BY 1
    );
    prices := (
        SELECT json_agg(json_build_array(thing, p.points, p.cents) ORDER BY thing)
        FROM (
            SELECT i.id, i.spirit_id AS thing FROM spirits_priceditem i WHERE i.spirit_id = ANY(parts)
            UNION ALL SELECT i.id, i.bundle_id FROM spirits_priceditem i WHERE i.bundle_id = whole
        ) items CROSS JOIN LATERAL (
            SELECT points, cents FROM spirits_price
            WHERE item_id = items.id AND valid_from <= moment AND (valid_until IS NULL OR valid_until > moment) OFFSET 0
        ) p
    );
END $$;
"""
# One snapshot for all of it: where something was seen that a purchase of this key did, the purchase is seen as well.
LOOK = """
CREATE FUNCTION spirits_look_at_sale(
    buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamptz, wanted text,
    OUT xp bigint, OUT had_a_plan boolean, OUT held uuid[], OUT prices text, OUT mark text,
    OUT wallet uuid, OUT balance bigint, OUT spent uuid, OUT earlier uuid
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    SELECT f.xp, f.had_a_plan, f.held, f.prices, f::text INTO xp, had_a_plan, held, prices, mark
        FROM spirits_offer_facts(buyer, recipient, parts, whole, moment) f;
    SELECT a.id, a.balance INTO wallet, balance FROM spirits_account a
        WHERE a.holder = buyer AND a.kind = 'wallet' AND a.unit = 'PTS';
    spent := (SELECT a.id FROM spirits_account a WHERE a.holder IS NULL AND a.kind = 'spent' AND a.unit = 'PTS');
    earlier := (SELECT p.id FROM spirits_purchase p WHERE p.buyer_key = buyer AND p.key = wanted);
END $$;
"""
# Each statement of a volatile function has a snapshot of its own: the second reads what the locks' last holder wrote.
BEGIN = """
CREATE FUNCTION spirits_begin_sale(
    people uuid[], seen text, buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamptz
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    person uuid;
BEGIN
    FOREACH person IN ARRAY people LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 5));
    END LOOP;
    IF (SELECT f::text FROM spirits_offer_facts(buyer, recipient, parts, whole, moment) f) IS DISTINCT FROM seen THEN
        RAISE EXCEPTION 'what the offer depends on is not what it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_sale_is_made_on_what_was_seen';
    END IF;
END $$;
"""
DROP_FACTS = "DROP FUNCTION spirits_offer_facts(uuid, uuid, uuid[], uuid, timestamptz);"
DROP_LOOK = "DROP FUNCTION spirits_look_at_sale(uuid, uuid, uuid[], uuid, timestamptz, text);"
DROP_BEGIN = "DROP FUNCTION spirits_begin_sale(uuid[], text, uuid, uuid, uuid[], uuid, timestamptz);"


class Migration(migrations.Migration):
    """An index and three functions."""

    dependencies = [("spirits", "0415_approvals_of_addresses")]
    operations = [
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("state", "awaiting")), fields=["recipient"], name="open_orders_of_recipient"
            ),
        ),
        migrations.RunSQL(FACTS, DROP_FACTS),
        migrations.RunSQL(LOOK, DROP_LOOK),
        migrations.RunSQL(BEGIN, DROP_BEGIN),
    ]
