"""Which folders can be a base model: weights as safetensors, a plain config, a tokenizer, and no code."""

import json
import re
from contextlib import suppress
from pathlib import Path

from project.lib.errors import InvalidInput
from training.runs.rules.settings import bad_setting

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
HAZARDS = (".py", ".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".so")
LARGEST_CONFIG = 1_000_000


def checked_base_model(root: Path, name: str) -> Path:
    """The folder of that name below ``root``; InvalidInput says what is missing or not allowed in it."""
    if not NAME.fullmatch(name):
        raise bad_setting("base_model", "Expected the name of a folder of base models.")
    folder = root / name
    if not folder.is_dir():
        raise bad_setting("base_model", f"There is no {name}. An operator puts base models below {root}.")
    names = {each.name for each in folder.iterdir()}
    hazards = sorted(each for each in names if each.lower().endswith(HAZARDS))
    if hazards:
        raise bad_setting("base_model", f"{hazards[0]} can hold code; only safetensors and JSON are read.")
    for needed in ("config.json", "tokenizer.json"):
        if needed not in names:
            raise bad_setting("base_model", f"{name} has no {needed}.")
    if not any(each.endswith(".safetensors") for each in names):
        raise bad_setting("base_model", f"{name} has no weights as safetensors.")
    _check_config(folder / "config.json")
    return folder


def base_models(root: Path) -> list[str]:
    """The names of the folders below ``root`` that can be one."""
    found = []
    for each in sorted(root.iterdir()) if root.is_dir() else []:
        with suppress(InvalidInput, OSError):
            found.append(checked_base_model(root, each.name).name)
    return found


def _check_config(path: Path) -> None:
    try:
        said = json.loads(path.read_bytes()[:LARGEST_CONFIG])
    except (ValueError, RecursionError) as error:
        raise bad_setting("base_model", "config.json is no JSON.") from error
    if not isinstance(said, dict) or "auto_map" in said:
        raise bad_setting("base_model", "It brings code of its own, which is not run here.")
