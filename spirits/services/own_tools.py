"""Define tools: a prompt, or a call of a service. A change makes a new version; the entry in the catalogue stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from accounts.models import User
from project.lib.errors import InvalidInput
from project.lib.http import origin_of
from project.lib.secrets import seal
from spirits.copies import forget_catalogue
from spirits.errors import OwnToolTaken
from spirits.models import OwnTool, OwnToolVersion, Tool
from spirits.rules.foreign_schemas import SchemaUnusable, tamed
from spirits.rules.own_tools import check_address, check_places
from spirits.tools import find_tool
from training.models import LanguageModel

SLUG = re.compile(r"[a-z][a-z0-9_]{1,59}")
EMPTY: Mapping[str, Any] = {"type": "object", "properties": {}}


@dataclass(frozen=True)
class Definition:
    """What a tool does: a template for a prompt, or a method and an address."""

    arguments: Mapping[str, Any] = field(default_factory=lambda: dict(EMPTY))
    effect: str = OwnToolVersion.Effect.READ
    template: str = ""
    system: str = ""
    language_model: LanguageModel | None = None
    method: str = ""
    url: str = ""


@transaction.atomic
def define_tool(
    *,
    slug: str,
    name: str,
    description: str,
    definition: Definition,
    by: User,
    now: datetime,
    key: str = "",
    header: str = "",
    state: str = Tool.State.LIVE,
) -> OwnTool:
    """A new tool in the catalogue; spirits are extended with it like with any other."""
    if not SLUG.fullmatch(slug) or "__" in slug:
        raise InvalidInput.of("slug", "Expected small letters, digits and single underscores, such as tide_table.")
    if find_tool(slug) is not None:
        raise OwnToolTaken("One of Daimon's own tools is called so.", fields={"slug": ["Taken."]})
    kept = checked_definition(definition)
    kind = OwnTool.Kind.PROMPT if kept.template else OwnTool.Kind.HTTP
    try:
        with transaction.atomic():
            entry = Tool.objects.create(
                slug=slug, name=name.strip(), description=description.strip(), state=state, edited_by_staff_at=now
            )
    except IntegrityError as error:
        raise OwnToolTaken("The catalogue has a tool of this name.", fields={"slug": ["Taken."]}) from error
    own = OwnTool(entry=entry, kind=kind, header=header, created_at=now)
    _set_key(own, key, before="", after=kept.url)
    own.save()
    _write(own, kept, by=by, now=now)
    return own


@transaction.atomic
def change_tool(
    *, own: OwnTool, definition: Definition, by: User, now: datetime, key: str = "", header: str = ""
) -> OwnTool:
    """What it does from now on, as a new version; one that changes nothing makes none. An empty key keeps the stored one."""
    locked = OwnTool.objects.select_for_update().get(pk=own.pk)
    before = locked.versions.get(number=locked.version)
    kept = checked_definition(definition)
    if bool(kept.template) != (locked.kind == OwnTool.Kind.PROMPT):
        raise InvalidInput.of("template", "A prompt stays a prompt, and a call a call. Define another tool.")
    _set_key(locked, key, before=before.url, after=kept.url)
    locked.header = header
    if _facts(before) != _facts(_row(locked, kept)):
        locked.version += 1
        _write(locked, kept, by=by, now=now)
    locked.save()
    forget_catalogue()
    return locked


def checked_definition(given: Definition) -> Definition:
    """The definition with its schema made harmless, or InvalidInput that names what is wrong."""
    if bool(given.template) == bool(given.url):
        raise InvalidInput.of("template", "Give a template for a prompt, or an address, and not both.")
    try:
        arguments = tamed(given.arguments)
        Draft202012Validator.check_schema(arguments)
    except (SchemaUnusable, SchemaError) as error:
        raise InvalidInput.of("arguments", f"This schema cannot be used: {str(error)[:200]}.") from error
    if given.url:
        check_address(given.url)
        check_places(given.url, arguments, field="url")
        if given.method not in OwnToolVersion.Method.values:
            raise InvalidInput.of("method", "Choose how the service is asked.")
        if given.effect == OwnToolVersion.Effect.READ and given.method != OwnToolVersion.Method.GET:
            raise InvalidInput.of("effect", "Only a GET counts as reading; every other call asks the person first.")
    else:
        check_places(given.template, arguments, field="template")
    method = given.method if given.url else ""
    arguments.setdefault("additionalProperties", False)
    return Definition(arguments, given.effect, given.template, given.system, given.language_model, method, given.url)


def _set_key(own: OwnTool, key: str, *, before: str, after: str) -> None:
    if key and (not after or not key.isascii() or not key.isprintable()):
        raise InvalidInput.of("key", "This is no key that a call could carry.")
    if own.sealed_key and not key and origin_of(before.partition("{")[0]) != origin_of(after.partition("{")[0]):
        raise InvalidInput.of("key", "Enter the key again: the stored one belongs to the old address.")
    own.sealed_key = seal(key) if key else own.sealed_key


def _write(own: OwnTool, kept: Definition, *, by: User, now: datetime) -> None:
    row = _row(own, kept)
    row.saved_by, row.saved_at = by, now
    row.save()
    forget_catalogue()


def _row(own: OwnTool, kept: Definition) -> OwnToolVersion:
    return OwnToolVersion(
        own_tool=own, number=own.version, arguments=kept.arguments, effect=kept.effect, template=kept.template,
        system=kept.system, language_model=kept.language_model, method=kept.method, url=kept.url,
    )  # fmt: skip


def _facts(row: OwnToolVersion) -> tuple[object, ...]:
    return row.arguments, row.effect, row.template, row.system, row.language_model_id, row.method, row.url
