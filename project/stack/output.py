"""What the person at the terminal sees: every process's lines under its name, in its colour."""

import os
import sys
from collections.abc import Iterable
from typing import TextIO

COLOURS = {"postgres": "34", "valkey": "31", "setup": "36", "web": "32", "worker": "35", "beat": "33", "daimon": "1"}
NAME_WIDTH = 8


class Terminal:
    """Writes lines with a coloured name in front; goes quiet, and on, when nobody reads any more."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream: TextIO | None = stream or sys.stdout
        self._has_colour = self._stream is not None and self._stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """One line of Daimon's own."""
        self.lines("daimon", text.splitlines())

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Lines of the process ``name``."""
        front = f"{name:<{NAME_WIDTH}} | "
        if self._has_colour:
            front = f"\x1b[{COLOURS.get(name, '0')}m{front}\x1b[0m"
        self.write("".join(f"{front}{line}\n" for line in lines))

    def write(self, text: str) -> None:
        """Text as it is."""
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            self._stream = None


class LineBuffer:
    """Cuts a stream of bytes into lines; a line that never ends is cut at ``longest`` bytes."""

    def __init__(self, longest: int = 64_000) -> None:
        self._rest = b""
        self._longest = longest

    def feed(self, data: bytes) -> list[str]:
        """The lines that ``data`` completes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > self._longest:
            whole.append(self._rest)
            self._rest = b""
        return [line.decode(errors="replace").rstrip("\r") for line in whole]

    def flush(self) -> list[str]:
        """What is left when the stream ended."""
        rest, self._rest = self._rest, b""
        return [rest.decode(errors="replace")] if rest else []
