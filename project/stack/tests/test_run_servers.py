"""The embedded PostgreSQL and Valkey by themselves."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import psycopg
import pytest

from project.stack.account import server_account
from project.stack.errors import StackError
from project.stack.folders import data_folder, private_folder
from project.stack.postgres import Postgres, binaries
from project.stack.processes import end, wait_until
from project.stack.valkey import Valkey, binary

pytestmark = pytest.mark.stack


@pytest.fixture
def home(tmp_path_factory):
    """A data folder with a space in its name, and the account for its servers."""
    folder = tmp_path_factory.mktemp("a b", numbered=True)
    account = server_account(folder, binaries(), binary())
    data_folder(folder, passable_for=account)
    return folder, account


@pytest.fixture
def started():
    """Processes that end with the test."""
    processes = []
    yield processes
    for process in processes:
        end(process, by=signal.SIGQUIT, patience=5)


@pytest.fixture
def server(home, started):
    """A PostgreSQL that answers, without a database of ours."""
    folder, account = home
    made = Postgres(folder / "postgres", folder / "run", account)
    made.prepare()
    started.append(made.start())
    assert wait_until(made.is_ready, seconds=30)
    return made


def test_postgres_keeps_committed_rows_through_a_kill(home, started, tmp_path):
    folder, account = home
    server = Postgres(folder / "postgres", folder / "run", account)
    server.prepare()
    assert not server.is_ready()
    started.append(server.start())
    assert wait_until(server.is_ready, seconds=30)
    server.ensure_database("daimon")
    server.ensure_database("daimon")  # again does no harm
    with server.connect("daimon") as connection:
        connection.execute("CREATE TABLE kept (id uuid DEFAULT uuidv7(), near vector(2) DEFAULT '[1,2]')")
        connection.execute("INSERT INTO kept DEFAULT VALUES")
        settings = connection.execute("SELECT current_setting('jit'), current_setting('listen_addresses')").fetchone()
        locale = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'daimon'"
        ).fetchone()

    started[0].kill()
    started[0].wait()
    server.prepare()
    started.append(server.start())

    assert wait_until(server.is_ready, seconds=30)
    with server.connect("daimon") as connection:
        assert connection.execute("SELECT count(*), min(near::text) FROM kept").fetchone() == (1, "[1,2]")
    assert settings == ("off", "")
    assert locale == ("b", "C.UTF-8")
    assert {(path.stat().st_uid, path.stat().st_mode & 0o777) for path in (folder / "postgres", folder / "run")} == {
        (account.uid, 0o700)
    }


def test_nobody_sees_a_database_that_is_not_whole(server):
    with ThreadPoolExecutor() as threads:
        seen = threads.submit(_first_sight, server, "daimon")
        server.ensure_database("daimon", lambda: "CREATE TABLE filled (near vector(2))")
        server.ensure_database("daimon", lambda: "CREATE TABLE again ()")  # it is there, and left alone

    assert seen.result() == [("filled",)]


def _first_sight(server, database):
    """The tables that an impatient process finds in the database as soon as it may enter."""
    while True:
        with suppress(psycopg.OperationalError), server.connect(database) as connection:
            return connection.execute("SELECT relname FROM pg_class WHERE relname IN ('filled', 'again')").fetchall()


def test_what_a_start_left_half_made_is_made_anew(server):
    with server.connect("postgres") as connection:
        connection.execute('CREATE DATABASE ".daimon.new"')

    server.ensure_database("daimon")

    with server.connect("daimon") as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1").fetchall()
    assert names == [("daimon",), ("postgres",)]


def test_a_session_that_outlives_its_server_does_not_stop_the_next_start(server, started):
    with server.connect("postgres") as connection:
        session = connection.info.backend_pid
        os.kill(session, signal.SIGSTOP)
        started[0].kill()
        started[0].wait()
        server.prepare()
        assert not psutil.pid_exists(session)
    started.append(server.start())

    assert wait_until(server.is_ready, seconds=30)


def test_a_half_made_cluster_is_made_anew(home):
    folder, account = home
    server = Postgres(folder / "postgres", folder / "run", account)
    (folder / ".postgres.new").mkdir()
    (folder / ".postgres.new" / "PG_VERSION").write_text("18")
    (folder / "postgres").mkdir()

    server.prepare()

    assert (folder / "postgres" / "global" / "pg_control").exists()
    assert not (folder / ".postgres.new").exists()


def test_valkey_keeps_its_keys_through_a_kill(home, started):
    folder, account = home
    server = Valkey(folder / "valkey", folder / "run" / "valkey.sock", account)
    server.prepare()
    started.append(server.start())
    assert wait_until(server.is_ready, seconds=30)
    assert _ask(server, "SET ticket 7") == "+OK"

    started[0].kill()
    started[0].wait()
    server.prepare()
    started.append(server.start())

    assert wait_until(server.is_ready, seconds=30)
    assert _ask(server, "GET ticket") == "$1"
    assert _ask(server, "CONFIG GET port").startswith("*2")


def _ask(server, line):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(server.socket))
        connection.sendall(line.encode() + b"\r\n")
        return connection.recv(4096).decode().split("\r\n")[0]


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "theirs"
    folder.mkdir()
    monkeypatch.setattr("os.geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(StackError, match="belongs to another user"):
        private_folder(folder)


def test_a_link_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(StackError, match="belongs to another user"):
        private_folder(tmp_path / "link")
