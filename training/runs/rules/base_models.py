"""Which folders can be a base model: weights as safetensors, a plain config, a tokenizer, and no code."""

import json
import re
from pathlib import Path

from project.lib.errors import InvalidInput

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
HAZARDS = (".py", ".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".so")
LARGEST_CONFIG = 1_000_000


def checked_base_model(root: Path, name: str) -> Path:
    """The folder of that name below ``root``; InvalidInput says what is missing or not allowed in it."""
    if not NAME.fullmatch(name):
        raise InvalidInput.of("config", "base_model: expected the name of a folder of base models.")
    folder = root / name
    if not folder.is_dir():
        raise InvalidInput.of("config", f"base_model: there is no {name}. An operator puts base models below {root}.")
    names = {each.name for each in folder.iterdir()}
    hazards = sorted(each for each in names if each.lower().endswith(HAZARDS))
    if hazards:
        raise InvalidInput.of("config", f"base_model: {hazards[0]} can hold code; only safetensors and JSON are read.")
    for needed in ("config.json", "tokenizer.json"):
        if needed not in names:
            raise InvalidInput.of("config", f"base_model: {name} has no {needed}.")
    if not any(each.endswith(".safetensors") for each in names):
        raise InvalidInput.of("config", f"base_model: {name} has no weights as safetensors.")
    _check_config(folder / "config.json")
    return folder


def _check_config(path: Path) -> None:
    try:
        said = json.loads(path.read_bytes()[:LARGEST_CONFIG])
    except (ValueError, RecursionError) as error:
        raise InvalidInput.of("config", "base_model: config.json is no JSON.") from error
    if not isinstance(said, dict) or "auto_map" in said:
        raise InvalidInput.of("config", "base_model: it brings code of its own, which is not run here.")
