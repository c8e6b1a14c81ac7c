"""``manage.py schedule_economy``: make the schedules that the economy needs."""

from typing import Any

from django.core.management.base import BaseCommand

from jobs.services.schedules import schedule
from project.lib.clock import now

SCHEDULES = (
    ("Renew plans", "spirits.renew_subscriptions", {"interval_seconds": 900}),
    ("Release reservations", "spirits.release_reservations", {"interval_seconds": 300}),
    ("Apply scheduled prices", "spirits.apply_prices", {"interval_seconds": 60}),
    ("Look after card payments", "spirits.poll_gateway", {"interval_seconds": 60}),
    ("Reconcile the ledger", "spirits.reconcile", {"cron": "15 3 * * *"}),
)


class Command(BaseCommand):
    """It may be run again at any time."""

    help = "Make the schedules that renew plans, release reservations, apply prices, look after card payments and reconcile the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, kind, timing in SCHEDULES:
            schedule(name=name, kind=kind, at=now(), **timing)
        self.stdout.write(f"{len(SCHEDULES)} schedules are in place")
