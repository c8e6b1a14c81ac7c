"""Which relative paths a picture may have inside its folder, and which names look like pictures."""

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".jp2", ".ico", ".ppm", ".tga"}
)
LONGEST_PATH = 1000
LONGEST_PART = 255
DEEPEST = 32


class BadPath(ValueError):
    """The path is not one of a picture inside a folder; its text says why."""


def clean_path(raw: str) -> str:
    """The path with slashes between its parts and no ``.`` among them; BadPath where it leaves the folder or fits no disk.

    Backslashes divide parts too: the old format was also written on Windows.
    """
    path = raw.replace("\\", "/")
    if not is_storable(path):
        raise BadPath("holds a character that no file name has")
    if path.startswith("/") or path[1:2] == ":":
        raise BadPath("is absolute")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise BadPath("leaves the folder")
    if not parts:
        raise BadPath("is empty")
    if len(parts) > DEEPEST or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise BadPath("is too deep or has a part that is too long")
    clean = "/".join(parts)
    if len(clean) > LONGEST_PATH:
        raise BadPath(f"is longer than {LONGEST_PATH} characters")
    return clean


def is_storable(text: str) -> bool:
    """Whether it is text in UTF-8 without NUL: lone surrogates stand for bytes that are none."""
    return "\0" not in text and all(not "\ud800" <= character <= "\udfff" for character in text)


def looks_like_picture(name: str) -> bool:
    """Whether the name ends like that of a picture; what the file really is shows when it is read."""
    stem, dot, suffix = name.rpartition(".")
    return bool(stem) and not name.startswith(".") and f"{dot}{suffix}".lower() in SUFFIXES
