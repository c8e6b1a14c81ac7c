"""What staff change while the site runs: limits and settings."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from project.lib.errors import InvalidInput
from project.ops.limits.count import rates
from project.ops.models import LimitRule, RuntimeSetting
from project.ops.rules.runtime_settings import declared
from project.ops.services.runtime import set_runtime


@admin.register(LimitRule)
class LimitRuleAdmin(ModelAdmin):
    """Answers: how often may whom send what. In force on every process within seconds."""

    list_display = ["group", "subject", "requests", "seconds", "is_active"]
    list_editable = ["requests", "seconds", "is_active"]
    list_filter = ["group", "subject"]

    def save_model(self, request: HttpRequest, obj: LimitRule, form: Any, change: bool) -> None:
        """Save, and forget what this process remembers."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(rates.forget)


class RuntimeSettingForm(forms.ModelForm):
    """A value written as JSON: true, 300 or "text"; empty for the default."""

    why = forms.CharField(max_length=300, required=False, help_text="Kept in the history.")

    class Meta:
        model = RuntimeSetting
        fields = ["value"]

    def clean_value(self) -> Any:
        """A value of the setting's type, within its limits."""
        value = self.cleaned_data["value"]
        setting = declared().get(self.instance.name)
        if value in ("", None) or setting is None:
            return None
        try:
            return setting.checked(value)
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error


@admin.register(RuntimeSetting)
class RuntimeSettingAdmin(ModelAdmin):
    """Answers: what is set, what is the default, what does it mean."""

    form = RuntimeSettingForm
    list_display = ["name", "value", "default", "meaning", "changed"]
    readonly_fields = ["name", "default", "meaning", "expected"]
    fields = ["name", "meaning", "expected", "default", "value", "why"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RuntimeSetting]:
        """Every declared setting, also those nobody has changed yet."""
        RuntimeSetting.objects.bulk_create([RuntimeSetting(name=name) for name in declared()], ignore_conflicts=True)
        rows: QuerySet[RuntimeSetting] = super().get_queryset(request)
        return rows.filter(name__in=declared())

    @admin.display(description="default")
    def default(self, row: RuntimeSetting) -> str:
        """What holds while the value is empty."""
        return str(declared()[row.name].default)

    @admin.display(description="meaning")
    def meaning(self, row: RuntimeSetting) -> str:
        """What it does."""
        return declared()[row.name].meaning

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, row: RuntimeSetting) -> datetime | None:
        """When the value was set; nothing while the default holds."""
        return None if row.value is None else row.changed_at

    @admin.display(description="expected")
    def expected(self, row: RuntimeSetting) -> str:
        """Which values make sense."""
        return declared()[row.name].expected

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Settings are declared in code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Empty the value instead."""
        return False

    def save_model(self, request: HttpRequest, obj: RuntimeSetting, form: Any, change: bool) -> None:
        """Through the service, which keeps the history."""
        set_runtime(name=obj.name, value=form.cleaned_data["value"], by=request.user, why=form.cleaned_data["why"])
