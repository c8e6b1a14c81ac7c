"""The search rows of images: words always, a vector where an embedder is installed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from jobs.services.enqueue import enqueue
from training.images.models import Image, ImageEntry
from training.images.rules.entry import digest_of
from training.images.rules.words import searchable
from training.retrieval.installed import local_embedder

MOST_EMBEDDED_AT_ONCE = 16  # inside a change; more get their vectors afterwards, from training.embed_images
BATCH = 32
EMBED = "training.embed_images"

WORDS = """setweight(to_tsvector('simple', item.tags), 'A') || setweight(to_tsvector('simple', item.description), 'B')
    || setweight(to_tsvector('simple', item.path), 'C') || setweight(to_tsvector('simple', item.content), 'D')"""
ITEMS = """unnest(%(ids)s::uuid[], %(tags)s::text[], %(descriptions)s::text[], %(paths)s::text[], %(contents)s::text[],
    %(digests)s::text[], %(embedders)s::text[], %(vectors)s::text[])
    AS item(id, tags, description, path, content, digest, embedder, vector)"""
# WORDS and ITEMS are constants of this module; values travel as parameters.
KEEP = f"""
INSERT INTO training_imageentry (image_id, digest, words, embedder, vector)
SELECT item.id, item.digest, {WORDS}, item.embedder, item.vector::vector FROM {ITEMS}
ON CONFLICT (image_id) DO UPDATE
SET digest = excluded.digest, words = excluded.words, embedder = excluded.embedder, vector = excluded.vector
"""  # noqa: S608
OTHER_WORDS = f"""
SELECT item.id FROM {ITEMS} JOIN training_imageentry e ON e.image_id = item.id WHERE e.words IS DISTINCT FROM ({WORDS})
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vector, and whose it is."""

    embedder: str = ""
    values: Sequence[float] | None = None


@dataclass(frozen=True)
class FolderToEmbed:
    """Whose images get vectors."""

    folder_id: UUID


def index_images(images: Sequence[Image]) -> None:
    """Write the search row of each, inside a transaction; few get their vector at once, many from a job."""
    if not images:
        return
    if len(images) <= MOST_EMBEDDED_AT_ONCE:
        _keep(images, meanings_of(images))
        return
    _keep(images, [Meaning()] * len(images))
    if local_embedder() is not None:
        enqueue(EMBED, FolderToEmbed(images[0].folder_id))


def embed_missing(folder_id: UUID, *, limit: int = BATCH) -> int:
    """Give up to ``limit`` images of the folder the vector they lack; how many got one."""
    embedder = local_embedder()
    if embedder is None:
        return 0
    lacking = Image.objects.filter(folder_id=folder_id).exclude(entry__embedder=embedder.name).exclude(entry=None)
    images = list(lacking.order_by("pk")[:limit])
    meanings = meanings_of(images)
    done = 0
    for image, meaning in zip(images, meanings, strict=True):
        with (
            transaction.atomic()
        ):  # the words may have changed meanwhile: then the digest differs and nothing is written
            rows = ImageEntry.objects.filter(image_id=image.pk, digest=indexed_digest(image))
            done += rows.update(embedder=meaning.embedder, vector=list(meaning.values or []))
    return done


def meanings_of(images: Sequence[Image]) -> list[Meaning]:
    """The vector of each image's text, or none where no embedder is installed."""
    embedder = local_embedder()
    if embedder is None or not images:
        return [Meaning()] * len(images)
    vectors = embedder.embed([spoken(image) for image in images])
    return [Meaning(embedder.name, [float(value) for value in vector]) for vector in vectors]


def spoken(image: Image) -> str:
    """What is said of the image in one text; its name where nothing is."""
    said = [image.description, ", ".join(image.tags), image.text_content]
    return "\n".join(part for part in said if part) or searchable(image.path)


def indexed_digest(image: Image) -> str:
    """The digest of what a search of this image reads."""
    return digest_of(image.as_entry().searched(image.path))


def with_other_words(images: Sequence[Image]) -> set[UUID]:
    """Those whose search row holds other words than they have now."""
    with connection.cursor() as cursor:
        cursor.execute(OTHER_WORDS, _items(images, [Meaning()] * len(images)))
        return {row[0] for row in cursor.fetchall()}


def _keep(images: Sequence[Image], meanings: Sequence[Meaning]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, _items(images, meanings))


def _items(images: Sequence[Image], meanings: Sequence[Meaning]) -> dict[str, Any]:
    return {
        "ids": [image.pk for image in images],
        "tags": [searchable(" ".join(image.tags)) for image in images],
        "descriptions": [searchable(image.description) for image in images],
        "paths": [searchable(image.path) for image in images],
        "contents": [searchable(image.text_content) for image in images],
        "digests": [indexed_digest(image) for image in images],
        "embedders": [meaning.embedder for meaning in meanings],
        "vectors": [_literal(meaning) for meaning in meanings],
    }


def _literal(meaning: Meaning) -> str | None:
    return None if meaning.values is None else "[" + ",".join(repr(value) for value in meaning.values) + "]"
