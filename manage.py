#!/usr/bin/env python
"""Daimon's administrative command line; ``./daimon`` prepares the environment and hands over to it."""

import atexit
import gc
import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one management command with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    gc.set_threshold(100_000)  # looking for garbage at every 700 objects takes a quarter of the time code is loaded in
    # At its end Python looks for garbage in all that was loaded, which takes as long as a short command does.
    atexit.register(gc.freeze)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
