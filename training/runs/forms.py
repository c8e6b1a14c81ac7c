"""What people enter to start a training run: what every run needs, and the settings of what is made."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from project.lib.errors import DaimonError
from training.runs.executors import Executor
from training.runs.rules.settings import Kind, Setting, with_choices

PREFIX = "config_"
NONE = ("", _("None"))

Choices = list[tuple[Any, str]]


class TrainingForm(forms.Form):
    """A run to start; empty settings have their defaults."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Runs of the same name make versions of the same thing.")
    )
    dataset = forms.ChoiceField(label=_("Dataset"))
    minion = forms.ChoiceField(label=_("For the minion"), required=False)
    suite = forms.ChoiceField(label=_("Only if the gates pass of"), required=False)

    def __init__(
        self,
        *args: Any,
        executor: Executor,
        given: Mapping[str, Choices],
        choices: Mapping[str, Choices],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = found if field.required else [NONE, *found]
        if executor.needs_minion:
            self.fields["minion"].required = True
        if not given["suite"]:
            del self.fields["suite"]
        for setting in with_choices(executor.settings, choices):
            self.fields[PREFIX + setting.name] = _field(setting)

    def config(self) -> dict[str, Any]:
        """What was set, as an executor takes it."""
        settings = {name: value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}
        return {name.removeprefix(PREFIX): value for name, value in settings.items() if value not in (None, "", [])}

    def take(self, error: DaimonError) -> None:
        """Show what a service refused where it belongs."""
        for name, problems in error.fields.items() or [("", [error.message])]:
            field = name.replace("config.", PREFIX)
            self.add_error(field if field in self.fields else None, problems)


class TextsField(forms.CharField):
    """Texts with empty lines between them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Each text."""
        said = (super().to_python(value) or "").replace("\r\n", "\n")
        return [each.strip() for each in said.split("\n\n") if each.strip()]


class WholesField(forms.CharField):
    """Whole numbers with commas between them."""

    def to_python(self, value: Any) -> Any:
        """Each number."""
        parts = [each.strip() for each in (super().to_python(value) or "").split(",") if each.strip()]
        if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in parts):
            raise forms.ValidationError(_("Expected whole numbers with commas between them."))
        return [int(each) for each in parts]


def _field(setting: Setting) -> forms.Field:
    """The field for one setting, with its default filled in."""
    options: dict[str, Any] = {
        "label": setting.label, "help_text": setting.meaning, "required": setting.is_required, "initial": setting.otherwise,
    }  # fmt: skip
    match setting.kind:
        case Kind.WHOLE:
            return forms.IntegerField(**options, min_value=int(setting.least), max_value=int(setting.most))
        case Kind.NUMBER:
            bounds: dict[str, Any] = {"min_value": setting.least, "max_value": setting.most}
            return forms.FloatField(**options, **bounds, widget=forms.NumberInput(attrs={"step": "any"}))
        case Kind.SWITCH:
            return forms.BooleanField(**options)
        case Kind.CHOICE:
            return forms.ChoiceField(**options, choices=[(value, _(label)) for value, label in setting.choices])
        case Kind.WHOLES:
            return WholesField(**{**options, "initial": ", ".join(map(str, setting.otherwise))})
        case Kind.TEXTS:
            return TextsField(**{**options, "initial": ""}, widget=forms.Textarea(attrs={"rows": 4}))
        case Kind.TEXT:
            return forms.CharField(**options, max_length=int(setting.most), widget=forms.Textarea(attrs={"rows": 4}))
    return forms.CharField(**options, max_length=int(setting.most))
