"""The command line of ./daimon: reads the arguments and calls one function."""

import sys

from project.stack.errors import StackError


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; a problem is one plain sentence on standard error."""
    command, *rest = arguments
    try:
        return COMMANDS[command](rest)
    except StackError as error:
        print(f"daimon: {error}", file=sys.stderr)  # noqa: T201 - the terminal is this module's reader
        return 1


def test(arguments: list[str]) -> int:
    """``test [--fast] [pytest options]``."""
    from project.stack.suite import run_tests

    return run_tests([each for each in arguments if each != "--fast"], is_fast="--fast" in arguments)


COMMANDS = {"test": test}
