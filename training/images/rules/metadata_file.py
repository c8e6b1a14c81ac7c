"""``image_metadata.json``: the whole file, read without losing what cannot be understood, and written line by line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from training.images.rules.entry import BadEntry, Entry, canonical, read_entry, written_entry
from training.images.rules.paths import BadPath, clean_path

FILE_NAME = "image_metadata.json"
LARGEST_FILE = 256_000_000


class CorruptMetadata(ValueError):
    """The file as a whole is no metadata of pictures; its text says why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that cannot be taken: its key as written, why, and its value, which goes back into the file untouched."""

    key: str
    reason: str
    value: Any


@dataclass(frozen=True, slots=True)
class Metadata:
    """Entries by clean path, and what was refused."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()


def read_metadata(content: bytes) -> Metadata:
    """The file's entries. CorruptMetadata where it is no JSON object of entries; single bad entries are in ``refused``."""
    entries: dict[str, Entry] = {}
    refused: list[Refused] = []
    for key, value in _pairs(content):
        try:
            path = clean_path(key)
            if path in entries:
                raise BadPath("is there twice")
            entries[path] = read_entry(value)
        except BadPath as error:
            refused.append(Refused(key, f"the path {error}", value))
        except BadEntry as error:
            refused.append(Refused(key, str(error), value))
    return Metadata(entries, tuple(refused))


def written_metadata(metadata: Metadata) -> bytes:
    """The file: one entry a line, sorted by path; the same metadata always makes the same bytes."""
    lines = [
        f"{json.dumps(path, ensure_ascii=False)}: {canonical(written_entry(entry))}"
        for path, entry in sorted(metadata.entries.items())
    ]
    lines += [
        f"{json.dumps(each.key)}: {json.dumps(each.value)}" for each in metadata.refused
    ]  # in ASCII: may be no text
    body = ",\n".join(lines)
    return f"{{\n{body}\n}}\n".encode() if body else b"{}\n"


def _pairs(content: bytes) -> list[tuple[str, Any]]:
    """Key and value of each entry in their order, doubled keys included."""
    if len(content) > LARGEST_FILE:
        raise CorruptMetadata(f"It has more than {LARGEST_FILE:,} bytes.")
    depth: list[list[tuple[str, Any]]] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        depth[:] = [found]  # the last object to end is the outermost
        return dict(found)

    try:
        whole = json.loads(content.decode("utf-8-sig"), object_pairs_hook=pairs)
    except UnicodeDecodeError as error:
        raise CorruptMetadata(f"It is no UTF-8 text (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise CorruptMetadata(f"It is no JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
    except (RecursionError, ValueError) as error:
        raise CorruptMetadata("It is nested too deep, or holds a number that is too long.") from error
    if not isinstance(whole, dict):
        raise CorruptMetadata("Its outermost value is no object.")
    return depth[0] if depth else []
