"""A form made from a tool's schema: fields where a person can fill one in, JSON where the schema is deeper than that."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONG = 200  # characters from which a text gets several lines
MOST_CHARACTERS = 200_000
YES_OR_NO = {"true": True, "false": False}


class ToolForm(forms.Form):
    """The arguments of one tool. What is left empty is left out of the call, so that the tool's defaults hold."""

    prefix = "argument"

    def __init__(self, schema: Mapping[str, Any], data: Any = None, *, start: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            data,
            initial={name: _shown(schema["properties"].get(name, {}), each) for name, each in (start or {}).items()},
        )
        self._schema = schema
        needed = set(schema.get("required", ()))
        order = sorted(schema["properties"].items(), key=lambda part: part[0] not in needed)
        self.fields = {name: _field(name, part, is_needed=name in needed) for name, part in order}

    def arguments(self) -> dict[str, Any]:
        """What was filled in, as the tool takes it; only for a form that is valid."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}

    def refuse(self, problems: Mapping[str, list[str]]) -> None:
        """Show a tool's own refusal at the fields it names; what lies deeper is shown at the argument around it."""
        for name, words in problems.items():
            top = name.partition(".")[0]
            for word in words:
                self.add_error(top if top in self.fields else None, word if top == name else f"{name}: {word}")


def _field(name: str, part: Mapping[str, Any], *, is_needed: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": part.get("title") or name.replace("_", " ").capitalize(),
        "help_text": _help(part),
        "required": is_needed and "default" not in part,
    }
    kind = part.get("type")
    if "enum" in part:
        return _Choice(
            [str(each) for each in part["enum"]], dict(zip(map(str, part["enum"]), part["enum"], strict=True)), common
        )
    if kind == "boolean":
        return _Choice(list(YES_OR_NO), YES_OR_NO, common, names={"true": _("Yes"), "false": _("No")})
    if kind == "integer":
        return forms.IntegerField(min_value=part.get("minimum"), max_value=part.get("maximum"), **common)
    if kind == "number":
        return forms.FloatField(**common)
    if kind == "string":
        return _Text(part, common)
    if kind == "array" and part.get("items", {}).get("type") == "string":
        return _Lines(common)
    return _Json(common)


def _help(part: Mapping[str, Any]) -> str:
    words = str(part.get("description", ""))
    return words if "default" not in part else f"{words} {_('Left empty:')} {_shown(part, part['default'])}".strip()


def _shown(part: Mapping[str, Any], value: Any) -> Any:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(each, str) for each in value) and part.get("type") == "array":
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, list | dict) else value


class _Choice(forms.TypedChoiceField):
    """One of some values, or the tool's own default."""

    def __init__(
        self,
        words: list[str],
        values: Mapping[str, Any],
        common: dict[str, Any],
        names: Mapping[str, Any] | None = None,
    ) -> None:
        named = [(word, (names or {}).get(word, word)) for word in words]
        choices = named if common["required"] else [("", "—"), *named]
        super().__init__(choices=choices, coerce=values.__getitem__, empty_value=None, **common)


class _Text(forms.CharField):
    """A text; an empty one counts as left out, unless the argument is needed."""

    def __init__(self, part: Mapping[str, Any], common: dict[str, Any]) -> None:
        most = min(part.get("maxLength", MOST_CHARACTERS), MOST_CHARACTERS)
        widget = forms.Textarea({"rows": 5}) if most > LONG else forms.TextInput({"autocomplete": "off"})
        super().__init__(max_length=most, strip=False, empty_value=None, widget=widget, **common)


class _Lines(forms.CharField):
    """Several texts, one a line."""

    def __init__(self, common: dict[str, Any]) -> None:
        words = f"{common['help_text']} {_('One a line.')}".strip()
        super().__init__(
            max_length=MOST_CHARACTERS, widget=forms.Textarea({"rows": 4}), **common | {"help_text": words}
        )

    def clean(self, value: Any) -> Any:
        """The lines that are not empty."""
        given = super().clean(value)
        return [line.strip() for line in given.splitlines() if line.strip()] or None


class _Json(forms.CharField):
    """Anything deeper, as JSON."""

    def __init__(self, common: dict[str, Any]) -> None:
        words = f"{common['help_text']} {_('As JSON.')}".strip()
        super().__init__(
            max_length=MOST_CHARACTERS,
            widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
            **common | {"help_text": words},
        )

    def clean(self, value: Any) -> Any:
        """The value, or a refusal that says where the JSON breaks off."""
        given = super().clean(value)
        if not given.strip():
            return None
        try:
            return json.loads(given)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is not JSON: %(problem)s") % {"problem": str(error)[:120]}) from error
