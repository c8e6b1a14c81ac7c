"""Makes 20,000 calls of all tools up from their schemas, right, hostile and broken ones, and looks what they do.

    ./daimon bench fuzz-tools [--calls 20000] [--start 1] [--seconds 220] [--processes 2]

No answer may be a crash, no call may take 20 % more than its time, memory must stay flat, no file may appear outside the
artifacts and workspaces, and nothing may be connected to but the public internet. A part of them is made with --calls and
another --start; after --seconds no further one is made, and the number of those that were is told.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from benchmarks.shop_parts.alone import alone, is_inside, set_up

WARM = 0.25  # of the calls, before memory is looked at: modules are imported on first use
MOST_GROWTH = 0.1
SKIPPED = (".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".data")


def main(arguments: list[str]) -> int:
    """Run in a process with servers and a folder for passing files of its own."""
    given = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="daimon-fuzz-") as folder:
        os.environ["DAIMON_FUZZ_FOLDER"] = folder
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
    parser.add_argument("--seconds", type=float, default=220)
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

    from accounts.testing import make_user
    from project.ops.limits import count
    from project.settings.env import BASE_DIR
    from spirits.services import run_tool
    from spirits.testing_fuzz import Call, play
    from spirits.testing_fuzzed import furnished
    from spirits.testing_watch import connections, files, megabytes, names_below, trap
    from spirits.tools import all_tools

    vars(count)["value_of"] = lambda _: False  # the limits have tests of their own
    vars(run_tool)["CALLS_A_MINUTE"] = 10**6
    settings.ARTIFACTS_DIR, settings.WORKSPACES_DIR = folder / "artifacts", folder / "workspaces"
    settings.ALLOWED_HOSTS = ["*"]
    made, held = furnished(make_user("fuzz@example.org")), []
    until, valkey = monotonic() + given.seconds, urlsplit(settings.REDIS_URL)
    before = names_below(BASE_DIR, but=SKIPPED)

    def make(call: Call) -> None:
        if monotonic() < until:
            made.make(call)
            if made.statuses.total() % 100 == 0:
                held.append(megabytes())

    own = (valkey.hostname or "", valkey.port or 6379)
    with trap() as trapped, connections(own) as seen, files(folder, BASE_DIR / ".hypothesis") as opened:
        play(all_tools(), calls=given.calls, start=given.start, trap=trapped.port, escape=folder / "escaped", made=make, bombs=True)  # fmt: skip
    print(made.report())
    allowed = {"tmp", "artifacts", "workspaces"}
    strays = sorted(names_below(BASE_DIR, but=SKIPPED) - before) + [each.name for each in folder.iterdir() if each.name not in allowed]  # fmt: skip
    return {
        "crashes": made.crashes,
        "calls beyond their time": made.late,
        "connections": [*seen.refused, *["a knock at the trap"] * trapped.knocks],
        "files elsewhere": strays + opened.written,
        "growth of memory": _growth(held),
    }


def _growth(held: list[float]) -> list[str]:
    """What memory grew by, in words, where it is more than a tenth from the warm quarter to the end."""
    warm = held[int(len(held) * WARM) :]
    if len(warm) < 8:
        return []
    first, last = sorted(warm[: len(warm) // 4]), sorted(warm[-len(warm) // 4 :])
    begin, end = first[len(first) // 2], last[len(last) // 2]
    print(
        f"memory of the server and its workers: {begin:.0f} MB when warm, {end:.0f} MB at the end, most {max(held):.0f} MB"
    )
    return [f"{begin:.0f} MB -> {end:.0f} MB"] if end > begin * (1 + MOST_GROWTH) else []


if is_inside() and __name__ == "__main__":
    sys.exit(_inside())
