"""A category is a shelf of the catalogue."""

from django.db import models

from spirits.models.entry import Editable


class Category(Editable):
    """A shelf that spirits stand on."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
