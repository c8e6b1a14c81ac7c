"""Reads OpenAI's chat requests. What no model here can do is refused by name; what is unknown is passed over."""

import json
from typing import Any

from chat.door.asked import Asked
from chat.door.errors import UnsupportedParameter
from chat.door.fields import Body, flag, number, objects, part, text, texts, whole
from chat.door.images import picture_of_url
from project.lib.errors import InvalidInput
from training.providers.protocol import ImagePart, Role, TextPart, ToolCall, ToolSpec, Turn

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
PASSED_ON = ("top_p", "presence_penalty", "frequency_penalty", "logit_bias", "reasoning_effort", "parallel_tool_calls")
MOST_TURNS = 5_000
MOST_TOOLS = 256
MOST_CHOICES = 16


def asked_of(body: Body) -> Asked:
    """What a chat completion asks for."""
    _refuse_unsupported(body)
    tools, extra = tools_of(body)
    most = whole(body, "max_completion_tokens") or whole(body, "max_tokens")
    return Asked(
        model=text(body, "model"),
        turns=tuple(_turn(each, f"messages[{place}]") for place, each in enumerate(messages_of(body))),
        tools=tools,
        temperature=number(body, "temperature", least=0, most=2),
        max_output_tokens=most,
        stop=texts(body, "stop", most=16),
        seed=whole(body, "seed", least=-(2**63), most=2**63 - 1),
        response_format=_format(part(body, "response_format")),
        extra={name: body[name] for name in PASSED_ON if body.get(name) is not None} | extra,
    )


def times_of(body: Body) -> int:
    """How many answers are asked for."""
    return whole(body, "n", most=MOST_CHOICES) or 1


def messages_of(body: Body) -> list[Body]:
    """The messages, at least one."""
    return objects(body, "messages", most=MOST_TURNS, is_required=True)


def _refuse_unsupported(body: Body) -> None:
    if flag(body, "logprobs") or body.get("top_logprobs"):
        raise UnsupportedParameter.of("logprobs", "No model here gives log probabilities.")
    if body.get("audio") or "audio" in (body.get("modalities") or ()):
        raise UnsupportedParameter.of("modalities", "No model here speaks; ask for text.")


def tools_of(body: Body) -> tuple[tuple[ToolSpec, ...], dict[str, Any]]:
    """The caller's tools, cut to those its choice allows, and the choice for servers that take it."""
    specs = tuple(_tool(each, f"tools[{place}]") for place, each in enumerate(objects(body, "tools", most=MOST_TOOLS)))
    specs += tuple(_function(each, f"functions[{at}]") for at, each in enumerate(objects(body, "functions", most=128)))
    choice = body.get("tool_choice")
    if choice is None or choice == "auto" or not specs:
        return specs, {}
    if choice == "none":
        return (), {}
    if choice == "required":
        return specs, {"tool_choice": "required"}
    name = _chosen(choice)
    chosen = tuple(spec for spec in specs if spec.name == name)
    if not chosen:
        raise InvalidInput.of("tool_choice", "'tool_choice' must be none, auto, required, or name one of the tools.")
    return chosen, {"tool_choice": {"type": "function", "function": {"name": name}}}


def _chosen(choice: Any) -> str:
    if not isinstance(choice, dict):
        return ""
    function = choice.get("function")
    found = function.get("name") if isinstance(function, dict) else choice.get("name")
    return found if isinstance(found, str) else ""


def _tool(tool: Body, where: str) -> ToolSpec:
    if tool.get("type", "function") != "function":
        raise UnsupportedParameter.of(where, "Only tools of the type 'function' are supported.")
    function = tool.get("function", tool)
    if not isinstance(function, dict):
        raise InvalidInput.of(where, "A tool needs a 'function' object.")
    return _function(function, where)


def _function(function: Body, where: str) -> ToolSpec:
    name = function.get("name")
    parameters = function.get("parameters") or {"type": "object", "properties": {}}
    if not isinstance(name, str) or not 1 <= len(name) <= 128 or not isinstance(parameters, dict):
        raise InvalidInput.of(where, "A tool needs a name of 1 to 128 characters, and its parameters as a JSON Schema.")
    description = function.get("description")
    return ToolSpec(name, description if isinstance(description, str) else "", parameters)


def _format(wanted: Body | None) -> Body | None:
    if wanted is None or wanted.get("type") == "text":
        return None
    if wanted.get("type") == "json_object":
        return wanted
    if wanted.get("type") != "json_schema" or not isinstance(wanted.get("json_schema"), dict):
        raise InvalidInput.of(
            "response_format", "'response_format' must be text, json_object, or json_schema with a schema."
        )
    return wanted


def _turn(message: Body, where: str) -> Turn:
    role = ROLES.get(str(message.get("role")))
    if role is None:
        raise InvalidInput.of(f"{where}.role", f"'role' must be one of {', '.join(ROLES)}.")
    calls = tuple(call_of(each, where) for each in objects(message, "tool_calls", most=256))
    if role == "tool" and not isinstance(message.get("tool_call_id", ""), str):
        raise InvalidInput.of(f"{where}.tool_call_id", "'tool_call_id' must be a text.")
    content = content_of(message.get("content"), where)
    if not content and not calls and role == "user":
        raise InvalidInput.of(f"{where}.content", "'content' is empty.")
    name = message.get("name")
    return Turn(
        role=role,
        content=content,
        tool_calls=calls,
        tool_call_id=message.get("tool_call_id", "") if role == "tool" else "",
        name=name if isinstance(name, str) else "",
    )


def call_of(call: Body, where: str) -> ToolCall:
    """A tool call of an earlier answer."""
    function = call.get("function")
    given = function if isinstance(function, dict) else {}
    name, arguments, identity = given.get("name"), given.get("arguments", "{}"), call.get("id")
    if not isinstance(name, str) or not name or not isinstance(identity, str):
        raise InvalidInput.of(f"{where}.tool_calls", "A tool call needs its id, and a function with a name.")
    return ToolCall(identity, name, arguments if isinstance(arguments, str) else json.dumps(arguments))


def content_of(content: Any, where: str) -> str | tuple[TextPart | ImagePart, ...]:
    """A text, or a list of text and image parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        raise InvalidInput.of(f"{where}.content", "'content' must be a text or a list of parts.")
    parts = tuple(_part(each, f"{where}.content") for each in content)
    if all(isinstance(each, TextPart) for each in parts):
        return "\n".join(each.text for each in parts if isinstance(each, TextPart))
    return parts


def _part(given: Body, where: str) -> TextPart | ImagePart:
    kind = given.get("type")
    if kind in {"text", "input_text", "output_text", "refusal"}:
        words = given.get("text", given.get("refusal"))
        if isinstance(words, str):
            return TextPart(words)
    if kind in {"image_url", "input_image"}:
        url = given.get("image_url")
        url = url.get("url") if isinstance(url, dict) else url
        if isinstance(url, str):
            return picture_of_url(url, where)
    raise InvalidInput.of(
        where, f"A content part of the type {str(kind)[:40]!r} is not supported; send text and image_url."
    )
