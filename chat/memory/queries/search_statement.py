"""The one SQL statement of a search: filters, BM25 over turn, window and session, speaker, cosine, and their sum.

It reads from left to right: ``live`` is what may be seen at all, ``hits`` the asked words in it, then one score for each
signal, then z-scores over all live rows, so that signals of different scale can be added.
"""

_ASKED_AND_LIVE = """
WITH asked AS MATERIALIZED (
    SELECT coalesce(array_agg(lexeme ORDER BY lexeme), '{}') AS terms
    FROM unnest(to_tsvector('english', %(query)s))
),
live AS MATERIALIZED (
    SELECT e.memory_id, e.number, e.occurred_at, e.importance, e.length, e.terms, e.times,
           dense_rank() OVER (ORDER BY e.session) AS session,
           row_number() OVER (ORDER BY e.session, e.position, e.memory_id) AS place,
           (e.speaker && (SELECT terms FROM asked))::int::float8 AS speaker,
           CASE WHEN %(is_dated)s THEN (
               SELECT max(exp(-greatest(extract(epoch FROM begun - e.occurred_at), extract(epoch FROM e.occurred_at - ended),
                                        0)::float8 / 86400.0 / %(date_days)s))
               FROM unnest(%(dates_from)s::timestamptz[], %(dates_to)s::timestamptz[]) AS named(begun, ended)
           ) ELSE 0 END AS dated
    FROM chat_memoryentry e
    WHERE e.owner_id = %(owner)s
      AND e.believed_from <= %(believed)s AND (e.believed_to IS NULL OR e.believed_to > %(believed)s)
      AND e.valid_from <= %(as_of)s AND (e.valid_to IS NULL OR e.valid_to > %(as_of)s)
      AND (e.expires_at IS NULL OR e.expires_at > %(now)s)
      AND (%(everywhere)s OR e.scope = 'user' OR (e.scope = 'minion' AND e.minion_id = %(here_minion)s)
           OR (e.scope = 'conversation' AND e.conversation_id = %(here_conversation)s))
      AND (%(kinds)s::text[] IS NULL OR e.kind = ANY(%(kinds)s::text[]))
      AND (%(minion)s::uuid IS NULL OR e.minion_id = %(minion)s::uuid)
      AND (%(conversation)s::uuid IS NULL OR e.conversation_id = %(conversation)s::uuid)
      AND (%(tags)s::text[] IS NULL OR e.tags @> %(tags)s::text[])
      AND (%(since)s::timestamptz IS NULL OR e.occurred_at >= %(since)s::timestamptz)
      AND (%(until)s::timestamptz IS NULL OR e.occurred_at < %(until)s::timestamptz)
      AND (%(without)s::uuid[] IS NULL OR e.memory_id <> ALL(%(without)s::uuid[]))
      AND (%(without_session)s = '' OR e.session <> %(without_session)s)
),
laid AS MATERIALIZED (
    SELECT live.*, sum(length) OVER (PARTITION BY session) AS session_length,
           sum(length) OVER (PARTITION BY session ORDER BY place ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS window_length
    FROM live
),
size AS MATERIALIZED (
    SELECT count(*)::float8 AS rows, max(session)::float8 AS sessions,
           greatest(avg(length), 1)::float8 AS length,
           greatest(avg(window_length), 1)::float8 AS window_length,
           greatest(sum(length)::float8 / max(session), 1) AS session_length
    FROM laid
),
hits AS MATERIALIZED (
    SELECT l.session, l.place, l.length, word.term, word.times::float8 AS times
    FROM live l, unnest(l.terms, l.times) AS word(term, times)
    WHERE l.terms && (SELECT terms FROM asked) AND word.term = ANY ((SELECT terms FROM asked)::text[])
),
"""

_TURN = """
turn_idf AS MATERIALIZED (
    SELECT term, ln(1 + (size.rows - count(*) + 0.5) / (count(*) + 0.5)) AS idf FROM hits, size GROUP BY term, size.rows
),
turn AS MATERIALIZED (
    SELECT h.session, h.place,
           sum(idf * h.times * (%(k)s + 1) / (h.times + %(k)s * (1 - %(b)s + %(b)s * h.length / size.length))) AS score
    FROM hits h JOIN turn_idf USING (term), size GROUP BY 1, 2
),
neighbour AS MATERIALIZED (
    SELECT session, place + step AS place, max(score) AS score FROM turn, (VALUES (-1), (1)) AS steps(step) GROUP BY 1, 2
),
"""

_WINDOW = """
window_hits AS MATERIALIZED (
    SELECT l.place, l.window_length, near.term, near.times
    FROM (
        SELECT session, place + step AS place, term, sum(times) AS times
        FROM hits, generate_series(-2, 2) AS steps(step) GROUP BY 1, 2, 3
    ) near
    JOIN laid l USING (session, place)
),
window_idf AS MATERIALIZED (
    SELECT term, ln(1 + (size.rows - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM window_hits, size GROUP BY term, size.rows
),
windowed AS MATERIALIZED (
    SELECT h.place,
           sum(idf * h.times * (%(k)s + 1)
               / (h.times + %(k)s * (1 - %(b)s + %(b)s * h.window_length / size.window_length))) AS score
    FROM window_hits h JOIN window_idf USING (term), size GROUP BY 1
),
"""

_SESSION = """
session_hits AS MATERIALIZED (
    SELECT session, term, sum(times) AS times FROM hits GROUP BY 1, 2
),
session_idf AS MATERIALIZED (
    SELECT term, ln(1 + (size.sessions - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM session_hits, size GROUP BY term, size.sessions
),
sessions AS MATERIALIZED (
    SELECT h.session,
           sum(idf * h.times * (%(k)s + 1)
               / (h.times + %(k)s * (1 - %(b)s + %(b)s * l.session_length / size.session_length))) AS score
    FROM session_hits h JOIN session_idf USING (term)
    JOIN (SELECT DISTINCT session, session_length FROM laid) l USING (session), size GROUP BY 1
),
"""

_SIGNALS = """
signals AS MATERIALIZED (
    SELECT l.memory_id, l.number, l.occurred_at, l.importance,
           coalesce(turn.score, 0) AS turn, coalesce(windowed.score, 0) AS near, coalesce(neighbour.score, 0) AS neighbour,
           coalesce(sessions.score, 0) AS session, l.speaker, l.dated, {cosines}
    FROM laid l
    LEFT JOIN turn ON turn.place = l.place
    LEFT JOIN windowed ON windowed.place = l.place
    LEFT JOIN neighbour ON neighbour.place = l.place AND neighbour.session = l.session
    LEFT JOIN sessions ON sessions.session = l.session
    {vectors}
),
spread AS MATERIALIZED (
    SELECT {spreads} FROM signals
),
weighed AS (
    SELECT signals.*, {z_scores},
           exp(-greatest(extract(epoch FROM %(now)s::timestamptz - occurred_at), 0) / 86400.0 / %(recency_days)s)::float8
               AS recent
    FROM signals, spread WHERE near > 0 OR dated = 1 OR own >= %(least_cosine)s
),
ranked AS (
    SELECT weighed.*, round((
               {sum} + %(w_recency)s * recent + %(w_importance)s * (2 * importance - 1)
           )::numeric, 9) AS score
    FROM weighed
    ORDER BY score DESC, occurred_at DESC, memory_id LIMIT %(limit)s
)
SELECT r.memory_id, r.number, r.score::float8, r.turn, r.near, r.neighbour, r.session, r.speaker, r.dated, r.own,
       r.around,
       r.recent, {z_columns}, v.text, v.recorded_at, m.kind, m.occurred_at, m.speaker, m.source, m.session, m.position,
       m.source_message_id, m.conversation_id, m.is_pinned, m.expires_at, {tokens}
FROM ranked r
JOIN chat_memory m ON m.id = r.memory_id
JOIN chat_memoryversion v ON v.memory_id = r.memory_id AND v.number = r.number
{token_rows}
ORDER BY r.score DESC, r.occurred_at DESC, r.memory_id
"""

_NO_COSINES = "NULL::float8 AS own, NULL::float8 AS around"
_COSINES = "1 - (vectors.own <=> %(vector)s::vector) AS own, 1 - (vectors.around <=> %(vector)s::vector) AS around"
_VECTORS = """
    LEFT JOIN chat_memoryvector vectors ON vectors.owner_id = %(owner)s AND vectors.memory_id = l.memory_id
        AND vectors.number = l.number AND vectors.embedder = %(embedder)s"""

_TOKENS = """
LEFT JOIN chat_memoryvector vectors ON vectors.owner_id = %(owner)s AND vectors.memory_id = r.memory_id
    AND vectors.number = r.number AND vectors.embedder = %(embedder)s"""

SIGNALS = ("turn", "near", "neighbour", "session", "speaker", "dated", "own", "around")


def statement(*, with_vectors: bool) -> str:
    """The search as one statement; its parameters are those of ``chat.memory.queries.search``."""
    spreads = ", ".join(
        f"avg({name}) AS {name}_mean, nullif(stddev_pop({name}), 0) AS {name}_deviation" for name in SIGNALS
    )
    z_scores = ", ".join(f"coalesce(({name} - {name}_mean) / {name}_deviation, 0) AS z_{name}" for name in SIGNALS)
    final = _SIGNALS.format(
        cosines=_COSINES if with_vectors else _NO_COSINES,
        vectors=_VECTORS if with_vectors else "",
        tokens="vectors.tokens" if with_vectors else "NULL::bytea",
        token_rows=_TOKENS if with_vectors else "",
        spreads=spreads,
        z_scores=z_scores,
        sum=" + ".join(f"%(w_{name})s * z_{name}" for name in SIGNALS),
        z_columns=", ".join(f"r.z_{name}" for name in SIGNALS),
    )
    return _ASKED_AND_LIVE + _TURN + _WINDOW + _SESSION + final


KEYWORDS_ONLY = statement(with_vectors=False)
WITH_VECTORS = statement(with_vectors=True)
