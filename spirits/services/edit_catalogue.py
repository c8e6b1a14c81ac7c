"""What staff do to the catalogue."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from spirits.copies import forget_catalogue
from spirits.models.entry import Editable, Listed


def mark_edited(*, entry: Editable, at: datetime) -> Editable:
    """Note that staff edited this entry, so that load_catalogue leaves it alone from now on."""
    entry.edited_by_staff_at = at
    entry.save(update_fields=["edited_by_staff_at", "updated_at"])
    return entry


def change_state(*, kind: type[Listed], ids: Iterable[UUID], state: Listed.State, at: datetime) -> int:
    """Give these entries a state; returns how many had another one. Those count as edited by staff."""
    rows = kind._default_manager.filter(pk__in=list(ids)).exclude(state=state)
    changed = rows.update(state=state, edited_by_staff_at=at, updated_at=at)
    if changed:
        forget_catalogue()
    return changed
