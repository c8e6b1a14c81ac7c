"""Schedules in the admin."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from jobs.models import Schedule
from jobs.registry import kinds
from jobs.services.schedules import check_schedule, schedule
from project.lib.clock import now
from project.lib.errors import DaimonError


class ScheduleForm(forms.ModelForm):
    """A schedule whose timing and payload are checked before it is saved."""

    kind = forms.ChoiceField(widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Schedule
        fields = [
            "name",
            "kind",
            "payload",
            "owner",
            "priority",
            "cron",
            "interval_seconds",
            "time_zone",
            "catch_up",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            cast(forms.ChoiceField, self.fields["kind"]).choices = [
                (kind, f"{each.title} ({kind})") for kind, each in sorted(kinds().items())
            ]

    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse, at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check_schedule(
                kind=cleaned.get("kind", ""),
                payload=cleaned.get("payload"),
                cron=cleaned.get("cron", ""),
                interval_seconds=cleaned.get("interval_seconds"),
                time_zone=cleaned.get("time_zone", ""),
                catch_up=cleaned.get("catch_up", ""),
            )
        except DaimonError as error:
            for field, problems in (error.fields or {"__all__": [error.message]}).items():
                self.add_error(field if field in self.fields else None, problems)
        return cleaned


@admin.register(Schedule)
class ScheduleAdmin(ModelAdmin):
    """Answers: what happens by the clock, when next, and in which zone."""

    list_display = [
        "name",
        "kind",
        "cron",
        "interval_seconds",
        "time_zone",
        "is_active",
        "next_at",
        "last_slot_at",
        "owner",
    ]
    list_filter = ["is_active", "kind", "catch_up"]
    list_select_related = ["owner"]
    search_fields = ["name", "kind"]
    form = ScheduleForm

    def save_model(self, request: HttpRequest, obj: Schedule, form: Any, change: bool) -> None:
        """Make or change the schedule by the one service that does."""
        made = schedule(
            name=obj.name,
            kind=obj.kind,
            at=now(),
            payload=obj.payload,
            owner=obj.owner,
            cron=obj.cron,
            interval_seconds=obj.interval_seconds,
            time_zone=obj.time_zone,
            catch_up=obj.catch_up,
            priority=obj.priority,
            is_active=obj.is_active,
        )
        obj.__dict__.update(made.__dict__)

    def get_readonly_fields(self, request: HttpRequest, obj: Schedule | None = None) -> list[str]:
        """The name is what a schedule is known by."""
        return ["name"] if obj else []
