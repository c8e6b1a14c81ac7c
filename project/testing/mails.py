"""A mail server for tests that keeps what it is given."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Mails(Message):
    """What came in, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.taken: list[str] = []

    def handle_message(self, message: object) -> None:
        """Keep it."""
        self.taken.append(str(message))


@contextmanager
def mail_server() -> Iterator[Mails]:
    """The server on loopback, until the block ends."""
    handler = Mails()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        handler.port = int(probe.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
