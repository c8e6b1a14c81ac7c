"""What a worker must survive."""

import os
import socket
import sys


def spin() -> None:
    """Never ends."""
    while True:
        pass


def eat() -> int:
    """Takes all memory."""
    return len([bytearray(1 << 24) for _ in range(1000)])


def recurse() -> int:
    """Goes too deep."""
    return recurse() + 1


def die() -> None:
    """Ends without an answer."""
    os.abort()


def crash() -> None:
    """Has a fault."""
    raise RuntimeError("broken")


def call_out(port: int) -> str:
    """Tries the network."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return "refused"
    return "connected"


def surroundings() -> dict[str, object]:
    """What a worker can see of the server."""
    return {"environment": sorted(os.environ), "django": "django" in sys.modules}


def returned(value: object) -> object:
    """What came, back."""
    return value
