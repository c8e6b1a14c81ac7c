"""Forms of a minion's own variables: declared in the builder, filled in by whoever begins a conversation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spirits.rules.own_variables import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_OPTION,
    LONGEST_VALUE,
    MOST_OPTIONS,
    MOST_VARIABLES,
    Variable,
    VariableKind,
    problems_of,
)

PREFIX = "variables"
VALUE_PREFIX = "variable"
KINDS = [
    (VariableKind.SHORT, _("Short text")),
    (VariableKind.LONG, _("Long text")),
    (VariableKind.CHOICE, _("Choice")),
]


class VariableForm(forms.Form):
    """One variable as the builder declares it."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        help_text=_("Small letters, digits and underscores."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    label = forms.CharField(
        label=_("Label"), max_length=LONGEST_LABEL, required=False, help_text=_("What its field is called.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=VariableKind.SHORT)
    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=MOST_OPTIONS * (LONGEST_OPTION + 2),
        help_text=_("One a line."),
        widget=forms.Textarea({"rows": 3}),
    )
    default = forms.CharField(
        label=_("Default"), required=False, max_length=LONGEST_VALUE, widget=forms.Textarea({"rows": 1})
    )
    is_required = forms.BooleanField(label=_("It needs a value"), required=False)

    def variable(self) -> Variable:
        """What the services take; only for a form that is valid."""
        given = self.cleaned_data
        options = [line.strip() for line in given["options"].splitlines() if line.strip()]
        return Variable(
            name=given["name"],
            label=given["label"],
            kind=given["kind"],
            options=tuple(options) if given["kind"] == VariableKind.CHOICE else (),
            default=given["default"].replace("\r\n", "\n"),
            is_required=given["is_required"],
        )


class _VariableForms(forms.BaseFormSet):
    """All variables of a minion; empty rows and those marked to go are passed over."""

    def kept(self) -> list[VariableForm]:
        """The rows that stay."""
        filled = [each for each in self.forms if each.has_changed() or each.initial]
        return [each for each in filled if not each.cleaned_data.get("DELETE")]

    def variables(self) -> tuple[Variable, ...]:
        """What the services take; only for forms that are valid."""
        return tuple(each.variable() for each in self.kept())

    def clean(self) -> None:
        """Show what is wrong at the field it is about."""
        if any(self.errors):
            return
        rows = self.kept()
        for place, problems in problems_of([each.variable() for each in rows]).items():
            at, _dot, field = place.partition(".")
            for problem in problems:
                if not at:
                    raise forms.ValidationError(problem)
                rows[int(at)].add_error(field, problem)


VariableForms = forms.formset_factory(
    VariableForm,
    formset=_VariableForms,
    extra=1,
    can_delete=True,
    max_num=MOST_VARIABLES,
    absolute_max=MOST_VARIABLES + 5,
    validate_max=False,
)


def variable_forms(data: Any, kept: Iterable[Mapping[str, Any]]) -> _VariableForms:
    """The rows of the builder: as posted, or as they are kept where the page did not show them."""
    shown = [{**each, "options": "\n".join(each.get("options", ()))} for each in kept]
    is_posted = data is not None and f"{PREFIX}-TOTAL_FORMS" in data
    made: _VariableForms = VariableForms(data if is_posted else None, initial=shown, prefix=PREFIX)  # type: ignore[assignment]
    return made


class ValuesForm(forms.Form):
    """The fields of a minion's own variables, as a person fills them in."""

    prefix = VALUE_PREFIX

    def __init__(self, variables: Sequence[Variable], data: Any = None, *, form_id: str = "") -> None:
        super().__init__(data)
        self.fields = {each.name: _field(each) for each in variables}
        if form_id:
            for field in self.fields.values():
                field.widget.attrs["form"] = form_id

    def values(self) -> dict[str, str]:
        """What was filled in; only for a form that is valid."""
        return {name: str(value).replace("\r\n", "\n") for name, value in self.cleaned_data.items()}


def _field(variable: Variable) -> forms.Field:
    common: dict[str, Any] = {
        "label": variable.shown_label,
        "required": variable.is_required,
        "initial": variable.default,
    }
    if variable.kind == VariableKind.CHOICE:
        named = [(each, each) for each in variable.options]
        is_blank = not (variable.is_required and variable.default)
        return forms.ChoiceField(choices=[("", "—"), *named] if is_blank else named, **common)
    if variable.kind == VariableKind.LONG:
        return forms.CharField(max_length=LONGEST_VALUE, widget=forms.Textarea({"rows": 4}), **common)
    return forms.CharField(max_length=LONGEST_VALUE, widget=forms.TextInput({"autocomplete": "off"}), **common)
