"""A person's own data as one archive, for them to keep."""

import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder

from accounts.belongings import Row, kinds_of_belongings
from accounts.models import User
from accounts.queries.own_rows import own_rows

FORMAT = "daimon-data-1"


def take_out(*, user: User, now: datetime, target: BinaryIO) -> None:
    """Write a zip. ``rows.jsonl`` holds every row that is the person's, each with its ``model``; ``data/KIND.jsonl``
    what hangs on them, a row per line; ``files/KIND/`` the files; ``manifest.json`` the counts.

    It is written as it grows. A file that is gone from the disk is named in the manifest.
    """
    counts: dict[str, int] = {}
    missing: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        counts["rows"] = _write(archive, "rows.jsonl", ({"model": name, **row} for name, row in own_rows(user)))
        for kind in kinds_of_belongings():
            counts[kind.name] = _write(archive, f"data/{kind.name}.jsonl", kind.rows(user))
            for name, place in kind.files(user):
                try:
                    archive.write(place, f"files/{kind.name}/{name}")
                except FileNotFoundError:
                    missing.append(f"{kind.name}/{name}")
        manifest = {"format": FORMAT, "made_at": now, "person": user.email, "rows": counts, "missing": missing}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, cls=DjangoJSONEncoder))


def _write(archive: zipfile.ZipFile, path: str, rows: Iterable[Row]) -> int:
    number = 0
    with archive.open(path, "w", force_zip64=True) as part:
        for row in rows:
            part.write((json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n").encode())
            number += 1
    return number
