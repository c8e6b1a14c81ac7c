"""Providers in the admin: add one, test it, read its model list; the key goes in and is never shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminPasswordWidget

from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from project.lib.http import origin_of
from training.models import Provider, ProviderKey, ProviderProbe
from training.rules.provider_input import KINDS_WITH_SERVER, checked_base_url, checked_key
from training.services.check_provider import refresh_models, test_provider
from training.services.provider_keys import sealed


class ProviderForm(forms.ModelForm):
    """A provider, with a field for a new key."""

    new_key = forms.CharField(
        required=False,
        label="Key",
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Empty: the stored key stays. It is encrypted and never shown again.",
    )
    removes_key = forms.BooleanField(required=False, label="Remove the stored key")

    class Meta:
        model = Provider
        fields = ("kind", "name", "base_url", "owner", "is_active")

    def clean(self) -> dict[str, Any]:
        """The same rules as everywhere: a plain address, a sane key, and no stored key to another server."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            if given.get("kind") in KINDS_WITH_SERVER and "base_url" in given:
                given["base_url"] = checked_base_url(given["base_url"])
            given["new_key"] = checked_key(given.get("new_key", ""))
        except InvalidInput as error:
            field = "new_key" if "api_key" in error.fields else "base_url"
            self.add_error(field, error.message)
            return given
        if self._moves_key(given):
            self.add_error("new_key", "Enter the key again: the stored one belongs to the old address.")
        return given

    def _moves_key(self, given: dict[str, Any]) -> bool:
        stored = self.initial.get("base_url", "")
        keeps = self.instance.has_key and not given.get("new_key") and not given.get("removes_key")
        keeps = keeps or (self.instance.pk is not None and self.instance.pool.exists())
        return bool(keeps and stored and given.get("base_url") and origin_of(stored) != origin_of(given["base_url"]))


class KeyForm(forms.ModelForm):
    """A further key; what is stored is never shown."""

    new_key = forms.CharField(
        required=False, label="Key", widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    )

    class Meta:
        model = ProviderKey
        fields = ("name", "is_active")

    def clean_new_key(self) -> str:
        """A sane key; required for a new row."""
        try:
            key = checked_key(self.cleaned_data.get("new_key", ""))
        except InvalidInput as error:
            raise forms.ValidationError(error.message) from error
        if not key and self.instance._state.adding:
            raise forms.ValidationError("Enter the key.")
        return key

    def save(self, commit: bool = True) -> ProviderKey:
        """Seal a new key; without one the stored key stays."""
        if self.cleaned_data.get("new_key"):
            self.instance.encrypted_key = sealed(self.cleaned_data["new_key"])
        saved: ProviderKey = super().save(commit)
        return saved


class KeyPool(TabularInline):
    """Further keys, which take turns with the provider's own."""

    model = ProviderKey
    form = KeyForm
    fields = ("name", "new_key", "is_active")
    extra = 0
    verbose_name = "further key"
    verbose_name_plural = "further keys"


class Probes(TabularInline):
    """The last checks, as they were found."""

    model = ProviderProbe
    fields = ("at", "is_healthy", "latency_ms", "problem_code")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 20
    ordering = ("-at", "-id")

    def has_add_permission(self, request: HttpRequest, obj: Provider | None = None) -> bool:
        """Checks are made, not entered."""
        return False


@admin.register(Provider)
class ProviderAdmin(ModelAdmin):
    """Answers: which providers are there, do they work, how many models do they serve."""

    form = ProviderForm
    list_display = [
        "name",
        "kind",
        "owner",
        "is_active",
        "is_healthy",
        "latency",
        "models_served",
        "problem",
        "checked_at",
    ]
    list_filter = ["kind", "is_active", "is_healthy", ("owner", admin.EmptyFieldListFilter)]
    search_fields = ["name", "base_url", "owner__email"]
    list_select_related = ["owner"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["is_healthy", "latency", "problem", "checked_at", "has_key"]
    fieldsets = [
        (None, {"fields": ["kind", "name", "base_url", "owner", "is_active", "most_at_once", "most_per_minute"]}),
        ("Key", {"fields": ["has_key", "new_key", "removes_key"]}),
        ("Last check", {"fields": ["is_healthy", "latency", "problem", "checked_at"]}),
    ]
    inlines = [KeyPool, Probes]
    actions = ["test_selected", "refresh_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        """With the number of models, in one query."""
        found: QuerySet[Provider] = super().get_queryset(request)
        return found.annotate(models_served=Count("language_models"))

    @admin.display(description="Models", ordering="models_served")
    def models_served(self, provider: Any) -> int:
        """How many models it has."""
        return int(provider.models_served)

    @admin.display(description="Latency", ordering="latency_ms")
    def latency(self, provider: Provider) -> str:
        """The last probe's time."""
        return "" if provider.latency_ms is None else f"{provider.latency_ms} ms"

    @admin.display(description="Has a key", boolean=True)
    def has_key(self, provider: Provider) -> bool:
        """Whether a key is stored."""
        return provider.has_key

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        """Seal a new key, remove it on request, else leave it."""
        if form.cleaned_data.get("new_key"):
            obj.encrypted_key = sealed(form.cleaned_data["new_key"])
        elif form.cleaned_data.get("removes_key"):
            obj.encrypted_key = b""
        super().save_model(request, obj, form, change)

    @admin.action(description="Test the selected providers", permissions=["change"])
    def test_selected(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        """Probe each and tell the outcome."""
        for provider in chosen:
            health = test_provider(provider, at=now())
            if health.is_healthy:
                messages.success(request, f"{provider.name} answers in {health.latency_ms:.0f} ms.")
            else:
                messages.error(request, f"{provider.name}: {health.message}")

    @admin.action(description="Read the model lists of the selected providers", permissions=["change"])
    def refresh_selected(self, request: HttpRequest, chosen: QuerySet[Provider]) -> None:
        """Import each list and tell what changed."""
        for provider in chosen:
            try:
                done = refresh_models(provider, at=now())
            except DaimonError as error:
                messages.error(request, f"{provider.name}: {error.message}")
            else:
                messages.success(request, f"{provider.name}: {done.added} new, {done.kept} kept, {done.gone} gone.")
