"""Reads dependency files, and finds the versions that are free of flaws."""

import json
import re
import tomllib
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from project.lib.errors import InvalidInput

MOST = 5_000
Package = dict[str, str]


def read(content: str, kind: str) -> list[Package]:
    """The file's packages with their versions, empty where the file does not pin one."""
    try:
        found = READERS[kind](content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidInput.of("content", f"Cannot be read as {kind}: {str(error)[:200]}") from error
    if not found:
        raise InvalidInput.of("content", f"Names no package as {kind} does.")
    if len(found) > MOST:
        raise InvalidInput.of("content", f"Names more than {MOST:,} packages.")
    unique = {(each["name"], each["version"]): each for each in found}
    return list(unique.values())


def _package(name: str, version: str | None, ecosystem: str) -> Package:
    return {"name": name, "version": version or "", "ecosystem": ecosystem}


def _requirements(content: str) -> list[Package]:
    found = []
    for line in re.sub(r"\\\n", " ", content).splitlines():
        bare = re.split(r"\s+#|\s--hash", line.strip())[0].strip()
        if not bare or bare.startswith(("#", "-")):
            continue
        try:
            requirement = Requirement(bare)
        except InvalidRequirement as error:
            raise ValueError(f"{bare[:80]!r} is no requirement") from error
        pins = [
            each.version for each in requirement.specifier if each.operator in ("==", "===") and "*" not in each.version
        ]
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        found.append(_package(name, pins[0] if pins else None, "PyPI"))
    return found


def _toml_lock(ecosystem: str) -> Any:
    def reader(content: str) -> list[Package]:
        packages = tomllib.loads(content).get("package", [])
        return [_package(each["name"], each.get("version"), ecosystem) for each in packages]

    return reader


def _pipfile_lock(content: str) -> list[Package]:
    lock = json.loads(content)
    rows = {**lock.get("default", {}), **lock.get("develop", {})}
    return [_package(name, str(each.get("version", "")).removeprefix("=="), "PyPI") for name, each in rows.items()]


def _package_json(content: str) -> list[Package]:
    told = json.loads(content)
    rows = {**told.get("dependencies", {}), **told.get("devDependencies", {})}
    return [
        _package(name, wanted if re.fullmatch(r"\d+\.\d+\.\d+[\w.+-]*", wanted) else None, "npm")
        for name, wanted in rows.items()
    ]


def _package_lock(content: str) -> list[Package]:
    lock = json.loads(content)
    if "packages" in lock:
        rows = [
            (each.get("name") or path.rpartition("node_modules/")[2], each.get("version"))
            for path, each in lock["packages"].items()
            if path
        ]
    else:
        rows = [(name, each.get("version")) for name, each in lock.get("dependencies", {}).items()]
    return [_package(name, version, "npm") for name, version in rows]


def _go_mod(content: str) -> list[Package]:
    rows = re.findall(r"^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+v(\S+)", content, re.M)
    return [_package(name, version, "Go") for name, version in rows]


def _composer_lock(content: str) -> list[Package]:
    lock = json.loads(content)
    rows = [*lock.get("packages", []), *lock.get("packages-dev", [])]
    return [_package(each["name"], each["version"].removeprefix("v"), "Packagist") for each in rows]


def _gemfile_lock(content: str) -> list[Package]:
    return [
        _package(name, version, "RubyGems") for name, version in re.findall(r"^ {4}(\S+) \(([^)\s]+)\)$", content, re.M)
    ]


READERS: dict[str, Any] = {
    "requirements.txt": _requirements, "poetry.lock": _toml_lock("PyPI"), "uv.lock": _toml_lock("PyPI"),
    "Pipfile.lock": _pipfile_lock, "package.json": _package_json, "package-lock.json": _package_lock,
    "Cargo.lock": _toml_lock("crates.io"), "go.mod": _go_mod, "composer.lock": _composer_lock,
    "Gemfile.lock": _gemfile_lock,
}  # fmt: skip


def judged(packages: list[dict[str, Any]], details: dict[str, Any]) -> list[dict[str, Any]]:
    """Each package with its flaws told, and the least version in which none of them is left."""
    return [_judged(each, details) for each in packages]


def _judged(package: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    flaws = [_flaw(one, details.get(one), package) for one in package["flaws"]]
    fixes = [each["fixed_in"] for each in flaws]
    safe = max((each for each in fixes if each), key=_order, default=None) if all(fixes) else None
    return {**package, "flaws": flaws, "safe_version": safe}


def _flaw(one: str, told: dict[str, Any] | None, package: dict[str, str]) -> dict[str, Any]:
    told = told if isinstance(told, dict) else {}
    return {
        "id": one,
        "aliases": [str(each) for each in told.get("aliases") or []][:10],
        "summary": str(told.get("summary") or told.get("details") or "")[:300],
        "severity": _severity(told),
        "fixed_in": _fixed(told, package),
        "url": next((str(each.get("url")) for each in told.get("references") or [] if each.get("url")), None),
    }


def _severity(told: dict[str, Any]) -> str | None:
    named = (told.get("database_specific") or {}).get("severity")
    vector = next((str(each.get("score")) for each in told.get("severity") or []), None)
    return str(named).lower() if named else vector


def _fixed(told: dict[str, Any], package: dict[str, str]) -> str | None:
    """The least fixed version above the package's own."""
    fixes = [
        str(event["fixed"])
        for affected in told.get("affected") or []
        if str((affected.get("package") or {}).get("name", "")).lower() == package["name"].lower()
        for span in affected.get("ranges") or []
        if span.get("type") != "GIT"
        for event in span.get("events") or []
        if "fixed" in event
    ]
    return min((each for each in fixes if _order(each) > _order(package["version"])), key=_order, default=None)


def _order(version: str) -> Version:
    try:
        return Version(version)
    except InvalidVersion:
        numbers = re.findall(r"\d+", version)[:6]
        return Version(".".join(numbers) or "0")
