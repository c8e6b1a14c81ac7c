"""What every entry of the catalogue shares: who edited it last, and whether people see it."""

from django.db import models

from project.lib.ids import uuid7


class EditableQuerySet(models.QuerySet):
    """Entries of one kind."""

    def live(self) -> "EditableQuerySet":
        """Those that people may pick."""
        return self.filter(state=Listed.State.LIVE)

    def shown(self) -> "EditableQuerySet":
        """Those that people may see: live ones, and retired ones that somebody may still use."""
        return self.exclude(state=Listed.State.DRAFT)


class Editable(models.Model):
    """A row that comes from the catalogue file until staff edit it; from then on the file leaves it alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edited_by_staff_at = models.DateTimeField(
        "edited by staff",
        null=True,
        blank=True,
        editable=False,
        help_text="Since then load_catalogue keeps this row as it is, unless it is run with --force.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Listed(Editable):
    """An entry with a place and a state in the catalogue."""

    class State(models.TextChoices):
        """Whether people see it."""

        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        RETIRED = "retired", "Retired"

    state = models.CharField(
        max_length=8,
        choices=State,
        default=State.DRAFT,
        help_text="Draft: staff only. Live: for everybody. Retired: kept where it is used, no longer offered.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in lists; ties go by name.")

    objects = EditableQuerySet.as_manager()

    class Meta:
        abstract = True
