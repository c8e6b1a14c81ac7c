"""Reads requests for responses."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chat.door.asked import Asked
from chat.door.errors import UnsupportedParameter
from chat.door.fields import Body, number, objects, part, text, whole
from chat.door.openai.reading import MOST_TURNS, ROLES, content_of, tools_of
from project.lib.errors import InvalidInput
from training.providers.protocol import ToolCall, Turn

Item = dict[str, Any]


def asked_of(body: Body, before: Sequence[Item] = ()) -> Asked:
    """What a response request asks for, after the items said before; what is not kept here is refused by name."""
    for name in ("conversation", "background"):
        if body.get(name):
            raise UnsupportedParameter.of(name, f"'{name}' is not supported; go on by 'previous_response_id'.")
    tools, extra = tools_of(body)
    instructions = text(body, "instructions", default="")
    turns = [Turn(role="system", content=instructions)] if instructions else []
    wanted = part(part(body, "text") or {}, "format")
    return Asked(
        model=text(body, "model"),
        turns=(*turns, *_turns([*before, *items_of(body)])),
        tools=tools,
        temperature=number(body, "temperature", least=0, most=2),
        max_output_tokens=whole(body, "max_output_tokens"),
        response_format=_format(wanted),
        extra=({"top_p": body["top_p"]} if body.get("top_p") is not None else {}) | extra,
    )


def _format(wanted: Body | None) -> Body | None:
    if wanted is None or wanted.get("type") not in {"json_schema", "json_object"}:
        return None
    if wanted["type"] == "json_object":
        return {"type": "json_object"}
    schema = {key: wanted[key] for key in ("name", "schema", "strict", "description") if key in wanted}
    return {"type": "json_schema", "json_schema": schema}


def items_of(body: Body) -> list[Item]:
    """The input as items; a text is a message of the user."""
    given = body.get("input")
    if isinstance(given, str) and given:
        return [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": given}]}]
    if isinstance(given, str) or given is None:
        raise InvalidInput.of("input", "'input' is required: a text or a list of items.")
    return objects(body, "input", most=MOST_TURNS, is_required=True)


def _turns(items: list[Item]) -> list[Turn]:
    """The turns these items are; calls that follow each other, or the words before them, were one turn of the model."""
    if len(items) > MOST_TURNS:
        raise InvalidInput.of("input", f"A conversation has at most {MOST_TURNS} items.")
    turns: list[Turn] = []
    for place, each in enumerate(items):
        if each.get("type") == "reasoning":
            continue
        turn = _turn(each, f"input[{place}]")
        if turn.tool_calls and turns and turns[-1].role == "assistant":
            turns[-1] = replace(turns[-1], tool_calls=(*turns[-1].tool_calls, *turn.tool_calls))
        else:
            turns.append(turn)
    return turns


def _turn(item: Item, where: str) -> Turn:
    match item.get("type", "message"):
        case "message":
            role = ROLES.get(str(item.get("role")))
            if role is None or role == "tool":
                raise InvalidInput.of(f"{where}.role", "'role' must be user, assistant, system or developer.")
            return Turn(role=role, content=content_of(item.get("content"), where))
        case "function_call":
            call = ToolCall(text(item, "call_id"), text(item, "name"), text(item, "arguments", default="{}"))
            return Turn(role="assistant", tool_calls=(call,))
        case "function_call_output":
            output = item.get("output")
            content = output if isinstance(output, str) else json.dumps(output)
            return Turn(role="tool", content=content, tool_call_id=text(item, "call_id"))
        case other:
            raise InvalidInput.of(f"{where}.type", f"Items of the type {str(other)[:40]!r} are not supported.")
