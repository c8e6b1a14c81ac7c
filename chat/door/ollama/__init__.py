"""Ollama's protocol, below ``/ollama``."""

from typing import Any

from chat.door.exchange import encoded
from chat.door.ollama.answers import chat, generate
from chat.door.ollama.catalogue import embed, show, tags, version
from chat.door.protocol import Door
from project.lib.errors import DaimonError


def body_of(error: DaimonError) -> dict[str, Any]:
    """The error as Ollama words it; our own code goes along in ``code``."""
    return {"error": error.message, "code": error.code}


DOOR = Door(
    name="ollama",
    routes={
        "POST /api/chat": chat,
        "POST /api/generate": generate,
        "POST /api/embed": embed,
        "POST /api/show": show,
        "GET /api/tags": tags,
        "GET /api/version": version,
    },
    error_body=body_of,
    failure_in_stream=lambda error: encoded(body_of(error)) + b"\n",
)
