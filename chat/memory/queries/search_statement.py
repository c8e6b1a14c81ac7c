"""The one SQL statement of a search: filters, BM25 over turn, window and session, speaker, cosine, and their sum.

It reads from left to right: ``seen`` is what may be seen at all, ``live`` the same in the order it was said, ``hits`` the
asked words in it, then one score for each signal, then z-scores over all live rows, so that signals of different scale can
be added. Only what an asked word touches is worked on: everywhere else a score is nothing, which means and deviations count.
"""

from training.retrieval.scoring import bm25, idf, spread

_ASKED_AND_SEEN = """
WITH asked AS MATERIALIZED (
    SELECT coalesce(array_agg(lexeme ORDER BY lexeme), '{{}}')::text[] AS terms
    FROM unnest(to_tsvector('english', %(query)s))
),
seen AS MATERIALIZED (
    SELECT e.memory_id, e.number, e.session, e.position, e.occurred_at, e.importance, e.length,
           (e.speaker && (SELECT terms FROM asked))::int::float8 AS speaker,
           CASE WHEN %(is_dated)s THEN (
               SELECT max(exp(-greatest(extract(epoch FROM begun - e.occurred_at), extract(epoch FROM e.occurred_at - ended),
                                        0)::float8 / 86400 / %(date_days)s))
               FROM unnest(%(dates_from)s::timestamptz[], %(dates_to)s::timestamptz[]) AS named(begun, ended)
           ) ELSE 0 END AS dated, {cosines}
    FROM chat_memoryentry e {vectors}
    WHERE e.owner_id = %(owner)s
      AND e.believed_from <= %(believed)s AND (e.believed_to IS NULL OR e.believed_to > %(believed)s)
      AND e.valid_from <= %(as_of)s AND (e.valid_to IS NULL OR e.valid_to > %(as_of)s)
      AND (e.expires_at IS NULL OR e.expires_at > %(now)s)
      AND (%(everywhere)s OR e.scope = 'user' OR (e.scope = 'minion' AND e.minion_id = %(here_minion)s)
           OR (e.scope = 'conversation' AND e.conversation_id = %(here_conversation)s))
      AND (NOT %(own_only)s OR e.scope = 'conversation' OR e.minion_id = %(here_minion)s)
      AND (%(kinds)s::text[] IS NULL OR e.kind = ANY(%(kinds)s::text[]))
      AND (%(minion)s::uuid IS NULL OR e.minion_id = %(minion)s::uuid)
      AND (%(conversation)s::uuid IS NULL OR e.conversation_id = %(conversation)s::uuid)
      AND (%(tags)s::text[] IS NULL OR e.tags @> %(tags)s::text[])
      AND (%(since)s::timestamptz IS NULL OR e.occurred_at >= %(since)s::timestamptz)
      AND (%(until)s::timestamptz IS NULL OR e.occurred_at < %(until)s::timestamptz)
      AND (%(without)s::uuid[] IS NULL OR e.memory_id <> ALL(%(without)s::uuid[]))
      AND (%(without_session)s = '' OR e.session <> %(without_session)s)
),
live AS MATERIALIZED (
    SELECT memory_id, number, occurred_at, importance, length, speaker, dated, own, around,
           dense_rank() OVER (ORDER BY session)::int AS session,
           row_number() OVER (ORDER BY session, position, memory_id)::int AS place,
           sum(length) OVER (PARTITION BY session ORDER BY position, memory_id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING)
               ::int AS window_length
    FROM seen
),
sitting AS MATERIALIZED (
    SELECT session, min(place) AS first, max(place) AS last, count(*)::float8 AS rows, sum(length)::float8 AS length
    FROM live GROUP BY session
),
size AS MATERIALIZED (
    SELECT count(*)::float8 AS rows, max(session)::float8 AS sessions,
           greatest(avg(length), 1)::float8 AS length,
           greatest(avg(window_length), 1)::float8 AS window_length,
           greatest(sum(length)::float8 / max(session), 1) AS session_length
    FROM live
),
hits AS MATERIALIZED (
    SELECT l.session, l.place, l.length, which.term::int AS term, words.times::float8 AS times
    FROM (
        SELECT e.memory_id, e.number, unnest(e.terms) AS word, unnest(e.times) AS times
        FROM chat_memoryentry e
        WHERE e.owner_id = %(owner)s AND e.terms && (SELECT terms FROM asked)
    ) words
    JOIN unnest((SELECT terms FROM asked)) WITH ORDINALITY AS which(word, term) USING (word)
    JOIN live l USING (memory_id, number)
),
"""

_TURN = f"""
turn AS MATERIALIZED (
    SELECT h.place,
           sum({bm25(times="h.times", length="h.length", average="size.length")}) AS score
    FROM hits h
    JOIN (
        SELECT term, {idf(texts="size.rows")} AS idf
        FROM hits, size GROUP BY term, size.rows
    ) rare USING (term), size
    GROUP BY h.place
),
"""  # noqa: S608 - joined from constants

_WINDOW = f"""
window_hits AS MATERIALIZED (
    SELECT place, term, sum(times) AS times
    FROM (
        SELECT generate_series(greatest(h.place - 2, s.first), least(h.place + 2, s.last)) AS place, h.term, h.times
        FROM hits h JOIN sitting s USING (session)
    ) near
    GROUP BY place, term
),
window_rarity AS MATERIALIZED (
    SELECT array_agg(coalesce({idf(texts="size.rows", with_word="found")}, 0) ORDER BY term) AS idf
    FROM generate_series(1, cardinality((SELECT terms FROM asked))) AS every(term)
    LEFT JOIN (SELECT term, count(*) AS found FROM window_hits GROUP BY term) counted USING (term), size
),
laid AS MATERIALIZED (
    SELECT array_agg(window_length ORDER BY place) AS lengths FROM live
),
windowed AS MATERIALIZED (
    SELECT h.place,
           sum({
    bm25(
        times="h.times",
        length="(SELECT lengths FROM laid)[h.place]",
        average="size.window_length",
        rarity="(SELECT idf FROM window_rarity)[h.term]",
    )
}) AS score
    FROM window_hits h, size
    GROUP BY h.place
),
"""  # noqa: S608 - joined from constants

_SESSION = f"""
session_hits AS MATERIALIZED (
    SELECT session, term, sum(times) AS times FROM hits GROUP BY session, term
),
sessions AS MATERIALIZED (
    SELECT s.session, s.rows,
           sum({bm25(times="h.times", length="s.length", average="size.session_length")}) AS score
    FROM session_hits h
    JOIN (
        SELECT term, {idf(texts="size.sessions")} AS idf
        FROM session_hits, size GROUP BY term, size.sessions
    ) rare USING (term)
    JOIN sitting s USING (session), size
    GROUP BY s.session, s.rows
),
"""  # noqa: S608 - joined from constants

_SIGNALS = """
signals AS MATERIALIZED (
    SELECT l.memory_id, l.number, l.occurred_at, l.importance, l.speaker, l.dated, l.own, l.around,
           coalesce(turn.score, 0) AS turn, coalesce(windowed.score, 0) AS near, coalesce(sessions.score, 0) AS session,
           coalesce(greatest(lag(turn.score) OVER sitting, lead(turn.score) OVER sitting), 0) AS neighbour
    FROM live l
    LEFT JOIN turn USING (place)
    LEFT JOIN windowed USING (place)
    LEFT JOIN sessions ON sessions.session = l.session
    WINDOW sitting AS (PARTITION BY l.session ORDER BY l.place)
),
spread AS MATERIALIZED (
    SELECT {spreads} FROM signals
),
pull AS MATERIALIZED (
    SELECT {pulls} FROM spread
),
weighed AS (
    SELECT signals.*, exp(-greatest(extract(epoch FROM %(now)s - occurred_at)::float8, 0) / 86400 / %(recency_days)s) AS recent
    FROM signals WHERE near > 0 OR dated = 1 OR own >= %(least_cosine)s
),
ranked AS (
    SELECT weighed.*, round((
               {sum} + %(w_recency)s * recent + %(w_importance)s * (2 * importance - 1)
           ) * 1e9) / 1e9 AS score
    FROM weighed, spread, pull
    ORDER BY score DESC, occurred_at DESC, memory_id LIMIT %(limit)s
)
SELECT r.memory_id, r.number, r.score, r.turn, r.near, r.neighbour, r.session, r.speaker, r.dated, r.own,
       r.around,
       r.recent, {z_scores}, v.text, v.recorded_at, m.kind, m.occurred_at, m.speaker, m.source, m.session, m.position,
       m.source_message_id, m.conversation_id, m.is_pinned, m.expires_at, {tokens}
FROM ranked r
JOIN chat_memory m ON m.id = r.memory_id
JOIN chat_memoryversion v ON v.memory_id = r.memory_id AND v.number = r.number
{token_rows}, spread
ORDER BY r.score DESC, r.occurred_at DESC, r.memory_id
"""

_NO_COSINES = "NULL::float8 AS own, NULL::float8 AS around"
_COSINES = "1 - (vectors.own <=> %(vector)s::vector) AS own, 1 - (vectors.around <=> %(vector)s::vector) AS around"
_VECTORS = """
    LEFT JOIN chat_memoryvector vectors ON vectors.owner_id = %(owner)s AND vectors.memory_id = e.memory_id
        AND vectors.number = e.number AND vectors.embedder = %(embedder)s AND vectors.dimensions = %(dimensions)s"""

_TOKENS = """
LEFT JOIN chat_memoryvector vectors ON vectors.owner_id = %(owner)s AND vectors.memory_id = r.memory_id
    AND vectors.number = r.number AND vectors.embedder = %(embedder)s"""

SIGNALS = ("turn", "near", "neighbour", "session", "speaker", "dated", "own", "around")


def statement(*, with_vectors: bool) -> str:
    """The search as one statement; its parameters are those of ``chat.memory.queries.search``."""
    spreads = ", ".join(spread(name) for name in SIGNALS)
    pulls = ", ".join(f"coalesce(%(w_{name})s / {name}_deviation, 0) AS {name}_pull" for name in SIGNALS)
    z_scores = ", ".join(f"coalesce((r.{name} - {name}_mean) / {name}_deviation, 0) AS z_{name}" for name in SIGNALS)
    first = _ASKED_AND_SEEN.format(
        cosines=_COSINES if with_vectors else _NO_COSINES, vectors=_VECTORS if with_vectors else ""
    )
    final = _SIGNALS.format(
        tokens="vectors.tokens" if with_vectors else "NULL::bytea",
        token_rows=_TOKENS if with_vectors else "",
        spreads=spreads,
        pulls=pulls,
        z_scores=z_scores,
        sum=" + ".join(f"coalesce({name} - {name}_mean, 0) * {name}_pull" for name in SIGNALS),
    )
    return first + _TURN + _WINDOW + _SESSION + final


KEYWORDS_ONLY = statement(with_vectors=False)
WITH_VECTORS = statement(with_vectors=True)
