"""``manage.py image_folders ACTION``: what the pages and the API do with folders of pictures, for the command line."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError
from training.images.models import ImageFolder
from training.images.services.edit_image import tag_images
from training.images.services.process_folder import Scope, progress_of, start_processing, stop_processing, vision_models
from training.images.services.register_folder import register_folder
from training.images.services.repair_folder import repair_folder
from training.images.services.scan_folder import scan_folder
from training.images.services.verify_folder import Report, verify_folder


class Command(BaseCommand):
    """Register, scan, process, tag, verify and repair; ``verify`` ends with 1 where layers disagree."""

    help = "Work with folders of pictures: list, register, scan, process, stop, tag, verify, repair."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An action and what it needs."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="All folders of the installation.")
        register = actions.add_parser("register", help="Open a folder below one of IMAGE_ROOTS for a person.")
        register.add_argument("email")
        register.add_argument("path")
        register.add_argument("--name", default="")
        for name, meaning in {
            "scan": "Look for new, gone and renamed pictures.",
            "process": "Start processing in the background.",
            "stop": "Stop processing.",
            "verify": "Tell every difference between the layers.",
            "repair": "Bring all layers in line.",
            "tag": "Add tags to pictures.",
        }.items():
            action = actions.add_parser(name, help=meaning)
            action.add_argument("folder", type=UUID, help="The folder's id; see list.")
            if name == "process":
                action.add_argument("--scope", choices=list(Scope), default=Scope.NEW)
                action.add_argument("--measure-only", action="store_true", help="Ask no vision model.")
            if name == "tag":
                action.add_argument("tags", help="Tags, divided by commas.")
                action.add_argument("paths", nargs="+", help="Paths within the folder.")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Call the service and print what came of it, as JSON lines."""
        try:
            done = ACTIONS[action](options)
        except DaimonError as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        for line in done if isinstance(done, list) else [done]:
            self.stdout.write(json.dumps(line, ensure_ascii=False, default=str))
        if action == "verify" and done[-1]["differences"]:
            raise SystemExit(1)


def _folder(options: dict[str, Any]) -> ImageFolder:
    folder = ImageFolder.objects.select_related("owner", "batch").filter(pk=options["folder"]).first()
    if folder is None:
        raise CommandError("There is no such image folder.")
    return folder


def _list(options: dict[str, Any]) -> Any:
    rows = ImageFolder.objects.order_by("owner__email", "name", "pk")
    return [dict(row) for row in rows.values("id", "owner__email", "name", "path", "revision", "problem")]


def _register(options: dict[str, Any]) -> Any:
    user = User.objects.filter(email__iexact=options["email"]).first()
    if user is None:
        raise CommandError(f"Nobody has the address {options['email']}.")
    folder = register_folder(user=user, path=options["path"], name=options["name"], at=now())
    return {"id": folder.pk, "name": folder.name, "images": folder.images.count()}


def _scan(options: dict[str, Any]) -> Any:
    done = scan_folder(folder=_folder(options), at=now())
    return {name: getattr(done, name) for name in done.__slots__}


def _process(options: dict[str, Any]) -> Any:
    folder = _folder(options)
    model = None if options["measure_only"] else vision_models(folder.owner).first()
    batch = start_processing(folder=folder, at=now(), scope=Scope(options["scope"]), model=model)
    return {"batch": batch.pk, "jobs": progress_of(_folder(options)).total, "model": str(model) if model else None}


def _stop(options: dict[str, Any]) -> Any:
    return {"cancelled": stop_processing(folder=_folder(options), at=now())}


def _tag(options: dict[str, Any]) -> Any:
    tags = options["tags"].split(",")
    return {"changed": tag_images(folder=_folder(options), paths=options["paths"], add=tags, at=now())}


def _verify(options: dict[str, Any]) -> Any:
    return _lines(verify_folder(folder=_folder(options)))


def _repair(options: dict[str, Any]) -> Any:
    done = repair_folder(folder=_folder(options), at=now())
    return {"before": done.before.by_layer, "after": done.after.by_layer, "mended": done.mended, "kept": done.kept}


def _lines(report: Report) -> list[dict[str, Any]]:
    told = [
        {"layer": each.layer, "kind": each.kind, "path": each.path, "text": each.text} for each in report.differences
    ]
    return [*told, {"images": report.images, "differences": len(told), "by_layer": report.by_layer}]


ACTIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "list": _list,
    "register": _register,
    "scan": _scan,
    "process": _process,
    "stop": _stop,
    "tag": _tag,
    "verify": _verify,
    "repair": _repair,
}
