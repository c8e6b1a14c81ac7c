"""How often a kind of request may be sent, by whom it is counted; staff change it while the site runs."""

from django.db import models
from django.db.models import Q


class LimitGroup(models.TextChoices):
    """The kinds of requests that are limited."""

    EVERYTHING = "everything", "every request"
    SIGN_IN = "sign_in", "signing in and up, passwords"
    READ = "read", "reading through the API"
    WRITE = "write", "changing through the API"
    ANSWERS = "answers", "asking for an answer of a model"


class LimitSubject(models.TextChoices):
    """By what requests are counted."""

    ADDRESS = "address", "network address"
    PERSON = "person", "person"
    API_KEY = "api_key", "API key"


class LimitRule(models.Model):
    """So many requests of one group within so many seconds, for each subject."""

    group = models.CharField(max_length=12, choices=LimitGroup.choices)
    subject = models.CharField(max_length=8, choices=LimitSubject.choices)
    requests = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(default=60)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["group", "subject", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "subject"], name="one_limit_rule_per_group_and_subject"),
            models.CheckConstraint(condition=Q(requests__gt=0), name="a_limit_allows_something"),
            models.CheckConstraint(condition=Q(seconds__gt=0, seconds__lte=86400), name="a_limit_lasts_at_most_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} by {self.get_subject_display()}: {self.requests} in {self.seconds} s"
