"""People in front of the gateway's page: most pay, some are declined and leave, some answer their bank."""

import contextlib
import random
import threading
from typing import Any

from benchmarks.shop_parts.market import BANK, DECLINED, GOOD
from project.testing.card_front import CardFront


class Visitors(threading.Thread):
    """Looks for open pages and does what a person does there, once for each."""

    def __init__(self, front: CardFront, seed: int) -> None:
        super().__init__(daemon=True)
        self._front = front
        self._chance = random.Random(seed)
        self._seen: set[Any] = set()
        self._is_over = threading.Event()
        self.pages = 0

    def run(self) -> None:
        """Until told to stop."""
        from django.db import Error, connection

        while not self._is_over.wait(0.2):
            with contextlib.suppress(Error):
                self._look()
            connection.close()

    def stop(self) -> None:
        """The last look was the last."""
        self._is_over.set()
        self.join(timeout=30)

    def _look(self) -> None:
        from spirits.models import Payment

        opened = Payment.objects.filter(state="action").exclude(page_url="").exclude(pk__in=self._seen)
        for payment in opened.select_related("purchase")[:50]:
            self._seen.add(payment.pk)
            self.pages += 1
            self._visit(payment)

    def _visit(self, payment: Any) -> None:
        from project.lib.clock import now
        from spirits.services.purchase import cancel_order

        fate = self._chance.random()
        with contextlib.suppress(Exception):  # a page that answers with an error is a page the person leaves
            if fate < 0.2:
                self._front.pay_page(payment.page_url, DECLINED)
                cancel_order(purchase=payment.purchase, at=now())
            elif fate < 0.35:
                self._front.pay_page(payment.page_url, BANK, then="yes")
            elif fate < 0.45:
                self._front.pay_page(payment.page_url, BANK, then="no")
                self._front.pay_page(payment.page_url, GOOD)
            elif fate < 0.55:
                self._front.pay_page(payment.page_url, GOOD)
                cancel_order(purchase=payment.purchase, at=now())  # they paid, and changed their mind before we knew
            else:
                self._front.pay_page(payment.page_url, GOOD)
