"""How pages show tools and their data."""

import json
from typing import Any

from django import template
from django.utils.translation import gettext

from spirits.copies import live_tools
from spirits.rules.failures import is_our_sentence

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """The value as JSON for reading."""
    return json.dumps(value, ensure_ascii=False, indent=1)


@register.filter
def failure(error: dict[str, Any]) -> str:
    """Why a call failed, in the page's language; what another server said about it in its own words."""
    return gettext(error["message"]) if is_our_sentence(error["code"]) else str(error["message"])


@register.filter
def tool_title(name: str) -> str:
    """The tool's name in the catalogue; one that is not in it, or no longer, by the words of its name."""
    titles = {row.tool.slug: row.tool.name for rows in live_tools().values() for row in rows}
    return titles.get(name) or " · ".join(part.replace("_", " ").capitalize() for part in name.split("__"))


@register.filter
def as_facts(arguments: dict[str, Any]) -> list[tuple[str, str]]:
    """What a call was given, as names and texts; what is no text or list of texts stays JSON."""
    return [(name.replace("_", " ").capitalize(), _text(value)) for name, value in arguments.items()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return as_json(value)
