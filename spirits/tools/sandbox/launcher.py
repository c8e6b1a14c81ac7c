"""Builds the sandbox around itself and runs one program in it. Started as ``python -I -S launcher.py``.

It reads one JSON document (files, command and limits) from standard input and writes one (what the program said, how
it ended and the files it left) to standard output. The standard library is all it uses.
"""

import base64
import json
import os
import resource
import select
import signal
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kernel  # type: ignore[import-not-found]  # the file beside this one, which runs without the project

NOBODY = 65534
INSIDE = 1000
STRANGERS = 1 << 24  # user ids from here on belong to nobody
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
DEVICES = ("null", "zero", "full", "random", "urandom")
LOOK_SECONDS = 0.05
MOST_FILES = 500
PAGE = resource.getpagesize()
# Mount points that systems have; a file system of our own is mounted on the first that hides nothing the program needs.
HOUSES = ("/tmp", "/mnt", "/media", "/srv", "/opt")  # noqa: S108


def main() -> None:
    """Do the order on standard input."""
    order = json.load(sys.stdin)
    try:
        order["house"] = _house(order["readable"])
        _enter(order)
        process = os.fork()  # the first child of a new process namespace is its init
        if process == 0:
            _init(order)
        _, status = os.waitpid(process, 0)
        if status:
            raise OSError(0, f"The sandbox ended unexpectedly ({os.waitstatus_to_exitcode(status)}).")
    except OSError as error:
        _answer({"problem": _about(error)})


def _house(readable: list[str]) -> str:
    """Where the new root is put together; OSError when every place would hide a folder that is to be lent."""
    for house in HOUSES:
        if Path(house).is_dir() and not any(Path(path).is_relative_to(house) for path in readable):
            return house
    raise OSError(0, f"Python lies below each of {', '.join(HOUSES)}, where the sandbox is put together")


def _about(error: OSError) -> str:
    return f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"


def _answer(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value))
    sys.stdout.flush()


def _enter(order: dict[str, Any]) -> None:
    """New namespaces, with a root that holds the system read-only and nothing of the installation."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.geteuid() != 0 or not _is_left_as_root():
        _leave_as_nobody()
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    _furnish(order)


def _is_left_as_root() -> bool:
    """Leave the namespaces with root's own power, which is given up before the program; False where root lacks it."""
    try:
        kernel.unshare(kernel.EVERY_NAMESPACE & ~kernel.CLONE_NEWUSER)
    except OSError:
        return False
    return True


def _leave_as_nobody() -> None:
    """Leave the namespaces by way of a user namespace, where nobody may mount."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    user, group = os.getuid(), os.getgid()
    kernel.unshare(kernel.EVERY_NAMESPACE)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE} {group} 1")


def _give_up_root() -> None:
    """Become somebody that nobody else is, so that limits by user count this sandbox alone."""
    if os.geteuid() == 0:
        stranger = STRANGERS + int.from_bytes(os.urandom(3), "big")
        os.chown("/sandbox", stranger, stranger)
        os.setgroups([])
        os.setresgid(stranger, stranger, stranger)
        os.setresuid(stranger, stranger, stranger)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _furnish(order: dict[str, Any]) -> None:
    house = order["house"]
    kernel.mount("tmpfs", house, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for name in ("proc", "dev", "etc", "sandbox", "old"):
        Path(f"{house}/{name}").mkdir()
    for path in (*SYSTEM, *order["readable"]):
        _lend(path, house)
    for name in DEVICES:
        Path(f"{house}/dev/{name}").touch()
        kernel.mount(f"/dev/{name}", f"{house}/dev/{name}", flags=kernel.MS_BIND)
    if Path("/etc/ld.so.cache").exists():
        Path(f"{house}/etc/ld.so.cache").write_bytes(Path("/etc/ld.so.cache").read_bytes()[:900_000])
    Path(f"{house}/etc/passwd").write_text(f"worker:x:{INSIDE}:{INSIDE}::/sandbox:/bin/sh\n")
    Path(f"{house}/etc/group").write_text(f"worker:x:{INSIDE}:\n")
    if not Path(f"{house}/tmp").exists():  # where Python itself lies below /tmp, programs use TMPDIR  # noqa: S108 - inside the sandbox
        Path(f"{house}/tmp").symlink_to("sandbox/.tmp")  # noqa: S108
    room = f"size={order['disk_megabytes']}m,nr_inodes=5000,mode=700"
    kernel.mount("tmpfs", f"{house}/sandbox", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, room)


def _lend(path: str, house: str) -> None:
    """Show a folder of the system read-only, at its own place."""
    source, target = Path(path), Path(f"{house}{path}")
    if not source.exists() or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    target.mkdir()
    kernel.mount(path, str(target), flags=kernel.MS_BIND | kernel.MS_REC)
    flags = kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    present = os.statvfs(path).f_flag
    kept = (present & os.ST_NOEXEC) and kernel.MS_NOEXEC
    kernel.mount("none", str(target), flags=flags | kept)


def _init(order: dict[str, Any]) -> None:
    """The init of the sandbox: finishes it, runs the program, and ends with everything in it."""
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        has_proc = True
        try:
            kernel.mount(
                "proc", f"{order['house']}/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
            )
        except OSError:
            has_proc = False  # some containers forbid it; then the number of processes is kept small instead
        os.chdir(order["house"])
        kernel.pivot_root(".", "old")
        os.chdir("/")
        kernel.unmount("/old")
        Path("/old").rmdir()
        kernel.mount("none", "/", flags=kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)
        _give_up_root()
        _write_files(order["files"])
        _answer(_run(order, has_proc))
    except OSError as error:
        _answer({"problem": _about(error)})
    finally:
        sys.stdout.flush()
        os._exit(0)


def _write_files(files: dict[str, str]) -> None:
    Path("/sandbox/.tmp").mkdir()
    for name, content in files.items():
        path = Path("/sandbox") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


def _run(order: dict[str, Any], has_proc: bool) -> dict[str, Any]:
    given, out, err = os.pipe(), os.pipe(), os.pipe()
    began = time.monotonic()
    program = os.fork()
    if program == 0:
        _become(order, has_proc, given[0], out[1], err[1])
    for end in (given[0], out[1], err[1]):
        os.close(end)
    watch = Watch(order, program, given[1], out[0], err[0], has_proc)
    watch.until_over()
    return {
        "exit_code": watch.exit_code,
        "reason": watch.reason,
        "seconds": round(time.monotonic() - began, 3),
        "peak_megabytes": watch.peak // (1 << 20),
        "stdout": base64.b64encode(bytes(watch.said[out[0]])).decode(),
        "stderr": base64.b64encode(bytes(watch.said[err[0]])).decode(),
        "files": _files_left(order),
    }


def _become(order: dict[str, Any], has_proc: bool, *ends: int) -> None:
    """Turn into the program, with nothing but its files, three pipes and its limits."""
    try:
        os.setsid()
        for place, end in enumerate(ends):
            os.dup2(end, place)
        os.closerange(3, 256)
        os.chdir("/sandbox")
        _limit(order, has_proc)
        kernel.drop_capabilities()
        kernel.filter_calls()
        os.execve(order["command"][0], order["command"], order["environment"])  # noqa: S606 - what the sandbox is for
    except OSError as error:
        os.write(2, f"The program could not be started: {error}\n".encode())
    finally:
        os._exit(127)


def _limit(order: dict[str, Any], has_proc: bool) -> None:
    seconds = int(order["seconds"]) + 1
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, (order["megabytes"] + 256) << 20),
        (resource.RLIMIT_FSIZE, order["disk_megabytes"] << 20),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_NPROC, order["processes"] if has_proc else 4),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


class Watch:
    """Feeds the program, keeps what it says, and ends it at its limits."""

    def __init__(self, order: dict[str, Any], program: int, given: int, out: int, err: int, has_proc: bool) -> None:
        self.exit_code: int | None = None
        self.reason = ""
        self.peak = 0
        self.said = {out: bytearray(), err: bytearray()}
        self._order = order
        self._program = program
        self._given = given
        self._has_proc = has_proc
        self._open = {out, err}
        self._input = base64.b64decode(order["stdin"])
        self._deadline = time.monotonic() + order["seconds"]

    def until_over(self) -> None:
        """Wait for the program's end or a limit, then kill whatever is left."""
        os.set_blocking(self._given, False)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        while self.exit_code is None and not self.reason:
            self._listen()
            self._reap()
            self._check()
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        while self.exit_code is None:
            self._reap(0)
        self._listen()

    def _listen(self) -> None:
        feeds = [self._given] if self._given >= 0 else []
        readable, writable, _ = select.select(list(self._open), feeds, [], LOOK_SECONDS)
        for end in readable:
            part = os.read(end, 65_536)
            if not part:
                self._open.discard(end)
            room = self._order["most_output"] - len(self.said[end])
            self.said[end] += part[: max(0, room)]
        if writable:
            self._feed()

    def _feed(self) -> None:
        with suppress(OSError):
            written = os.write(self._given, self._input[:65_536])
            self._input = self._input[written:]
            if self._input:
                return
        os.close(self._given)
        self._given = -1

    def _reap(self, flags: int = os.WNOHANG) -> None:
        """Collect what ended; init is the parent of every orphan."""
        while True:
            try:
                pid, status = os.waitpid(-1, flags)
            except ChildProcessError:
                self.exit_code = -9 if self.exit_code is None else self.exit_code
                return
            if pid == self._program:
                self.exit_code = os.waitstatus_to_exitcode(status)
            if pid == 0 or (flags == 0 and pid == self._program):
                return

    def _check(self) -> None:
        if self._has_proc:
            memory = _memory_in_use()
            self.peak = max(self.peak, memory)
            if memory > self._order["megabytes"] << 20:
                self.reason = "memory"
        if time.monotonic() > self._deadline:
            self.reason = "time"
        if self.exit_code == -signal.SIGXCPU:
            self.reason = "time"


def _memory_in_use() -> int:
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            with suppress(OSError, IndexError, ValueError):
                total += int(Path(f"/proc/{name}/statm").read_text().split()[1]) * PAGE
    return total


def _files_left(order: dict[str, Any]) -> dict[str, str]:
    """The regular files that are new or changed, within what may come back."""
    found: dict[str, str] = {}
    room = order["most_files_bytes"]
    for folder, folders, names in os.walk("/sandbox", followlinks=False):
        folders[:] = [each for each in folders if each not in {".tmp", "__pycache__", ".pytest_cache"}]
        for name in names:
            content = _content(f"{folder}/{name}", room)
            path = os.path.relpath(f"{folder}/{name}", "/sandbox")
            if content is None or len(found) >= MOST_FILES or not path.isprintable():
                continue
            encoded = base64.b64encode(content).decode()
            if order["files"].get(path) != encoded:
                room -= len(content)
                found[path] = encoded
    return found


def _content(path: str, most: int) -> bytes | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        return file.read() if stat.S_ISREG(about.st_mode) and about.st_size <= most else None


if __name__ == "__main__":
    main()
