"""The server's side of the sandbox: one process per program, killed with everything in it."""

import base64
import json
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import structlog

from spirits.tools.errors import Cancelled, ToolUnavailable

log = structlog.get_logger(__name__)

LAUNCHER = Path(__file__).with_name("launcher.py")
PREFIX = Path(sys.prefix).resolve()
START_SECONDS = 15.0
HOW_TO = "The sandbox needs Linux with unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, \
and in a container a profile that allows unshare and mount). See docs/sandbox.md."
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/sandbox",
    "TMPDIR": "/sandbox/.tmp",
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class ProgramResult:
    """How a program ended. ``reason`` is "time" or "memory" when a limit ended it, else empty; ``files`` are those it
    made or changed.
    """

    exit_code: int
    reason: str
    stdout: str
    stderr: str
    seconds: float
    peak_megabytes: int
    files: Mapping[str, bytes]


def run_program(
    files: Mapping[str, bytes],
    command: Sequence[str],
    *,
    seconds: float = 10.0,
    megabytes: int = 256,
    disk_megabytes: int = 32,
    processes: int = 32,
    stdin: bytes = b"",
    most_output: int = 200_000,
    cancel: Event | None = None,
) -> ProgramResult:
    """Run ``command`` in a folder that holds ``files``, and return how it went.

    ``"python"`` as the first word is this installation's Python with its libraries. The program sees the system
    read-only, no network, no other process, an environment of its own and nothing of the installation's data. It, and
    all it started, are killed at the limits. ToolUnavailable where the platform has no such sandbox.
    """
    order: dict[str, Any] = {
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "command": [str(PREFIX / "bin" / "python") if command[0] == "python" else command[0], *command[1:]],
        "environment": ENVIRONMENT,
        "readable": sorted({str(PREFIX), str(Path(sys.base_prefix).resolve())} - {"/usr", "/usr/local"}),
        "seconds": seconds,
        "megabytes": megabytes,
        "disk_megabytes": disk_megabytes,
        "processes": processes,
        "stdin": base64.b64encode(stdin).decode(),
        "most_output": most_output,
        "most_files_bytes": disk_megabytes << 20,
    }
    answer = _launched(order, seconds + START_SECONDS, cancel)
    if "problem" in answer:
        raise ToolUnavailable(f"Programs cannot be run here: {answer['problem']}. {HOW_TO}")
    return ProgramResult(
        exit_code=answer["exit_code"],
        reason=answer["reason"],
        stdout=_text(answer["stdout"]),
        stderr=_text(answer["stderr"]),
        seconds=answer["seconds"],
        peak_megabytes=answer["peak_megabytes"],
        files={name: base64.b64decode(content) for name, content in answer["files"].items()},
    )


@cache
def sandbox_problem() -> str:
    """Why programs cannot be run here; empty when they can. Tried once."""
    try:
        run_program({}, ["/bin/true"], seconds=5)
    except ToolUnavailable as error:
        return error.message
    return ""


def _launched(order: dict[str, Any], seconds: float, cancel: Event | None) -> dict[str, Any]:
    if platform.system() != "Linux":
        return {"problem": f"{platform.system()} has no such sandbox"}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(json.dumps(order).encode())
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [sys.executable, "-I", "-S", str(LAUNCHER)],
            stdin=given,
            stdout=said,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        try:
            _wait(process, seconds, cancel)
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        return _read(said.read(), process.returncode)


def _wait(process: subprocess.Popen[bytes], seconds: float, cancel: Event | None) -> None:
    end = monotonic() + seconds
    while process.poll() is None and monotonic() < end:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue


def _read(said: bytes, code: int | None) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        log.error("sandbox_silent", code=code, signal=code == -signal.SIGKILL)
        return {"problem": "the sandbox gave no answer"}
    return answer


def _text(encoded: str) -> str:
    return base64.b64decode(encoded).decode("utf-8", "replace")
