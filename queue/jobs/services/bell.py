"""A line to the broker that nobody waits on: a call leaves at once, without an answer and without a thread between."""

import threading
from functools import cache
from typing import Any

from django.conf import settings
from redis import RedisError

from project.lib.redis_clients import pool_of

MOST_CALLS = 1  # that nobody took yet; whoever takes one and finds more than it can carry calls the next
SEND_PATIENCE = 0.02  # met only by a broker that stopped reading long ago: the buffers between hold thousands of calls
CONNECT_PATIENCE = 0.2  # for each answer while the line is opened


def call_key(lane: str) -> str:
    """The list on which sleeping workers wait for calls to a lane."""
    return f"daimon:queue:call:{lane}"


class Bell:
    """Rings sleeping workers. It is hung up by a thread that may wait, and comes down at the first error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: Any = None  # a connection of redis-py, whose methods have no types

    def ring(self, lane: str) -> bool:
        """Call one sleeping worker to ``lane``; false when the line is down. Never raises, never waits for an answer."""
        with self._lock:
            if self._line is None:
                return False
            try:
                self._line.send_packed_command(_packed(lane), check_health=False)
            except (RedisError, OSError):
                self._take_down()
                return False
        return True

    @property
    def is_up(self) -> bool:
        """Whether calls leave at once."""
        return self._line is not None

    def hang_up(self) -> None:
        """Open the line if it is down; raises RedisError when the broker is away. Waits, so not for the caller of ``ring``."""
        if self._line is not None:
            return
        pool = pool_of(
            settings.BROKER_URL, socket_timeout=CONNECT_PATIENCE, socket_connect_timeout=CONNECT_PATIENCE, retry=None
        )
        line: Any = pool.make_connection()
        line.connect()
        line.send_command("CLIENT", "REPLY", "OFF")
        if line.can_read(timeout=SEND_PATIENCE):  # it answers, so it refused
            line.disconnect()
            return
        line.update_current_socket_timeout(SEND_PATIENCE)
        with self._lock:
            self._line = line

    def take_down(self) -> None:
        """Close the line: the broker was seen to be away."""
        with self._lock:
            self._take_down()

    def _take_down(self) -> None:
        if self._line is not None:
            self._line.disconnect()
        self._line = None


@cache
def _packed(lane: str) -> list[bytes]:
    """The bytes of a call; at most ``MOST_CALLS`` lie there."""
    key = call_key(lane).encode()
    push = b"*3\r\n$5\r\nRPUSH\r\n$%d\r\n%s\r\n$1\r\n1\r\n" % (len(key), key)
    last = str(MOST_CALLS - 1).encode()
    trim = b"*4\r\n$5\r\nLTRIM\r\n$%d\r\n%s\r\n$1\r\n0\r\n$%d\r\n%s\r\n" % (len(key), key, len(last), last)
    return [push + trim]
