"""Tells people what they reached, once each."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import notice_kind
from accounts.rules.ranks import Rank, standing_at
from accounts.services.notifications.notify import notify
from accounts.speaking import speaking_to
from spirits.models.progression import XpEvent
from spirits.models.spirit import Spirit
from spirits.queries.economy.progress import standing_events
from spirits.rules.economy.achievements import thresholds_of

PROGRESS = notice_kind("progress", "Ranks and achievements")
LINK = "/progress/"


def tell_progress(user: User, event: XpEvent, *, at: datetime) -> None:
    """A new rank or achievement that this event brought; what was undone and reached again is not told again."""
    total = XpEvent.objects.values_list("total_after", flat=True).get(pk=event.pk) or 0
    rank = standing_at(total).rank
    if event.amount > 0 and rank != standing_at(max(0, total - event.amount)).rank:
        _tell_rank(user, rank, at)
    reached = thresholds_of(event.kind).get(standing_events(user.pk, event.kind))
    if reached:
        key = f"achievement:{reached.slug}"
        with speaking_to(user):
            notify(
                user=user, kind=PROGRESS, title=str(reached.title), body=str(reached.text), link=LINK, key=key, at=at
            )


def _tell_rank(user: User, rank: Rank, at: datetime) -> None:
    opened = Spirit.objects.live().filter(unlock_rank=rank).count()
    with speaking_to(user):
        title = _("You are %(rank)s now") % {"rank": _(rank.label)}
        body = _("Spirits that unlock at this rank: %(n)s. Points buy them now.") % {"n": opened} if opened else ""
    notify(user=user, kind=PROGRESS, title=title, body=body, link=LINK, key=f"rank:{rank}", at=at)
