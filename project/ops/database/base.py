"""Django's PostgreSQL backend, through a gate and with a number of places.

Few connect at the same time; connecting takes milliseconds, so nobody notices, and on a busy machine the others wait for as
long as somebody gets through. While a server accepts connections and says nothing, every request would otherwise hold a
thread for seconds and leave a half-made connection behind; when the server wakes up they would take all the places it has.
And a process holds no more connections than it was given places: a crowd waits for its turn instead of being told by the
server that it has too many clients.
"""

import weakref
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from project.ops.database.places import Places

CONNECT_AT_ONCE = 16
SECONDS_WITHOUT_A_CONNECTION = 1.0  # until the server counts as silent for those before the gate
SECONDS_WITHOUT_A_PLACE = 3.0  # people may all wait for one another's locks that long
CROWDED = "Too many are connecting already; the database may accept connections and not answer."
FULL = "This process holds as many connections to the database as it may, and none became free."

gate = Places(CONNECT_AT_ONCE, still=SECONDS_WITHOUT_A_CONNECTION)
places = Places(settings.DATABASE_CONNECTIONS, still=SECONDS_WITHOUT_A_PLACE)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django."""

    _leave: Any = None  # gives the place of the open connection back, once

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A fresh connection; OperationalError when there is no place. A pool has a size and a patience of its own."""
        if self.pool:
            return super().get_new_connection(conn_params)
        if not places.take():
            raise self.Database.OperationalError(FULL)
        try:
            made = self._connected(conn_params)
        except BaseException:
            places.give_up()
            raise
        self._leave = weakref.finalize(made, places.leave)  # a thread that ends without closing leaves its place too
        return made

    def _connected(self, conn_params: dict[str, Any]) -> Any:
        """Through the gate; OperationalError before one that lets nobody through."""
        if not gate.take():
            raise self.Database.OperationalError(CROWDED)
        try:
            made = super().get_new_connection(conn_params)
        except BaseException:
            gate.give_up()
            raise
        gate.leave()
        return made

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self.connection is not None and self._leave is not None:
                self._leave()
