"""What was released of an application: manifests that stay as they were, so that one can go back to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from spirits.models.tool_call import ToolCall


class Release(models.Model):
    """One release of an application. Going back makes a new one with an earlier one's manifest."""

    class Target(models.TextChoices):
        """What the manifest is for."""

        KUBERNETES = "kubernetes", "Kubernetes"
        COMPOSE = "compose", "Compose"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="releases")
    call = models.ForeignKey(ToolCall, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    application = models.CharField(max_length=53)
    number = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=10, choices=Target)
    image = models.CharField(max_length=300, blank=True, help_text="The container image with its tag or digest.")
    manifest = models.TextField()
    back_to = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The release whose manifest this is again."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "application", "number"], name="an_application_has_each_release_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=9999), name="releases_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(application__regex=r"^[a-z]([-a-z0-9]*[a-z0-9])?$"), name="a_release_names_an_application"
            ),
            models.CheckConstraint(condition=~Q(manifest=""), name="a_release_has_a_manifest"),
            models.CheckConstraint(
                condition=Q(target__in=["kubernetes", "compose"]), name="a_release_has_a_known_target"
            ),
            models.CheckConstraint(
                condition=Q(back_to__isnull=True) | Q(back_to__lt=F("number")),
                name="a_release_goes_back_to_an_earlier_one",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="releases_newest_first")]

    def __str__(self) -> str:
        return f"{self.application} {self.number}"
