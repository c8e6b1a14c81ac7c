"""Measures how well memory finds the turns that answer a question, through the product's own search.

    ./daimon bench memory --data ../shared/locomo/locomo_dev.json

The data is LoCoMo (CC BY-NC 4.0), which does not come with Daimon; without the file the benchmark says so and ends.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from project.stack.processes import python
from project.stack.suite import test_servers

INSIDE = "DAIMON_BENCH_MEMORY"


def main(arguments: list[str]) -> int:
    """Measure on servers of its own, which are gone afterwards."""
    given = _parser().parse_args(arguments)
    if not given.data.is_file():
        print(f"skipped: there is no file {given.data}. LoCoMo is not part of Daimon; name its file with --data.")
        return 0
    with test_servers() as environment:
        command = python("-m", "benchmarks.memory", *arguments)
        return subprocess.run(
            command, env={**environment, INSIDE: "1", "DJANGO_SETTINGS_MODULE": "project.settings"}, check=False
        ).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench memory", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/locomo/locomo_dev.json"), help="a LoCoMo file")
    parser.add_argument(
        "--embedder", type=Path, help="a folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2"
    )
    return parser


def _measure(data: Path, embedder: Path | None) -> None:
    from django.db import connection

    from benchmarks.memory_parts import locomo
    from benchmarks.memory_parts.methods import METHODS, WITH_EMBEDDER, load, run
    from benchmarks.memory_parts.report import print_table
    from chat.memory.services.embed import embed_missing
    from project.lib.clock import now
    from training.retrieval.installed import install_embedder

    talks = [load(each) for each in locomo.read(data)]
    with connection.cursor() as cursor:  # the servers of a benchmark have no autovacuum to do it
        cursor.execute("ANALYZE chat_memory, chat_memoryversion, chat_memoryentry")
    methods = dict(METHODS)
    if embedder is None:
        print("no embedder: methods with vectors are left out; name a folder with --embedder to measure them")
    else:
        install_embedder(embedder)
        while embed_missing(now=now()):
            pass
        methods |= WITH_EMBEDDER
    print_table({name: run(method, talks) for name, method in methods.items()})


if __name__ == "__main__" and os.environ.get(INSIDE):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    given = _parser().parse_args(sys.argv[1:])
    _measure(given.data, given.embedder)
