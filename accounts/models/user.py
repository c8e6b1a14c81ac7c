"""A person, known by e-mail address."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from project.lib.ids import uuid7

THEMES = [("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
LANGUAGES = [("", _("As the browser asks")), *settings.LANGUAGES]


class UserManager(BaseUserManager["User"]):
    """Makes people; the address is all they need."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person. The address is unique whatever its letter case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = None  # type: ignore[assignment]  # the address takes its place
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(
        "e-mail address", unique=True, error_messages={"unique": "There is an account with this address."}
    )
    name = models.CharField("name", max_length=80, blank=True, help_text="How minions and other people call you.")
    time_zone = models.CharField("time zone", max_length=64, blank=True, help_text="Empty: the site's zone.")
    theme = models.CharField(max_length=8, choices=THEMES, default="system")
    language = models.CharField(max_length=8, blank=True, default="", help_text="Of pages; empty: as the browser asks.")
    is_founding_owner = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[misc,assignment]  # ours makes people by address

    class Meta:
        ordering = ["id"]
        permissions = [("impersonate_user", "Can see the site as a person")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_is_unique_whatever_its_case"),
            models.UniqueConstraint(
                fields=["is_founding_owner"], condition=models.Q(is_founding_owner=True), name="one_founding_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name people see."""
        return str(self)

    def get_short_name(self) -> str:
        """The name people see."""
        return str(self)
