"""Tools out of the description of an HTTP service: each operation becomes a tool, as a draft that staff publish."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from django.db import transaction

from accounts.models import User
from project.lib.errors import DaimonError, InvalidInput
from project.lib.http import Answer, Limits, close_pools, outbound
from spirits.models import OwnTool, OwnToolVersion, Tool
from spirits.rules.own_tools import PLACE
from spirits.services.own_tools import Definition, define_tool

LARGEST = 2_000_000  # bytes of a description
LARGEST_YAML = 300_000  # which takes far longer to read than JSON
MOST_TOOLS = 100
FETCH_SECONDS = 20.0
METHODS = ("get", "post", "put", "patch", "delete")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_SLUG = 60


@dataclass
class Imported:
    """What became tools, and what did not and why."""

    made: list[OwnTool] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


class Unusable(ValueError):
    """The operation cannot be a tool; the message says why."""


def fetch_description(url: str) -> str:
    """The description at that address, through the guarded client."""
    answer, content = asyncio.run(_fetched(url))
    if answer.status != 200:
        raise InvalidInput.of("url", f"The server answered with status {answer.status}.")
    return content.decode("utf-8", "replace")


async def _fetched(url: str) -> tuple[Answer, bytes]:
    try:
        return await outbound(limits=Limits(total_seconds=FETCH_SECONDS, max_bytes=LARGEST)).get(url)
    finally:
        await close_pools()


@transaction.atomic
def import_tools(
    *, text: str, prefix: str, by: User, now: datetime, base: str = "", key: str = "", header: str = ""
) -> Imported:
    """A draft for each operation that can be one; ``base`` is the service's address where the description names none.

    Operations whose tool is there already are left out and told, so that an import may be repeated.
    """
    described = read_description(text)
    server = _server(described, base)
    imported = Imported()
    for name, path, method, operation, shared in _operations(described):
        try:
            if len(imported.made) >= MOST_TOOLS:
                raise Unusable(f"only {MOST_TOOLS} are imported at once")
            definition = _definition(described, server, path, method, operation, shared)
            made = define_tool(
                slug=_slug(prefix, name), name=f"{prefix} {name}"[:60], definition=definition,
                description=_words(operation, f"{method.upper()} {path}"), by=by, now=now, key=key, header=header,
                state=Tool.State.DRAFT,
            )  # fmt: skip
            imported.made.append(made)
        except (Unusable, DaimonError) as error:
            imported.left_out.append((name, getattr(error, "message", str(error))))
    if not imported.made and not imported.left_out:
        raise InvalidInput.of("text", "The description has no operations.")
    return imported


def read_description(text: str) -> Mapping[str, Any]:
    """The description as data: OpenAPI 3, in JSON or in YAML."""
    if len(text) > LARGEST:
        raise InvalidInput.of("text", f"At most {LARGEST:,} characters.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = _from_yaml(text)
    if not isinstance(found, Mapping) or not str(found.get("openapi", "")).startswith("3"):
        raise InvalidInput.of("text", "This is no OpenAPI description of version 3.")
    return found


def _from_yaml(text: str) -> Any:
    if len(text) > LARGEST_YAML:
        raise InvalidInput.of("text", f"As YAML at most {LARGEST_YAML:,} characters; JSON may have more.")
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput.of("text", "This is neither JSON nor YAML.") from error


def _server(described: Mapping[str, Any], base: str) -> str:
    servers = described.get("servers")
    named = (
        servers[0].get("url", "") if isinstance(servers, list) and servers and isinstance(servers[0], Mapping) else ""
    )
    address = urljoin(base, str(named)) if base else str(named)
    if urlsplit(address).scheme not in {"http", "https"} or PLACE.search(address):
        raise InvalidInput.of("base", "The description names no address of the service. Give it here.")
    return address.rstrip("/")


def _operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Mapping[str, Any], list[Any]]]:
    paths = described.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method in METHODS:
            operation = item.get(method) if isinstance(item, Mapping) else None
            if isinstance(operation, Mapping):
                name = str(operation.get("operationId") or f"{method}_{path}")
                yield name, str(path), method, operation, _list(item.get("parameters"))


def _definition(
    described: Mapping[str, Any], server: str, path: str, method: str, operation: Mapping[str, Any], shared: list[Any]
) -> Definition:
    properties: dict[str, Any] = {}
    required: list[str] = []
    query: list[str] = []
    for given in (*shared, *_list(operation.get("parameters"))):
        parameter = _referred(described, given)
        name, place = str(parameter.get("name", "")), parameter.get("in")
        if place not in ("path", "query"):
            if parameter.get("required"):
                raise Unusable(f"it needs {name!r} in its {place}")
            continue
        if not NAME.fullmatch(name):
            raise Unusable(f"no argument can be called {name!r}")
        properties[name] = _about(described, parameter)
        required += [name] if parameter.get("required") or place == "path" else []
        query += [name] if place == "query" else []
    _add_body(described, operation, properties, required)
    url = server + path
    if query and method not in ("get", "delete"):
        url += "?" + "&".join(f"{name}={{{name}}}" for name in query)
    schema = {
        "type": "object", "properties": properties, "required": required,
        "components": described.get("components", {}), "additionalProperties": False,
    }  # fmt: skip
    effect = OwnToolVersion.Effect.READ if method == "get" else OwnToolVersion.Effect.OUTBOUND
    return Definition(arguments=schema, effect=effect, method=method.upper(), url=url)


def _about(described: Mapping[str, Any], parameter: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(_referred(described, parameter.get("schema"))) or {"type": "string"}
    return {**found, "description": str(parameter.get("description") or found.get("description") or "")}


def _add_body(
    described: Mapping[str, Any], operation: Mapping[str, Any], properties: dict[str, Any], required: list[str]
) -> None:
    wanted = _referred(described, operation.get("requestBody"))
    content = wanted.get("content")
    if not isinstance(content, Mapping):
        return
    schema = _referred(described, _referred(described, content.get("application/json")).get("schema"))
    parts = schema.get("properties")
    if not isinstance(parts, Mapping):
        raise Unusable("what it is sent is no JSON object")
    for name, part in parts.items():
        if not NAME.fullmatch(str(name)):
            raise Unusable(f"no argument can be called {name!r}")
        properties.setdefault(str(name), part)
    required += [name for name in _list(schema.get("required")) if name in parts and name not in required]


def _referred(described: Mapping[str, Any], given: Any) -> Mapping[str, Any]:
    """The part itself, or what it refers to within the description; an empty one for anything else."""
    for _ in range(5):
        reference = given.get("$ref") if isinstance(given, Mapping) else None
        if not isinstance(reference, str):
            break
        found: Any = described if reference.startswith("#/") else {}
        for name in reference[2:].split("/"):
            found = found.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
        given = found
    return given if isinstance(given, Mapping) else {}


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _slug(prefix: str, name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", f"{prefix}_{spaced}".lower()).strip("_")[:LONGEST_SLUG].strip("_")


def _words(operation: Mapping[str, Any], otherwise: str) -> str:
    return str(operation.get("summary") or operation.get("description") or otherwise)[:500]
