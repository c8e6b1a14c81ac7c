"""The one SQL statement of a search in knowledge bases: BM25 over passages and documents, cosine, and their sum.

It reads from left to right: ``scope`` is which documents may answer, ``hits`` the asked words in their passages, then BM25
of passages and of whole documents, the nearest vectors, and the z-scores by which they are added. Mean and deviation of
the word signals are over all passages in scope, those without a hit counting as 0; those of the cosine are estimated from
the first passages by id, which follow no order, because ids are digests.
"""

from training.retrieval.scoring import bm25, idf, weighed, z_score

SIGNALS = ("words", "document", "own")
SAMPLE = 400

_SCOPE = """
WITH asked AS MATERIALIZED (
    SELECT DISTINCT lexeme AS term FROM unnest(to_tsvector('english', %(query)s))
),
scope AS MATERIALIZED (
    SELECT d.id, d.base_id, d.title, d.source, d.kind, d.origin, d.passage_count, d.word_count
    FROM training_document d
    WHERE d.base_id = ANY(%(bases)s) AND d.passage_count > 0
      AND (%(documents)s::uuid[] IS NULL OR d.id = ANY(%(documents)s::uuid[]))
      AND (%(kinds)s::text[] IS NULL OR d.kind = ANY(%(kinds)s::text[]))
      AND (%(tags)s::text[] IS NULL OR d.tags::text[] @> %(tags)s::text[])
      AND (%(metadata)s::jsonb IS NULL OR d.metadata @> %(metadata)s::jsonb)
),
size AS MATERIALIZED (
    SELECT greatest(coalesce(sum(passage_count), 0), 1)::float8 AS passages, greatest(count(*), 1)::float8 AS documents,
           greatest(coalesce(sum(word_count)::float8 / nullif(sum(passage_count), 0), 1), 1) AS length,
           greatest(coalesce(avg(word_count)::float8, 1), 1) AS document_length
    FROM scope
),
"""

_WORDS = f"""
hits AS MATERIALIZED (
    SELECT p.document_id, hit.number, p.term, hit.times::float8 AS times, hit.length::float8 AS length
    FROM asked JOIN training_posting p ON p.base_id = ANY(%(bases)s) AND p.term = asked.term
    JOIN scope ON scope.id = p.document_id, unnest(p.numbers, p.times, p.lengths) AS hit(number, times, length)
),
rarity AS MATERIALIZED (
    SELECT asked.term, {idf(texts="size.passages", with_word="count(hits.term)")} AS idf, count(hits.term) AS passages
    FROM asked LEFT JOIN hits USING (term), size GROUP BY asked.term, size.passages
),
passage AS MATERIALIZED (
    SELECT h.document_id, h.number, array_agg(h.term ORDER BY h.term) AS matched,
           sum({bm25(times="h.times", length="h.length", average="size.length")}) AS words
    FROM hits h JOIN rarity USING (term), size GROUP BY 1, 2
),
document_hits AS MATERIALIZED (
    SELECT document_id, term, sum(times) AS times FROM hits GROUP BY 1, 2
),
document_rarity AS MATERIALIZED (
    SELECT term, {idf(texts="size.documents")} AS idf FROM document_hits, size GROUP BY term, size.documents
),
document AS MATERIALIZED (
    SELECT h.document_id,
           sum({bm25(times="h.times", length="scope.word_count", average="size.document_length")}) AS score
    FROM document_hits h JOIN document_rarity USING (term) JOIN scope ON scope.id = h.document_id, size GROUP BY 1
),
by_words AS (
    SELECT c.id FROM (
        SELECT document_id, number FROM passage ORDER BY words DESC, document_id, number LIMIT %(candidates)s
    ) best JOIN training_chunk c USING (document_id, number)
),
spread AS MATERIALIZED (
    SELECT coalesce(sum(words), 0) / size.passages AS words_mean,
           sqrt(nullif(greatest(coalesce(sum(words * words), 0) / size.passages
                - power(coalesce(sum(words), 0) / size.passages, 2), 0), 0)) AS words_deviation,
           (SELECT coalesce(sum(score), 0) / size.documents FROM document) AS document_mean,
           (SELECT sqrt(nullif(greatest(coalesce(sum(score * score), 0) / size.documents
                - power(coalesce(sum(score), 0) / size.documents, 2), 0), 0)) FROM document) AS document_deviation
    FROM passage RIGHT JOIN size ON true GROUP BY size.passages, size.documents
),
"""  # noqa: S608 - joined from constants

_COSINE = "1 - (v.vector <=> %(vector)s::vector)"
_OF_BASES = "v.base_id = ANY(%(bases)s) AND v.embedder = %(embedder)s"
NEAR_BY_INDEX = f"""
    SELECT v.chunk_id AS id FROM training_chunkvector v WHERE {_OF_BASES}
    ORDER BY v.vector <=> %(vector)s::vector LIMIT %(candidates)s
"""  # noqa: S608
NEAR_BY_ALL = f"""
    SELECT v.chunk_id AS id FROM training_chunkvector v WHERE {_OF_BASES}
    ORDER BY (v.vector <=> %(vector)s::vector) + 0, v.chunk_id LIMIT %(candidates)s
"""  # noqa: S608
NEAR_IN_SCOPE = f"""
    SELECT v.chunk_id AS id FROM scope JOIN training_chunk c ON c.document_id = scope.id
    JOIN training_chunkvector v ON v.chunk_id = c.id WHERE {_OF_BASES}
    ORDER BY (v.vector <=> %(vector)s::vector) + 0, v.chunk_id LIMIT %(candidates)s
"""  # noqa: S608

_VECTORS = f"""
by_meaning AS MATERIALIZED ({{near}}),
meaning_spread AS MATERIALIZED (
    SELECT avg(cosine) AS own_mean, nullif(stddev_pop(cosine), 0) AS own_deviation
    FROM (SELECT {_COSINE} AS cosine FROM training_chunkvector v WHERE {_OF_BASES} ORDER BY v.chunk_id LIMIT {SAMPLE}) s
),
"""  # noqa: S608
_NO_VECTORS = """
by_meaning AS (SELECT NULL::uuid AS id WHERE false),
meaning_spread AS (SELECT NULL::float8 AS own_mean, NULL::float8 AS own_deviation),
"""

# The words of each candidate come by grouping and not by a join: the planner cannot know how many passages have the asked words,
# and would compare each candidate with each of them.
_FOUND = """
candidate AS MATERIALIZED (
    SELECT c.* FROM (SELECT id FROM by_words UNION SELECT id FROM by_meaning) best JOIN training_chunk c USING (id) WHERE NOT c.is_excluded
),
worded AS MATERIALIZED (
    SELECT document_id, number, max(words) AS words, max(matched) AS matched, max(own_id::text)::uuid AS id FROM (
        SELECT document_id, number, words, matched, NULL::uuid AS own_id FROM passage
        UNION ALL SELECT document_id, number, 0, '{{}}'::text[], id FROM candidate
    ) each GROUP BY document_id, number HAVING count(own_id) > 0
),
signals AS (
    SELECT c.*, scope.base_id, scope.title, scope.source, scope.kind, scope.origin, worded.words,
           coalesce(document.score, 0) AS document, {own} AS own, worded.matched
    FROM worded JOIN candidate c USING (id)
    JOIN scope ON scope.id = c.document_id
    LEFT JOIN document ON document.document_id = c.document_id
    {vectors}
),
weighed AS (
    SELECT signals.*, {z_scores} FROM signals, spread, meaning_spread WHERE words > 0 OR own >= %(least_cosine)s
),
ranked AS (
    SELECT weighed.*, round(({sum})::numeric, 9) AS score FROM weighed ORDER BY score DESC, id LIMIT %(limit)s
)
SELECT id, document_id, base_id, title, source, kind, origin, number, text, heading, page, last_page, start, "end",
       is_edited, score::float8, words, document, own, z_words, z_document, z_own, matched
FROM ranked ORDER BY ranked.score DESC, id
"""


def statement(near: str) -> str:
    """The search as one statement; ``near`` is one of the three ways to find near vectors, or empty for words alone."""
    z_scores = ", ".join(z_score(name) for name in SIGNALS)
    join = "LEFT JOIN training_chunkvector v ON v.chunk_id = c.id AND v.embedder = %(embedder)s"
    final = _FOUND.format(
        own=_COSINE if near else "NULL::float8",
        vectors=join if near else "",
        z_scores=z_scores,
        sum=weighed(SIGNALS),
    )
    return _SCOPE + _WORDS + (_VECTORS.format(near=near) if near else _NO_VECTORS) + final


_COUNTS = f"""
counts AS (
    SELECT asked.term, coalesce(sum(cardinality(p.numbers)) FILTER (WHERE scope.id IS NOT NULL), 0)::float8 AS found
    FROM asked LEFT JOIN training_posting p ON p.base_id = ANY(%(bases)s) AND p.term = asked.term
    LEFT JOIN scope ON scope.id = p.document_id GROUP BY asked.term
)
SELECT term, found::bigint, {idf(texts="size.passages", with_word="found")} FROM counts, size ORDER BY term
"""  # noqa: S608
RARITY = _SCOPE + _COUNTS
