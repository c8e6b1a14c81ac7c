"""The question as the embedder in use sees it."""

import asyncio
from dataclasses import dataclass

import structlog
from django.db import connection

from chat.memory.queries.embedder import ModelEmbedder, present_embedder, unit
from project.lib.errors import DaimonError
from training.retrieval.query_vector import QueryVector
from training.retrieval.words import LONGEST_QUERY
from training.services.open_provider import open_for, waited

SECONDS = 3.0  # so long a question waits for the vector of a provider; keywords alone serve then

log = structlog.get_logger(__name__)


class EmbedderSlow(DaimonError):
    """The provider did not embed the question in time."""

    code = "embedder_slow"
    message = "The embedding model did not answer in time."


@dataclass(frozen=True)
class AskedVector:
    """A question's vector, and why there is none where there should be one."""

    vector: QueryVector | None
    problem: str = ""


def query_vector(query: str) -> QueryVector | None:
    """The question's vector and words; None without an embedder, without words, or while the embedder fails."""
    return asked_vector(query).vector


def asked_vector(query: str) -> AskedVector:
    """The question's vector, or the code of what keeps the embedder from making it."""
    if not query.strip():
        return AskedVector(None)
    try:
        return AskedVector(_vector(query[:LONGEST_QUERY]))
    except DaimonError as error:
        log.warning("memory.question_not_embedded", problem=error.code)
        return AskedVector(None, error.code)


def _vector(query: str) -> QueryVector | None:
    embedder = present_embedder()
    if embedder is None:
        return None
    if isinstance(embedder, ModelEmbedder):
        return QueryVector(embedder.name, _asked(embedder, query))
    [reading] = embedder.read([query])
    return QueryVector(embedder.name, tuple(reading.vector.tolist()), reading)


def _asked(embedder: ModelEmbedder, query: str) -> tuple[float, ...]:
    """The provider's vector, within SECONDS; no connection of the database is held meanwhile."""
    client = open_for(embedder.model)
    if not connection.in_atomic_block:
        connection.close()

    async def embedded() -> tuple[float, ...]:
        async with asyncio.timeout(SECONDS):
            [vector] = (await client.embed([query], embedder.model.name)).vectors
            return vector

    try:
        return tuple(unit(waited(embedded)).tolist())
    except TimeoutError as error:
        raise EmbedderSlow from error
