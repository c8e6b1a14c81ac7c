"""Base models of a Hugging Face hub or a mirror of one: a plain config, a tokenizer and weights as safetensors, and nothing else."""

import asyncio
import fcntl
import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from jobs.errors import JobFailed, PermanentFailure
from project.lib.http import Client, Credential, Limits, close_pools, outbound
from training.runs.rules.settings import bad_setting

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
REVISION = re.compile(r"[\w./-]{1,120}")
COMMIT = re.compile(r"[0-9a-f]{40}")
PLAIN = re.compile(
    r"(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json|merges\.txt|vocab\.txt"
    r"|LICEN[CS]E[\w.-]{0,40}|model[\w.-]{0,80}\.safetensors(\.index\.json)?"
)
NEEDED = ("config.json", "tokenizer.json")
ORIGIN = "origin.json"
PART_BYTES = (
    32_000_000  # fetched at a time: between parts it can be stopped, and a killed worker goes on behind the last
)
SECONDS = 3_600.0
LARGEST_ANSWER = 20_000_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class HubFile:
    """A file with its size and its hash, as far as the hub tells them: SHA-256 of large files, git's own of small ones."""

    name: str
    size: int | None
    sha256: str = ""
    blob: str = ""


@dataclass(frozen=True)
class HubModel:
    """What is fetched of a model at one commit."""

    repository: str
    commit: str
    licence: str
    files: tuple[HubFile, ...]


def checked_hub_model(given: str) -> tuple[str, str]:
    """Name and revision of ``owner/model`` or ``owner/model@revision``; InvalidInput for anything else."""
    repository, _at, revision = given.partition("@")
    revision = revision or "main"
    if not REPOSITORY.fullmatch(repository) or not REVISION.fullmatch(revision) or ".." in given:
        raise bad_setting("hub_model", "Expected a name like owner/model, or owner/model@revision.")
    if not settings.HUB_MODEL_MEGABYTES:
        raise bad_setting("hub_model", "An operator switched this off: HUB_MODEL_MEGABYTES is 0.")
    return repository, revision


def look_at_model(repository: str, revision: str, *, allows_no_licence: bool) -> HubModel:
    """What there is of it; a PermanentFailure says why it cannot be a base model here."""
    path = f"api/models/{quote(repository)}/revision/{quote(revision, safe='')}?blobs=true"
    told = asyncio.run(_closing(_json(path)))
    if (
        not isinstance(told, dict)
        or not isinstance(told.get("siblings"), list)
        or not COMMIT.fullmatch(str(told.get("sha")))
    ):
        raise _refused("The hub's answer is none of a model.")
    files = tuple(
        _file(each)
        for each in told["siblings"]
        if isinstance(each, dict) and PLAIN.fullmatch(str(each.get("rfilename")))
    )
    names = {each.name for each in files}
    for needed in NEEDED:
        if needed not in names:
            raise _refused(f"{repository} has no {needed}.")
    if not any(each.endswith(".safetensors") for each in names):
        raise _refused(
            f"{repository} has no weights as safetensors. Other kinds can hold code, and are neither fetched nor read."
        )
    if "auto_map" in (told.get("config") or {}):
        raise _refused(f"{repository} brings code of its own, which is not run here.")
    licence = _licence(told)
    if not licence and not allows_no_licence:
        raise _refused(f"{repository} names no licence. Choose one that does, or allow base models without.")
    size = sum(each.size or 0 for each in files)
    if size > settings.HUB_MODEL_MEGABYTES * 1_000_000:
        raise _refused(
            f"{repository} takes {size / 1e6:,.0f} MB, and HUB_MODEL_MEGABYTES allows {settings.HUB_MODEL_MEGABYTES:,}."
        )
    return HubModel(repository, told["sha"], licence, files)


def known_model(root: Path, repository: str, commit: str) -> HubModel | None:
    """What was fetched of it at that commit; None where it was not, or is gone."""
    place = _folder(root, repository, commit) / ORIGIN
    if not place.is_file():
        return None
    told = json.loads(place.read_text())
    return HubModel(told["repository"], told["commit"], told["licence"], ())


def _folder(root: Path, repository: str, commit: str) -> Path:
    return root / f"{repository.replace('/', '--')[:80]}--{commit[:12]}"


def fetched_base_model(root: Path, model: HubModel, *, say: Say) -> Path:
    """The folder of the model below ``root``, fetched unless it is there. ``say`` may raise to stop it; another attempt goes on from there."""
    folder = _folder(root, model.repository, model.commit)
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root / f".{folder.name}.lock", say):
        if folder.is_dir():
            return folder
        made = root / f".{folder.name}.fetching"
        made.mkdir(exist_ok=True)
        left = sum(each.size or 0 for each in model.files) - sum(each.stat().st_size for each in made.iterdir())
        if left > shutil.disk_usage(root).free:
            raise PermanentFailure(f"There is no room on the disk for {left / 1e6:,.0f} MB more.", code="no_disk")
        for file in sorted(model.files, key=lambda each: not each.name.endswith(".json")):
            _fetch(model, file, made / file.name, say)
            if file.name in ("config.json", "tokenizer_config.json"):
                _refuse_code(model, made / file.name)
        (made / ORIGIN).write_text(
            json.dumps({"repository": model.repository, "commit": model.commit, "licence": model.licence})
        )
        made.rename(folder)
    return folder


@contextmanager
def _alone(lock: Path, say: Say) -> Iterator[None]:
    """Two runs that want the same model: the second waits for the first."""
    with lock.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                say("Another run is fetching the base model")
                time.sleep(1)
        yield


def _fetch(model: HubModel, file: HubFile, place: Path, say: Say) -> None:
    """The whole file, from where an earlier attempt left it."""
    url = f"{settings.HUB_URL}/{quote(model.repository)}/resolve/{model.commit}/{quote(file.name)}"
    is_over = place.exists() and file.size == place.stat().st_size
    while not is_over:
        done = place.stat().st_size if place.exists() else 0
        say(f"Fetching {file.name}: {done / 1e6:,.1f} MB" + (f" of {file.size / 1e6:,.1f}" if file.size else ""))
        is_over = asyncio.run(_closing(_part(url, place, done))) or (file.size or 0) == place.stat().st_size
    if not _is_whole(file, place):
        place.unlink()
        raise JobFailed(f"{file.name} did not arrive whole.", code="hub_failed")


async def _part(url: str, place: Path, done: int) -> bool:
    """The bytes behind those that are there; True at the end of the file. A server without parts sends all of it."""
    asked = {"range": f"bytes={done}-{done + PART_BYTES - 1}"}
    async with _client(settings.HUB_MODEL_MEGABYTES * 1_000_000).stream("GET", url, headers=asked) as answer:
        if answer.status == 416:
            return True
        is_part = answer.status == 206
        if not is_part:
            _refuse_failure(answer.status)
        got = 0
        with place.open("ab" if is_part else "wb") as file:
            async for chunk in answer.chunks():
                got += len(chunk)
                file.write(chunk)
    return not is_part or got < PART_BYTES


def _is_whole(file: HubFile, place: Path) -> bool:
    size = place.stat().st_size
    if file.size is not None and size != file.size:
        return False
    if file.sha256:
        with place.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    if file.blob:
        return hashlib.sha1(b"blob %d\0" % size + place.read_bytes(), usedforsecurity=False).hexdigest() == file.blob
    return True


def _refuse_code(model: HubModel, place: Path) -> None:
    """Nothing of a model stays whose config asks for code."""
    try:
        said = json.loads(place.read_bytes())
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and "auto_map" not in said:
        return
    shutil.rmtree(place.parent)
    if said is None:
        raise _refused(f"{place.name} of {model.repository} is no JSON.")
    raise _refused(f"{model.repository} brings code of its own, which is not run here.")


def _file(told: Mapping[str, Any]) -> HubFile:
    size, lfs, blob = told.get("size"), told.get("lfs"), told.get("blobId")
    sha = lfs.get("sha256") or lfs.get("oid") if isinstance(lfs, dict) else None
    return HubFile(
        str(told["rfilename"]),
        size if type(size) is int and size >= 0 else None,
        sha if isinstance(sha, str) else "",
        blob if isinstance(blob, str) and COMMIT.fullmatch(blob) and not sha else "",
    )


def _licence(told: Mapping[str, Any]) -> str:
    card, tags = told.get("cardData"), told.get("tags")
    named = card.get("license") if isinstance(card, dict) else None
    if not named and isinstance(tags, list):
        named = next((each.removeprefix("license:") for each in map(str, tags) if each.startswith("license:")), "")
    return (", ".join(map(str, named)) if isinstance(named, list) else str(named or ""))[:80]


def _refused(problem: str) -> PermanentFailure:
    return PermanentFailure(problem, code="base_model_refused")


def _refuse_failure(status: int) -> None:
    if status in (401, 403):
        raise _refused("The hub asks for a token that may read it: an operator sets HUB_TOKEN.")
    if status == 404:
        raise _refused("The hub has no such model, revision or file.")
    if status != 200:
        raise JobFailed(f"The hub answered with the status {status}.", code="hub_failed")


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
    async with _client(LARGEST_ANSWER).stream("GET", f"{settings.HUB_URL}/{path}") as answer:
        _refuse_failure(answer.status)
        try:
            return await answer.json()
        except ValueError as error:
            raise _refused("The hub's answer is no JSON.") from error
