"""What people enter on the pages of providers and models."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from training.models import LanguageModel, Provider
from training.providers.catalogue import PRESETS
from training.rules.provider_input import LONGEST_KEY

KEY = {"autocomplete": "off", "spellcheck": "false"}
PRESET_BY_SLUG = {each.slug: each for each in PRESETS}


class ProviderAddForm(forms.Form):
    """A provider to add. The key is never given back, not even after a mistake."""

    preset = forms.ChoiceField(label=_("Kind"), choices=[(each.slug, each.title) for each in PRESETS])
    name = forms.CharField(label=_("Name"), max_length=80)
    base_url = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        help_text=_("Empty: where this kind usually is."),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    api_key = forms.CharField(
        label=_("Key"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("Kept encrypted and never shown again."),
        widget=forms.PasswordInput(attrs=KEY),
    )
    for_everyone = forms.BooleanField(label=_("For everyone on this installation"), required=False)

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["for_everyone"]

    def wanted(self) -> dict[str, Any]:
        """What register_provider takes."""
        given = self.cleaned_data
        preset = PRESET_BY_SLUG[given["preset"]]
        return {
            "kind": preset.kind,
            "name": given["name"],
            "base_url": given["base_url"] or preset.base_url,
            "api_key": given["api_key"],
            "for_everyone": given.get("for_everyone", False),
        }


class ProviderChangeForm(forms.Form):
    """What may be changed of a provider."""

    name = forms.CharField(label=_("Name"), max_length=80)
    base_url = forms.CharField(label=_("Address"), max_length=500)
    api_key = forms.CharField(
        label=_("New key"),
        max_length=LONGEST_KEY,
        required=False,
        help_text=_("Empty: the stored key stays."),
        widget=forms.PasswordInput(attrs=KEY),
    )
    removes_key = forms.BooleanField(label=_("Remove the stored key"), required=False)
    most_at_once = forms.IntegerField(
        label=_("Most at once"),
        min_value=1,
        max_value=32_767,
        required=False,
        help_text=_("Calls at the same time; further ones wait in line."),
    )
    most_per_minute = forms.IntegerField(label=_("Most per minute"), min_value=1, max_value=1_000_000, required=False)
    is_active = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not provider.base_url:  # a part of Daimon has neither an address nor a key
            for name in ("base_url", "api_key", "removes_key"):
                del self.fields[name]
        elif not provider.has_key:
            del self.fields["removes_key"]

    def wanted(self) -> dict[str, Any]:
        """What update_provider takes."""
        given = dict(self.cleaned_data)
        removes, key = given.pop("removes_key", False), given.pop("api_key", "")
        return given | ({"api_key": key} if key or removes else {})


class ProviderKeyForm(forms.Form):
    """A further key."""

    key_name = forms.CharField(label=_("Name"), max_length=80)
    further_key = forms.CharField(label=_("Key"), max_length=LONGEST_KEY, widget=forms.PasswordInput(attrs=KEY))


class PullForm(forms.Form):
    """A model to fetch."""

    name = forms.CharField(
        label=_("Model"), max_length=200, widget=forms.TextInput(attrs={"placeholder": "llama3.2:3b", **KEY})
    )


class RecipeForm(forms.Form):
    """A model to make."""

    new_name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs=KEY))
    modelfile = forms.CharField(
        label=_("Modelfile"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "placeholder": "FROM llama3.2:3b\nSYSTEM You answer in one sentence.", **KEY}
        ),
    )


class LanguageModelForm(forms.ModelForm):
    """What a model is called, can do, costs, and who may choose it."""

    tag_words = forms.CharField(label=_("Tags"), required=False, max_length=400, help_text=_("Separated by commas."))

    class Meta:
        model = LanguageModel
        fields = (
            "display_name",
            "is_active",
            "is_default",
            "visibility",
            "groups",
            "can_chat",
            "can_use_tools",
            "can_see",
            "can_embed",
            "can_reason",
            "context_length",
            "max_output_tokens",
            "input_points_per_million",
            "output_points_per_million",
            "price_currency",
            "input_price",
            "output_price",
        )
        labels = {
            "display_name": _("Shown as"),
            "is_active": _("Offered"),
            "is_default": _("Used where nobody chose a model"),
            "visibility": _("Who may choose it"),
            "groups": _("Groups"),
            "can_chat": _("Talks"),
            "can_use_tools": _("Calls tools"),
            "can_see": _("Sees pictures"),
            "can_embed": _("Makes embeddings"),
            "can_reason": _("Reasons before it answers"),
            "context_length": _("Context"),
            "max_output_tokens": _("Longest answer"),
            "input_points_per_million": _("Points, input"),
            "output_points_per_million": _("Points, output"),
            "price_currency": _("Currency"),
            "input_price": _("Money, input"),
            "output_price": _("Money, output"),
        }
        help_texts = {"is_default": ""}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, allowed: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [each for each in self.fields if each != "tag_words" and each not in allowed]:
            del self.fields[name]
        if "groups" in self.fields and not Group.objects.exists():
            del self.fields["groups"]
        self.initial["tag_words"] = ", ".join(self.instance.tags)

    def _post_clean(self) -> None:
        """The service checks and writes; the form leaves the row alone."""

    def wanted(self) -> dict[str, Any]:
        """What change_model takes."""
        given = dict(self.cleaned_data)
        words = dict.fromkeys(" ".join(each.split()) for each in given.pop("tag_words").split(","))
        return given | {"tags": [each for each in words if each]}
