"""Take one change of a runtime setting back, as if it had never been: for what is rolled back as a whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from project.ops.models import RuntimeSetting, RuntimeSettingChange
from project.ops.queries.runtime import values
from project.ops.rules.runtime_settings import Value, declared


@dataclass(frozen=True)
class Standing:
    """A setting's row (None: there is none) as JSON, and the id of its newest change (empty: none)."""

    name: str
    row: dict[str, Any] | None
    change: str

    @property
    def value(self) -> Any:
        """What is stored; None: the default holds."""
        return self.row["value"] if self.row is not None else None

    def holds(self, value: Value) -> bool:
        """Whether this value is in force already."""
        known = declared()[self.name].default if self.value is None else self.value
        return type(known) is type(value) and known == value


def standing_of(name: str) -> Standing:
    """How a declared setting stands now."""
    row = RuntimeSetting.objects.filter(pk=name).values("value", "changed_at").first()
    newest = RuntimeSettingChange.objects.filter(name=name).order_by("-id").values_list("pk", flat=True).first()
    shown = {"value": row["value"], "changed_at": row["changed_at"].isoformat()} if row is not None else None
    return Standing(name, shown, str(newest or ""))


@transaction.atomic
def put_back(before: Standing, *, without: str) -> None:
    """The setting as it stood, and its history without that change."""
    RuntimeSettingChange.objects.filter(pk=without, name=before.name).delete()
    if before.row is None:
        RuntimeSetting.objects.filter(pk=before.name).delete()
    else:
        changed_at = datetime.fromisoformat(before.row["changed_at"])
        RuntimeSetting.objects.bulk_create([RuntimeSetting(name=before.name)], ignore_conflicts=True)
        # Past the model, which would stamp the present time on it.
        RuntimeSetting.objects.filter(pk=before.name).update(value=before.row["value"], changed_at=changed_at)
    transaction.on_commit(values.forget)
