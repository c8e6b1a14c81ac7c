"""Finds the errors in a log, line by line, and puts the same ones together."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from spirits.tools.development.remedies_work import remedies_of

LIBRARY = re.compile(
    r"site-packages|dist-packages|/lib/python\d|node_modules|node:|internal/|^<frozen|/usr/local/go/|/go/pkg/mod/"
    r"|^(?:java|javax|jdk|sun|com\.sun|org\.springframework|org\.apache|org\.hibernate)\."
)
PYTHON_START = "Traceback (most recent call last):"
PYTHON_FRAME = re.compile(r'^\s*File "([^"]{1,500})", line (\d+)(?:, in (.{1,200}))?$')
PYTHON_ERROR = re.compile(r"^([A-Za-z_][\w.]{0,200})(?:: (.*))?$")
PYTHON_LINKS = {
    "The above exception was the direct cause of the following exception:": "direct cause",
    "During handling of the above exception, another exception occurred:": "while handling",
}
JS_ERROR = re.compile(
    r"^(?:Uncaught )?(?:\(in promise\) )?((?:[A-Z]\w{0,80})?(?:Error|Exception))(?: \[\w+\])?(?:: (.*))?$"
)
JS_FRAME = re.compile(r"^\s+at (?:(.{1,200}?) \()?((?:\w+:)?[^\s()]{1,500}?):(\d+):(\d+)\)?$")
JAVA_ERROR = re.compile(
    r'^(?:Exception in thread "[^"]{0,200}" |(Caused by: ))?((?:[a-z_]\w{0,60}\.){1,15}[A-Z][\w$]{0,100})(?:: (.*))?$'
)
JAVA_FRAME = re.compile(r"^\s+at ([\w.$<>/@]{1,300})\(([\w$]{1,100}\.\w{1,10}):(\d+)\)$")
JAVA_OTHER = re.compile(r"^\s+(?:at [\w.$<>/@]{1,300}\(|\.\.\. \d+)")
GO_ERROR = re.compile(r"^(panic|fatal error): (.*)$")
GO_FRAME = re.compile(r"^\t(\S{1,500}\.go):(\d+)(?: \+0x[0-9a-f]+)?$")
CHANGING = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']{0,200}'|\"[^\"]{0,200}\"")


@dataclass
class Found:
    """An error as it stands in the log."""

    language: str
    line: int
    type: str = ""
    message: str = ""
    frames: list[dict[str, Any]] = field(default_factory=list)  # outermost first
    causes: list[dict[str, Any]] = field(default_factory=list)


def analyse(log: str, own_code: list[str]) -> list[dict[str, Any]]:
    """The distinct errors, the most frequent first."""
    lines = log.splitlines()
    errors = [*_python(lines), *_javascript(lines), *_java(lines), *_go(lines)]
    groups: dict[str, dict[str, Any]] = {}
    for error in sorted(errors, key=lambda each: each.line):
        told = _told(error, own_code)
        group = groups.setdefault(told["fingerprint"], {**told, "occurrences": 0, "lines": []})
        group["occurrences"] += 1
        group["lines"] = [*group["lines"], error.line][:20]
    return sorted(groups.values(), key=lambda each: (-each["occurrences"], each["lines"][0]))


def _told(error: Found, own_code: list[str]) -> dict[str, Any]:
    root = _root(error.frames, own_code)
    place = f"{root['file']}:{root['function']}" if root else ""
    shape = f"{error.language}|{error.type}|{CHANGING.sub('#', error.message)}|{place}"
    cause = error.causes[0] if error.causes else {"type": error.type, "message": error.message}
    return {
        "fingerprint": hashlib.sha256(shape.encode()).hexdigest()[:16],
        "language": error.language,
        "type": error.type,
        "message": error.message[:2_000],
        "root_cause": cause,
        "causes": error.causes,
        "root_frame": root,
        "frames": error.frames[-30:],
        "remedies": remedies_of(error.language, cause["type"], cause["message"]),
    }


Frame = dict[str, Any]


def _root(frames: list[Frame], own_code: list[str]) -> Frame | None:
    """The innermost frame of the person's own code; else the innermost that is no library's; else the innermost."""

    def is_own(frame: dict[str, Any]) -> bool:
        return any(part in frame["file"] or part in frame["function"] for part in own_code)

    def is_free(frame: dict[str, Any]) -> bool:
        return not LIBRARY.search(frame["file"]) and not LIBRARY.search(frame["function"])

    for test in (is_own, is_free):
        for frame in reversed(frames):
            if test(frame):
                return frame
    return frames[-1] if frames else None


def _frame(file: str, line: str, function: str | None) -> dict[str, Any]:
    return {"file": file, "line": int(line[:9]), "function": (function or "").strip()}


def _python(lines: list[str]) -> list[Found]:
    errors: list[Found] = []
    link = ""
    current: Found | None = None
    for number, line in enumerate(lines, 1):
        if line.endswith(PYTHON_START):
            current = Found("python", number)
        elif current is None:
            link = PYTHON_LINKS.get(line.strip(), link if not line.strip() else "")
        elif match := PYTHON_FRAME.match(line):
            current.frames.append(_frame(match[1], match[2], match[3]))
        elif current.frames and not line.startswith((" ", "\t")) and (match := PYTHON_ERROR.match(line)):
            current.type, current.message = match[1], match[2] or ""
            if link and errors:
                before = errors.pop()
                current.causes = before.causes or [{"type": before.type, "message": before.message}]
                current.causes[0]["link"] = link
            errors.append(current)
            current, link = None, ""
        elif not line.startswith((" ", "\t")) and line.strip():
            current = None
    return errors


def _javascript(lines: list[str]) -> list[Found]:
    errors: list[Found] = []
    for number, line in enumerate(lines, 1):
        if (match := JS_ERROR.match(line.strip())) and number < len(lines) and JS_FRAME.match(lines[number]):
            errors.append(Found("javascript", number, match[1], match[2] or ""))
            for follower in lines[number : number + 100]:
                if not (frame := JS_FRAME.match(follower)):
                    break
                errors[-1].frames.insert(0, _frame(frame[2], frame[3], frame[1]))
    return errors


def _java(lines: list[str]) -> list[Found]:
    errors: list[Found] = []
    is_open = False
    for number, line in enumerate(lines, 1):
        if match := JAVA_ERROR.match(line):
            follows = number < len(lines) and JAVA_OTHER.match(lines[number])
            if match[1] and errors and is_open:
                errors[-1].causes.insert(0, {"type": match[2], "message": match[3] or ""})
                errors[-1].frames = []
            elif follows:
                errors.append(Found("java", number, match[2], match[3] or ""))
            is_open = bool(follows)
        elif is_open and (frame := JAVA_FRAME.match(line)):
            errors[-1].frames.insert(0, _frame(frame[2], frame[3], frame[1]))
        elif not JAVA_OTHER.match(line):
            is_open = False
    return errors


def _go(lines: list[str]) -> list[Found]:
    errors: list[Found] = []
    function = ""
    for number, line in enumerate(lines, 1):
        if match := GO_ERROR.match(line):
            errors.append(Found("go", number, match[1], match[2]))
        elif errors and (frame := GO_FRAME.match(line)):
            if not errors[-1].frames or number - errors[-1].line < 200:
                errors[-1].frames.insert(0, _frame(frame[1], frame[2], function))
        elif line and not line.startswith(("\t", "goroutine")):
            function = line.rpartition("(")[0] or line
    return errors
