"""Everything about a minion that can be edited, as one value: what versions keep and files carry."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models import Minion, MinionVersion, ToolServer
from spirits.models.minion import MOST_SWITCHED
from spirits.queries.minions import equipped_slugs
from spirits.queries.tool_access import known_tool_names
from spirits.queries.tool_servers import usable_servers
from spirits.rules.own_variables import Variable, problems_of, variables_from
from spirits.rules.variables import VARIABLES, unknown_in
from training.knowledge.queries.bases import readable_bases
from training.models import KnowledgeBase
from training.queries.usable_models import usable_models

LISTS = ("starter_questions", "spirits", "tools_off", "tools_asked_first")
SWITCHES = ("tools_off", "tools_asked_first")
TEXTS = ("name", "avatar", "purpose", "instructions", "starter_questions", "memory")
MOST_BASES = 20
MOST_SERVERS = 20


@dataclass(frozen=True)
class MinionState:
    """The editable part of a minion; spirits by slug, in the order of their slots."""

    name: str
    avatar: str = "✨"
    purpose: str = ""
    instructions: str = ""
    language_model: UUID | None = None
    starter_questions: tuple[str, ...] = ()
    spirits: tuple[str, ...] = ()
    knowledge_bases: tuple[UUID, ...] = ()
    tool_servers: tuple[UUID, ...] = ()
    tools_off: tuple[str, ...] = ()
    tools_asked_first: tuple[str, ...] = ()
    memory: str = Minion.Memory.ALL.value
    variables: tuple[Variable, ...] = ()

    @property
    def variable_names(self) -> frozenset[str]:
        """The names of its own variables."""
        return frozenset(each.name for each in self.variables)

    @property
    def unknown_names(self) -> list[str]:
        """What looks like a variable in the instructions, and is none."""
        return unknown_in(self.instructions, self.variable_names)

    @property
    def switched_tools(self) -> frozenset[str]:
        """The tools that are off or ask first."""
        return frozenset((*self.tools_off, *self.tools_asked_first))

    def as_json(self) -> dict[str, Any]:
        """The value as JSON holds it."""
        model = str(self.language_model) if self.language_model else None
        return asdict(self) | {
            "language_model": model,
            "starter_questions": list(self.starter_questions),
            "spirits": list(self.spirits),
            "knowledge_bases": [str(base) for base in self.knowledge_bases],
            "tool_servers": [str(server) for server in self.tool_servers],
            "tools_off": list(self.tools_off),
            "tools_asked_first": list(self.tools_asked_first),
            "variables": [each.as_json() for each in self.variables],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "MinionState":
        """The value that ``as_json`` made."""
        model = UUID(data["language_model"]) if data.get("language_model") else None
        known: dict[str, Any] = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        lists = {name: tuple(data.get(name, ())) for name in LISTS}
        ids = {name: tuple(map(UUID, data.get(name, ()))) for name in ("knowledge_bases", "tool_servers")}
        variables = variables_from(data.get("variables", ()))
        return cls(**known | lists | ids | {"language_model": model, "variables": variables})


class MinionChanges(TypedDict, total=False):
    """The parts of a minion that a caller may set; absent parts stay as they are."""

    name: str
    avatar: str
    purpose: str
    instructions: str
    language_model: UUID | None
    starter_questions: Sequence[str]
    spirits: Sequence[str]
    knowledge_bases: Sequence[UUID]
    tool_servers: Sequence[UUID]
    tools_off: Sequence[str]
    tools_asked_first: Sequence[str]
    memory: str
    variables: Sequence[Variable]


def changed(state: MinionState, changes: MinionChanges) -> MinionState:
    """The state with these parts changed."""
    given: dict[str, Any] = dict(changes)
    lists: dict[str, Any] = {
        name: tuple(given[name]) for name in ("starter_questions", "spirits", "variables") if name in given
    }
    ids: dict[str, Any] = {
        name: tuple(sorted(set(given[name]))) for name in ("knowledge_bases", "tool_servers") if name in given
    }
    tools: dict[str, Any] = {name: tuple(sorted(set(given[name]))) for name in SWITCHES if name in given}
    return replace(state, **given | lists | ids | tools)


def state_of(minion: Minion) -> MinionState:
    """What the minion is now."""
    return MinionState(
        name=minion.name,
        avatar=minion.avatar,
        purpose=minion.purpose,
        instructions=minion.instructions,
        language_model=minion.language_model_id,
        starter_questions=tuple(minion.starter_questions),
        spirits=tuple(equipped_slugs(minion)),
        knowledge_bases=tuple(sorted(base.pk for base in minion.knowledge_bases.all())),
        tool_servers=tuple(sorted(server.pk for server in minion.tool_servers.all())),
        tools_off=tuple(sorted(minion.tools_off)),
        tools_asked_first=tuple(sorted(minion.tools_asked_first)),
        memory=minion.memory,
        variables=variables_from(minion.variables),
    )


def checked(
    state: MinionState,
    *,
    user: User,
    keeps_model: UUID | None = None,
    keeps_bases: Sequence[UUID] = (),
    keeps_servers: Sequence[UUID] = (),
    keeps_tools: Collection[str] = (),
    keeps_names: Collection[str] = (),
) -> MinionState:
    """The state with its texts trimmed, or InvalidInput that names every field that is wrong.

    A model, tool servers and switched tools must be ones this person may use, knowledge bases must be readable for them;
    those that the minion has already (``keeps_…``) may stay.
    """
    tidy = replace(
        state,
        name=state.name.strip(),
        avatar=state.avatar.strip(),
        purpose=state.purpose.strip(),
        instructions=state.instructions.strip(),
        starter_questions=tuple(question.strip() for question in state.starter_questions if question.strip()),
    )
    problems = _text_problems(tidy)
    odd = [name for name in tidy.unknown_names if name not in keeps_names]
    if odd:
        known = ", ".join((*VARIABLES, *(each.name for each in tidy.variables)))
        before = problems.get("instructions", [])
        problems["instructions"] = [
            *before,
            f"There is no variable {{{{{odd[0]}}}}}. There are: {known}. For the words themselves write \\{{{{{odd[0]}}}}}.",
        ]
    for place, found in problems_of(tidy.variables).items():
        problems[f"variables.{place}" if place else "variables"] = found
    model = tidy.language_model
    if model and model != keeps_model and not usable_models(user).filter(pk=model).exists():
        problems["language_model"] = ["There is no such model."]
    new = set(tidy.knowledge_bases) - set(keeps_bases)
    if len(tidy.knowledge_bases) > MOST_BASES:
        problems["knowledge_bases"] = [f"At most {MOST_BASES} knowledge bases."]
    elif new and new - usable_bases(user, new):
        problems["knowledge_bases"] = ["There is no such knowledge base."]
    unknown = set(tidy.tool_servers) - set(keeps_servers)
    if len(tidy.tool_servers) > MOST_SERVERS:
        problems["tool_servers"] = [f"At most {MOST_SERVERS} tool servers."]
    elif unknown and unknown - usable_server_ids(user, unknown):
        problems["tool_servers"] = ["There is no such tool server."]
    problems |= _switch_problems(tidy, user, keeps_tools)
    if problems:
        raise InvalidInput(next(iter(problems.values()))[0], fields=problems)
    return tidy


def _switch_problems(state: MinionState, user: User, keeps: Collection[str]) -> dict[str, list[str]]:
    """What is wrong with its switches: a tool both off and asked first, too many, or one that nobody has."""
    problems: dict[str, list[str]] = {}
    if both := set(state.tools_off) & set(state.tools_asked_first):
        problems["tools_asked_first"] = [f"{min(both)} is switched off already."]
    for name in SWITCHES:
        tools = set(getattr(state, name))
        if len(tools) > MOST_SWITCHED:
            problems[name] = [f"At most {MOST_SWITCHED} tools."]
        elif unknown := tools - set(keeps) - known_tool_names(user, tools):
            problems[name] = [f"There is no tool called {min(unknown)[:60]!r}."]
    return problems


def usable_bases(user: User, bases: Iterable[UUID]) -> set[UUID]:
    """Those of the knowledge bases that this person may read."""
    return set(readable_bases(user).filter(pk__in=list(bases)).values_list("pk", flat=True))


def usable_server_ids(user: User, servers: Iterable[UUID]) -> set[UUID]:
    """Those of the tool servers that this person may use."""
    return set(usable_servers(user).filter(pk__in=list(servers)).values_list("pk", flat=True))


def with_known_tools(state: MinionState, *, user: User, keeps: Collection[str] = ()) -> MinionState:
    """The state without switches of tools that this person does not have; those in ``keeps`` stay."""
    known = {*keeps, *known_tool_names(user, state.switched_tools)}
    off, asked = (tuple(tool for tool in getattr(state, name) if tool in known) for name in SWITCHES)
    return replace(state, tools_off=off, tools_asked_first=asked)


def write_links(minion: Minion, state: MinionState) -> None:
    """Give the saved minion the knowledge bases and tool servers of a checked state."""
    minion.knowledge_bases.set(KnowledgeBase.objects.filter(pk__in=state.knowledge_bases))
    minion.tool_servers.set(ToolServer.objects.filter(pk__in=state.tool_servers))


def _text_problems(state: MinionState) -> dict[str, list[str]]:
    values = {name: getattr(state, name) for name in TEXTS} | {"starter_questions": list(state.starter_questions)}
    exclude = {field.name for field in Minion._meta.fields} - set(TEXTS)
    try:
        Minion(**values).clean_fields(exclude=exclude)
    except ValidationError as error:
        return {name: list(messages) for name, messages in error.message_dict.items()}
    return {}


def write_state(minion: Minion, state: MinionState) -> None:
    """Put the texts and the model of a checked state on the row; spirits are equipped separately."""
    for name in ("name", "avatar", "purpose", "instructions", "memory"):
        setattr(minion, name, getattr(state, name))
    minion.language_model_id = state.language_model
    for name in ("starter_questions", *SWITCHES):
        setattr(minion, name, list(getattr(state, name)))
    minion.variables = [each.as_json() for each in state.variables]


def keep_version(minion: Minion, state: MinionState, *, by: User) -> MinionVersion:
    """Write down what the minion is at its present version number."""
    return MinionVersion.objects.create(minion=minion, number=minion.version, state=state.as_json(), saved_by=by)
