"""Keys that belong to a person. Their secret half is sealed with the installation's keys and never shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class KeyPurpose(models.TextChoices):
    """What a key is for; one key never does both."""

    ENCRYPTION = "encryption", "Encryption (AES-256-GCM)"
    SIGNING = "signing", "Signing (Ed25519)"


class EncryptionKey(models.Model):
    """One version of a person's named key; the newest version encrypts and signs, older ones still open and verify."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="encryption_keys")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=12, choices=KeyPurpose)
    version = models.PositiveIntegerField(default=1)
    sealed = models.TextField(help_text="The key, sealed with ENCRYPTION_KEYS.")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When a newer version took its place.")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name", "version"], name="a_key_has_each_version_once"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(retired_at__isnull=True), name="a_key_has_one_version_in_use"
            ),
            models.CheckConstraint(condition=Q(purpose__in=KeyPurpose.values), name="a_key_has_a_known_purpose"),
            models.CheckConstraint(condition=~Q(sealed=""), name="a_key_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
