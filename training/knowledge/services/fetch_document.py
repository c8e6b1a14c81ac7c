"""Fetch the document behind an address, through the guarded client."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from project.lib.files import Kept
from project.lib.http import AnswerTooLarge, Limits, close_pools, outbound
from training.knowledge.errors import DocumentRefused
from training.knowledge.reading.kinds import TYPES
from training.knowledge.services.files import keep_file, place_of

SECONDS = 300.0
CHUNK = 1 << 20


class AddressFailed(Exception):
    """The server is out of order for now; the job is tried again."""


def fetch(document_id: UUID, url: str) -> tuple[Kept, str]:
    """The stored file and a name for it that ends as its type says; DocumentRefused where the server will never give it."""
    return asyncio.run(_closing(document_id, url))


async def _closing(document_id: UUID, url: str) -> tuple[Kept, str]:
    try:
        return await _fetched(document_id, url)
    finally:
        await close_pools()


async def _fetched(document_id: UUID, url: str) -> tuple[Kept, str]:
    most = settings.KNOWLEDGE_UPLOAD_MEGABYTES * 1_000_000
    client = outbound(limits=Limits(total_seconds=SECONDS, max_bytes=most))
    place = place_of(document_id)
    partial = place.with_suffix(".part")
    partial.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        async with client.stream("GET", url) as answer:
            if answer.status in (408, 425, 429) or answer.status >= 500:
                raise AddressFailed(f"The server answered with the status {answer.status}.")
            if answer.status != 200:
                raise DocumentRefused.of("url", f"The server answered with the status {answer.status}.")
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                async for chunk in answer.chunks():
                    file.write(chunk)
            name = _name(answer.url, answer.headers.get("content-type", ""))
        return keep_file(document_id, _read(partial)), name
    except AnswerTooLarge as error:
        raise DocumentRefused.of(
            "url", f"A document may have at most {settings.KNOWLEDGE_UPLOAD_MEGABYTES} MB."
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _name(url: str, content_type: str) -> str:
    """What the address is called, ending as the server's word for its type ends."""
    path = PurePosixPath(urlsplit(url).path)
    suffix = TYPES.get(content_type.partition(";")[0].strip().lower(), path.suffix)
    return f"{path.stem or 'page'}{suffix}"
