"""Lets a minion remember and search by itself, within a turn."""

import re
from datetime import timedelta
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from accounts.models import User
from chat.engine.tools import Caller, ToolOutcome, chat_tool
from chat.memory.errors import MemoryOff
from chat.memory.queries.query_vector import query_vector
from chat.memory.queries.search import Filters, Place, search
from chat.memory.queries.switches import is_memory_on, place_of_turn
from chat.memory.rules.kinds import Kind, Scope, Source
from chat.memory.services.remember import remember
from chat.models import Memory, MemoryVersion
from project.lib.clock import now
from project.lib.errors import InvalidInput
from training.providers.protocol import ToolSpec

QUOTED = re.compile(r"'([^']+)'")
REMEMBER = ToolSpec(
    name="memory.remember",
    description="Remembers a fact, a preference or a rule that the person wants kept for later conversations.",
    parameters={
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 2000, "description": "One complete sentence."},
            "kind": {"type": "string", "enum": ["semantic", "procedural", "working"], "default": "semantic"},
            "key": {"type": "string", "maxLength": 120, "description": "What it is about; replaces what had this key."},
            "only_with_this_minion": {"type": "boolean", "default": False},
            "days": {"type": "integer", "minimum": 1, "maximum": 36500, "description": "Forget after so many days."},
        },
        "required": ["text"],
        "additionalProperties": False,
    },
)
SEARCH = ToolSpec(
    name="memory.search",
    description="Searches what is remembered of the person, best first.",
    parameters={
        "type": "object",
        "properties": {
            "query": {"type": "string", "minLength": 1, "maxLength": 2000},
            "limit": {"type": "integer", "minimum": 1, "maximum": 20, "default": 5},
            "kind": {"type": "string", "enum": list(Kind.values)},
        },
        "required": ["query"],
        "additionalProperties": False,
    },
)


def memory_is_on(caller: Caller) -> bool:
    """Whether this turn may read and write memory."""
    return is_memory_on(caller.owner_id, minion_id=caller.minion_id, conversation_id=caller.conversation_id)


@chat_tool(REMEMBER, is_offered=memory_is_on)
def remember_for_minion(caller: Caller, arguments: dict[str, Any]) -> ToolOutcome:
    """Keep what the model was told to keep; the answer carries the change, for undo."""
    check(REMEMBER, arguments)
    place = _place(caller)
    is_local = bool(arguments.get("only_with_this_minion")) and caller.minion_id is not None
    memory = remember(
        owner=User.objects.get(pk=caller.owner_id),
        now=now(),
        text=arguments["text"],
        kind=arguments.get("kind", Kind.SEMANTIC),
        key=arguments.get("key", ""),
        scope=Scope.MINION if is_local else place.scope,
        minion_id=caller.minion_id,
        conversation_id=caller.conversation_id,
        lifetime=timedelta(days=arguments["days"]) if "days" in arguments else None,
        source=Source.MESSAGE,
        source_message_id=caller.question_id,
    )
    return ToolOutcome(True, f"Remembered: {memory.text}", {"memory": str(memory.pk), "change": _change(memory)})


@chat_tool(SEARCH, is_offered=memory_is_on)
def search_for_minion(caller: Caller, arguments: dict[str, Any]) -> ToolOutcome:
    """What is remembered and may serve in this conversation."""
    check(SEARCH, arguments)
    found = search(
        caller.owner_id,
        arguments["query"],
        now=now(),
        limit=arguments.get("limit", 5),
        filters=Filters(kinds=(arguments["kind"],) if "kind" in arguments else ()),
        place=_place(caller),
        vector=query_vector(arguments["query"]),
    )
    lines = [f"{each.rank}. ({each.occurred_at:%Y-%m-%d}) {each.text}" for each in found]
    memories = [{"id": str(each.memory_id), "text": each.text, "score": each.score} for each in found]
    return ToolOutcome(True, "\n".join(lines) or "Nothing is remembered about this.", {"memories": memories})


def _place(caller: Caller) -> Place:
    place = place_of_turn(caller.owner_id, minion_id=caller.minion_id, conversation_id=caller.conversation_id)
    if place is None:
        raise MemoryOff
    return place


def check(spec: ToolSpec, arguments: dict[str, Any]) -> None:
    """Refuse arguments that do not fit the tool's schema, naming them."""
    problems: dict[str, list[str]] = {}
    for problem in Draft202012Validator(spec.parameters).iter_errors(arguments):
        problems.setdefault(_named(problem), []).append(problem.message[:200])
    if problems:
        name, (first, *_) = next(iter(sorted(problems.items())))
        raise InvalidInput(f"{name}: {first}", fields=problems)


def _named(problem: ValidationError) -> str:
    """The argument a problem is about; a missing or unknown one stands in the message only."""
    if problem.path:
        return str(problem.path[0])
    quoted = QUOTED.search(problem.message)
    return quoted[1] if quoted else "arguments"


def _change(memory: Memory) -> str:
    return str(MemoryVersion.objects.get(memory=memory, number=memory.version).change)
