"""Keeps a turn that calls tools inside the window: its tool rounds grow while it runs."""

from collections.abc import Sequence
from dataclasses import replace

from chat.context.assemble import ANSWER_SHARE, SMALLEST_WINDOW, UNKNOWN_WINDOW
from chat.context.budget import shortened, tokens_at_most
from chat.context.parts import GO_ON
from chat.context.pictures import TOKENS
from training.providers.protocol import Turn

MARKER = "[Earlier messages are left out because they do not fit.]"
LEAST_RESULT = 64  # tokens a tool's result keeps however little room there is


def fit_rounds(messages: Sequence[Turn], *, context_length: int | None) -> tuple[Turn, ...]:
    """The messages within the window's room: the oldest go first, then tool results are cut in plain sight.

    The system turn, the last question and what follows it stay; a tool call and its results stay or go together.
    """
    window = max(context_length or UNKNOWN_WINDOW, SMALLEST_WINDOW)
    room = window - window // ANSWER_SHARE
    groups = _groups(messages)
    if _size(groups) <= room:
        return tuple(messages)
    system, asked = _anchors(groups)
    groups = [
        *groups[:system],
        *_latest(groups[system:asked], room - _size(groups[:system]) - _size(groups[asked:])),
        *groups[asked:],
    ]
    groups = _marked(groups, system)
    return _with_shorter_results([turn for group in groups for turn in group], room)


def _groups(messages: Sequence[Turn]) -> list[list[Turn]]:
    """Messages in units that are never split: a turn with tool calls and the results that follow it."""
    groups: list[list[Turn]] = []
    for turn in messages:
        if turn.role == "tool" and groups and groups[-1][0].tool_calls:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return groups


def _anchors(groups: list[list[Turn]]) -> tuple[int, int]:
    """Where the system turns end, and where the last question stands; the order to go on belongs to the one before it."""
    system = next((at for at, group in enumerate(groups) if group[0].role != "system"), len(groups))
    asked = [at for at, group in enumerate(groups) if group[0].role == "user"] or [system]
    is_going_on = len(asked) > 1 and groups[asked[-1]][0].text == GO_ON
    return system, asked[-2] if is_going_on else asked[-1]


def _latest(groups: list[list[Turn]], room: int) -> list[list[Turn]]:
    kept: list[list[Turn]] = []
    for group in reversed(groups):
        room -= _size([group])
        if room < tokens_at_most(MARKER):
            break
        kept.insert(0, group)
    while kept and kept[0][0].role != "user":
        kept.pop(0)
    return kept


def _marked(groups: list[list[Turn]], system: int) -> list[list[Turn]]:
    """Say in the system turn that something is missing."""
    if system == 0:
        return [[Turn(role="system", content=MARKER)], *groups]
    first = groups[0][0]
    if MARKER in first.text:
        return groups
    return [[replace(first, content=f"{first.text}\n\n{MARKER}")], *groups[1:]]


def _with_shorter_results(turns: list[Turn], room: int) -> tuple[Turn, ...]:
    """Cut the longest tool results until everything fits, or nothing is left to cut."""
    while (over := _size([turns]) - room) > 0:
        sizes = {at: tokens_at_most(turn.text) for at, turn in enumerate(turns) if turn.role == "tool"}
        longest = max(sizes, key=lambda at: sizes[at], default=None)
        if longest is None or sizes[longest] <= LEAST_RESULT:
            break
        shorter = shortened(turns[longest].text, max(LEAST_RESULT, sizes[longest] - over))
        turns[longest] = replace(turns[longest], content=shorter)
    return tuple(turns)


def _size(groups: Sequence[Sequence[Turn]]) -> int:
    return sum(
        tokens_at_most(turn.text)
        + TOKENS * len(turn.images)
        + sum(tokens_at_most(call.name + call.arguments) for call in turn.tool_calls)
        for group in groups
        for turn in group
    )
