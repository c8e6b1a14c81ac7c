"""Reads ``[[directives]]`` out of a text. docs/scripted-provider.md lists them, and a test compares the two."""

import json
import re
from dataclasses import dataclass

from training.providers.errors import RequestRejected

OPENING = re.compile(r"\[\[\s*([a-z_]+)[ \t]*")
CALL_NAME = re.compile(r"([A-Za-z0-9_.\-]+)\s*")

VERBS = {
    "say": "Streams the text, a word at a time.",
    "echo": "Streams the user's own message without its directives.",
    "words": "Streams that many words, chosen by the request's seed.",
    "reason": "Streams the text as reasoning.",
    "call": "Calls a tool: its name, then its arguments as a JSON object.",
    "raw_call": "Calls a tool with arguments taken as they stand, valid JSON or not.",
    "tools": "Streams the names of the tools it is offered.",
    "then": "What follows belongs to the next round, after the tools have answered.",
    "delay": "Waits that many seconds before each later piece.",
    "pause": "Waits that many seconds once.",
    "usage": "Reports these input and output tokens instead of counted ones.",
    "finish": "Ends with this reason: stop, length, tool_calls or content_filter.",
    "error": "Fails as an HTTP status would: 401, 404, 413, 429 (and seconds to wait), 500 ...",
    "fault": "Misbehaves: unreachable, garbage, cut, hang, deadline or large.",
    "chaos": "Picks one of the errors and faults, or none, by the request's seed.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One directive: what to do, and with what; ``name`` is the tool of a call."""

    verb: str
    argument: str = ""
    name: str = ""


def parse(text: str) -> tuple[list[Step], str]:
    """The directives in ``text``, in order, and the text without them."""
    steps: list[Step] = []
    plain: list[str] = []
    position = 0
    while opening := OPENING.search(text, position):
        plain.append(text[position : opening.start()])
        step, position = _step(opening[1], text, opening.end())
        steps.append(step)
    plain.append(text[position:])
    return steps, " ".join("".join(plain).split())


def rounds(steps: list[Step]) -> list[list[Step]]:
    """The steps cut at each ``then``: one list for every answer the model is asked for within a turn."""
    found: list[list[Step]] = [[]]
    for step in steps:
        if step.verb == "then":
            found.append([])
        else:
            found[-1].append(step)
    return found


def _step(verb: str, text: str, start: int) -> tuple[Step, int]:
    if verb not in VERBS:
        raise RequestRejected(f"The scripted model knows no directive {verb!r}. It knows: {', '.join(VERBS)}.")
    if verb == "call":
        return _call(text, start)
    end = text.find("]]", start)
    if end < 0:
        raise RequestRejected(f"The directive {verb!r} has no closing ]].")
    argument = text[start:end].strip()
    if verb == "raw_call":
        name, _, argument = argument.partition(" ")
        return Step(verb, argument, name), end + 2
    return Step(verb, argument), end + 2


def _call(text: str, start: int) -> tuple[Step, int]:
    """A call's JSON may hold ``]]`` itself, so the JSON decoder finds its end."""
    name = CALL_NAME.match(text, start)
    if not name:
        raise RequestRejected("The directive 'call' needs a tool's name.")
    end, arguments = name.end(), "{}"
    if text.startswith("{", end):
        try:
            _, stop = json.JSONDecoder().raw_decode(text, end)
        except json.JSONDecodeError as error:
            raise RequestRejected(
                f"The arguments of the call of {name[1]!r} are no JSON object: {error.msg}."
            ) from error
        arguments, end = text[end:stop], stop
    closing = re.compile(r"\s*\]\]").match(text, end)
    if not closing:
        raise RequestRejected(f"The call of {name[1]!r} has no closing ]].")
    return Step("call", arguments, name[1]), closing.end()
