"""What a program asks for, whatever protocol it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models import User
from training.providers.protocol import ToolSpec, Turn


@dataclass(frozen=True)
class Asked:
    """One answer that is wanted. ``extra`` is for servers that speak OpenAI's protocol themselves."""

    model: str
    turns: tuple[Turn, ...]
    tools: tuple[ToolSpec, ...] = ()
    temperature: float | None = None
    max_output_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    response_format: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asker:
    """Who asks, by which key, and through which door."""

    user: User
    api_key_id: UUID | None
    door: str
