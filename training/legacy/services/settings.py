"""Old settings as runtime settings; the row and the history as they were can be put back."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from project.ops.services.runtime import set_runtime
from project.ops.services.undo_setting import Standing, put_back, standing_of
from training.legacy.reading.settings import OldSetting
from training.legacy.services.digests import digest_of
from training.models import LegacyImport, LegacyRow


def store_setting(run: LegacyImport, setting: OldSetting, *, by: User | None) -> LegacyRow | None:
    """Set it, unless it is so already; the row that undoes it."""
    before = standing_of(setting.name)
    if before.holds(setting.value):
        return None
    set_runtime(name=setting.name, value=setting.value, by=by, why=f"Moved in from {run.path}"[:300])
    after = standing_of(setting.name)
    return LegacyRow(
        run=run,
        kind=LegacyRow.Kind.SETTING,
        target=setting.name,
        digest=digest_of(setting.value, after.change),
        file=setting.file,
        place=setting.name,
        before={"row": before.row, "change": before.change, "made": after.change},
    )


def stored_digests(names: Iterable[str]) -> Mapping[str, str]:
    """The digests of the settings as they are now; any later change shows."""
    found = {name: standing_of(name) for name in names}
    return {name: digest_of(each.value, each.change) for name, each in found.items() if each.row is not None}


def take_setting_back(row: LegacyRow) -> None:
    """The setting and its history as they were before the run."""
    before: dict[str, Any] = row.before or {}
    put_back(Standing(row.target, before["row"], before["change"]), without=before["made"])
