"""``./daimon up`` as a person meets it: it starts, refuses, survives being killed, and leaves nothing."""

import os
import random
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

import httpx2
import psutil
import pytest
from cryptography.fernet import Fernet

from project.settings.env import BASE_DIR
from project.stack.account import Account
from project.stack.processes import python
from project.testing.installation import Installation
from project.testing.site import free_port

pytestmark = [pytest.mark.stack, pytest.mark.slow]

SERVICES = ("postgres", "valkey", "web", "worker", "beat")
SECONDS_TO_ADDRESS = 5
NOBODY = 65534


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An installation, closed to other users, in a folder with a space in its name. The tests of this module use it one after
    the other, because each start and each new data folder costs seconds."""
    folder = tmp_path_factory.mktemp("installation") / "a b"
    made = Installation(folder, free_port())
    yield made
    made.clean_up()
    shutil.rmtree(folder, ignore_errors=True)  # a database is large


@pytest.fixture
def installation(shared):
    """It runs, as the test before left it or started now."""
    if shared.is_running():
        shared.wait_until_healthy()
    else:
        shared.start_and_wait()
    return shared


@pytest.fixture
def data(shared):
    """Its folder, while it does not run."""
    if shared.is_running():
        shared.stop()
    return shared.data


@pytest.fixture
def fresh_installation(tmp_path):
    """An installation whose data folder does not exist yet."""
    made = Installation(tmp_path / "a b", free_port())
    yield made
    made.clean_up()
    shutil.rmtree(made.data, ignore_errors=True)


def run(*arguments, **environment):
    """One ./daimon command to its end."""
    return subprocess.run(
        python("-m", "project.stack", *arguments),
        cwd=BASE_DIR,
        env={**os.environ, "DAIMON_ENV_FILE": "none", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_fresh_folder_serves_soon_and_stops_cleanly(fresh_installation):
    seconds = fresh_installation.start_and_wait()

    assert f"Daimon runs at http://localhost:{fresh_installation.port}" in fresh_installation.output()
    assert [fresh_installation.find(name).is_running() for name in SERVICES] == [True] * len(SERVICES)
    assert [oct(path.stat().st_mode & 0o007) for path in fresh_installation.data.iterdir()] == ["0o0"] * 3
    assert "FATAL" not in fresh_installation.output()  # nobody asked for the database before it was there
    assert fresh_installation.stop() == 0
    fresh_installation.wait_until_gone(seconds=1)
    assert seconds < SECONDS_TO_ADDRESS * 6  # the suite shares the cores; the figure is taken on a quiet machine


def test_an_empty_installation_offers_one_owner_link(installation):
    link = next(
        line.strip() for line in installation.output().splitlines() if line.strip().startswith("http://localhost")
    )
    answer = httpx2.get(link.replace("localhost", "127.0.0.1"), follow_redirects=True)
    assert answer.status_code == 200


def test_a_second_up_says_where_the_first_one_runs(installation):
    second = run("up", "--data-dir", str(installation.data), "--port", str(free_port()))

    assert second.returncode == 1
    assert (
        f"already running at http://localhost:{installation.port} (process {installation.process.pid})" in second.stderr
    )
    assert installation.is_healthy()


def test_a_taken_port_is_named_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run("up", "--data-dir", str(tmp_path / "data"), "--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken by" in refused.stderr
    assert f"(process {os.getpid()})" in refused.stderr
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_nonsense_port_is_refused():
    refused = run("up", "--port", "70000")
    assert refused.returncode == 2
    assert "expected a port from 1 to 65535" in refused.stderr


def test_down_stops_a_running_installation(installation):
    installation.look()

    stopped = run("down", "--data-dir", str(installation.data))

    assert (stopped.returncode, stopped.stdout) == (0, "Daimon has stopped.\n")
    assert installation.process.wait(timeout=5) == 0
    installation.wait_until_gone(seconds=1)
    again = run("down", "--data-dir", str(installation.data))
    assert again.stdout == f"Daimon is not running in {installation.data}.\n"


def test_killing_the_front_leaves_nothing_and_the_next_start_is_clean(installation):
    installation.kill()
    installation.start_and_wait()  # at once: it waits for the rest of the first run

    assert installation.leftovers() == []


def test_killing_front_and_supervisor_together_leaves_nothing(installation):
    keeper = installation.keeper()

    installation.look()
    keeper.kill()
    installation.kill()

    installation.wait_until_gone()


def test_a_killed_supervisor_is_replaced(installation):
    first = installation.keeper()
    installation.look()

    announcements = installation.output().count("Daimon runs at")
    first.kill()

    installation.wait_for(lambda: installation.output().count("Daimon runs at") > announcements, "another announcement")
    installation.wait_until_healthy()
    assert set(installation.leftovers()) == {psutil.Process(installation.process.pid)}
    assert installation.keeper().pid != first.pid


def test_every_killed_service_comes_back(installation):
    for name in random.sample(SERVICES, len(SERVICES)):
        old = installation.find(name)
        group = [old, *old.children(recursive=True)]

        old.kill()

        installation.wait_for(lambda name=name, old=old: _is_replaced(installation, name, old), f"a new {name}")
        installation.wait_until_healthy()
        assert [each for each in group if _is_alive(each)] == []


def _is_replaced(installation, name, old):
    try:
        return installation.find(name) != old
    except LookupError:
        return False


def test_a_lock_file_with_another_programs_process_id_is_no_obstacle(installation):
    installation.stop()
    stale = installation.data / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{installation.data / 'postgres'}\n1\n5432\n/tmp\n\n  1 1\nready   \n")

    installation.start_and_wait()


@pytest.mark.django_db(transaction=True)  # what it writes there is taken out again
def test_with_servers_of_ones_own_none_is_started(fresh_installation):
    from project.testing.site import database_url

    fresh_installation.environment = {"DATABASE_URL": database_url(), "REDIS_URL": os.environ["REDIS_URL"]}
    fresh_installation.start_and_wait()

    names = [child.name() for child in fresh_installation.keeper().children(recursive=True)]
    assert not any(name.startswith(("postgres", "valkey")) for name in names)
    assert not (fresh_installation.data / "postgres").exists()
    assert not (fresh_installation.data / "valkey").exists()


def test_a_failing_setup_stops_everything_and_says_so(fresh_installation):
    fresh_installation.environment = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "PREPARE_WAIT": "0"}
    fresh_installation.start()

    assert fresh_installation.process.wait(timeout=60) == 1
    assert "The database does not answer" in fresh_installation.output()
    assert "setup ended with exit code 1" in fresh_installation.output()
    fresh_installation.wait_until_gone(seconds=1)


def test_a_plain_user_can_run_it():
    if os.geteuid() != 0:
        pytest.skip("this suite runs as a plain user already, so every test above shows it")
    home = Path("/tmp") / f"daimon plain {os.getpid()}"  # noqa: S108 - another user must reach it
    home.mkdir()
    try:
        checkout = _copy_of_the_project(home)
        os.chown(home, NOBODY, NOBODY)
        # The test's own Python may lie in a folder of root's; the plain user may read it there, and write nowhere.
        account = Account(NOBODY, NOBODY, passes_closed_folders=True)
        made = Installation(
            home / "own data", free_port(), folder=checkout, account=account, environment={"HOME": str(home)}
        )
        try:
            made.start_and_wait()
            assert _owners_of(made.look()) == {NOBODY}
            assert made.stop() == 0
            made.wait_until_gone(seconds=1)
        finally:
            made.clean_up()
    finally:
        shutil.rmtree(home)


def _owners_of(processes):
    found = set()
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # a short-lived child that ended meanwhile
            found.add(process.uids().real)
    return found


def _copy_of_the_project(home):
    checkout = home / "a copy"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=BASE_DIR,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        _copy_if_there(BASE_DIR / name, checkout / name)
        if name.endswith(".py"):  # compiled already, or each process of each start would do it again
            _copy_if_there(Path(cache_from_source(BASE_DIR / name)), Path(cache_from_source(checkout / name)))
    return checkout


def _copy_if_there(source, target):
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)  # with its time, by which Python knows what was compiled from it


def test_reload_restarts_web_and_worker_when_a_source_file_changes(data, tmp_path):
    checkout = _copy_of_the_project(tmp_path)
    made = Installation(data, free_port(), options=["--reload"], folder=checkout)
    try:
        made.start_and_wait()
        web, worker = made.find("web"), made.find("worker")
        made.wait_for(lambda: worker.children(), "the worker below its watcher")
        old = [*_serving(web), *worker.children()]

        (checkout / "project" / "asgi.py").write_text((checkout / "project" / "asgi.py").read_text() + "\n")

        made.wait_for(lambda: not any(map(_is_alive, old)), "the end of the old processes")
        made.wait_for(lambda: _serving(web) and worker.children(), "new processes")
        made.wait_until_healthy()
        assert made.find("web") == web
        assert made.stop() == 0
        made.wait_until_gone(seconds=1)
    finally:
        made.clean_up()


def _serving(web):
    """The processes that serve; a helper of multiprocessing stays over a reload."""
    found = []
    for each in web.children():
        with suppress(psutil.Error):  # one that is just ending
            if "resource_tracker" not in " ".join(each.cmdline()):
                found.append(each)
    return found


def _is_alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_second_interrupt_does_not_wait(installation):
    installation.look()
    installation.process.send_signal(signal.SIGSTOP)  # so that both arrive while the first is being served
    installation.process.send_signal(signal.SIGINT)
    installation.process.send_signal(signal.SIGCONT)
    installation.process.send_signal(signal.SIGINT)

    assert installation.process.wait(timeout=10) == 0
    installation.wait_until_gone(seconds=1)
    installation.start_and_wait()


def test_under_production_settings_it_answers_to_its_public_name(fresh_installation, tmp_path):
    fresh_installation.folder = _copy_of_the_project(tmp_path)  # static files are gathered into it
    fresh_installation.environment = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=64)),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "ai.example.org",
    }
    fresh_installation.start()
    fresh_installation.wait_for(lambda: "Daimon runs at" in fresh_installation.output(), "the address")

    named = httpx2.get(f"{fresh_installation.address}/health/ready", headers={"host": "ai.example.org"})
    other = httpx2.get(f"{fresh_installation.address}/health/ready")
    plain = httpx2.get(f"{fresh_installation.address}/", headers={"host": "ai.example.org"})
    assert (named.status_code, other.status_code, plain.status_code) == (200, 400, 301), fresh_installation.output()[
        -6000:
    ]
    assert plain.headers["location"] == "https://ai.example.org/"
