"""While a staff member works in the admin, each row they write leaves an AuditEntry in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from project.lib.clock import now
from project.ops.models import ApiLog, AuditEntry, RuntimeSettingChange, SystemEvent

UNTRACKED_APPS = {"admin", "sessions", "contenttypes"}
UNTRACKED = (AuditEntry, SystemEvent, ApiLog, RuntimeSettingChange)
SECRET_WORDS = ("password", "secret", "token", "hash", "encrypted", "api_key", "data")
SECRET = "•••"  # noqa: S105 - stands for one
LONGEST = 2000


@dataclass(frozen=True)
class Actor:
    """The staff member at work, and the request they work in."""

    id: UUID
    name: str
    why: str
    request_id: str
    address: str


_actor: ContextVar[Actor | None] = ContextVar("audit_actor", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Rows written in this block are that person's writes."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def _is_tracked(sender: type[models.Model]) -> bool:
    meta = sender._meta
    return (
        meta.app_label not in UNTRACKED_APPS and "_session" not in meta.db_table and not issubclass(sender, UNTRACKED)
    )


@receiver(pre_save, dispatch_uid="ops.audit.before")
def _before(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    if _actor.get() is not None and _is_tracked(sender):
        old = None if instance._state.adding else sender._base_manager.filter(pk=instance.pk).first()
        instance.__dict__["_audit_before"] = values_of(old) if old is not None else {}


@receiver(post_save, dispatch_uid="ops.audit.saved")
def _saved(sender: type[models.Model], instance: models.Model, created: bool, **_: Any) -> None:
    if _actor.get() is None or not _is_tracked(sender):
        return
    before = instance.__dict__.pop("_audit_before", {})
    after = values_of(instance)
    changed = {name for name in after if created or before.get(name) != after[name]}
    if changed:
        _write(
            instance,
            AuditEntry.Action.ADD if created else AuditEntry.Action.CHANGE,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )


@receiver(post_delete, dispatch_uid="ops.audit.deleted")
def _deleted(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    if _actor.get() is not None and _is_tracked(sender):
        _write(instance, AuditEntry.Action.DELETE, before=shown(values_of(instance)), after={})


@receiver(m2m_changed, dispatch_uid="ops.audit.linked")
def _linked(sender: type[models.Model], instance: models.Model, action: str, pk_set: set[Any] | None, **_: Any) -> None:
    if _actor.get() is None or not action.startswith("post_") or not _is_tracked(type(instance)):
        return
    field, linked = sender._meta.model_name or "links", sorted(str(pk) for pk in pk_set or ())
    verb = action.removeprefix("post_")
    if verb == "clear" or linked:
        _write(instance, AuditEntry.Action.CHANGE, before={}, after={f"{field} {verb}": linked})


def _write(instance: models.Model, action: str, *, before: dict[str, Any], after: dict[str, Any]) -> None:
    actor = _actor.get()
    assert actor is not None
    AuditEntry.objects.create(
        at=now(),
        actor_id=actor.id,
        actor=actor.name,
        action=action,
        model=instance._meta.label_lower,
        object_id=str(instance.pk),
        object_name=str(instance)[:200],
        before=shown(before),
        after=shown(after),
        why=actor.why[:300],
        request_id=actor.request_id[:128],
        address=actor.address or None,
    )


def values_of(instance: models.Model) -> dict[str, Any]:
    """The columns of a row as JSON values, long texts cut."""
    encoder = DjangoJSONEncoder()
    return {
        field.attname: _plain(field.value_from_object(instance), encoder) for field in instance._meta.concrete_fields
    }


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """The values without the secrets among them."""
    return {
        name: SECRET if any(word in name for word in SECRET_WORDS) and value else value
        for name, value in values.items()
    }


def _plain(value: Any, encoder: DjangoJSONEncoder) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:LONGEST].replace("\x00", "")
    if isinstance(value, list | tuple):
        return [_plain(each, encoder) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each, encoder) for name, each in value.items()}
    try:
        return _plain(encoder.default(value), encoder)
    except TypeError:
        return str(value)[:LONGEST]
