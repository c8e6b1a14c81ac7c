"""The forms of minions."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy
from rest_framework.exceptions import ParseError

from accounts.models import User
from project.api.parsers import StrictJSON
from spirits.models import Minion
from spirits.queries.tool_servers import usable_servers
from spirits.services.minion_state import MinionChanges, MinionState
from spirits.variable_forms import variable_forms
from training.knowledge.queries.bases import readable_bases
from training.queries.usable_models import usable_models

MOST_QUESTIONS = 6
MOST_BASES_OFFERED = 200
LARGEST_FILE = 262_144


class MinionForm(forms.Form):
    """Everything about a minion that can be edited. Spirits are checkboxes that the template draws."""

    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    avatar = forms.CharField(max_length=16, initial="✨", help_text="One emoji.")
    purpose = forms.CharField(
        label="Purpose",
        max_length=300,
        required=False,
        help_text="What it is for, in a sentence.",
        widget=forms.Textarea({"rows": 2}),
    )
    instructions = forms.CharField(
        label="Instructions",
        max_length=20_000,
        required=False,
        help_text="How it should work and answer. The model reads this before every turn.",
        widget=forms.Textarea({"rows": 9}),
    )
    language_model = forms.TypedChoiceField(label="Model", required=False, coerce=UUID, empty_value=None)
    starter_questions = forms.CharField(
        label="Starter questions",
        max_length=2_000,
        required=False,
        help_text="Offered in an empty chat: one a line, six at most.",
        widget=forms.Textarea({"rows": 4}),
    )
    knowledge_bases = forms.TypedMultipleChoiceField(
        label="Knowledge", required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    tool_servers = forms.TypedMultipleChoiceField(
        label="Tool servers", required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    memory = forms.ChoiceField(
        label="Memory",
        required=False,
        widget=forms.Select({"aria-labelledby": "memory-title"}),
        choices=[
            (Minion.Memory.ALL, gettext_lazy("Everything remembered")),
            (Minion.Memory.OWN, gettext_lazy("Only its own")),
            (Minion.Memory.OFF, gettext_lazy("Nothing")),
        ],
    )
    spirits = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        spirit_choices: list[str],
        variables: Iterable[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.variables = variable_forms(kwargs.get("data"), variables)
        self.chosen: list[str] = []  # slugs of the ticked spirits
        self.switches: dict[str, str] = {}  # what is set for single tools
        self.fields["spirits"].choices = [(slug, slug) for slug in spirit_choices]  # type: ignore[attr-defined]
        models = [(str(model.pk), f"{model} · {model.provider.name}") for model in usable_models(user)]
        self.fields["language_model"].choices = [("", gettext("Automatic")), *models]  # type: ignore[attr-defined]
        bases = readable_bases(user).order_by("name", "pk")[:MOST_BASES_OFFERED]
        self.fields["knowledge_bases"].choices = [(str(base.pk), base.name) for base in bases]  # type: ignore[attr-defined]
        servers = usable_servers(user).prefetch_related(None)[:MOST_BASES_OFFERED]
        self.fields["tool_servers"].choices = [(str(server.pk), server.name) for server in servers]  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        """Whether everything can be taken, the variables as well; both say what is wrong."""
        has_good_variables = self.variables.is_valid() if self.variables.is_bound else True
        return super().is_valid() and has_good_variables

    def clean_starter_questions(self) -> list[str]:
        """One question a line."""
        lines = [line.strip() for line in self.cleaned_data["starter_questions"].splitlines() if line.strip()]
        if len(lines) > MOST_QUESTIONS:
            raise forms.ValidationError(f"At most {MOST_QUESTIONS} questions; these are {len(lines)}.")
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError("A question has at most 200 characters.")
        return lines

    def changes(self) -> MinionChanges:
        """What the services take."""
        names = set(MinionChanges.__annotations__) - ({"memory"} if not self.cleaned_data["memory"] else set())
        found: MinionChanges = {name: value for name, value in self.cleaned_data.items() if name in names}  # type: ignore[assignment]
        if self.variables.is_bound:
            found["variables"] = self.variables.variables()
        return found


def initial_of(state: MinionState, version: int | None = None) -> dict[str, Any]:
    """A minion's state as the form shows it first."""
    shown = state.as_json()
    shown["starter_questions"] = "\n".join(shown["starter_questions"])
    return shown | {"version": version}


class MinionFileForm(forms.Form):
    """An exported minion to bring in."""

    file = forms.FileField(label="Exported minion", help_text="A .minion.json file.")

    def clean_file(self) -> Any:
        """The parsed file, as strictly as the API reads it."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("This file is too large for an exported minion.")
        try:
            return StrictJSON().parse(file)
        except ParseError as error:
            raise forms.ValidationError(f"This is not an exported minion. {error.detail}") from error


def as_download(document: dict[str, Any]) -> str:
    """An exported minion as text to save."""
    return json.dumps(document, ensure_ascii=False, indent=2)
