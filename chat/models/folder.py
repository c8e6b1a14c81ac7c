"""A folder of conversations."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from project.lib.ids import uuid7

LONGEST_NAME = 80


class Folder(models.Model):
    """What a person keeps conversations in; taking the folder away leaves them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=LONGEST_NAME)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="a_person_has_a_folder_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="a_folder_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # the name is for its owner alone
