"""Measures how well memory finds the turns that answer a question, through the product's own search.

    ./daimon bench memory --data locomo.json [--embedder FOLDER [--mem0]]

The data is LoCoMo (CC BY-NC 4.0), which does not come with Daimon; without the file the benchmark says so and ends.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from project.stack.processes import python
from project.stack.suite import test_servers
from project.testing.environments import python_with

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
    parser.add_argument("--data", type=Path, default=Path("locomo.json"), help="a LoCoMo file")
    parser.add_argument(
        "--embedder", type=Path, help="a folder with model.safetensors and vocab.txt of all-MiniLM-L6-v2"
    )
    parser.add_argument(
        "--mem0",
        action="store_true",
        help="measure mem0, too, with the same embedder; installs requirements-bench.txt once",
    )
    return parser


def _measure(data: Path, embedder: Path | None, *, has_rival: bool) -> None:
    from django.db import connection

    from benchmarks.memory_parts import locomo
    from benchmarks.memory_parts.measures import Tally
    from benchmarks.memory_parts.methods import METHODS, WITH_EMBEDDER, load, run
    from benchmarks.memory_parts.report import print_table
    from benchmarks.memory_parts.rival import mem0
    from chat.memory.services.embed import embed_missing
    from project.lib.clock import now
    from training.retrieval.installed import install_embedder, local_embedder

    told = locomo.read(data)
    talks = [load(each) for each in told]
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
    tallies: dict[str, Tally] = {}
    local = local_embedder()
    if has_rival and local is None:
        print("mem0 is left out: it needs vectors; name a folder with --embedder")
    elif has_rival and local is not None:
        tallies["mem0, with the same embedder"] = mem0(python_with("requirements-bench"), told, local)
    print_table(tallies | {name: run(method, talks) for name, method in methods.items()})


if __name__ == "__main__" and os.environ.get(INSIDE):
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    given = _parser().parse_args(sys.argv[1:])
    _measure(given.data, given.embedder, has_rival=given.mem0)
