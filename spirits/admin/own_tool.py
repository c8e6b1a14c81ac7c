"""Tools that staff define, in the admin: a prompt or a call of a service, each change a version, and whole services at once."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.queries.signed_in import signed_in
from project.lib.clock import now
from project.lib.errors import DaimonError
from spirits.admin.entry import STATE_COLOURS
from spirits.models import OwnTool, OwnToolVersion
from spirits.services.import_openapi import LARGEST, fetch_description, import_tools
from spirits.services.own_tools import EMPTY, Definition, change_tool, checked_definition, define_tool
from training.models import LanguageModel

KEY_HELP = "For a call. Empty: the stored key stays. It is sealed and never shown again."
HEADER_HELP = "The header that carries the key. Empty: a Bearer token in Authorization."


class OwnToolForm(forms.ModelForm):
    """What a tool does now. The name and description stand in the catalogue's entry."""

    slug = forms.CharField(
        max_length=60, widget=UnfoldAdminTextInputWidget, help_text="What models call, such as tide_table."
    )
    name = forms.CharField(max_length=60, widget=UnfoldAdminTextInputWidget)
    description = forms.CharField(
        max_length=500, widget=UnfoldAdminTextInputWidget, help_text="For models: when to use it."
    )
    arguments = forms.JSONField(
        initial=dict(EMPTY), widget=UnfoldAdminTextareaWidget, help_text="JSON Schema of an object with the arguments."
    )
    effect = forms.ChoiceField(choices=OwnToolVersion.Effect.choices, widget=UnfoldAdminSelectWidget)
    template = forms.CharField(
        required=False, max_length=20_000, strip=False, widget=UnfoldAdminTextareaWidget,
        help_text="For a prompt; {name} stands for an argument.",
    )  # fmt: skip
    system = forms.CharField(
        required=False, max_length=20_000, widget=UnfoldAdminTextareaWidget, help_text="How the model should behave."
    )
    language_model = forms.ModelChoiceField(
        LanguageModel.objects.none(),
        required=False,
        empty_label="The person's own first model",
        widget=UnfoldAdminSelectWidget,
    )
    method = forms.ChoiceField(
        choices=[("", "none"), *OwnToolVersion.Method.choices], required=False, widget=UnfoldAdminSelectWidget
    )
    url = forms.CharField(
        required=False, max_length=1_000, label="Address", widget=UnfoldAdminTextInputWidget,
        help_text="For a call: https://api.example/v1/{name}. Arguments it does not name become the query or the JSON that is sent.",
    )  # fmt: skip
    header = forms.CharField(required=False, max_length=60, widget=UnfoldAdminTextInputWidget, help_text=HEADER_HELP)
    new_key = forms.CharField(
        required=False, label="Key", max_length=2_000, help_text=KEY_HELP,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    class Meta:
        model = OwnTool
        fields = ("header",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance
        if "language_model" in self.fields:
            models = LanguageModel.objects.select_related("provider").order_by("name", "pk")
            self.fields["language_model"].queryset = models  # type: ignore[attr-defined]
        if own.pk is None or own._state.adding:
            return
        version = own.versions.get(number=own.version)
        for name in ("arguments", "effect", "template", "system", "language_model", "method", "url"):
            self.initial[name] = getattr(version, name)
        self.initial["arguments"] = json.dumps(version.arguments, ensure_ascii=False, indent=2)
        for name in ("slug", "name", "description"):
            self.initial[name] = getattr(own.entry, name)
            if name in self.fields:
                self.fields[name].disabled = True

    def definition(self) -> Definition:
        """What is wished."""
        given = self.cleaned_data
        return Definition(
            given["arguments"], given["effect"], given["template"], given["system"], given["language_model"],
            given["method"], given["url"],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The same rules as everywhere."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                checked_definition(self.definition())
            except DaimonError as error:
                self.add_error(next((each for each in error.fields if each in self.fields), None), error.message)
        return given


class Versions(TabularInline):
    """What it was after each save."""

    model = OwnToolVersion
    fields = ("number", "effect", "template", "method", "url", "saved_by", "saved_at")
    readonly_fields = fields
    extra = 0
    max_num = 0
    can_delete = False
    per_page = 20
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnToolVersion]:
        """With who saved it."""
        found: QuerySet[OwnToolVersion] = super().get_queryset(request)
        return found.select_related("saved_by")

    def has_add_permission(self, request: HttpRequest, obj: OwnTool | None = None) -> bool:
        """Saving makes them."""
        return False


@admin.register(OwnTool)
class OwnToolAdmin(ModelAdmin):
    """Answers: which tools did we make ourselves, what do they do, and which spirits bring them."""

    form = OwnToolForm
    list_display = ["entry", "kind", "does", "spirit_names", "state", "version"]
    list_filter = ["kind", "entry__state"]
    list_select_related = ["entry"]
    search_fields = ["entry__slug", "entry__name", "entry__description"]
    list_before_template = "admin/spirits/own_tool_list.html"
    fieldsets = [
        (None, {"fields": ["slug", "name", "description", "arguments", "effect"]}),
        ("A prompt", {"fields": ["template", "system", "language_model"]}),
        ("Or a call", {"fields": ["method", "url", "header", "new_key"]}),
    ]
    inlines = [Versions]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OwnTool]:
        """With the present version and the spirits."""
        found: QuerySet[OwnTool] = super().get_queryset(request)
        present = FilteredRelation("versions", condition=Q(versions__number=F("version")))
        rows = found.annotate(present=present, at=F("present__url"), says=F("present__template"))
        return rows.prefetch_related("entry__spirits")

    @display(description="Does")
    def does(self, own: Any) -> str:
        """The address, or how the prompt begins."""
        return str(own.at or own.says)[:80]

    @display(description="State", label=STATE_COLOURS)
    def state(self, own: OwnTool) -> str:
        """The entry's."""
        return own.entry.get_state_display()

    @display(description="Spirits")
    def spirit_names(self, own: OwnTool) -> str:
        """Those that bring it."""
        return ", ".join(spirit.name for spirit in own.entry.spirits.all())

    def get_urls(self) -> list[Any]:
        """With the page that imports a service."""
        return [
            path("openapi/", self.admin_site.admin_view(self.openapi), name="spirits_own_tools_openapi"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: OwnTool | None = None) -> bool:
        """Its entry is retired instead: what it did stays in the trail."""
        return False

    def save_model(self, request: HttpRequest, obj: OwnTool, form: Any, change: bool) -> None:
        """Through the services; the form has checked all but what only the database knows."""
        given, by = form.cleaned_data, signed_in(request)
        secrets = {"key": given["new_key"], "header": given["header"]}
        try:
            if change:
                saved = change_tool(own=obj, definition=form.definition(), by=by, now=now(), **secrets)
            else:
                words = {name: given[name] for name in ("slug", "name", "description")}
                saved = define_tool(definition=form.definition(), by=by, now=now(), **words, **secrets)
        except DaimonError as error:
            messages.set_level(request, messages.ERROR)
            messages.error(request, f"Nothing was saved. {error.message}")
            return
        obj.pk, obj.version, obj.entry = saved.pk, saved.version, saved.entry

    def response_add(self, request: HttpRequest, obj: OwnTool, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the list where nothing was saved."""
        if obj.entry_id is None:
            return HttpResponseRedirect(reverse("admin:spirits_owntool_changelist"))
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return answer

    def log_addition(self, request: HttpRequest, obj: OwnTool, message: Any) -> Any:
        """Only what was made."""
        return super().log_addition(request, obj, message) if obj.entry_id else None

    def openapi(self, request: HttpRequest) -> HttpResponse:
        """The page on which staff bring in a whole service."""
        if not self.has_add_permission(request):
            messages.error(request, "Your role does not define tools.")
            return HttpResponseRedirect(reverse("admin:index"))
        form = OpenApiForm(request.POST or None)
        context = {
            **self.admin_site.each_context(request),
            "title": "Tools out of an OpenAPI description",
            "form": form,
        }
        if request.method == "POST" and form.is_valid():
            try:
                context["imported"] = form.bring_in(request)
            except DaimonError as error:
                context["problem"] = error.message
        return TemplateResponse(request, "admin/spirits/openapi.html", context)


class OpenApiForm(forms.Form):
    """A description, by its address or as text, and how its tools are called."""

    prefix_of_names = forms.CharField(
        max_length=20,
        label="Name of the service",
        widget=UnfoldAdminTextInputWidget,
        help_text="The names of its tools begin with it.",
    )
    url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Address of the description",
        widget=UnfoldAdminTextInputWidget,
    )
    text = forms.CharField(required=False, max_length=LARGEST, label="or its text", widget=UnfoldAdminTextareaWidget)
    base = forms.URLField(
        required=False, max_length=500, assume_scheme="https", label="Address of the service", widget=UnfoldAdminTextInputWidget,
        help_text="Where the description names none.",
    )  # fmt: skip
    header = forms.CharField(required=False, max_length=60, widget=UnfoldAdminTextInputWidget, help_text=HEADER_HELP)
    key = forms.CharField(
        required=False, max_length=2_000, widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})
    )

    def bring_in(self, request: HttpRequest) -> Any:
        """Fetch the description where an address is given, and make the drafts."""
        given = self.cleaned_data
        text = given["text"] or (fetch_description(given["url"]) if given["url"] else "")
        return import_tools(
            text=text, prefix=given["prefix_of_names"], base=given["base"] or given["url"], key=given["key"],
            header=given["header"], by=signed_in(request), now=now(),
        )  # fmt: skip
