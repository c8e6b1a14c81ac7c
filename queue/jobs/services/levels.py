"""Keep each lane's level: the lowest turn that still waits, so that claims start there and not among dead rows."""

from django.db import connection, transaction

EMPTY_STEP = 1_000_000
MEASURE = """
WITH recent AS MATERIALIZED (
    SELECT DISTINCT lane, priority FROM (
        SELECT lane, priority FROM queue_job WHERE finished_at > clock_timestamp() - interval '3 seconds' LIMIT 2000
    ) AS lately
)
SELECT l.lane, p.priority, coalesce(v.turn, 0), (
    SELECT min(j.turn) FROM queue_job j WHERE j.state = 'queued' AND j.lane = l.lane AND j.priority = p.priority
), EXISTS (SELECT 1 FROM recent WHERE recent.lane = l.lane AND recent.priority = p.priority)
FROM unnest(%s::text[]) AS l(lane) CROSS JOIN generate_series(0, 9) AS p(priority)
LEFT JOIN queue_lanelevel v ON v.lane = l.lane AND v.priority = p.priority
"""
STORE = """
INSERT INTO queue_lanelevel (lane, priority, turn) SELECT * FROM unnest(%s::text[], %s::int2[], %s::int8[])
ON CONFLICT (lane, priority) DO UPDATE SET turn = excluded.turn WHERE queue_lanelevel.turn <> excluded.turn
"""


def refresh_levels(lanes: list[str]) -> None:
    """Write each level of ``lanes`` as it is now; one that ran empty steps past every turn it gave out."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MEASURE, [lanes])
        changed = []
        for lane, priority, stored, lowest, was_busy in cursor.fetchall():
            wanted = lowest if lowest is not None else stored + EMPTY_STEP * was_busy
            if wanted != stored:
                changed.append((lane, priority, wanted))
        if changed:
            cursor.execute(STORE, [list(column) for column in zip(*changed, strict=True)])
