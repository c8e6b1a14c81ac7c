"""Django's PostgreSQL backend, through a gate: few connect at the same time, the others wait a moment or are refused.

Connecting takes milliseconds, so nobody notices. While a server accepts connections and says nothing, every request
would otherwise hold a thread for seconds and leave a half-made connection behind; when the server wakes up they would
take all the places it has.
"""

import threading
from typing import Any

from django.db.backends.postgresql import base

CONNECT_AT_ONCE = 16
SECONDS_TO_WAIT = 1.0
CROWDED = "Too many are connecting already; the database may accept connections and not answer."

gate = threading.BoundedSemaphore(CONNECT_AT_ONCE)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A fresh connection; OperationalError after a second before a crowded gate. A pool has a patience of its own."""
        if self.pool:
            return super().get_new_connection(conn_params)
        if not gate.acquire(timeout=SECONDS_TO_WAIT):
            raise self.Database.OperationalError(CROWDED)
        try:
            return super().get_new_connection(conn_params)
        finally:
            gate.release()
