"""Tools that staff define: a prompt for a language model, or a call of an HTTP service. Each change is a version."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.spirit import Tool


class OwnTool(models.Model):
    """What the catalogue's entry does; the entry has its name, its description, its state, and the spirits that bring it."""

    class Kind(models.TextChoices):
        """How it works."""

        PROMPT = "prompt", "Prompt"
        HTTP = "http", "HTTP call"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.OneToOneField(Tool, on_delete=models.PROTECT, related_name="own")
    kind = models.CharField(max_length=6, choices=Kind)
    version = models.PositiveIntegerField(default=1, editable=False)
    header = models.CharField(
        max_length=60, blank=True, help_text="The header that carries the key. Empty: a Bearer token in Authorization."
    )
    sealed_key = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["entry__slug", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="http") | Q(sealed_key=""), name="only_an_http_tool_has_a_key"),
            models.CheckConstraint(condition=Q(version__gte=1), name="an_own_tool_counts_its_versions_from_1"),
        ]

    def __str__(self) -> str:
        return str(self.entry)

    @property
    def has_key(self) -> bool:
        """Whether a key is stored."""
        return bool(self.sealed_key)


class OwnToolVersion(models.Model):
    """What the tool was after one save; never changed afterwards."""

    class Effect(models.TextChoices):
        """What a call may change; see spirits.tools.Effect."""

        READ = "read", "Only reads"
        OUTBOUND = "outbound", "Leaves this site: asks the person first"

    class Method(models.TextChoices):
        """How the service is asked."""

        GET = "GET", "GET"
        POST = "POST", "POST"
        PUT = "PUT", "PUT"
        PATCH = "PATCH", "PATCH"
        DELETE = "DELETE", "DELETE"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    own_tool = models.ForeignKey(OwnTool, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    arguments = models.JSONField(help_text="JSON Schema of an object.")
    effect = models.CharField(max_length=8, choices=Effect)
    template = models.TextField(blank=True, max_length=20_000, help_text="The prompt; {name} stands for an argument.")
    system = models.TextField(blank=True, max_length=20_000, help_text="How the model should behave.")
    language_model = models.ForeignKey(
        "training.LanguageModel", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Empty: the person's own first model.",
    )  # fmt: skip
    method = models.CharField(max_length=6, choices=Method, blank=True)
    url = models.CharField("address", max_length=1_000, blank=True, help_text="{name} stands for an argument.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["own_tool", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["own_tool", "number"], name="an_own_tool_has_each_version_once"),
            models.CheckConstraint(
                condition=Q(url="", method="") & ~Q(template="") | Q(template="") & ~Q(url="") & ~Q(method=""),
                name="an_own_tool_has_a_prompt_or_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(effect="read") | Q(method__in=["", "GET"]), name="an_own_tool_that_reads_only_gets"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.own_tool_id} v{self.number}"
