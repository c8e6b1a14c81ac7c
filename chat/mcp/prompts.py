"""The caller's minions: each is a prompt, its instructions before the question."""

from uuid import UUID

from mcp_types import GetPromptResult, Prompt, PromptArgument, PromptMessage, TextContent

from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller
from chat.mcp.scopes import demand
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.errors import MinionNotFound
from spirits.queries.instructions import instructions_for
from spirits.queries.minions import get_minion, minions_of

LONGEST = 100_000
MOST = 200
QUESTION = PromptArgument(name="question", description="What the minion is asked.", required=True)


def listed(caller: AuthenticatedCaller) -> list[Prompt]:
    """The minions in use, by their ids; what they are called is the title."""
    demand(caller, Group.SPIRITS, "GET")
    rows = minions_of(caller.user).filter(archived_at=None)[:MOST]
    return [
        Prompt(name=str(each.pk), title=each.name, description=each.purpose or None, arguments=[QUESTION])
        for each in rows
    ]


def filled(caller: AuthenticatedCaller, name: str, arguments: dict[str, str]) -> GetPromptResult:
    """The minion's instructions and the question as one message of the person's."""
    demand(caller, Group.SPIRITS, "GET")
    question = arguments.get("question", "").strip()
    if not question or len(question) > LONGEST:
        raise InvalidInput.of("question", f"Ask something, of at most {LONGEST:,} characters.")
    try:
        minion = get_minion(caller.user, UUID(name))
    except ValueError as error:
        raise MinionNotFound from error
    text = f"{instructions_for(caller.user, minion, at=now()).strip()}\n\n{question}".strip()
    message = PromptMessage(role="user", content=TextContent(text=text))
    return GetPromptResult(description=minion.purpose or minion.name, messages=[message])
