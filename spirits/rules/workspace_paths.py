"""What a path in a workspace may be. Paths are names in a table: they never touch the file system."""

import unicodedata

from project.lib.errors import InvalidInput

LONGEST_PATH = 500
LONGEST_NAME = 200
DEEPEST = 20
QUOTA_BYTES = 200_000_000
MOST_FILES = 5_000
LARGEST_FILE = 20_000_000
MOST_VERSIONS = 50  # of a file; older ones are dropped


def clean_path(path: str, *, field: str = "path") -> str:
    """The path in its one spelling; InvalidInput naming ``field`` for anything that is not plainly inside."""
    path = unicodedata.normalize("NFC", path)
    parts = path.split("/")
    if path != path.strip() or not path or any(not part for part in parts):
        raise InvalidInput.of(field, "Write it like 'folder/file.txt': no slash at either end, no empty parts.")
    if any(part in {".", ".."} or part != part.strip() for part in parts):
        raise InvalidInput.of(field, "A path must not contain '.', '..' or spaces around a name.")
    if any(not character.isprintable() or character in '\\:*?"<>|' for character in path.replace("/", "")):
        raise InvalidInput.of(field, 'A name must not contain control characters or \\ : * ? " < > |.')
    if len(path) > LONGEST_PATH or len(parts) > DEEPEST or any(len(part) > LONGEST_NAME for part in parts):
        raise InvalidInput.of(field, f"At most {LONGEST_PATH} characters, {DEEPEST} folders deep.")
    return path
