"""Reads Anthropic's message requests."""

import json
from typing import Any

from chat.door.asked import Asked
from chat.door.errors import UnsupportedParameter
from chat.door.fields import Body, number, objects, part, text, texts, whole
from chat.door.images import picture
from project.lib.errors import InvalidInput
from training.providers.protocol import ImagePart, TextPart, ToolCall, ToolSpec, Turn

MOST_TURNS = 5_000


def asked_of(body: Body) -> Asked:
    """What a message request asks for."""
    most = whole(body, "max_tokens")
    if most is None:
        raise InvalidInput.of("max_tokens", "'max_tokens' is required.")
    tools, extra = _tools(body)
    turns: list[Turn] = [Turn(role="system", content=system)] if (system := _system(body)) else []
    for place, message in enumerate(objects(body, "messages", most=MOST_TURNS, is_required=True)):
        turns += _turns(message, f"messages.{place}")
    return Asked(
        model=text(body, "model"),
        turns=tuple(turns),
        tools=tools,
        temperature=number(body, "temperature", least=0, most=1),
        max_output_tokens=most,
        stop=texts(body, "stop_sequences", most=64),
        response_format=_format(body),
        extra=({"top_p": body["top_p"]} if body.get("top_p") is not None else {}) | extra,
    )


def _system(body: Body) -> str:
    if isinstance(body.get("system"), list):
        return "\n\n".join(text(each, "text") for each in objects(body, "system", most=100))
    return text(body, "system", default="")


def _format(body: Body) -> Body | None:
    wanted = part(part(body, "output_config") or {}, "format") or part(body, "output_format")
    if not wanted or wanted.get("type") != "json_schema":
        return None
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": part(wanted, "schema") or {}}}


def _tools(body: Body) -> tuple[tuple[ToolSpec, ...], dict[str, Any]]:
    specs = tuple(_tool(each, f"tools.{at}") for at, each in enumerate(objects(body, "tools", most=256)))
    choice = part(body, "tool_choice") or {}
    match choice.get("type", "auto"):
        case "none":
            return (), {}
        case "any":
            return specs, {"tool_choice": "required"} if specs else {}
        case "tool":
            name = text(choice, "name")
            named = {"tool_choice": {"type": "function", "function": {"name": name}}}
            return tuple(spec for spec in specs if spec.name == name), named
        case _:
            return specs, {}


def _tool(tool: Body, where: str) -> ToolSpec:
    if tool.get("type", "custom") != "custom":
        raise UnsupportedParameter.of(where, "Only the caller's own tools are supported.")
    return ToolSpec(text(tool, "name"), text(tool, "description", default=""), part(tool, "input_schema") or {})


def _turns(message: Body, where: str) -> list[Turn]:
    """One message as turns: each tool result is a turn of its own, before what the person says."""
    role = message.get("role")
    if role not in {"user", "assistant", "system"}:
        raise InvalidInput.of(f"{where}.role", "'role' must be user or assistant.")
    content = message.get("content")
    if isinstance(content, str):
        return [Turn(role=role, content=content)]
    blocks = objects(message, "content", most=1_000)
    turns = [_result(each) for each in blocks if each.get("type") == "tool_result"]
    parts = tuple(found for each in blocks if (found := _part(each, f"{where}.content")) is not None)
    calls = tuple(_call(each) for each in blocks if each.get("type") == "tool_use")
    thoughts = [each for each in blocks if each.get("type") == "thinking"]
    if parts or calls:
        turns.append(
            Turn(
                role=role,
                content=_joined(parts),
                tool_calls=calls,
                reasoning="".join(text(each, "thinking", default="") for each in thoughts),
                reasoning_signature=text(thoughts[-1], "signature", default="") if thoughts else "",
            )
        )
    return turns


def _joined(parts: tuple[TextPart | ImagePart, ...]) -> str | tuple[TextPart | ImagePart, ...]:
    if all(isinstance(each, TextPart) for each in parts):
        return "\n".join(each.text for each in parts if isinstance(each, TextPart))
    return parts


def _part(block: Body, where: str) -> TextPart | ImagePart | None:
    match block.get("type"):
        case "text":
            return TextPart(text(block, "text", default=""))
        case "image":
            source = part(block, "source") or {}
            if source.get("type") != "base64":
                raise InvalidInput.of(where, "Send pictures as base64; this server fetches none.")
            return picture(text(source, "media_type"), text(source, "data"), where)
        case "tool_use" | "tool_result" | "thinking" | "redacted_thinking":
            return None
        case other:
            raise InvalidInput.of(where, f"A block of the type {str(other)[:40]!r} is not supported.")


def _call(block: Body) -> ToolCall:
    return ToolCall(text(block, "id"), text(block, "name"), json.dumps(part(block, "input") or {}))


def _result(block: Body) -> Turn:
    content = block.get("content", "")
    if isinstance(content, list):
        content = "\n".join(text(each, "text", default="") for each in objects(block, "content", most=1_000))
    if not isinstance(content, str):
        raise InvalidInput.of("content", "A tool result must be a text or a list of text blocks.")
    return Turn(role="tool", content=content, tool_call_id=text(block, "tool_use_id"))
