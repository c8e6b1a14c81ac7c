"""Where an old path lies on this machine."""

import os.path
import stat
from pathlib import PurePosixPath


def file_of(root: str, state_file: str, image_path: str) -> str:
    """The absolute path of an image: as written, or beside the state file that names it. Links are not looked at."""
    path = image_path if "/" in image_path else image_path.replace("\\", "/")
    return os.path.normpath(os.path.join(root, os.path.dirname(state_file), path))


def is_there(file: str) -> bool:
    """Whether the image's file is here: a regular file, not a link."""
    try:
        return stat.S_ISREG(os.lstat(file).st_mode)
    except (OSError, ValueError):
        return False


def folder_holding(file: str, folders: set[str]) -> str | None:
    """The nearest of these folders that the file lies in, at any depth."""
    return next((str(each) for each in PurePosixPath(file).parents if str(each) in folders), None)
