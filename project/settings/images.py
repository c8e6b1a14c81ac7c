"""Folders of pictures: where people may open one in place, and how large an uploaded archive may be."""

from pathlib import Path

from project.settings.env import number_setting, setting, words


def roots(raw: str) -> list[str]:
    for root in (found := words(raw)):
        if not Path(root).is_absolute() or ".." in Path(root).parts or root.strip("/") == "":
            raise ValueError("absolute paths of folders, separated by commas")
    return found


IMAGE_ROOTS = setting(
    "IMAGE_ROOTS",
    roots,
    default="",
    meaning="Folders below which people may open their pictures in place, separated by commas. Whoever can sign in sees what lies below; `{email}` in a path stands for the person's address and gives each a place of their own. Empty: only uploaded archives.",
    expected="absolute paths of folders, separated by commas, none of them the whole disk",
)
IMAGE_ARCHIVE_MEGABYTES = number_setting(
    "IMAGE_ARCHIVE_MEGABYTES",
    500,
    least=1,
    most=100_000,
    meaning="Largest archive of pictures that may be uploaded, in megabytes; unpacked it may be twice as large.",
)
