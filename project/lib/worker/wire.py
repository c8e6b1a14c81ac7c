"""How a call and its result travel between server and worker: a length, then JSON in which bytes are marked."""

import base64
import json
import math
import socket
import struct
from typing import Any

LENGTH = struct.Struct("!Q")
LONGEST = 256_000_000
BYTES = "\x00bytes"
BEGUN = b"+"  # the worker's module is loaded, and its time runs


class Gone(Exception):
    """The other side closed the connection."""


def pack(value: Any) -> bytes:
    """The value as one message."""
    body = json.dumps(_marked(value), allow_nan=False, ensure_ascii=True).encode()
    return LENGTH.pack(len(body)) + body


def _marked(value: Any) -> Any:
    """The value with bytes marked and numbers that JSON lacks (not-a-number, infinities) as null."""
    if isinstance(value, bytes):
        return {BYTES: base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {str(key): _marked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def unpack(body: bytes) -> Any:
    """What was packed; only JSON is read, never objects."""
    return json.loads(body, object_hook=_unmarked)


def _unmarked(value: dict[str, Any]) -> Any:
    return base64.b64decode(value[BYTES]) if value.keys() == {BYTES} else value


def receive(connection: socket.socket) -> Any:
    """The next message; Gone when the other side left."""
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    if length > LONGEST:
        raise Gone
    return unpack(_exactly(connection, length))


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        try:
            part = connection.recv(min(size, 1 << 20))
        except ConnectionError as error:
            raise Gone from error
        if not part:
            raise Gone
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
