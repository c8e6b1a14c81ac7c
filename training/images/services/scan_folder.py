"""Look at a folder's disk again: new pictures, pictures that are gone, and pictures that got another name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from project.lib.errors import DaimonError
from training.images.disk.pictures import Seen, look, read_picture
from training.images.disk.places import opened
from training.images.models import Image, ImageFolder
from training.images.rules.entry import Entry
from training.images.services.change_images import Decision, change_images

MOST_COMPARED = 2_000  # new files whose contents are looked at to tell a renamed one


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a look found: counts, and what was passed over with the reason."""

    added: int
    gone: int
    found_again: int
    renamed: int
    passed_over: tuple[tuple[str, str], ...]


def scan_folder(*, folder: ImageFolder, at: datetime) -> Scanned:
    """The folder's images brought in line with the pictures on the disk.

    A new file with the very bytes of one that is gone is that picture under another name and keeps what is known of it.
    Images whose file is gone stay, marked missing.
    """
    with opened(folder) as handle:
        seen = look(handle)
        digests = digests_of_new(handle, folder, seen)
    decision = change_images(folder.pk, verb="scan", at=at, decide=lambda rows: decide_scan(rows, seen, digests))
    ImageFolder.objects.filter(pk=folder.pk).update(scanned_at=at)
    return Scanned(
        added=len(decision.entries),
        gone=len(decision.missing),
        found_again=len(decision.found),
        renamed=len(decision.moves),
        passed_over=tuple(seen.passed_over),
    )


def decide_scan(rows: Mapping[str, Image], seen: Seen, digests: Mapping[str, str]) -> Decision:
    """What the rows lack to say what was seen."""
    there = seen.pictures.keys()
    gone = {path for path, row in rows.items() if path not in there and not row.is_missing}
    absent = {path for path in rows if path not in there}
    moves = _moves({path: rows[path].sha256 for path in sorted(absent) if rows[path].sha256}, digests)
    new = there - rows.keys() - set(moves.values())
    return Decision(
        entries={path: Entry() for path in sorted(new)},
        moves=moves,
        missing=frozenset(gone - moves.keys()),
        found=frozenset(path for path, row in rows.items() if path in there and row.is_missing),
    )


def _moves(absent: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """From the path that is gone to the new one, where exactly one of each has these bytes."""
    moves = {}
    for old, digest in absent.items():
        same_old = [path for path, each in absent.items() if each == digest]
        same_new = [path for path, each in new.items() if each == digest]
        if len(same_old) == len(same_new) == 1:
            moves[old] = same_new[0]
    return moves


def digests_of_new(handle: int, folder: ImageFolder, seen: Seen) -> dict[str, str]:
    """SHA-256 of new files that have the size of one that is gone; only those can be a renamed picture."""
    known = dict(Image.objects.filter(folder=folder).values_list("path", "size"))
    sizes = {size for path, size in known.items() if path not in seen.pictures and size}
    new = [path for path, size in seen.pictures.items() if path not in known and size in sizes]
    digests = {}
    for path in new[:MOST_COMPARED]:
        try:
            digests[path] = sha256(read_picture(handle, path)).hexdigest()
        except DaimonError:
            continue  # what cannot be read is a new picture, and its processing will say what is wrong
    return digests
