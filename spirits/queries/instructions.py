"""What a minion's instructions say in one turn, their variables filled."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_info, override

from accounts.models import User
from accounts.queries.notifications import zone_of
from project.lib.errors import InvalidInput
from spirits.models import Minion
from spirits.rules.own_variables import values_of, variables_from
from spirits.rules.variables import filled


def values_for(user: User, *, minion_name: str, at: datetime) -> dict[str, str]:
    """The value of every variable for this person at that moment, in their time zone and language."""
    here = at.astimezone(zone_of(user))
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        weekday = date_format(here, "l")
    return {
        "user_name": user.name or user.email.partition("@")[0],
        "date": f"{here:%Y-%m-%d}",
        "weekday": weekday,
        "time": f"{here:%H:%M}",
        "language": get_language_info(language)["name_local"],
        "minion_name": minion_name,
    }


def instructions_for(
    user: User, minion: Minion, *, at: datetime, text: str | None = None, given: Mapping[str, str] | None = None
) -> str:
    """The minion's instructions, or ``text`` in their place, as this person's turn is told them.

    ``given`` are the values of the minion's own variables; what is missing takes its default.
    """
    written = minion.instructions if text is None else text
    if "{{" not in written:
        return written
    own = values_of(variables_from(minion.variables), given or {})
    return filled(written, values_for(user, minion_name=minion.name, at=at) | own)


def refuse_without_values(minion: Minion, field: str) -> None:
    """Refuse, at this field, to ask where nobody can fill in what a minion needs."""
    missing = [each.name for each in variables_from(minion.variables) if each.needs_a_value]
    if missing:
        names = ", ".join(f"{{{{{name}}}}}" for name in missing)
        raise InvalidInput.of(
            field,
            f"The minion {minion.name!r} needs a value for {names}, which only a conversation gives. Give it a default.",
        )
