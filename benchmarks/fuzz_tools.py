"""Makes 20,000 calls of all tools up from their schemas, right, hostile and broken ones, and looks what they do.

    ./daimon bench fuzz-tools [--calls 20000] [--start 1] [--seconds 1700] [--processes 2]

No answer may be a crash, no request may take 20 % more than its call's time, memory must stay flat, no file may be opened for
writing outside the artifacts and workspaces, by the server or by a worker, and nobody may be called or looked up: in every
second process not even hosts on the public internet, as nobody named them; in the others tools may fetch from those, so that the
guarded client is played with too. A part is made with --calls and another --start; after --seconds no further call is made, and
the number of those that were is told.
"""

import argparse
import gc
import os
import pkgutil
import random
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partialmethod
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from benchmarks.shop_parts.alone import alone, is_inside, set_up

if TYPE_CHECKING:
    from spirits.tools import Tool

EVERY = 50  # calls, memory is looked at
LEAST_LOOKS = 16
MOST_GROWTH = 0.1
SKIPPED = (".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".data")


def main(arguments: list[str]) -> int:
    """Run in a process with servers and a folder for passing files of its own."""
    given = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="daimon-fuzz-") as folder:
        os.environ["DAIMON_FUZZ_FOLDER"] = folder
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # what Python compiles would count as files elsewhere
        shares = [
            ["--calls", str(given.calls // given.processes), "--start", str(given.start * 10 + number), "--seconds", str(given.seconds)]
            for number in range(given.processes)
        ]  # fmt: skip
        with ThreadPoolExecutor(given.processes) as pool:
            return max(pool.map(lambda share: alone("benchmarks.fuzz_tools", share), shares))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./daimon bench fuzz-tools", description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1700)
    parser.add_argument("--processes", type=int, default=2)
    return parser


def _inside() -> int:
    set_up()
    given = _parser().parse_args()
    folder = Path(tempfile.mkdtemp(dir=os.environ["DAIMON_FUZZ_FOLDER"]))
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "tmp")
    Path(tempfile.tempdir).mkdir()
    problems = _play(given, folder)
    for name, found in problems.items():
        print(f"{name}: {len(found)}")
        for each in found[:5]:
            print(f"  {each}")
    is_right = not any(problems.values())
    print("as promised" if is_right else "NOT AS PROMISED")
    return 0 if is_right else 1


def _play(given: argparse.Namespace, folder: Path) -> dict[str, list[Any]]:
    from django.conf import settings
    from django.dispatch import Signal
    from structlog.testing import capture_logs

    from accounts.testing import make_user
    from project.ops.limits import count
    from project.settings.env import BASE_DIR
    from spirits.services import run_tool
    from spirits.testing_fuzz import Call, play
    from spirits.testing_fuzzed import furnished
    from spirits.testing_watch import connections, files, megabytes, names_below, trap, workers
    from spirits.tools import all_tools

    # The test client connects signals anew for each call. Weakly, each leaves a finaliser behind, which is no growth of a site.
    strongly = patch.object(Signal, "connect", partialmethod(Signal.connect, weak=False))
    vars(count)["value_of"] = lambda _: False  # the limits have tests of their own
    vars(run_tool)["CALLS_A_MINUTE"] = 10**6
    settings.ARTIFACTS_DIR, settings.WORKSPACES_DIR = folder / "artifacts", folder / "workspaces"
    settings.ALLOWED_HOSTS = ["*"]
    is_open = given.start % 2 == 0
    settings.TOOL_FETCH_HOSTS = ["*"] if is_open else []
    made, held = furnished(make_user("fuzz@example.org")), list[float]()
    valkey = urlsplit(settings.REDIS_URL)
    own = (valkey.hostname or "", valkey.port or 6379)
    tools = all_tools()
    random.Random(given.start).shuffle(tools)
    before = names_below(BASE_DIR, but=SKIPPED)

    def make(call: Call) -> None:
        if monotonic() < until:
            made.make(call)
            if made.statuses.total() % EVERY == 0:
                gc.collect()  # what only waits to be collected is no growth
                held.append(megabytes())

    with strongly, workers(folder) as told, trap() as trapped, connections(own, is_public_open=is_open) as seen, files(folder, BASE_DIR / ".hypothesis") as opened:  # fmt: skip
        with capture_logs():
            _warm(tools)
        for tool in tools:
            made.make(Call(tool, dict(tool.example or {})))
        made.is_warm, until = True, monotonic() + given.seconds
        play(tools, calls=given.calls, start=given.start, trap=trapped.port, escape=folder / "escaped", made=make, bombs=True)  # fmt: skip
    print(f"start {given.start}: {made.report()}")
    allowed = {"tmp", "artifacts", "workspaces", "hooks", "told"}
    strays = sorted(names_below(BASE_DIR, but=SKIPPED) - before) + [each.name for each in folder.iterdir() if each.name not in allowed]  # fmt: skip
    called = [each for each in told if each.startswith("socket.")]
    return {
        "crashes": made.crashes,
        "calls beyond their time": made.late,
        "connections": [*seen.refused, *called, *["a knock at the trap"] * trapped.knocks],
        "files elsewhere": [*strays, *opened.written, *(each for each in told if each not in called)],
        "growth of memory": _growth(held),
    }


def _warm(tools: Sequence["Tool"]) -> None:
    """Load every module that workers use, as a site has after some hours: it is no growth, and no call's time."""
    from project.lib.worker import WorkEnded, run_in_worker

    for category in sorted({tool.function.__module__.split(".")[2] for tool in tools}):
        package = import_module(f"spirits.tools.{category}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("_work"):
                with suppress(WorkEnded):  # what is called is no function; by then the module is loaded
                    run_in_worker(f"{module.name}:__name__", (), {}, seconds=1, megabytes=64)


def _growth(held: list[float]) -> list[str]:
    """What memory grew by, in words, where its last quarter is more than a tenth above the first."""
    if len(held) < LEAST_LOOKS:
        return [f"not measured: only {len(held)} looks at it, so make more calls"]
    first, last = sorted(held[: len(held) // 4]), sorted(held[-(len(held) // 4) :])
    begin, end = first[len(first) // 2], last[len(last) // 2]
    print(f"memory of the server and its workers: {begin:.0f} MB at first, {end:.0f} MB at the end, most {max(held):.0f} MB")  # fmt: skip
    return [f"{begin:.0f} MB -> {end:.0f} MB"] if end > begin * (1 + MOST_GROWTH) else []


if is_inside() and __name__ == "__main__":
    sys.exit(_inside())
