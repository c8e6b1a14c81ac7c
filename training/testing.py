"""Providers, models and old data folders for the tests of every app and for benchmarks."""

import base64
import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from accounts.models import User
from training.models import LanguageModel, Provider
from training.retrieval.installed import AXES
from training.retrieval.minilm import VOCABULARY, WEIGHTS
from training.services.provider_keys import sealed

OLD_SECONDS = 1_700_000_000
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def make_provider(owner: User | None = None, *, key: str = "", **fields: Any) -> Provider:
    """A provider; its name is made up when none is given."""
    fields.setdefault("kind", Provider.Kind.OPENAI_COMPATIBLE)
    fields.setdefault("name", f"Provider {Provider.objects.count() + 1}")
    fields.setdefault("base_url", "https://models.example/v1")
    return Provider.objects.create(owner=owner, encrypted_key=sealed(key), **fields)


def make_model(provider: Provider | None = None, name: str = "small", **fields: Any) -> LanguageModel:
    """A model of the provider, or of a new one of the installation."""
    return LanguageModel.objects.create(provider=provider or make_provider(), name=name, **fields)


def write_old_folder(root: Path, *, completed: int = 0, failed: int = 0, pending: int = 0, **settings: Any) -> Path:
    """An old data folder with so many tasks; the waiting ones have their image, and all images lie below ``photos``."""
    state: dict[str, Any] = {
        "is_processing": True,
        "should_stop": False,
        "current_task": None,
        "queue": [],
        "history": [],
    }
    photos = root / "photos"
    photos.mkdir(parents=True, exist_ok=True)
    for number in range(completed + failed):
        status = "completed" if number < completed else "failed"
        state["history"].append(old_task(number, status, error="No memory" if status == "failed" else None))
    for number in range(completed + failed, completed + failed + pending):
        (photos / f"{number}.png").write_bytes(PIXEL)
        state["queue"].append(old_task(number, "pending"))
    (root / ".queue_state.json").write_text(json.dumps({**state, "saved_at": OLD_SECONDS + 10**6}))
    if settings:
        (root / "app_state").mkdir(exist_ok=True)
        (root / "app_state" / "settings.json").write_text(json.dumps(settings))
    return root


def old_task(number: int, status: str, **change: Any) -> dict[str, Any]:
    """A task of an old state file; its times follow from its number."""
    created = OLD_SECONDS + number
    times: dict[str, float | None] = {"started_at": created + 0.25, "completed_at": created + 0.5}
    if status not in ("completed", "failed"):
        times = {"started_at": None, "completed_at": None}
    progress = 1.0 if status == "completed" else 0.5 if status == "failed" else 0.0
    path = f"photos/{number}.png"
    return {
        "image_path": path,
        "status": status,
        "progress": progress,
        "error": None,
        "created_at": created,
        **times,
        **change,
    }


def dumped_tables(*, without: tuple[str, ...] = ("training_legacy",)) -> dict[str, str]:
    """Every row of every table as text, without the tables whose names begin so: equal dumps are equal byte for byte."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row[0] for row in cursor.fetchall() if not row[0].startswith(without)]
        dumps = {}
        for name in names:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM {quoted} AS t")  # noqa: S608
            dumps[name] = cursor.fetchone()[0]
    return dumps


def make_embedder(folder: Path, words: Sequence[str]) -> Path:
    """The real embedder's files with weights drawn by chance: it knows no language, but equal words come near."""
    chance, at = np.random.default_rng(7), 0
    header: dict[str, Any] = {}
    parts: list[bytes] = []
    for name, shape in _shapes(len(words)).items():
        is_norm = name.endswith("LayerNorm.weight")
        values = np.ones(shape) if is_norm else chance.normal(0, 0.02 if "encoder" in name else 1, shape)
        raw = values.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [at, at + len(raw)]}
        parts.append(raw)
        at += len(raw)
    told = json.dumps(header).encode()
    folder.mkdir(parents=True)
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(told)) + told + b"".join(parts))
    (folder / VOCABULARY).write_text("\n".join(words))
    np.save(folder / AXES, np.eye(384, 32, dtype=np.float32))
    return folder


def _shapes(words: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (words, 384),
        "embeddings.position_embeddings.weight": (512, 384),
        "embeddings.token_type_embeddings.weight": (2, 384),
    }
    linear = {"attention.self.query": (384, 384), "attention.self.key": (384, 384), "attention.self.value": (384, 384)}
    linear |= {"attention.output.dense": (384, 384), "intermediate.dense": (1536, 384), "output.dense": (384, 1536)}
    for layer in range(6):
        for name, shape in linear.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = shape
            found[f"encoder.layer.{layer}.{name}.bias"] = shape[:1]
    norms = [f"encoder.layer.{layer}.{part}.LayerNorm" for layer in range(6) for part in ("attention.output", "output")]
    for name in ["embeddings.LayerNorm", *norms]:
        found |= {f"{name}.weight": (384,), f"{name}.bias": (384,)}
    return found
