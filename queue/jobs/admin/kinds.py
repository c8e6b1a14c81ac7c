"""Kinds in the admin: how they fare, and which are paused."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from jobs.admin.job import Unchangeable
from jobs.models import KindMeasure, KindPause
from jobs.registry import kinds
from jobs.services.pause import pause, resume


@admin.register(KindMeasure)
class KindMeasureAdmin(Unchangeable, ModelAdmin):
    """Answers: how long jobs of a kind wait and run, and how many fail."""

    list_display = ["kind", "finished", "failed", "wait_p50", "wait_p95", "run_p50", "run_p95", "measured_at"]
    search_fields = ["kind"]


class PauseForm(forms.ModelForm):
    """Choose a kind to pause."""

    kind = forms.ChoiceField(widget=UnfoldAdminSelectWidget)

    class Meta:
        model = KindPause
        fields = ["kind", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            (kind, f"{each.title} ({kind})") for kind, each in sorted(kinds().items())
        ]


@admin.register(KindPause)
class KindPauseAdmin(ModelAdmin):
    """Answers: which kinds wait, since when and why. Deleting a row lets the kind run again."""

    list_display = ["kind", "reason", "paused_by", "paused_at"]
    list_select_related = ["paused_by"]
    form = PauseForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A pause is made or ended."""
        return False

    def save_model(self, request: HttpRequest, obj: KindPause, form: Any, change: bool) -> None:
        """Pause the kind."""
        made = pause(obj.kind, by=request.user, reason=obj.reason)
        obj.__dict__.update(made.__dict__)

    def delete_model(self, request: HttpRequest, obj: KindPause) -> None:
        """Resume the kind."""
        resume(obj.kind)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[KindPause]) -> None:
        """Resume each kind."""
        for kind in list(queryset.values_list("kind", flat=True)):
            resume(kind)
