"""The settings of ``app_state/settings.json`` that this version still knows."""

from dataclasses import dataclass

from project.lib.errors import InvalidInput
from project.ops.rules.runtime_settings import Value, declared
from training.legacy.reading.findings import Findings
from training.legacy.reading.strict_json import Unreadable, parsed, repeated_keys


@dataclass(frozen=True)
class OldSetting:
    """A setting under a name that is still declared, with a value that still makes sense."""

    file: str
    name: str
    value: Value


def read_settings(raw: bytes, findings: Findings) -> list[OldSetting]:
    """The usable settings by name; Unreadable when the file holds none at all."""
    given = parsed(raw)
    if not isinstance(given, dict):
        raise Unreadable("Expected an object of settings.")
    known = declared()
    found: list[OldSetting] = []
    for name, value in sorted(given.items()):
        if name in repeated_keys(given):
            findings.refused(name, "It stands more than once; which one counts cannot be known.")
        elif name not in known:
            findings.refused(name, "There is no such setting in this version.")
        elif value is None:
            findings.note(name, "It is empty: the default holds.")
        else:
            try:
                found.append(OldSetting(findings.file, name, known[name].checked(value)))
            except InvalidInput as error:
                findings.refused(name, error.message)
    return found
