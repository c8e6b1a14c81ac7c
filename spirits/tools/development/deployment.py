"""deployment_manager: manifests from parameters, checked, with releases that are kept and a way back."""

from typing import Any

from project.lib.errors import InvalidInput
from spirits.models import Release
from spirits.queries.releases import releases_of_application
from spirits.services.releases import MOST_NUMBER, go_back, keep_release
from spirits.tools import Budget, Context, Effect, ToolResult, tool
from spirits.tools.schema import arguments, choice, integer, many, record, text

NAME = r"^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$"
QUANTITY = r"^[0-9]+(\.[0-9]+)?(m|Ki|Mi|Gi)?$"
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
    release=integer("For rollback: the release to go back to; otherwise the one before the last.", 1, MOST_NUMBER),
)


@tool(
    "deployment_manager",
    "Renders Kubernetes or compose manifests, validates them, keeps releases and rolls back.",
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
    releases = list(releases_of_application(context.user, name).defer("manifest"))
    numbers = sorted(each.number for each in releases)
    if action == "list":
        return _result(action, "", None, numbers, [])
    if action == "rollback":
        earlier = _earlier(releases, arguments.get("release"))
        made = go_back(user=context.user, release_id=earlier.pk, now=context.now, call_id=context.call_id)
        return _result(action, made.manifest, made.number, [*numbers, made.number], [])
    manifest, warnings = _rendered(context, arguments)
    if action == "render":
        return _result(action, manifest, None, numbers, warnings)
    made = keep_release(
        user=context.user,
        application=name,
        target=arguments["target"],
        image=arguments["image"],
        manifest=manifest,
        now=context.now,
        call_id=context.call_id,
    )
    return _result(action, manifest, made.number, [*numbers, made.number], warnings)


def _rendered(context: Context, arguments: dict[str, Any]) -> tuple[str, list[str]]:
    if "image" not in arguments:
        raise InvalidInput.of("image", "A manifest needs an image.")
    for number, each in enumerate(arguments["environment"]):
        if ("value" in each) == ("secret" in each):
            raise InvalidInput.of(f"environment.{number}", "Give either value or secret.")
    wanted = {name: value for name, value in arguments.items() if name not in ("action", "release")}
    made = context.work("spirits.tools.development.manifests_work:render", wanted)
    return made["manifest"], made["warnings"]


def _earlier(releases: list[Release], wanted: int | None) -> Release:
    if len(releases) < 2 and wanted is None:
        raise InvalidInput.of("release", "There is no earlier release to go back to.")
    found = next((each for each in releases if each.number == wanted), None) if wanted else releases[1]
    if found is None:
        raise InvalidInput.of(
            "release", f"There is no release {wanted}; there are {sorted(each.number for each in releases)}."
        )
    return found


def _result(action: str, manifest: str, release: int | None, releases: list[int], warnings: list[str]) -> ToolResult:
    data = {"action": action, "manifest": manifest, "release": release, "releases": releases, "warnings": warnings}
    if action == "list":
        return ToolResult(data, f"{len(releases)} releases.")
    kept = f"Kept as release {release}. " if release else ""
    return ToolResult(data, " ".join([f"{kept}{APPLYING}", *warnings]))
