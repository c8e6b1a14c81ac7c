"""Reads Ollama's requests."""

import json
from typing import Any

from chat.door.asked import Asked
from chat.door.fields import Body, number, objects, part, text, texts, whole
from chat.door.images import picture
from chat.door.openai.reading import tools_of
from project.lib.errors import InvalidInput
from training.providers.protocol import ImagePart, Role, TextPart, ToolCall, Turn

ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
# How the base64 of each kind of picture begins.
BEGINNINGS = {"iVBO": "image/png", "/9j/": "image/jpeg", "R0lG": "image/gif", "UklG": "image/webp"}
MOST_TURNS = 5_000


def asked_of_chat(body: Body) -> Asked:
    """What a chat asks for."""
    messages = objects(body, "messages", most=MOST_TURNS, is_required=True)
    return _asked(body, tuple(_turn(each, f"messages[{at}]") for at, each in enumerate(messages)))


def asked_of_generate(body: Body) -> Asked:
    """What a prompt asks for."""
    system = text(body, "system", default="")
    opening = (Turn(role="system", content=system),) if system else ()
    return _asked(body, (*opening, Turn(role="user", content=_content(text(body, "prompt"), body, "prompt"))))


def _asked(body: Body, turns: tuple[Turn, ...]) -> Asked:
    options = part(body, "options") or {}
    most = whole(options, "num_predict", least=-2)
    return Asked(
        model=text(body, "model"),
        turns=turns,
        tools=tools_of({"tools": body.get("tools")})[0],
        temperature=number(options, "temperature", least=0, most=2),
        max_output_tokens=most if most and most > 0 else None,
        stop=texts(options, "stop", most=16),
        seed=whole(options, "seed", least=-(2**63), most=2**63 - 1),
        response_format=_format(body.get("format")),
        extra={"top_p": options["top_p"]} if options.get("top_p") is not None else {},
    )


def _format(wanted: Any) -> Body | None:
    if not wanted:
        return None
    if wanted == "json":
        return {"type": "json_object"}
    if not isinstance(wanted, dict):
        raise InvalidInput.of("format", "'format' must be json or a JSON Schema.")
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": wanted}}


def _turn(message: Body, where: str) -> Turn:
    role = ROLES.get(str(message.get("role")))
    if role is None:
        raise InvalidInput.of(f"{where}.role", f"'role' must be one of {', '.join(ROLES)}.")
    calls = tuple(_call(each, at) for at, each in enumerate(objects(message, "tool_calls", most=256)))
    name = text(message, "tool_name", default="")
    return Turn(
        role=role,
        content=_content(text(message, "content", default=""), message, where),
        tool_calls=calls,
        tool_call_id=text(message, "tool_call_id", default=name) if role == "tool" else "",
        name=name,
    )


def _call(call: Body, place: int) -> ToolCall:
    function = part(call, "function") or {}
    arguments = json.dumps(part(function, "arguments") or {})
    return ToolCall(text(call, "id", default=f"call_{place}"), text(function, "name"), arguments)


def _content(words: str, given: Body, where: str) -> str | tuple[TextPart | ImagePart, ...]:
    images = texts(given, "images", most=32)
    if not images:
        return words
    return (TextPart(words), *(picture(_kind(each), each, f"{where}.images") for each in images))


def _kind(encoded: str) -> str:
    """The kind of a picture that comes without a name, by its first bytes."""
    return BEGINNINGS.get(encoded[:4], "")
