"""One call of the database takes jobs off a lane: the lock, the limits and the claim without a trip between them."""

from django.db import migrations

# Limits hold strictly, so claims of one lane go one after the other; in READ COMMITTED each statement of a volatile function
# sees what was committed before it, so the counts below are taken after the lock. The plans live as long as the connection:
# made on a table that was small, they must still suit one that grew, hence no sequential scans and no hash or merge joins.
FORWARD = """
CREATE FUNCTION queue_claim(
    the_lane text, the_worker text, want int, lease interval, limited text[], mosts int[], owner_most int
) RETURNS TABLE (
    priority smallint, turn bigint, id uuid, kind varchar, payload jsonb, fence int, owner_id uuid, failures smallint,
    crashes smallint, max_failures smallint, batch_id uuid, lane varchar, idempotency_key varchar, started_at timestamptz,
    has_more boolean
) LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    shut_kinds text[];
    shut_owners uuid[];
    found_ids uuid[];
    is_thorough boolean;
    is_more boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(1903522145, hashtext(the_lane));
    shut_kinds := array(
        SELECT p.kind::text FROM queue_kindpause p
        UNION ALL SELECT l.kind FROM unnest(limited, mosts) AS l(kind, most)
        WHERE l.most <= (SELECT count(*) FROM queue_job r WHERE r.state = 'running' AND r.kind = l.kind)
    );
    shut_owners := array(
        SELECT r.owner_id FROM queue_job r
        WHERE r.state = 'running' AND r.lane = the_lane AND r.owner_id IS NOT NULL
        GROUP BY r.owner_id HAVING count(*) >= owner_most
    );
    FOREACH is_thorough IN ARRAY ARRAY[false, true] LOOP
        -- One more than wanted is looked for: it tells whether somebody else should be called.
        found_ids := array(
            SELECT next.id FROM (
                SELECT p.priority::smallint AS priority, CASE WHEN is_thorough THEN 0 ELSE coalesce(l.turn, 0) END AS turn
                FROM generate_series(0, 9) AS p(priority)
                LEFT JOIN queue_lanelevel l ON l.lane = the_lane AND l.priority = p.priority ORDER BY p.priority
            ) AS level CROSS JOIN LATERAL (
                SELECT j.id FROM queue_job j
                WHERE j.state = 'queued' AND j.lane = the_lane AND j.priority = level.priority AND j.turn >= level.turn
                    AND j.kind <> ALL(shut_kinds) AND (j.owner_id IS NULL OR j.owner_id <> ALL(shut_owners))
                ORDER BY j.turn, j.id LIMIT want + 1 FOR UPDATE OF j SKIP LOCKED
            ) AS next LIMIT want + 1
        );
        EXIT WHEN cardinality(found_ids) > 0;
    END LOOP;
    IF cardinality(found_ids) = 0 THEN
        RETURN;
    END IF;
    is_more := cardinality(found_ids) > want;
    found_ids := found_ids[1:want];
    IF cardinality(found_ids) > 1 THEN
        found_ids := array(
            SELECT ranked.id FROM (
                SELECT j.id, j.kind, j.owner_id,
                    row_number() OVER (PARTITION BY j.kind ORDER BY j.priority, j.turn, j.id) AS of_kind,
                    row_number() OVER (PARTITION BY j.owner_id ORDER BY j.priority, j.turn, j.id) AS of_owner
                FROM queue_job j WHERE j.id = ANY(found_ids)
            ) AS ranked
            WHERE (of_kind = 1 OR of_kind <= coalesce((
                    SELECT l.most - (SELECT count(*) FROM queue_job r WHERE r.state = 'running' AND r.kind = l.kind)
                    FROM unnest(limited, mosts) AS l(kind, most) WHERE l.kind = ranked.kind
                ), of_kind))
                AND (ranked.owner_id IS NULL OR of_owner = 1 OR of_owner <= owner_most - (
                    SELECT count(*) FROM queue_job r
                    WHERE r.state = 'running' AND r.lane = the_lane AND r.owner_id = ranked.owner_id
                ))
        );
    END IF;
    RETURN QUERY
        UPDATE queue_job j SET state = 'running', fence = j.fence + 1, held_by = the_worker,
            held_until = clock_timestamp() + lease, started_at = clock_timestamp(), progress = 0, progress_message = ''
        WHERE j.id = ANY(found_ids)
        RETURNING j.priority, j.turn, j.id, j.kind, j.payload, j.fence, j.owner_id, j.failures, j.crashes, j.max_failures,
            j.batch_id, j.lane, j.idempotency_key, j.started_at, is_more;
END $$;
"""
BACKWARD = "DROP FUNCTION queue_claim(text, text, int, interval, text[], int[], int);"


class Migration(migrations.Migration):
    dependencies = [("queue", "0002_guard_transitions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
