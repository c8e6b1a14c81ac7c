"""Minions as files: export one, import one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import MinionFileInvalid
from spirits.models.minion import MOST_SWITCHED
from spirits.queries.minions import get_readable_minion
from spirits.rules.own_variables import shape_problems
from spirits.services.create_minion import NewMinion, make_from
from spirits.services.equip_minion import LeftOut
from spirits.services.minion_state import MinionState, state_of
from training.queries.usable_models import usable_models

FORMAT = "daimon.minion"
VERSION = 1
TEXTS = ("name", "avatar", "purpose", "instructions", "memory")
LISTS = ("starter_questions", "spirits", "tools_off", "tools_asked_first")
KEYS = {*TEXTS, *LISTS, "language_model", "variables"}
MOST_SPIRITS = 50


def export_minion(*, user: User, minion_id: UUID) -> dict[str, Any]:
    """The minion as a file's content. It names its model, and holds no ids, experience or conversations."""
    minion = get_readable_minion(user, minion_id)
    state = state_of(minion).as_json()
    for name in ("knowledge_bases", "tool_servers"):
        state.pop(name)  # ids mean nothing elsewhere
    state["language_model"] = minion.language_model.name if minion.language_model else None
    return {"format": FORMAT, "version": VERSION, "minion": state}


@transaction.atomic
def import_minion(*, user: User, document: Any) -> NewMinion:
    """A new minion from an exported file, or MinionFileInvalid that names each mistake.

    Spirits and a model that this person cannot use are left out, and reported.
    """
    content = _content(document)
    state = MinionState.from_json(content | {"language_model": None})
    wish = content.get("language_model")
    model = usable_models(user).filter(name=wish).first() if wish else None
    try:
        made = make_from(replace(state, language_model=model.pk if model else None), user=user)
    except InvalidInput as error:
        raise MinionFileInvalid(
            error.message, fields={f"minion.{name}": list(problems) for name, problems in error.fields.items()}
        ) from error
    if wish and model is None:
        made.left_out.append(LeftOut("language_model", wish, "Not on this installation"))
    return made


def file_name(document: dict[str, Any]) -> str:
    """What an exported minion is called on disk, in ASCII."""
    return f"{slugify(document['minion']['name'])[:60] or 'minion'}.minion.json"


def _content(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise MinionFileInvalid(fields={"format": [f"Expected {FORMAT}."]})
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        raise MinionFileInvalid("This file is of another version.", fields={"version": [f"Expected {VERSION}."]})
    content = document.get("minion")
    if not isinstance(content, dict):
        raise MinionFileInvalid(fields={"minion": ["Expected an object."]})
    problems = _problems(content) | {
        name: ["Unknown key."] for name in document if name not in {"format", "version", "minion"}
    }
    if problems:
        raise MinionFileInvalid(fields=problems)
    return content


def _problems(content: dict[str, Any]) -> dict[str, list[str]]:
    problems = {f"minion.{name}": ["Unknown key."] for name in content if name not in KEYS}
    if "name" not in content:
        problems["minion.name"] = ["Missing."]
    for name in TEXTS:
        if not isinstance(content.get(name, ""), str):
            problems[f"minion.{name}"] = ["Expected text."]
    if not isinstance(content.get("language_model") or "", str):
        problems["minion.language_model"] = ["Expected a model's name or null."]
    for name in LISTS:
        value = content.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            problems[f"minion.{name}"] = ["Expected a list of texts."]
    for name, most in (("spirits", MOST_SPIRITS), ("tools_off", MOST_SWITCHED), ("tools_asked_first", MOST_SWITCHED)):
        if len(content.get(name) or []) > most:
            problems[f"minion.{name}"] = [f"At most {most}."]
    for place, found in shape_problems(content.get("variables", [])).items():
        problems[f"minion.variables.{place}" if place else "minion.variables"] = found
    return problems
