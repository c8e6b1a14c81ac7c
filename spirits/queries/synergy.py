"""Pairings between spirits."""

from collections.abc import Iterable

from django.db.models import Q

from spirits.copies import pairings
from spirits.models import Pairing, Spirit
from spirits.rules.synergy import PairTable, Synergy, synergy_within


def pair_table() -> PairTable:
    """Every pairing by its two slugs, from a copy; for lists of many sets."""
    return pairings()


def synergy_of(slugs: Iterable[str]) -> Synergy:
    """What these spirits gain and lose together."""
    return synergy_within(slugs, pair_table())


def partners_of(spirit: Spirit) -> list[tuple[Spirit, Pairing]]:
    """The live spirits that this one is paired with, the most helpful first."""
    rows = Pairing.objects.filter(Q(first=spirit) | Q(second=spirit)).select_related("first", "second")
    found = [(row.second if row.first_id == spirit.pk else row.first, row) for row in rows.order_by("-percent", "id")]
    return [(other, row) for other, row in found if other.state == Spirit.State.LIVE]
