"""How two spirits work together."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from spirits.models.entry import Editable
from spirits.models.spirit import Spirit

STRONGEST = 100


class Pairing(Editable):
    """Two spirits that help (above zero) or hinder (below zero) each other, by so many per cent.

    A pair has no direction: ``first`` is the one with the smaller id, so that each pair exists once.
    """

    first = models.ForeignKey(Spirit, on_delete=models.CASCADE, related_name="pairings_as_first")
    second = models.ForeignKey(Spirit, on_delete=models.CASCADE, related_name="pairings_as_second")
    percent = models.SmallIntegerField(
        validators=[MinValueValidator(-STRONGEST), MaxValueValidator(STRONGEST)], help_text="0: no effect."
    )
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-percent", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="a_pair_of_spirits_is_paired_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="a_pairing_names_the_spirit_with_the_smaller_id_first"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=-STRONGEST, percent__lte=STRONGEST),
                name="a_pairing_helps_or_hinders_by_up_to_100_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Pairing of {self.percent:+d} %"

    def clean(self) -> None:
        """Put the pair in order; a spirit cannot be paired with itself."""
        if self.first_id and self.first_id == self.second_id:
            raise ValidationError({"second": "A spirit cannot be paired with itself."})
        if self.first_id and self.second_id and self.first_id > self.second_id:
            self.first_id, self.second_id = self.second_id, self.first_id
