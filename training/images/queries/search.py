"""Find a person's images: by words, by meaning where an embedder is installed, by likeness, and by what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from project.lib.errors import InvalidInput
from training.images.models import Image, ImageFolder
from training.images.rules.words import LONGEST_QUERY, query_words
from training.retrieval.installed import local_embedder

MOST_FOUND = 200
LEAST_COSINE = 0.25  # a picture without an asked word must mean at least so much the same
MOST_BITS_APART = 10  # of 64; nearer pictures look alike

# Both rankings are joined by reciprocal rank (Cormack, Clarke and Buettcher, 2009); 60 is their constant.
BY_WORDS = """
SELECT image_id, row_number() OVER (ORDER BY hits DESC, weight DESC, path) AS place FROM (
    SELECT e.image_id, i.path, ts_rank(e.words, asked) AS weight,
           (SELECT count(*) FROM unnest(%(words)s::text[]) AS word WHERE e.words @@ to_tsquery('simple', word)) AS hits
    FROM training_imageentry e JOIN training_image i ON i.id = e.image_id, to_tsquery('simple', %(any)s) AS asked
    WHERE i.folder_id = %(folder)s AND e.words @@ asked
) AS found ORDER BY place LIMIT %(limit)s
"""
BY_MEANING = """
SELECT image_id, row_number() OVER (ORDER BY distance, path) AS place FROM (
    SELECT e.image_id, i.path, e.vector <=> %(vector)s::vector AS distance
    FROM training_imageentry e JOIN training_image i ON i.id = e.image_id
    WHERE i.folder_id = %(folder)s AND e.embedder = %(embedder)s
) AS near WHERE distance <= %(farthest)s ORDER BY place LIMIT %(limit)s
"""
JOINED = f"""
WITH words AS ({BY_WORDS}), meaning AS ({BY_MEANING})
SELECT coalesce(w.image_id, m.image_id) FROM words w FULL JOIN meaning m ON m.image_id = w.image_id
ORDER BY coalesce(1.0 / (60 + w.place), 0) + coalesce(1.0 / (60 + m.place), 0) DESC, 1 LIMIT %(limit)s
"""  # noqa: S608 - joined from constants
ALIKE = """
SELECT i.id FROM training_image i
WHERE i.folder_id = %(folder)s AND i.perceptual_hash <> '' AND i.id <> %(image)s
  AND bit_count(('x' || i.perceptual_hash)::bit(64) # ('x' || %(hash)s)::bit(64)) <= %(apart)s
ORDER BY bit_count(('x' || i.perceptual_hash)::bit(64) # ('x' || %(hash)s)::bit(64)), i.path LIMIT %(limit)s
"""


class Show(StrEnum):
    """Which images of a folder."""

    UNPROCESSED = "unprocessed"
    PROCESSED = "processed"
    UNDESCRIBED = "undescribed"
    UNTAGGED = "untagged"
    PROBLEM = "problem"
    MISSING = "missing"


_SHOWN = {
    Show.UNPROCESSED: Q(is_processed=False),
    Show.PROCESSED: Q(is_processed=True),
    Show.UNDESCRIBED: Q(description=""),
    Show.UNTAGGED: Q(tags=[]),
    Show.PROBLEM: ~Q(problem_code=""),
    Show.MISSING: Q(is_missing=True),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Images, best first, and what was searched: ``words``, or ``words and vectors``."""

    images: list[Image]
    engine: str


def engine_in_use() -> str:
    """What a search compares on this installation."""
    return "words" if local_embedder() is None else "words and vectors"


def search_images(folder: ImageFolder, query: str, *, limit: int = 60) -> Found:
    """The folder's images that answer the query: those with its words, and with an embedder those that mean the same.

    The last letters of a word may be missing. A query without words finds nothing.
    """
    if len(query) > LONGEST_QUERY:
        raise InvalidInput.of("q", f"At most {LONGEST_QUERY} characters.")
    if not 1 <= limit <= MOST_FOUND:
        raise InvalidInput.of("limit", f"Must be from 1 to {MOST_FOUND}.")
    words = query_words(query)
    if not words:
        return Found([], engine_in_use())
    asked = [f"'{word}':*" for word in words]  # a word has letters and digits alone
    values: dict[str, Any] = {"folder": folder.pk, "words": asked, "any": " | ".join(asked), "limit": limit}
    embedder = local_embedder()
    if embedder is None:
        return Found(_in_order(_ids(f"SELECT image_id FROM ({BY_WORDS}) AS words", values)), "words")  # noqa: S608
    vector = embedder.embed([query])[0]
    values |= {
        "vector": "[" + ",".join(repr(float(value)) for value in vector) + "]",
        "embedder": embedder.name,
        "farthest": 1 - LEAST_COSINE,
    }
    return Found(_in_order(_ids(JOINED, values)), "words and vectors")


def images_like(image: Image, *, limit: int = 60) -> list[Image]:
    """Images of the same folder that look nearly the same, the nearest first."""
    if not image.perceptual_hash:
        return []
    values = {
        "folder": image.folder_id,
        "image": image.pk,
        "hash": image.perceptual_hash,
        "apart": MOST_BITS_APART,
        "limit": limit,
    }
    return _in_order(_ids(ALIKE, values))


def narrowed(rows: QuerySet[Image], *, show: str = "", tag: str = "", file_format: str = "") -> QuerySet[Image]:
    """The images that pass every given filter."""
    if show:
        rows = rows.filter(_SHOWN[Show(show)])
    if tag:
        rows = rows.filter(tags__contains=[tag])
    return rows.filter(format=file_format) if file_format else rows


def tags_of(folder: ImageFolder, *, limit: int = 40) -> list[tuple[str, int]]:
    """The folder's tags with how many images have each, the most used first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tag, count(*) FROM training_image i, unnest(i.tags) AS tag WHERE i.folder_id = %s"
            " GROUP BY tag ORDER BY 2 DESC, 1 LIMIT %s",
            [folder.pk, limit],
        )
        return [(tag, count) for tag, count in cursor.fetchall()]


def _ids(statement: str, values: dict[str, Any]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _in_order(ids: Sequence[UUID]) -> list[Image]:
    found = Image.objects.select_related("folder").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]
