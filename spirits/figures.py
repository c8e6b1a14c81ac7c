"""The figures of the business, for staff: money, plans, points, and what waits for a look."""

from datetime import datetime, timedelta

from django.db import connection

from jobs.models import Job
from project.ops.statistics import Figure, Section, register
from spirits.models.payment import Payment
from spirits.models.webhook import WebhookEvent

HANDLED_WITHIN = timedelta(minutes=10)  # a message of the gateway that waits longer is worth a look
RECONCILED_WITHIN = timedelta(hours=26)  # it runs every night

# What the site's own accounts gained within the stretch: sales and tax are negative, as credits are.
MOVED = """
SELECT
    coalesce(-sum(e.amount) FILTER (WHERE a.kind = 'sales'), 0), coalesce(-sum(e.amount) FILTER (WHERE a.kind = 'tax'), 0),
    coalesce(-sum(e.amount) FILTER (WHERE a.kind = 'issued'), 0),
    coalesce(sum(e.amount) FILTER (WHERE a.kind = 'spent'), 0)
FROM spirits_ledger_entry e JOIN spirits_account a ON a.id = e.account_id
JOIN spirits_ledger_transaction t ON t.id = e.transaction_id
WHERE a.holder IS NULL AND t.happened_at >= %(since)s AND t.happened_at < %(until)s
"""
OUTSTANDING = "SELECT coalesce(sum(balance), 0) FROM spirits_account WHERE kind IN ('wallet', 'held')"
OWED = """
SELECT coalesce(-sum(e.amount), 0) FROM spirits_ledger_entry e JOIN spirits_account a ON a.id = e.account_id
WHERE a.kind = 'owed'
"""
# A plan counts towards a month's revenue while it renews, is not paused and is paid with money.
PLANS = """
SELECT
    count(*) FILTER (WHERE ended_at IS NULL OR ended_at > %(until)s),
    coalesce(sum(v.price_cents) FILTER (WHERE (ended_at IS NULL OR ended_at > %(until)s) AND renews AND paused_at IS NULL
        AND pays_with = 'card'), 0),
    count(*) FILTER (WHERE u.anchor < %(since)s AND (ended_at IS NULL OR ended_at > %(since)s)),
    count(*) FILTER (WHERE u.anchor < %(since)s AND ended_at > %(since)s AND ended_at <= %(until)s),
    count(*) FILTER (WHERE ended_at IS NULL AND failed_charges > 0)
FROM spirits_subscription u JOIN spirits_planversion v ON v.id = u.version_id
WHERE u.anchor < %(until)s
"""


def business(since: datetime, until: datetime) -> list[Figure]:
    """Money and points that moved, plans that run, and what should not be waiting."""
    stretch = {"since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(MOVED, stretch)
        sales, tax, issued, spent = cursor.fetchone()
        cursor.execute(OUTSTANDING)
        (outstanding,) = cursor.fetchone()
        cursor.execute(OWED)
        (owed,) = cursor.fetchone()
        cursor.execute(PLANS, stretch)
        running, monthly, before, ended, unpaid = cursor.fetchone()
    failed = Payment.objects.filter(state=Payment.State.FAILED, ended_at__gte=since, ended_at__lt=until).count()
    waiting = WebhookEvent.objects.filter(
        state__in=[WebhookEvent.State.WAITING, WebhookEvent.State.FAILED], received_at__lt=until - HANDLED_WITHIN
    ).count()
    return [
        Figure("revenue", "Revenue", sales / 100, "USD", "refunds and tax taken off"),
        Figure("tax", "Tax", tax / 100, "USD"),
        Figure("monthly_revenue", "Monthly revenue of plans", monthly / 100, "USD", "paid by card, renewing"),
        Figure("plans", "Plans that run", running),
        Figure(
            "churn", "Plans that ended", round(100 * ended / before, 1) if before else None, "%", f"{ended} of {before}"
        ),
        Figure("unpaid_plans", "Plans whose charge fails", unpaid, is_good=unpaid == 0),
        Figure("points_issued", "Points issued", int(issued)),
        Figure("points_spent", "Points spent", int(spent)),
        Figure("points_outstanding", "Points outstanding", int(outstanding), detail="in wallets and set aside"),
        Figure("failed_payments", "Payments that failed", failed, is_good=failed == 0),
        Figure("owed", "Money to be given back", owed / 100, "USD", is_good=owed == 0),
        Figure("unhandled_messages", "Unhandled messages of the gateway", waiting, is_good=waiting == 0),
        *_reconciled(until),
    ]


def _reconciled(at: datetime) -> list[Figure]:
    """How long ago the last check of all rows was, and what it found."""
    last = Job.objects.filter(kind="spirits.reconcile", state="succeeded").order_by("-finished_at").first()
    if last is None or last.finished_at is None:
        return [Figure("reconciled", "Last reconciled", None, "hours ago", is_good=False)]
    broken = (last.result or {}).get("broken", 0)
    return [
        Figure(
            "reconciled",
            "Last reconciled",
            round((at - last.finished_at).total_seconds() / 3600, 1),
            "hours ago",
            is_good=at - last.finished_at < RECONCILED_WITHIN,
        ),
        Figure("broken_rows", "Broken rows it found", broken, is_good=broken == 0),
    ]


register(Section("business", "Business", business))
