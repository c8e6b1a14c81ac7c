"""Minions can be shared."""

from accounts.rules.shareables import Shareable, register
from spirits.models import Minion


def title_of(minion: Minion) -> str:
    """Its name."""
    return minion.name


register(Shareable(kind="minion", model=Minion, title_of=title_of, page="shared-minion"))
