"""Dockerfiles from parameters, and the rules by which Dockerfiles and compose files are judged."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from project.lib.errors import InvalidInput

VERSIONS = {"python": "3.12", "node": "22", "go": "1.23", "static": "1.27"}
INSTRUCTIONS = {
    "FROM",
    "RUN",
    "CMD",
    "LABEL",
    "EXPOSE",
    "ENV",
    "ADD",
    "COPY",
    "ENTRYPOINT",
    "VOLUME",
    "USER",
    "WORKDIR",
    "ARG",
    "ONBUILD",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "SHELL",
    "MAINTAINER",
}
SECRET = re.compile(r"(?i)(password|passwd|secret|token|api_?key|private_?key)\w*\s*[=:]\s*(?!\$|<)\S+")
Finding = dict[str, Any]


def do(wanted: dict[str, Any]) -> dict[str, Any]:
    """The written file, or the findings of the given one."""
    if wanted["action"] == "write":
        content = _written(wanted)
        return {"content": content, "findings": list(_lint_dockerfile(content))}
    if "content" not in wanted:
        raise InvalidInput.of("content", "To lint a file, give it.")
    lint = _lint_dockerfile if wanted["action"] == "lint_dockerfile" else _lint_compose
    return {"content": wanted["content"], "findings": sorted(lint(wanted["content"]), key=lambda each: each["line"])}


def _written(wanted: dict[str, Any]) -> str:
    language = wanted.get("language")
    if language is None:
        raise InvalidInput.of("language", "Say what the program is made of.")
    if language != "static" and "command" not in wanted:
        raise InvalidInput.of("command", "Say how the program is started.")
    version = wanted.get("version", VERSIONS[language])
    command = json.dumps(wanted.get("command", []))
    expose = f"EXPOSE {wanted['port']}\n" if "port" in wanted else ""
    return RECIPES[language].format(version=version, command=command, expose=expose)


RECIPES = {
    "python": """FROM python:{version}-slim
ENV PYTHONUNBUFFERED=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system --uid 10001 app
USER 10001
{expose}CMD {command}
""",
    "node": """FROM node:{version}-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY . .
USER node
{expose}CMD {command}
""",
    "go": """FROM golang:{version} AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /program .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /program /program
USER nonroot
{expose}ENTRYPOINT ["/program"]
CMD {command}
""",
    "static": """FROM nginxinc/nginx-unprivileged:{version}
COPY . /usr/share/nginx/html
USER 101
{expose}""",
}


def _finding(line: int, rule: str, severity: str, remedy: str) -> Finding:
    return {"line": line, "rule": rule, "severity": severity, "remedy": remedy}


def _instructions(content: str) -> Iterator[tuple[int, str, str]]:
    """Line, instruction and the rest, with continued lines joined."""
    start, words = 0, ""
    for number, raw in enumerate(content.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        start = start or number
        words += line.removesuffix("\\") + " "
        if not line.endswith("\\"):
            name, _, rest = words.strip().partition(" ")
            yield start, name.upper(), rest.strip()
            start, words = 0, ""


def _lint_dockerfile(content: str) -> Iterator[Finding]:
    found = list(_instructions(content))
    stages = {
        rest.lower().split(" as ")[-1].strip() for _, name, rest in found if name == "FROM" and " as " in rest.lower()
    }
    if not any(name == "FROM" for _, name, _ in found):
        yield _finding(1, "no FROM", "error", "Begin with FROM and an image.")
    if not any(name == "USER" and rest.split(":")[0] not in {"root", "0"} for _, name, rest in found):
        yield _finding(len(content.splitlines()) or 1, "runs as root", "warning", "Add USER with an unprivileged user.")
    for line, name, rest in found:
        if name not in INSTRUCTIONS:
            yield _finding(line, f"unknown instruction {name[:30]}", "error", "Correct its spelling.")
        yield from _judged(line, name, rest, stages)


def _judged(line: int, name: str, rest: str, stages: set[str]) -> Iterator[Finding]:
    if name == "FROM":
        image = rest.split()[0] if rest else ""
        tag = image.rpartition("/")[2].partition(":")[2]
        if image.lower() not in stages and image != "scratch" and "@" not in image and tag in {"", "latest"}:
            yield _finding(
                line, "image without a fixed version", "warning", "Name a tag other than latest, or a digest."
            )
    if name == "MAINTAINER":
        yield _finding(line, "MAINTAINER is deprecated", "warning", "Use LABEL maintainer=…")
    if name == "ADD" and not re.search(r"\.(tar|tgz|gz|xz|bz2)\b|https?://|git@", rest):
        yield _finding(line, "ADD where COPY serves", "info", "Use COPY for plain files.")
    if name in {"CMD", "ENTRYPOINT"} and not rest.startswith("["):
        yield _finding(
            line, "shell form", "warning", 'Use the exec form ["program", "argument"], so that signals arrive.'
        )
    if name in {"ENV", "ARG"} and SECRET.search(rest):
        yield _finding(
            line, "secret in the image", "error", "Pass secrets at run time, or with RUN --mount=type=secret."
        )
    if name == "RUN":
        yield from _judged_run(line, rest)


def _judged_run(line: int, rest: str) -> Iterator[Finding]:
    if re.search(r"\bsudo\b", rest):
        yield _finding(line, "sudo", "warning", "Commands run as root already, until USER.")
    if re.search(r"\bapt-get install\b", rest) and "rm -rf /var/lib/apt/lists" not in rest:
        yield _finding(line, "package lists stay", "info", "End with: && rm -rf /var/lib/apt/lists/*")
    if re.search(r"\bapt-get install\b(?!.*(-y|--yes))", rest):
        yield _finding(line, "apt-get without -y", "error", "Add -y: nobody is there to answer.")
    if re.search(r"\bpip3? install\b", rest) and "--no-cache-dir" not in rest:
        yield _finding(line, "pip keeps its cache", "info", "Add --no-cache-dir.")
    if re.search(r"(curl|wget)[^|]*\|\s*(sudo\s+)?(ba|z)?sh\b", rest):
        yield _finding(line, "runs what it downloads", "error", "Download, verify a checksum, then run.")


def _lint_compose(content: str) -> Iterator[Finding]:
    try:
        document = yaml.safe_load(content)
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput.of("content", f"This is no YAML: {str(error)[:200]}") from error
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict) or not services:
        raise InvalidInput.of("content", "A compose file has services.")
    if "version" in document:
        yield _finding(_line_of(content, "version"), "version is obsolete", "info", "Leave it out.")
    for name, service in services.items():
        line = _line_of(content, str(name))
        if not isinstance(service, dict):
            yield _finding(line, f"{name}: no mapping", "error", "A service is a mapping.")
            continue
        yield from _judged_service(str(name), service, line, services)


def _judged_service(name: str, service: dict[str, Any], line: int, services: dict[str, Any]) -> Iterator[Finding]:
    if not {"image", "build"} & service.keys():
        yield _finding(line, f"{name}: neither image nor build", "error", "Give it one of them.")
    tag = str(service.get("image", ":x")).rpartition("/")[2].partition(":")[2]
    if "@" not in str(service.get("image", "@")) and tag in {"", "latest"}:
        yield _finding(line, f"{name}: image without a fixed version", "warning", "Name a tag other than latest.")
    if service.get("privileged") is True:
        yield _finding(line, f"{name}: privileged", "error", "Leave privileged out, and add single capabilities.")
    if any("docker.sock" in str(each) for each in service.get("volumes") or []):
        yield _finding(
            line, f"{name}: holds the engine's socket", "error", "Whoever has it owns the host. Leave it out."
        )
    depends = service.get("depends_on") or []
    for other in depends:
        if other not in services:
            yield _finding(line, f"{name}: depends on {other}, which is not there", "error", "Correct the name.")
    environment = service.get("environment") or {}
    pairs = [f"{k}={v}" for k, v in environment.items()] if isinstance(environment, dict) else map(str, environment)
    if any(SECRET.search(each) for each in pairs):
        yield _finding(line, f"{name}: secret in the file", "warning", "Take it from the environment: ${NAME}.")


def _line_of(content: str, word: str) -> int:
    lines = content.splitlines()
    return next((number for number, line in enumerate(lines, start=1) if line.strip().startswith(f"{word}:")), 1)
