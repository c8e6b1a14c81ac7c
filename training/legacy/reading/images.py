"""The entries of an ``image_metadata.json``; its rules are those of image folders."""

from dataclasses import dataclass

from training.images.rules.metadata_file import CorruptMetadata, read_metadata
from training.legacy.reading.findings import Findings
from training.legacy.reading.strict_json import Unreadable, parsed


@dataclass(frozen=True)
class OldImages:
    """What one file says of the pictures of its folder; ``folder`` is relative to the root."""

    file: str
    folder: str
    paths: frozenset[str]


def read_images(raw: bytes, findings: Findings) -> OldImages:
    """The paths of the usable entries; Unreadable when the file as a whole is none."""
    parsed(raw)  # says more exactly than the rules of image folders where a broken file is broken
    try:
        metadata = read_metadata(raw)
    except CorruptMetadata as error:
        raise Unreadable(str(error)) from error
    for refused in metadata.refused:
        findings.refused(refused.key, f"{refused.reason[:1].upper()}{refused.reason[1:]}.")
    folder = findings.file.rpartition("/")[0]
    return OldImages(findings.file, folder, frozenset(metadata.entries))
