"""Programs that try to get out of the sandbox, eat the machine, or stay behind. Each says ESCAPED when it succeeds."""

import os
import socket
import time
from pathlib import Path
from threading import Event, Timer

import pytest

from spirits.tools.errors import Cancelled
from spirits.tools.sandbox import run_program, sandbox_problem

pytestmark = [pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "usable"), pytest.mark.slow]

TRY = """
def attempt(work):
    try:
        found = work()
    except BaseException as error:
        print(type(error).__name__)
    else:
        print("ESCAPED", found)
import ctypes, os, socket, subprocess, sys
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    if libc.syscall(number, *args) < 0:
        raise OSError(ctypes.get_errno(), "no")
"""
ESCAPES = {
    "tcp to the host": "attempt(lambda: socket.create_connection(('127.0.0.1', PORT), 1))",
    "tcp outside": "attempt(lambda: socket.create_connection(('1.1.1.1', 53), 1))",
    "udp outside": "attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('1.1.1.1', 53)))",
    "vsock": "attempt(lambda: socket.socket(40, socket.SOCK_STREAM))",
    "netlink": "attempt(lambda: socket.socket(16, socket.SOCK_RAW))",
    "packets": "attempt(lambda: socket.socket(17, socket.SOCK_RAW))",
    "unix socket of the server": "attempt(lambda: socket.socket(socket.AF_UNIX).connect('UNIX'))",
    "file of the server": "attempt(lambda: open('SECRET').read())",
    "shadow file": "attempt(lambda: open('/etc/shadow').read())",
    "own project": "attempt(lambda: open('PROJECT/manage.py').read())",
    "environment of the init": "attempt(lambda: open('/proc/1/environ').read())",
    "memory of the init": "attempt(lambda: open('/proc/1/mem', 'r+b'))",
    "root of the init": "attempt(lambda: os.listdir('/proc/1/root'))",
    "files of the init": "attempt(lambda: os.listdir('/proc/1/fd'))",
    "write to the system": "attempt(lambda: open('/usr/escaped', 'w'))",
    "write to the root": "attempt(lambda: open('/escaped', 'w'))",
    "write to python": "attempt(lambda: open(os.path.join(sys.prefix, 'escaped'), 'w'))",
    "remount": "attempt(lambda: call(165, b'none', b'/', None, 32, None))",
    "new user namespace": "attempt(lambda: call(272, 0x10000000))",
    "clone into a user namespace": "attempt(lambda: call(56, 0x10000000 | 17, 0, 0, 0, 0))",
    "clone3": "attempt(lambda: call(435, ctypes.create_string_buffer(88), 88))",
    "enter a namespace": "attempt(lambda: call(308, os.open('/proc/self/ns/net', 0), 0))",
    "ptrace": "attempt(lambda: call(101, 0, 0, 0, 0))",
    "chroot": "attempt(lambda: os.chroot('/sandbox'))",
    "become root": "attempt(lambda: os.setuid(0))",
    "a device": "attempt(lambda: os.mknod('/sandbox/disk', 0o60600, os.makedev(8, 0)) or open('/sandbox/disk'))",
    "kernel memory": "attempt(lambda: open('/dev/mem', 'rb'))",
    "raise a limit": "import resource; attempt(lambda: resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999)))",
    "set-uid programs": "attempt(lambda: subprocess.run(['/usr/bin/su', '-c', 'id'], input='', check=True, capture_output=True))",
    "kill the init": "os.kill(1, 9); attempt(lambda: os.kill(1, 0) or 1 / 0)",
    "sysctl": "attempt(lambda: open('/proc/sys/kernel/hostname', 'w').write('x'))",
    "io_uring": "attempt(lambda: call(425, 8, ctypes.create_string_buffer(120)))",
    "keys": "attempt(lambda: call(250, 0, -3, 0, 0, 0))",
    "bpf": "attempt(lambda: call(321, 0, 0, 0))",
    "handle to a file": "attempt(lambda: call(304, -100, ctypes.create_string_buffer(16), 0))",
    "more disk than there is": "attempt(lambda: open('big', 'wb').write(b'x' * (64 << 20)))",
}


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_gets_out(name, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key")
    door = socket.socket(socket.AF_UNIX)
    address = f"/tmp/door-{os.getpid()}"  # noqa: S108 - a socket path must be short
    Path(address).unlink(missing_ok=True)
    door.bind(address)
    door.listen()
    with socket.create_server(("127.0.0.1", 0)) as server, door:
        program = TRY + ESCAPES[name]
        for word, value in {
            "PORT": str(server.getsockname()[1]),
            "UNIX": address,
            "SECRET": str(secret),
            "PROJECT": str(Path(__file__).parents[3]),
        }.items():
            program = program.replace(word, value)
        result = run_program({"try.py": program.encode()}, ["python", "try.py"], seconds=5, megabytes=128)
    Path(address).unlink()
    assert "ESCAPED" not in result.stdout
    assert result.stdout.strip(), result.stderr


def test_a_fork_bomb_ends(tmp_path):
    program = b"import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    started = time.monotonic()
    assert run_program({"a.py": program}, ["python", "a.py"], seconds=2, megabytes=512).reason in {"time", "memory"}
    assert time.monotonic() - started < 12


def test_memory_ends():
    program = b"import mmap\nkept=[]\nwhile True:\n    m=mmap.mmap(-1, 8<<20); m.write(b'x'*(8<<20)); kept.append(m)"
    result = run_program({"a.py": program}, ["python", "a.py"], seconds=10, megabytes=100)
    assert result.reason == "memory" or "MemoryError" in result.stderr or "Cannot allocate" in result.stderr
    assert result.exit_code != 0


def test_time_ends_whatever_is_left_behind():
    marker = f"left-{os.getpid()}-{time.monotonic_ns()}"
    program = f"import subprocess,time\nsubprocess.Popen(['/bin/sh','-c','while :; do :; done; {marker}'],start_new_session=True)\ntime.sleep(99)"
    result = run_program({"a.py": program.encode()}, ["python", "a.py"], seconds=1)
    assert result.reason == "time"
    alive = [each for each in Path("/proc").glob("[0-9]*/cmdline") if marker in _read(each)]
    assert alive == []


def test_output_is_cut():
    result = run_program({"a.py": b"print('x' * 5_000_000)"}, ["python", "a.py"], most_output=1000)
    assert len(result.stdout) == 1000


def test_a_stop_ends_it_at_once():
    cancel = Event()
    Timer(0.5, cancel.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run_program({}, ["/bin/sh", "-c", "sleep 30"], seconds=40, cancel=cancel)
    assert time.monotonic() - started < 4


def test_the_environment_holds_nothing_of_the_server(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "very secret")
    result = run_program({"a.py": b"import os;print(dict(os.environ))"}, ["python", "a.py"])
    assert "very secret" not in result.stdout
    assert "SECRET_KEY" not in result.stdout


def test_links_out_of_the_folder_are_not_followed_back(tmp_path):
    (tmp_path / "secret").write_text("key")
    program = f"import os\nos.symlink('{tmp_path}/secret','a')\nos.symlink('/etc/passwd','b')\nos.mkfifo('c')\nopen('d','w').write('kept')"
    assert run_program({"a.py": program.encode()}, ["python", "a.py"]).files == {"d": b"kept"}


def test_a_program_does_its_work():
    files = {
        "lib/sums.py": b"def add(a, b):\n    return a + b\n",
        "main.py": b"from lib.sums import add\nprint(add(2, int(input())))",
    }
    result = run_program(files, ["python", "main.py"], stdin=b"40\n")
    assert (result.exit_code, result.stdout, result.stderr, result.reason) == (0, "42\n", "", "")


def _read(path):
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
