"""Other programs that offer tools over the Model Context Protocol, and the tools they offer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class ToolServer(models.Model):
    """A server that a person, or staff for everybody, added; its key is sealed and never shown."""

    class Transport(models.TextChoices):
        """How it is spoken to."""

        HTTP = "http", "Streamable HTTP"
        STDIO = "stdio", "Program on this machine"

    class SignIn(models.TextChoices):
        """Whether it lets in only those who signed in there (OAuth)."""

        NONE = "", "Not asked for"
        NEEDED = "needed", "Needed"
        DONE = "done", "Done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tool_servers",
        help_text="Empty: everybody on this installation may use it.",
    )
    name = models.CharField(max_length=60)
    handle = models.CharField(max_length=24, editable=False, help_text="What the names of its tools begin with.")
    transport = models.CharField(max_length=5, choices=Transport, default=Transport.HTTP)
    url = models.URLField("address", max_length=500, blank=True)
    command = models.CharField(max_length=60, blank=True, help_text="A name of MCP_STDIO_COMMANDS.")
    header = models.CharField(
        max_length=60, blank=True, help_text="The header that carries the key. Empty: a Bearer token in Authorization."
    )
    sealed_key = models.TextField(blank=True, editable=False)
    sign_in = models.CharField(max_length=6, choices=SignIn, default=SignIn.NONE, blank=True, editable=False)
    sealed_grant = models.TextField(
        blank=True, editable=False, help_text="Our registration and tokens where it signs people in."
    )
    is_trusted = models.BooleanField(
        default=False,
        help_text="Believe it which of its tools only read: those are not asked about. All others always are.",
    )
    is_active = models.BooleanField(default=True)
    problem = models.CharField(max_length=300, blank=True, editable=False, help_text="What the last look found wrong.")
    looked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "handle"], nulls_distinct=False, name="an_owner_names_each_tool_server_differently"
            ),
            models.CheckConstraint(
                condition=Q(transport="http", command="") & ~Q(url="") | Q(transport="stdio", url="", sealed_key="") & ~Q(command=""),
                name="a_tool_server_has_an_address_or_a_command",
            ),
            models.CheckConstraint(
                condition=Q(sealed_grant="") | Q(transport="http", sealed_key=""),
                name="a_tool_server_has_a_key_or_is_signed_in_at",
            ),
            models.CheckConstraint(
                condition=Q(sign_in="") | ~Q(sealed_grant=""), name="a_sign_in_at_a_tool_server_has_its_grant"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(transport="http"), name="only_staff_add_programs_as_tool_servers"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(is_trusted=False), name="only_staff_trust_a_tool_server"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def has_key(self) -> bool:
        """Whether a key is stored."""
        return bool(self.sealed_key)


class ServerTool(models.Model):
    """A tool as its server described it when it was last looked at."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    server = models.ForeignKey(ToolServer, on_delete=models.CASCADE, related_name="tools")
    name = models.CharField(max_length=128, help_text="As the server calls it.")
    called = models.CharField(max_length=64, help_text="As models and people call it here.")
    description = models.CharField(max_length=1_000)
    arguments = models.JSONField(help_text="JSON Schema.")
    is_reading = models.BooleanField(default=False, help_text="The server says that it changes nothing.")

    class Meta:
        ordering = ["called", "id"]
        constraints = [
            models.UniqueConstraint(fields=["server", "name"], name="a_tool_server_offers_each_tool_once"),
            models.UniqueConstraint(fields=["server", "called"], name="a_tool_of_a_server_is_called_differently"),
        ]

    def __str__(self) -> str:
        return self.called
