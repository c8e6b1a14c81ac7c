"""``./daimon up``: one process tree that survives every crash inside it and leaves nothing when it is gone itself.

Two processes form its core. The front one is what the terminal sees: it holds the lock and hands signals on. The
keeper below it runs the services. When the front dies, the kernel tells the keeper, which stops everything in order;
when the keeper dies, the front ends whatever it left and starts it again.
"""

import os
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

import psutil

from project.settings import paths
from project.stack.account import become_reaper, die_with_parent
from project.stack.errors import StackError
from project.stack.leftovers import ProcessBook, end_descendants
from project.stack.lock import RunLock, Running
from project.stack.output import Terminal
from project.stack.services import Options, Setup, prepare_folders, services
from project.stack.supervisor import Supervisor

STOPPING_SECONDS = 45  # how long a killed predecessor may take to stop its servers
PAUSE_AFTER_KEEPER_CRASH = 0.5
WILDCARDS = {"0.0.0.0", "::"}  # noqa: S104 - compared only


def up(options: Options) -> int:
    """Run everything until Ctrl-C, SIGTERM or ``down``; returns the exit code."""
    started = time.monotonic()
    account = prepare_folders()
    lock = take_lock()
    refuse_taken_port(options)
    allow_hosts(options)
    ProcessBook(paths.APP_STATE_DIR / "processes.json").end_leftovers()
    lock.write(Running(os.getpid(), options.address))
    terminal = Terminal()

    def keep() -> int:
        setup = Setup()
        supervisor = Supervisor(
            services(options, setup, account),
            terminal=terminal,
            book=ProcessBook(paths.APP_STATE_DIR / "processes.json"),
            when_up=lambda: announce(terminal, options, setup, time.monotonic() - started),
        )
        return supervisor.run()

    code = Front(keep, terminal).run()
    shutil.rmtree(paths.SOCKET_DIR, ignore_errors=True)
    terminal.say("stopped")
    return code


def take_lock() -> RunLock:
    """The lock of this DATA_DIR; says where the present run serves when there is one."""
    lock = RunLock(paths.APP_STATE_DIR)
    if lock.take():
        return lock
    running = lock.read()
    if running is None or psutil.pid_exists(running.pid):
        where = f" at {running.address} (process {running.pid})" if running else ""
        raise StackError(
            f"Daimon is already running{where} with the files in {paths.DATA_DIR}. Stop it with: ./daimon down"
        )
    if lock.take(wait=STOPPING_SECONDS):  # its front was killed, and its servers are stopping
        return lock
    raise StackError(f"An earlier run is still stopping its servers in {paths.DATA_DIR}; try again in a moment.")


def refuse_taken_port(options: Options) -> None:
    """Stop before anything starts when somebody listens on the port already."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except PermissionError as error:
            raise StackError(f"Port {options.port} needs root: choose one from 1024 on with --port.") from error
        except OSError as error:
            if error.errno in {98, 48}:  # EADDRINUSE on Linux and macOS
                raise StackError(
                    f"Port {options.port} on {options.host} is taken{_listener(options.port)}: choose another with --port."
                ) from error
            raise StackError(f"Nothing can listen on {options.host}:{options.port}: {error.strerror}.") from error


def _listener(port: int) -> str:
    with suppress(psutil.Error):
        for line in psutil.net_connections("inet"):
            if line.status == psutil.CONN_LISTEN and line.laddr and line.laddr.port == port and line.pid:
                return f" by {psutil.Process(line.pid).name()} (process {line.pid})"
    return ""


def allow_hosts(options: Options) -> None:
    """Without ALLOWED_HOSTS, a site opened to the network answers to this machine's names and addresses."""
    if os.environ.get("ALLOWED_HOSTS") or options.host in {"127.0.0.1", "::1", "localhost"}:
        return
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname(), options.host} - WILDCARDS
    if options.host in WILDCARDS:
        found = [each.address.split("%")[0] for line in psutil.net_if_addrs().values() for each in line]
        names |= {f"[{address}]" if ":" in address else address for address in found if address.count(":") != 5}
    os.environ["ALLOWED_HOSTS"] = ",".join(sorted(names))


def announce(terminal: Terminal, options: Options, setup: Setup, seconds: float) -> None:
    """Tell where the site is and, on an empty installation, how to become its owner."""
    lines = ["", f"Daimon runs at {options.address}   (ready in {seconds:.1f} s; Ctrl-C stops it)"]
    if setup.owner_link:
        lines += [
            "",
            "This installation has no people yet. Become its owner with this link (it works once):",
            f"  {setup.owner_link}",
        ]
    terminal.write("\n".join(lines) + "\n\n")


class Front:
    """The outer process: passes signals to the keeper, replaces it when it dies, and ends with it."""

    def __init__(self, keep: Callable[[], int], terminal: Terminal) -> None:
        self.keep = keep
        self.terminal = terminal
        self.keeper = 0
        self.is_stopping = False

    def run(self) -> int:
        """The exit code of the keeper that ended of its own accord."""
        become_reaper()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._pass_on)
        while True:
            self.keeper = self._fork()
            if self.is_stopping:
                self._pass_on(signal.SIGTERM)
            code = self._outcome()
            if code >= 0:
                return code
            self.terminal.say(f"the supervisor was ended by {signal.Signals(-code).name}; everything starts again")
            end_descendants()
            if self.is_stopping:
                return 1
            time.sleep(PAUSE_AFTER_KEEPER_CRASH)
            ProcessBook(paths.APP_STATE_DIR / "processes.json").end_leftovers()

    def _fork(self) -> int:
        front = os.getpid()
        sys.stdout.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            os.setsid()  # Ctrl-C goes to the front alone
            die_with_parent(signal.SIGTERM)
            become_reaper()
            if os.getppid() == front:
                code = self.keep()
        except StackError as error:
            self.terminal.say(str(error))
        except BaseException:  # noqa: BLE001 - os._exit would swallow it
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _outcome(self) -> int:
        """Wait for the keeper, and collect every orphan that ends meanwhile."""
        while True:
            pid, status = os.wait()
            if pid == self.keeper:
                return os.waitstatus_to_exitcode(status)

    def _pass_on(self, *_: object) -> None:
        self.is_stopping = True
        with suppress(ProcessLookupError):
            os.kill(self.keeper, signal.SIGTERM)


def down(*, patience: float = STOPPING_SECONDS) -> int:
    """Stop the run that uses this DATA_DIR and wait until all of it is gone."""
    lock = RunLock(paths.APP_STATE_DIR)
    terminal = Terminal()
    running = lock.read()
    if lock.is_free():
        terminal.write(f"Daimon is not running in {paths.DATA_DIR}.\n")
        return 0
    if running is not None:
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGTERM)
    if not lock.take(wait=patience):
        raise StackError(f"Daimon in {paths.DATA_DIR} did not stop within {patience:.0f} s.")
    terminal.write("Daimon has stopped.\n")
    return 0
