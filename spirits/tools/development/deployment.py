"""deployment_manager: manifests from parameters, checked, with releases in the workspace and a way back."""

import re
from typing import Any

from project.lib.errors import InvalidInput
from spirits.queries.workspace import files_of, read_file
from spirits.services.workspace import write_files
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, record, text

NAME = r"^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$"
QUANTITY = r"^[0-9]+(\.[0-9]+)?(m|Ki|Mi|Gi)?$"
RELEASE = re.compile(r"/releases/(\d{4})\.yaml$")
APPLYING = "Nothing was applied: no deployment target is part of this installation. Apply the file with your own tools."

ARGUMENTS = arguments(
    required="action name",
    action=choice(
        "Render without keeping, keep a release, list releases, or go back.", "render", "release", "list", "rollback"
    ),
    name=text("The application's name: lower-case letters, digits and hyphens.", most=53, pattern=NAME),
    target=choice("What to write.", "kubernetes", "compose", default="kubernetes"),
    image=text("The container image with its tag or digest.", most=300, pattern=r"^[a-z0-9][\w./:@-]*$"),
    replicas=integer("How many.", 1, 100, default=2),
    port=integer("The port the container listens on.", 1, 65535, default=8000),
    environment=many(
        "Environment variables.",
        record(
            "One.",
            required="name",
            name=text("Its name.", most=100, pattern="^[A-Za-z_][A-Za-z0-9_]*$"),
            value=text("Its value; leave secrets to secret.", most=2_000, least=0),
            secret=text("Name of the secret that holds it, in a key of the variable's name.", most=53, pattern=NAME),
        ),
        most=100,
        default=[],
    ),
    cpu=text("CPU limit, such as 500m.", most=12, pattern=QUANTITY, default="500m"),
    memory=text("Memory limit, such as 256Mi.", most=12, pattern=QUANTITY, default="256Mi"),
    health_path=text("Path answered with 200 when well.", most=200, pattern=r"^/[\w./-]*$"),
    release=integer("For rollback: the release to go back to; otherwise the one before the last.", 1, 9999),
)


@tool(
    "deployment_manager",
    "Renders Kubernetes or compose manifests, validates them, keeps releases in the workspace and rolls back.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "action": {"type": "string"},
            "manifest": {"type": "string"},
            "release": {"type": ["integer", "null"]},
            "releases": {"type": "array", "items": {"type": "integer"}},
            "warnings": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["action", "manifest", "release", "releases", "warnings"],
    },
    effect=Effect.WORKSPACE,
    budget=Budget(seconds=20, megabytes=512),
    needs=("a configured target for applying",),
    example={"action": "render", "name": "shop", "image": "registry.example/shop:1.2.0", "replicas": 3},
)
def deployment_manager(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The manifest and the releases there are; a rollback is a new release with the old content."""
    action, name = arguments["action"], arguments["name"]
    releases = _releases(context, name)
    if action == "list":
        return _result(action, "", None, releases, [])
    warnings: list[str] = []
    if action == "rollback":
        manifest = _earlier(context, name, releases, arguments.get("release"))
    else:
        manifest, warnings = _rendered(context, arguments)
    if action == "render":
        return _result(action, manifest, None, releases, warnings)
    number = (releases[-1] if releases else 0) + 1
    if number > 9999:
        raise InvalidInput.of("name", "There are 9,999 releases of this name; use another.")
    content = manifest.encode()
    paths = {f"deployments/{name}/releases/{number:04}.yaml": content, f"deployments/{name}/current.yaml": content}
    write_files(user=context.user, contents=paths, now=context.now, call_id=context.call_id)
    return _result(action, manifest, number, [*releases, number], warnings)


def _rendered(context: Context, arguments: dict[str, Any]) -> tuple[str, list[str]]:
    if "image" not in arguments:
        raise InvalidInput.of("image", "A manifest needs an image.")
    for number, each in enumerate(arguments["environment"]):
        if ("value" in each) == ("secret" in each):
            raise InvalidInput.of(f"environment.{number}", "Give either value or secret.")
    wanted = {name: value for name, value in arguments.items() if name not in ("action", "release")}
    made = context.work("spirits.tools.development.manifests_work:render", wanted)
    return made["manifest"], made["warnings"]


def _releases(context: Context, name: str) -> list[int]:
    paths = files_of(context.user, below=f"deployments/{name}/releases").values_list("path", flat=True)
    return sorted(int(match[1]) for path in paths if (match := RELEASE.search(path)))


def _earlier(context: Context, name: str, releases: list[int], wanted: int | None) -> str:
    if len(releases) < 2 and wanted is None:
        raise InvalidInput.of("release", "There is no earlier release to go back to.")
    number = wanted or releases[-2]
    if number not in releases:
        raise InvalidInput.of("release", f"There is no release {number}; there are {releases}.")
    return read_file(context.user, f"deployments/{name}/releases/{number:04}.yaml").decode()


def _result(action: str, manifest: str, release: int | None, releases: list[int], warnings: list[str]) -> ToolResult:
    data = {"action": action, "manifest": manifest, "release": release, "releases": releases, "warnings": warnings}
    if action == "list":
        return ToolResult(data, f"{len(releases)} releases.")
    kept = f"Kept as release {release}. " if release else ""
    return ToolResult(data, " ".join([f"{kept}{APPLYING}", *warnings]))
