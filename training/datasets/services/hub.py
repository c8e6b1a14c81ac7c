"""Datasets of a Hugging Face hub or a mirror of one: which files a revision has, and the files themselves."""

import asyncio
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from project.lib.errors import InvalidInput
from project.lib.http import Client, Credential, Limits, close_pools, outbound
from training.datasets.errors import DatasetFileRefused
from training.datasets.reading import Row, kind_of_file, read_rows
from training.datasets.rules.shapes import SPLITS

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?")
REVISION = re.compile(r"[\w./-]{1,120}")
SUFFIXES = (".parquet", ".jsonl", ".ndjson", ".csv", ".tsv", ".json", ".txt")
NO_DATA = re.compile(
    r"(^|/)(dataset_infos?|dataset_dict|state|package|config|requirements|LICENSE|README)[\w.-]*\.\w+$", re.I
)
MOST_FILES = 500
SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a revision, and the split its name tells."""

    name: str
    split: str


@dataclass(frozen=True, slots=True)
class HubRevision:
    """What the hub says of a dataset at one commit."""

    commit: str
    licence: str
    files: tuple[HubFile, ...]


def checked_repository(repository: str, revision: str) -> None:
    """Refuse what is no name of a dataset or revision."""
    if not REPOSITORY.fullmatch(repository) or ".." in repository:
        raise InvalidInput.of("repository", "Expected a name like owner/dataset.")
    if not REVISION.fullmatch(revision) or ".." in revision:
        raise InvalidInput.of("revision", "Expected a branch, tag or commit.")


def look_at(repository: str, revision: str, *, folder: str = "") -> HubRevision:
    """The data files of the revision below ``folder``; DatasetFileRefused when there are none that can be read."""
    path = f"api/datasets/{quote(repository)}/revision/{quote(revision, safe='')}"
    told = asyncio.run(_closing(_json(path)))
    if not isinstance(told, dict) or not isinstance(told.get("siblings"), list) or not isinstance(told.get("sha"), str):
        raise DatasetFileRefused.of("repository", "The hub's answer is none of a dataset.")
    names = [each.get("rfilename") for each in told["siblings"] if isinstance(each, dict)]
    data = [
        name
        for name in names
        if isinstance(name, str)
        and name.lower().endswith(SUFFIXES)
        and not NO_DATA.search(name)
        and name.startswith(folder)
        and ".." not in name.split("/")
    ]
    if not data or len(data) > MOST_FILES:
        raise DatasetFileRefused.of(
            "repository", f"It has {len(data)} files of a known kind; expected 1 to {MOST_FILES}."
        )
    card = told.get("cardData")
    licence = card.get("license", "") if isinstance(card, dict) else ""
    licence = ", ".join(map(str, licence)) if isinstance(licence, list) else str(licence or "")
    return HubRevision(told["sha"][:64], licence[:80], tuple(HubFile(name, _split(name)) for name in sorted(data)))


def hub_rows(repository: str, found: HubRevision, place: Path) -> Iterator[Row]:
    """The rows of every file, one file on the disk at a time; a row without a split has its file's."""
    number = 0
    left = settings.DATASET_UPLOAD_MEGABYTES * 1_000_000
    for file in found.files:
        left -= asyncio.run(_closing(_download(repository, found.commit, file.name, place, left)))
        for row in read_rows(place, kind_of_file(place, file.name)):
            number += 1
            value = {"split": file.split, **row.value} if row.value is not None else None
            yield Row(number, value, f"{file.name}, row {row.number}: {row.problem}" if row.problem else "")


def _split(name: str) -> str:
    words = re.split(r"[^a-z]+", name.rsplit(".", 1)[0].lower())
    return next((SPLITS[word] for word in reversed(words) if word in SPLITS), "train")


def _client(most_bytes: int) -> Client:
    token = settings.HUB_TOKEN
    return outbound(
        limits=Limits(total_seconds=SECONDS, max_bytes=most_bytes),
        credential=Credential.bearer(settings.HUB_URL, token) if token else None,
    )


async def _closing(work: Any) -> Any:
    try:
        return await work
    finally:
        await close_pools()


async def _json(path: str) -> Any:
    async with _client(20_000_000).stream("GET", f"{settings.HUB_URL}/{path}") as answer:
        _refuse_failure(answer.status)
        try:
            return await answer.json()
        except ValueError as error:
            raise DatasetFileRefused.of("repository", "The hub's answer is no JSON.") from error


async def _download(repository: str, commit: str, name: str, place: Path, most: int) -> int:
    url = f"{settings.HUB_URL}/datasets/{quote(repository)}/resolve/{quote(commit)}/{quote(name)}"
    size = 0
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with _client(most).stream("GET", url) as answer:
        _refuse_failure(answer.status)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            async for chunk in answer.chunks():
                size += len(chunk)
                file.write(chunk)
    return size


def _refuse_failure(status: int) -> None:
    if status in (401, 403):
        raise DatasetFileRefused.of("repository", "The hub asks for a token that may read it: set HUB_TOKEN.")
    if status == 404:
        raise DatasetFileRefused.of("repository", "The hub has no such dataset or revision.")
    if status != 200:
        raise HubFailed(f"The hub answered with the status {status}.")


class HubFailed(Exception):
    """The hub is out of order for now; the job is tried again."""
