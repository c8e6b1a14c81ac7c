"""Image folders in the admin: whose they are, how far they are processed, and which are stuck."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from project.lib.clock import now
from project.lib.errors import DaimonError
from training.images.models import Image, ImageFolder, ImageIntent
from training.images.services.repair_folder import repair_folder
from training.images.services.verify_folder import verify_folder


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of the rows a folder has, without joining them all."""
    counted = rows.filter(folder=OuterRef("pk")).order_by().values("folder").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@admin.register(ImageFolder)
class ImageFolderAdmin(ModelAdmin):
    """Answers: whose folders are there, how far is each, and where does a file wait to be written."""

    list_display = [
        "name",
        "owner",
        "source",
        "path",
        "image_count",
        "processed_count",
        "problem_count",
        "unfinished_count",
        "problem",
        "scanned_at",
    ]
    list_filter = ["source", ("problem", admin.EmptyFieldListFilter), "scanned_at"]
    search_fields = ["name", "path", "owner__email"]
    list_select_related = ["owner"]
    readonly_fields = [
        "owner",
        "source",
        "path",
        "revision",
        "written_revision",
        "file_digest",
        "problem",
        "batch",
        "opened_at",
        "scanned_at",
        "created_at",
    ]
    actions = ["verify_selected", "repair_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImageFolder]:
        """With the counts, in one query."""
        images = Image.objects.all()
        found: QuerySet[ImageFolder] = super().get_queryset(request)
        return found.annotate(
            image_count=_count(images),
            processed_count=_count(images.filter(is_processed=True)),
            problem_count=_count(images.exclude(problem_code="")),
            unfinished_count=_count(ImageIntent.objects.all()),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People open their own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImageFolder | None = None) -> bool:
        """Closing takes files and state along, which a deletion of rows would not."""
        return False

    @admin.display(description="Images", ordering="image_count")
    def image_count(self, folder: Any) -> int:
        """How many it has."""
        return int(folder.image_count)

    @admin.display(description="Processed", ordering="processed_count")
    def processed_count(self, folder: Any) -> int:
        """How many are processed."""
        return int(folder.processed_count)

    @admin.display(description="Problems", ordering="problem_count")
    def problem_count(self, folder: Any) -> int:
        """How many could not be read."""
        return int(folder.problem_count)

    @admin.display(description="Unfinished", ordering="unfinished_count")
    def unfinished_count(self, folder: Any) -> int:
        """Changes whose file is not written yet."""
        return int(folder.unfinished_count)

    @admin.action(description="Compare the layers of the selected folders", permissions=["view"])
    def verify_selected(self, request: HttpRequest, chosen: QuerySet[ImageFolder]) -> None:
        """Tell the differences by layer."""
        for folder in chosen:
            try:
                report = verify_folder(folder=folder)
            except DaimonError as error:
                messages.error(request, f"{folder.name}: {error.message}")
                continue
            if report.is_whole:
                messages.success(request, f"{folder.name}: all layers agree on {report.images} images.")
            else:
                told = ", ".join(f"{count} in {layer}" for layer, count in report.by_layer.items() if count)
                messages.warning(request, f"{folder.name}: {told}.")

    @admin.action(description="Repair the selected folders", permissions=["change"])
    def repair_selected(self, request: HttpRequest, chosen: QuerySet[ImageFolder]) -> None:
        """Bring all layers in line."""
        for folder in chosen:
            try:
                done = repair_folder(folder=folder, at=now())
            except DaimonError as error:
                messages.error(request, f"{folder.name}: {error.message}")
            else:
                messages.success(request, f"{folder.name}: {done.mended} mended, {len(done.after.differences)} left.")
