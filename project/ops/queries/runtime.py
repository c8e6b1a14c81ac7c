"""The values of runtime settings that are in force now."""

from project.lib.errors import InvalidInput
from project.ops.models import RuntimeSetting
from project.ops.rules.runtime_settings import Declared, Value, declared
from project.ops.snapshot import Snapshot


def _read() -> dict[str, Value]:
    known = declared()
    found: dict[str, Value] = {}
    for name, value in RuntimeSetting.objects.filter(value__isnull=False).values_list("name", "value"):
        if name in known:
            try:
                found[name] = known[name].checked(value)
            except InvalidInput:
                continue  # written when its limits were wider: the default holds
    return found


values: Snapshot[dict[str, Value]] = Snapshot(_read, otherwise=dict)


def value_of(setting: Declared) -> Value:
    """The value in force in this process, at most some seconds old."""
    return values.get().get(setting.name, setting.default)
