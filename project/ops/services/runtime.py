"""Change a setting while the site runs."""

from typing import Any

from django.db import transaction

from project.lib.errors import NotFound
from project.ops.models import RuntimeSetting, RuntimeSettingChange
from project.ops.queries.runtime import values
from project.ops.rules.runtime_settings import declared


@transaction.atomic
def set_runtime(*, name: str, value: object | None, by: Any, why: str = "") -> RuntimeSetting:
    """Set (or with None: reset) a declared setting; in force on every process within seconds, and in the history."""
    setting = declared().get(name)
    if setting is None:
        raise NotFound
    checked: Any = None if value is None else setting.checked(value)
    RuntimeSetting.objects.bulk_create([RuntimeSetting(name=name)], ignore_conflicts=True)
    row = RuntimeSetting.objects.select_for_update().get(pk=name)
    if row.value != checked or type(row.value) is not type(checked):
        RuntimeSettingChange.objects.create(name=name, before=row.value, after=checked, changed_by=by, why=why)
        row.value = checked
        row.save()
    transaction.on_commit(values.forget)
    return row
