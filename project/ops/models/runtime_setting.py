"""Settings staff change while the site runs, and who changed what and why."""

from django.conf import settings
from django.db import models

from project.lib.ids import uuid7


class RuntimeSetting(models.Model):
    """A value that replaces the default; ``project.ops.rules.runtime_settings`` knows its type and limits."""

    name = models.CharField(primary_key=True, max_length=60)
    value = models.JSONField(null=True, blank=True, help_text="Empty: the default.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RuntimeSettingChange(models.Model):
    """One change; written with it and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    # The history outlives the people in it.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["name", "-id"], name="setting_changes_newest_first")]

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}"
