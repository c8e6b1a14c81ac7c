"""Keys that belong to a person. Their secret half is sealed with the installation's keys and never shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.rules.encryption_keys import fingerprint_of


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
    public_key = models.TextField(blank=True, help_text="What others verify with, as PEM; signing keys have one.")
    uses = models.PositiveBigIntegerField(default=0, help_text="How often it encrypted, decrypted, signed or verified.")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When a newer version took its place.")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name", "version"], name="a_key_has_each_version_once"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(retired_at__isnull=True), name="a_key_has_one_version_in_use"
            ),
            models.CheckConstraint(condition=Q(purpose__in=KeyPurpose.values), name="a_key_has_a_known_purpose"),
            models.CheckConstraint(condition=~Q(sealed=""), name="a_key_is_sealed"),
            models.CheckConstraint(condition=~Q(name=""), name="a_key_has_a_name"),
            # A signing key may lack it: one made before it was kept, whose secret no longer opens.
            models.CheckConstraint(
                condition=Q(purpose="signing") | Q(public_key=""), name="only_a_signing_key_has_a_public_half"
            ),
            models.CheckConstraint(
                condition=Q(uses=0, last_used_at__isnull=True) | Q(uses__gt=0, last_used_at__isnull=False),
                name="a_used_key_knows_its_last_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def is_in_use(self) -> bool:
        """Whether it is the newest version, which encrypts and signs."""
        return self.retired_at is None

    @property
    def fingerprint(self) -> str:
        """What tells the public half apart; nothing for a key without one."""
        return fingerprint_of(self.public_key) if self.public_key else ""
