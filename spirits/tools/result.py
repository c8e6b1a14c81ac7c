"""What a tool call gives back."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NewArtifact:
    """A file the call made, for the person to open and download."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class ToolResult:
    """Structured data for programs, a short text for the model, and files."""

    data: dict[str, Any]
    text: str
    artifacts: tuple[NewArtifact, ...] = field(default=())
