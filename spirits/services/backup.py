"""A person's data as one archive that proves itself, and back again. Apps above add sections of theirs.

The archive is a zip: ``manifest.json`` names the format, the time and each file with its SHA-256 and size;
``sections/NAME.jsonl`` holds rows; ``files/`` holds the workspace. A row is put back by its own key: what is there and the
same is left alone, what is there and differs stays as it is, and is counted.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.belongings import Belongings, belongs
from accounts.models import User
from project.lib.errors import DaimonError, InvalidInput
from project.lib.worker import WorkEnded, run_in_worker
from spirits.blobs import read_blob
from spirits.queries.workspace import files_of, get_file
from spirits.services.workspace import write_file

FORMAT = "daimon-backup-1"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same data make the same archive
WORK = "spirits.services.backup_work:unpack"
SECONDS = 60.0
MEGABYTES = 1_500
LARGEST = 200_000_000
Row = dict[str, Any]
OUTCOMES = ("added", "same", "differs", "refused")


class RowDiffers(Exception):
    """There is a thing of that key, and it is not the same."""


@dataclass(frozen=True)
class Section:
    """One kind of data: its rows, and how one is put back.

    ``restore`` returns whether the row was added (False: the same is there), raises RowDiffers, or a DaimonError where
    the person may not have it. Without ``restore`` the rows are only taken along. ``is_there`` tells without changing
    anything, for a dry run: it returns whether the same is there, or raises RowDiffers.
    """

    name: str
    rows: Callable[[User], Iterable[Row]]
    is_there: Callable[[User, Row], bool] | None = None
    restore: Callable[[User, Row, datetime], None] | None = None


@dataclass
class Report:
    """What a restore did, or in a dry run would do: counts by section, and why rows were refused."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def count(self, section: str, outcome: str) -> None:
        """One more."""
        self.counts.setdefault(section, dict.fromkeys(OUTCOMES, 0))[outcome] += 1


_sections: dict[str, Section] = {}


def backup_section(section: Section) -> None:
    """Have a kind of data in every backup from now on, and in the archive of a person's own data."""
    _sections[section.name] = section
    belongs(Belongings(section.name, rows=section.rows))


def pack(*, user: User, now: datetime) -> bytes:
    """The archive of everything the person has."""
    parts: dict[str, bytes] = {}
    for name, section in sorted(_sections.items()):
        lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in section.rows(user)]
        parts[f"sections/{name}.jsonl"] = "".join(lines).encode()
    for file in files_of(user):
        parts[f"files/{file.path}"] = read_blob(user.pk, file.sha256)
    if (size := sum(map(len, parts.values()))) > LARGEST:
        raise InvalidInput(f"This is {size:,} bytes; a backup may have {LARGEST:,}.")
    listed = {
        path: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for path, content in parts.items()
    }
    manifest = {"format": FORMAT, "made_at": now.isoformat(), "person": user.email, "files": listed}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {"manifest.json": json.dumps(manifest, indent=1).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def check(content: bytes) -> dict[str, Any]:
    """The manifest of a whole archive, or InvalidInput for "backup" that names what is missing or changed."""
    manifest: dict[str, Any] = _unpacked(content)["manifest"]
    return manifest


def restore(*, user: User, content: bytes, now: datetime, is_dry: bool) -> Report:
    """Put back what is missing. A dry run changes nothing and reports the same."""
    unpacked = _unpacked(content)
    report = Report()
    for path, data in unpacked["files"].items():
        _file(user, path.removeprefix("files/"), data, now, is_dry, report)
    for name, rows in unpacked["sections"].items():
        section = _sections.get(name)
        if section is None or section.restore is None or section.is_there is None:
            continue
        for row in rows:
            _row(section, user, row, now, is_dry, report)
    return report


def _file(user: User, path: str, content: bytes, now: datetime, is_dry: bool, report: Report) -> None:
    try:
        there = get_file(user, path)
        report.count("files", "same" if there.sha256 == hashlib.sha256(content).hexdigest() else "differs")
        return
    except DaimonError:
        pass  # it is not there, so it is put back
    try:
        if not is_dry:
            write_file(user=user, path=path, content=content, now=now)
        report.count("files", "added")
    except DaimonError as error:
        report.count("files", "refused")
        report.refusals.append(f"{path}: {error.message}")


def _row(section: Section, user: User, row: Row, now: datetime, is_dry: bool, report: Report) -> None:
    assert section.is_there is not None
    assert section.restore is not None
    try:
        if section.is_there(user, row):
            report.count(section.name, "same")
            return
        if not is_dry:
            section.restore(user, row, now)
        report.count(section.name, "added")
    except RowDiffers:
        report.count(section.name, "differs")
    except DaimonError as error:
        report.count(section.name, "refused")
        report.refusals.append(f"{section.name}: {error.message}")
    except (KeyError, TypeError, ValueError) as error:
        report.count(section.name, "refused")
        report.refusals.append(f"{section.name}: a row is malformed ({str(error)[:80]})")


def _unpacked(content: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = run_in_worker(
            WORK, (content, FORMAT, LARGEST), {}, seconds=SECONDS, megabytes=MEGABYTES
        )
    except WorkEnded as error:
        raise InvalidInput.of("backup", "This archive is too large or too twisted to be read.") from error
    return found
