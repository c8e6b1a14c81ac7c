"""Workers: what they return, and what they cannot do."""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from project.lib.worker import Crashed, OutOfMemory, OutOfTime, run_in_worker

SERVER = """
import os, signal, tempfile
from project.lib.worker import run_in_worker

run_in_worker("project.lib.tests.misbehaving_work:returned", (1,), {}, seconds=60, megabytes=128)
print(os.listdir(tempfile.gettempdir()), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
HERE = "project.lib.tests.misbehaving_work"


def work(name, *args, seconds=5.0, megabytes=128):
    return run_in_worker(f"{HERE}:{name}", args, {}, seconds=seconds, megabytes=megabytes)


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None, "é"]}, b"\x00\xff", {"deep": {"bytes": b"x" * 100_000}}])
def test_values_come_back_as_they_went(value):
    assert work("returned", value) == value


def test_not_a_number_comes_back_as_nothing():
    assert work("returned", [float("nan"), float("inf"), 1.0]) == [None, None, 1.0]


def test_a_worker_past_its_time_is_killed():
    work("returned", 1)
    started = time.monotonic()
    with pytest.raises(OutOfTime):
        work("spin", seconds=0.5)
    assert time.monotonic() - started < 10  # it would spin for ever


@pytest.mark.parametrize(("name", "error"), [("eat", OutOfMemory), ("recurse", OutOfMemory), ("crash", Crashed)])
def test_a_worker_that_misbehaves_ends_with_a_name(name, error):
    with pytest.raises(error):
        work(name)
    assert work("returned", 1) == 1


def test_a_worker_that_dies_hurts_nobody():
    with pytest.raises(OutOfMemory):
        work("die")
    assert work("returned", 1) == 1


def test_a_worker_knows_no_secret_and_no_django():
    seen = work("surroundings")
    assert seen["django"] is False
    assert not [name for name in seen["environment"] if "SECRET" in name or "DATABASE" in name or "REDIS" in name]


def test_a_worker_has_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert work("call_out", server.getsockname()[1]) == "refused"


def test_workers_run_side_by_side():
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda n: work("returned", n), range(40))) == list(range(40))


def test_only_work_modules_can_be_called():
    with pytest.raises(Crashed):
        run_in_worker("os:system", ("true",), {}, seconds=1, megabytes=64)
    assert work("returned", 1) == 1


def test_a_kill_leaves_nothing(tmp_path):
    """The pipe ends with the last process that holds it, so what comes after it is what they leave."""
    killed = subprocess.run(
        [sys.executable, "-c", SERVER], env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, timeout=60
    )
    assert killed.stdout.startswith(b"['daimon-work-"), killed.stderr
    assert not list(tmp_path.iterdir())
