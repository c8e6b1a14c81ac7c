"""What a message plainly asks for. Only clear wording counts; everything else is a question to be looked up."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.providers.protocol import ToolSpec

REMEMBER_TOOL = "memory.remember"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Hello and the like."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """Thank you and the like."""


@dataclass(frozen=True, slots=True)
class AboutYou:
    """Who or what are you, what can you do, help."""


@dataclass(frozen=True, slots=True)
class UseTool:
    """A call that was asked for, with its arguments complete."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class BadCommand:
    """A ``/tool`` command that cannot be carried out, and why."""

    problem: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question to answer from what was found."""

    question: str


Intent = Greeting | Thanks | AboutYou | UseTool | BadCommand | Lookup

GREETING = re.compile(
    r"(hi|hello|hey|good (morning|afternoon|evening|day)|greetings|howdy)( there| daimon)?[\s!.,]*", re.I
)
THANKS = re.compile(
    r"(thanks?( you)?|thank you|many thanks|cheers|great|perfect|ok(ay)?)( so much| a lot| very much)?[\s!.]*", re.I
)
ABOUT = re.compile(
    r"(so,? )?((who|what) are you|what can you do|what do you do|what are you able to do|how do(es)? (you|this) work|"
    r"are you (an? )?(ai|llm|language model|chatgpt|gpt|claude|bot|human|real)|help( me)?|/help|\?)[\s?!.]*",
    re.I,
)
REMEMBER = re.compile(
    r"\s*(?:please,?\s+)?(?:remember|memori[sz]e|keep in mind|note|don'?t forget)\s+that\s+(?P<what>.+?)\s*",
    re.I | re.S,
)
REMEMBER_COLON = re.compile(
    r"\s*(?:please,?\s+)?(?:remember|memori[sz]e|note)(?:\s+this)?\s*:\s*(?P<what>.+?)\s*", re.I | re.S
)
COMMAND = re.compile(r"\s*/(?:tool\s+)?(?P<name>[A-Za-z][\w.\-]*)\s*(?P<rest>.*)", re.S)

# What is asked, and the tools that do it, best first; the named group is the text the tool is given.
TOOL_WORDING: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?:calculate|compute|evaluate|what(?:'s| is))\s+(?P<what>[-+]?[\d(√π][^a-df-wyz]*[\d)π%!])\s*[?=.]*", re.I | re.S), ("calculator_engine",)),
    (re.compile(r"(?P<what>[\d(][\d\s.,()+\-*/^%×÷]*[-+*/^%×÷][\d\s.,()+\-*/^%×÷]*[\d)])\s*=?\s*\??", re.S), ("calculator_engine",)),
    (re.compile(r"solve\s+(?:the equation\s+|for \w+:\s*)?(?P<what>.*=.*?)[.?]?", re.I | re.S), ("equation_solver",)),
    (re.compile(r"(?:search|look up|find)\s+(?:on\s+|in\s+)?(?:the\s+)?(?:web|internet|online)\s+(?:for\s+)?(?P<what>.+?)[.?]?", re.I | re.S), ("web_search",)),
    (re.compile(r"(?:search|look in)\s+(?:in\s+)?(?:my|the|our)\s+(?:knowledge(?: bases?)?|documents?|files)\s+(?:for\s+)?(?P<what>.+?)[.?]?", re.I | re.S), ("chroma_search",)),
    (re.compile(r"(?P<what>remind me\s+.+?)[.!]?", re.I | re.S), ("reminder_system",)),
    (re.compile(r"(?:what|which)\s+language\s+is\s+(?:this|that|the following)?\s*[:?]?\s*(?P<what>.+)", re.I | re.S), ("language_detector",)),
)  # fmt: skip


def intent_of(text: str, tools: Sequence[ToolSpec]) -> Intent:
    """The one thing this message plainly asks for, given the tools on offer."""
    stripped = text.strip()
    if ABOUT.fullmatch(stripped):
        return AboutYou()
    if command := COMMAND.fullmatch(stripped):
        return _command(command["name"], command["rest"].strip(), tools)
    if GREETING.fullmatch(stripped):
        return Greeting()
    if THANKS.fullmatch(stripped):
        return Thanks()
    return _remembering(stripped, tools) or _worded(stripped, tools) or _named(stripped, tools) or Lookup(stripped)


def _remembering(text: str, tools: Sequence[ToolSpec]) -> Intent | None:
    found = REMEMBER.fullmatch(text) or REMEMBER_COLON.fullmatch(text)
    if not found:
        return None
    tool = _offered(REMEMBER_TOOL, tools)
    if tool is None:
        return BadCommand("I cannot store memories here: the tool for it is not switched on for this conversation.")
    return _filled(tool, found["what"])


def _command(name: str, rest: str, tools: Sequence[ToolSpec]) -> Intent:
    """``/tool name {json}``, or ``/name …``; free text fills the one text that a tool needs."""
    tool = _offered(name, tools)
    if tool is None:
        offered = ", ".join(sorted(tool.name for tool in tools)) or "none"
        return BadCommand(f"There is no tool `{name}` in this conversation. On offer: {offered}.")
    if not rest.startswith("{"):
        return _filled(tool, rest) if rest else _without_arguments(tool)
    try:
        arguments = json.loads(rest)
    except (ValueError, RecursionError) as error:
        return BadCommand(f"The arguments of `{tool.name}` are no JSON object: {error}.")
    return UseTool(tool.name, json.dumps(arguments, ensure_ascii=False))


def _without_arguments(tool: ToolSpec) -> Intent:
    required = tool.parameters.get("required") or []
    if required:
        return BadCommand(
            f"`{tool.name}` needs {', '.join(map(str, required))}. Write: `/tool {tool.name} {_example(tool)}`"
        )
    return UseTool(tool.name, "{}")


def _worded(text: str, tools: Sequence[ToolSpec]) -> Intent | None:
    for wording, names in TOOL_WORDING:
        found = wording.fullmatch(text)
        tool = next((tool for name in names if (tool := _offered(name, tools))), None) if found else None
        if found and tool and isinstance(call := _filled(tool, found["what"].strip()), UseTool):
            return call
    return None


def _named(text: str, tools: Sequence[ToolSpec]) -> Intent | None:
    """``use calculator_engine: 2+2``, ``run the language detector on …``."""
    found = re.fullmatch(r"(?:please\s+)?(?:use|run|call|ask)\s+(?:the\s+)?(?P<rest>.+)", text, re.I | re.S)
    if not found:
        return None
    for tool in sorted(tools, key=lambda tool: -len(tool.name)):
        spoken = re.escape(_last(tool.name)).replace("_", "[ _]")
        if given := re.match(
            rf"(?:{re.escape(tool.name)}|{spoken})(?: tool)?(?:\s*[:,]|\s+(?:on|for|with|to)\b)?\s*",
            found["rest"],
            re.I,
        ):
            rest = found["rest"][given.end() :].strip()
            return _command(tool.name, rest, tools)
    return None


def _filled(tool: ToolSpec, text: str) -> Intent:
    """A call with the text in the one text argument the tool needs; otherwise how to write the call in full."""
    name = _text_argument(tool.parameters)
    if name is None:
        return BadCommand(f"`{tool.name}` needs more than one text. Write: `/tool {tool.name} {_example(tool)}`")
    return UseTool(tool.name, json.dumps({name: text}, ensure_ascii=False))


def _text_argument(schema: Any) -> str | None:
    """The name of the only required argument, when it is a text; or of the only text, when nothing is required."""
    properties = schema.get("properties") or {}
    required = schema.get("required") or []
    texts = [name for name, part in properties.items() if isinstance(part, dict) and part.get("type") == "string"]
    if len(required) == 1 and required[0] in texts:
        return str(required[0])
    return str(texts[0]) if not required and len(texts) == 1 else None


def _example(tool: ToolSpec) -> str:
    properties = tool.parameters.get("properties") or {}
    shown = tool.parameters.get("required") or list(properties)[:2]
    return json.dumps({name: f"<{(properties.get(name) or {}).get('type', 'value')}>" for name in shown})


def _offered(name: str, tools: Sequence[ToolSpec]) -> ToolSpec | None:
    """The tool of this name, or the only one whose name ends in it."""
    exact = next((tool for tool in tools if tool.name == name), None)
    ending = [tool for tool in tools if _last(tool.name) == name]
    return exact or (ending[0] if len(ending) == 1 else None)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
