"""What happens when a month cannot be charged."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.notices import notice_kind
from accounts.services.notifications.notify import notify
from accounts.speaking import speaking_to
from spirits.models.subscription import Subscription
from spirits.rules.economy.cards import HARD_DECLINES, next_try

PAYMENTS = notice_kind("payment", "Payments of your plan", by_default=("email",), is_urgent=True)
log = structlog.get_logger(__name__)


def charge_failed(*, subscription_id: UUID, code: str, at: datetime) -> Subscription:
    """Count the failure and say when the next try is: after a day, then every two, and a card that is lost not again.

    Called within the transaction that ended the payment. The plan goes on through its days of grace.
    """
    kept = Subscription.objects.select_for_update(of=("self",)).select_related("owner").get(pk=subscription_id)
    until = kept.periods.order_by("-number")[0].ends_at + timedelta(days=kept.grace_days)
    kept.failed_charges += 1
    kept.next_attempt_at = next_try(kept.failed_charges, at=at)
    if code in HARD_DECLINES:
        kept.next_attempt_at = max(at, until)
    kept.save(update_fields=["failed_charges", "next_attempt_at"])
    if kept.owner:
        with speaking_to(kept.owner):
            text = _(
                "The card for your plan could not be charged. Your plan goes on until %(day)s; pay the month or give another card before then."
            )
            notify(
                user=kept.owner,
                kind=PAYMENTS,
                title=_("Your plan could not be charged"),
                body=text % {"day": date_format(until, "MONTH_DAY_FORMAT")},
                link="/cards/",
                key=f"charge:{kept.pk}:{kept.failed_charges}:{until:%Y-%m-%d}",
                at=at,
            )
    log.info("renewal_failed", subscription=str(subscription_id), tries=kept.failed_charges, code=code)
    return kept
