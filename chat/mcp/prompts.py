"""The caller's minions: each is a prompt, its instructions before the question."""

from uuid import UUID

from mcp_types import GetPromptResult, Prompt, PromptArgument, PromptMessage, TextContent

from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller
from chat.mcp.scopes import demand
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.errors import MinionNotFound
from spirits.models import Minion
from spirits.queries.instructions import instructions_for
from spirits.queries.minions import get_minion, minions_of
from spirits.rules.own_variables import Variable, value_problems, variables_from

LONGEST = 100_000
MOST = 200
QUESTION = PromptArgument(name="question", description="What the minion is asked.", required=True)


def listed(caller: AuthenticatedCaller) -> list[Prompt]:
    """The minions in use, by their ids; what they are called is the title."""
    demand(caller, Group.SPIRITS, "GET")
    rows = minions_of(caller.user).filter(archived_at=None)[:MOST]
    return [
        Prompt(
            name=str(each.pk),
            title=each.name,
            description=each.purpose or None,
            arguments=[QUESTION, *_arguments(each)],
        )
        for each in rows
    ]


def _arguments(minion: Minion) -> list[PromptArgument]:
    """Its own variables, which the person fills in beside the question."""
    return [
        PromptArgument(name=each.name, description=_described(each), required=each.needs_a_value)
        for each in variables_from(minion.variables)
    ]


def _described(variable: Variable) -> str:
    words = [variable.shown_label]
    words += [f"One of: {', '.join(variable.options)}."] if variable.options else []
    words += [f"Left out: {variable.default}"] if variable.default else []
    return " ".join(words)


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
    given = {key: value for key, value in arguments.items() if key != QUESTION.name}
    if problems := value_problems(variables_from(minion.variables), given):
        name, (problem, *_) = next(iter(problems.items()))
        raise InvalidInput(f"{name}: {problem}", fields=problems)
    text = f"{instructions_for(caller.user, minion, at=now(), given=given).strip()}\n\n{question}".strip()
    message = PromptMessage(role="user", content=TextContent(text=text))
    return GetPromptResult(description=minion.purpose or minion.name, messages=[message])
