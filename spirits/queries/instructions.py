"""What a minion's instructions say in one turn, their variables filled."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_info, override

from accounts.models import User
from accounts.queries.notifications import zone_of
from spirits.models import Minion
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


def instructions_for(user: User, minion: Minion, *, at: datetime, text: str | None = None) -> str:
    """The minion's instructions, or ``text`` in their place, as this person's turn is told them."""
    written = minion.instructions if text is None else text
    return filled(written, values_for(user, minion_name=minion.name, at=at)) if "{{" in written else written
