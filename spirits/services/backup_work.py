"""Opens a backup where a hostile archive can do no harm, and checks every file against the manifest."""

import hashlib
import io
import json
import zipfile
import zlib
from typing import Any

from project.lib.errors import InvalidInput

MOST_FILES = 20_000


def unpack(content: bytes, expected: str, largest: int) -> dict[str, Any]:
    """``{"manifest", "sections": {name: rows}, "files": {path: bytes}}``; InvalidInput for "backup" on any difference."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = _manifest(archive, expected, largest)
            parts = {path: _checked(archive, path, about) for path, about in manifest["files"].items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refused(f"This is no zip archive, or it is damaged: {str(error)[:100]}") from error
    sections = {
        path.removeprefix("sections/").removesuffix(".jsonl"): _rows(path, data)
        for path, data in parts.items()
        if path.startswith("sections/")
    }
    files = {path: data for path, data in parts.items() if path.startswith("files/")}
    return {"manifest": manifest, "sections": sections, "files": files}


def _refused(problem: str) -> InvalidInput:
    return InvalidInput.of("backup", problem)


def _manifest(archive: zipfile.ZipFile, expected: str, largest: int) -> dict[str, Any]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > largest:
        raise _refused(f"It holds more than {MOST_FILES:,} files or {largest:,} bytes.")
    names = [each.filename for each in entries]
    if "manifest.json" not in names:
        raise _refused("It has no manifest.json, so it is no backup of Daimon.")
    try:
        manifest = json.loads(archive.read("manifest.json"))
        files = manifest["files"]
        listed = {str(path): (str(about["sha256"]), int(about["size"])) for path, about in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused("Its manifest.json cannot be read.") from error
    if manifest.get("format") != expected:
        raise _refused(f"It is of the format {str(manifest.get('format'))[:40]!r}; expected {expected}.")
    stray = sorted(set(names) - {"manifest.json"} - listed.keys()) + sorted(listed.keys() - set(names))
    if stray or len(set(names)) != len(names):
        raise _refused(f"Its files are not those of its manifest: {', '.join(stray[:3]) or 'one is there twice'}.")
    return dict(manifest)


def _checked(archive: zipfile.ZipFile, path: str, about: dict[str, Any]) -> bytes:
    if archive.getinfo(path).file_size != about["size"]:
        raise _refused(f"{path} has another size than its manifest says.")
    content = archive.read(path)
    if hashlib.sha256(content).hexdigest() != about["sha256"]:
        raise _refused(f"{path} was changed: its SHA-256 is not the manifest's.")
    return content


def _rows(path: str, content: bytes) -> list[Any]:
    try:
        return [json.loads(line) for line in content.decode().splitlines() if line.strip()]
    except ValueError as error:
        raise _refused(f"{path} is not JSON, a row a line.") from error
