"""The command line of ./daimon: reads the arguments and calls one function."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from project.stack.errors import StackError

MOST_PORT = 65535


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; a problem is one plain sentence on standard error."""
    command, *rest = arguments
    try:
        return COMMANDS[command](rest)
    except (StackError, ImproperlyConfigured) as error:
        print(f"daimon: {error}", file=sys.stderr)  # noqa: T201 - the terminal is this module's reader
        return 1
    except KeyboardInterrupt:
        return 130


def up(arguments: list[str]) -> int:
    """``up [--host --port --data-dir --reload]``."""
    parser = _parser("up", "Run everything, print the address; Ctrl-C stops it.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: only this machine)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--reload", action="store_true", help="restart web and worker when a source file changes")
    wanted = _parse(parser, arguments)
    from project.stack.services import Options
    from project.stack.up import up as run

    return run(Options(wanted.host, wanted.port, wanted.reload))


def down(arguments: list[str]) -> int:
    """``down [--data-dir]``."""
    _parse(_parser("down", "Stop a running `up` and wait until it is gone."), arguments)
    from project.stack.up import down as stop

    return stop()


def test(arguments: list[str]) -> int:
    """``test [--fast] [pytest options]``."""
    from project.stack.suite import run_tests

    return run_tests([each for each in arguments if each != "--fast"], is_fast="--fast" in arguments)


def check(arguments: list[str]) -> int:
    """``check``."""
    argparse.ArgumentParser(prog="./daimon check", description="All static checks.").parse_args(arguments)
    from project.stack.check import check as run

    return run()


def bench(arguments: list[str]) -> int:
    """``bench NAME [options]``."""
    from project.stack.bench import bench as run

    return run(arguments)


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"./daimon {name}", description=description)
    parser.add_argument(
        "--data-dir", type=Path, help="folder for everything Daimon writes (default: DATA_DIR, else .data)"
    )
    return parser


def _parse(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """Parse, and hand --data-dir to the settings, which are read after this."""
    wanted = parser.parse_args(arguments)
    if wanted.data_dir is not None:
        os.environ["DATA_DIR"] = str(wanted.data_dir.expanduser().absolute())
    return wanted


def _port(raw: str) -> int:
    port = int(raw) if raw.isdigit() else 0
    if not 1 <= port <= MOST_PORT:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to {MOST_PORT}, not {raw!r}")
    return port


COMMANDS: dict[str, Callable[[list[str]], int]] = {"up": up, "down": down, "test": test, "check": check, "bench": bench}
