"""Where files live: everything Daimon writes is under one DATA_DIR, its sockets in a short private folder."""

import hashlib
import os
import tempfile
from pathlib import Path

from project.settings.env import BASE_DIR, setting, text

DATA_DIR = Path(
    setting(
        "DATA_DIR",
        text,
        default=str(BASE_DIR / ".data"),
        meaning="The folder that holds everything this installation writes.",
    )
).expanduser()
DATA_DIR = DATA_DIR if DATA_DIR.is_absolute() else BASE_DIR / DATA_DIR

POSTGRES_DIR = DATA_DIR / "postgres"
VALKEY_DIR = DATA_DIR / "valkey"
UPLOADS_DIR = DATA_DIR / "uploads"
WORKSPACES_DIR = DATA_DIR / "workspaces"
ARTIFACTS_DIR = DATA_DIR / "artifacts"
DATASETS_DIR = DATA_DIR / "datasets"
KNOWLEDGE_DIR = DATA_DIR / "knowledge"
IMAGES_DIR = DATA_DIR / "images"
MODELS_DIR = DATA_DIR / "models"
APP_STATE_DIR = DATA_DIR / "app_state"
LOGS_DIR = DATA_DIR / "logs"
BACKUPS_DIR = DATA_DIR / "backups"
ARCHIVES_DIR = DATA_DIR / "archives"


def _socket_dir() -> Path:
    """Unix socket paths end at 107 bytes, so sockets live in a short folder named after DATA_DIR."""
    digest = hashlib.sha256(str(DATA_DIR.resolve()).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"daimon-{os.getuid()}-{digest}"


SOCKET_DIR = _socket_dir()
