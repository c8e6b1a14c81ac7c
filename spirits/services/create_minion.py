"""Make minions: from scratch, from a template, as a copy."""

from dataclasses import dataclass, field, replace
from typing import Unpack
from uuid import UUID

from django.db import transaction

from accounts.models import User
from spirits.errors import MinionLimitReached
from spirits.locks import lock_minions_of
from spirits.models import Minion, MinionTemplate
from spirits.queries.catalogue import get_template
from spirits.queries.limits import limits_of
from spirits.queries.minions import get_minion, get_readable_minion
from spirits.rules.own_variables import variables_from
from spirits.rules.variables import with_unknown_escaped
from spirits.services.equip_minion import LeftOut, check_spirits, equip, usable_part
from spirits.services.minion_state import (
    MinionChanges,
    MinionState,
    changed,
    checked,
    keep_version,
    state_of,
    usable_bases,
    usable_server_ids,
    with_known_tools,
    write_links,
    write_state,
)
from training.queries.usable_models import usable_models

LONGEST_NAME = 80


@dataclass(frozen=True)
class NewMinion:
    """A minion that was made, and what of its model it could not get."""

    minion: Minion
    left_out: list[LeftOut] = field(default_factory=list)


@transaction.atomic
def create_minion(*, user: User, template_id: UUID | None = None, **given: Unpack[MinionChanges]) -> NewMinion:
    """A new minion; what is not given comes from the template, or stays empty.

    Spirits that are asked for by name must all be available. Of a template's own spirits the person gets those that are
    available and fit the plan; the others are reported as left out.
    """
    template = get_template(user, template_id=template_id) if template_id else None
    state = changed(start_of(template), given)
    left_out: list[LeftOut] = []
    if "spirits" in given:
        check_spirits(state.spirits, user=user)
    else:
        usable, left_out = usable_part(state.spirits, user=user)
        state = replace(state, spirits=tuple(usable))
    return NewMinion(_make(state, user=user, template=template), left_out)


@transaction.atomic
def clone_minion(*, user: User, minion_id: UUID) -> NewMinion:
    """A copy of one of the person's minions, or of one shared with them; its spirits start again at level 1."""
    original = get_readable_minion(user, minion_id)
    state = state_of(original)
    name = f"{state.name[: LONGEST_NAME - 7]} (copy)"
    copy = replace(state, name=name, instructions=with_unknown_escaped(state.instructions, state.variable_names))
    return make_from(copy, user=user, template=original.template)


def make_from(state: MinionState, *, user: User, template: MinionTemplate | None = None) -> NewMinion:
    """A minion with those of the state's spirits, and its model, that its owner may use."""
    usable, left_out = usable_part(state.spirits, user=user)
    model = state.language_model
    if model and not usable_models(user).filter(pk=model).exists():
        left_out.append(LeftOut("language_model", "The chosen model", "No longer available to you"))
        model = None
    bases = usable_bases(user, state.knowledge_bases)
    if set(state.knowledge_bases) - bases:
        left_out.append(LeftOut("knowledge_base", "Some knowledge bases", "Not shared with you"))
    servers = usable_server_ids(user, state.tool_servers)
    if set(state.tool_servers) - servers:
        left_out.append(LeftOut("tool_server", "Some tool servers", "Not yours"))
    state = replace(
        state,
        spirits=tuple(usable),
        language_model=model,
        knowledge_bases=tuple(sorted(bases)),
        tool_servers=tuple(sorted(servers)),
    )
    known = with_known_tools(state, user=user)
    left_out += [
        LeftOut("tool_switch", name, "No such tool for you")
        for name in sorted(state.switched_tools - known.switched_tools)
    ]
    state = known
    minion = _make(state, user=user, template=template)
    return NewMinion(minion, left_out)


def refuse_one_more(user: User) -> None:
    """Raise MinionLimitReached when the plan's number of minions is reached; archived ones do not count."""
    limit = limits_of(user).max_minions
    lock_minions_of(user)
    if limit is not None and Minion.objects.filter(owner=user, archived_at=None).count() >= limit:
        raise MinionLimitReached(f"Your plan allows {limit} minions. Archive one, or choose a larger plan.")


def _make(state: MinionState, *, user: User, template: MinionTemplate | None) -> Minion:
    state = checked(state, user=user)
    refuse_one_more(user)
    minion = Minion(owner=user, template=template)
    write_state(minion, state)
    minion.save()
    write_links(minion, state)
    equip(minion, state.spirits)
    keep_version(minion, state, by=user)
    return get_minion(user, minion.pk)


def start_of(template: MinionTemplate | None) -> MinionState:
    if template is None:
        return MinionState(name="")
    return MinionState(
        name=template.name,
        avatar=template.icon,
        purpose=template.purpose,
        instructions=template.instructions,
        starter_questions=tuple(template.starter_questions),
        variables=variables_from(template.variables),
        spirits=tuple(row.spirit.slug for row in template.template_spirits.all()),
    )
