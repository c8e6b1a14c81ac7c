"""What every template may use: icons, markdown, form fields, the theme, and pictures made of initials."""

import re
from datetime import datetime, timedelta
from functools import cache
from zlib import crc32

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from project.lib.clock import now
from project.lib.markdown import render
from project.settings.env import BASE_DIR

register = template.Library()

SPRITE = BASE_DIR / "static" / "img" / "icons.svg"
TINTS = 6
THEMES = ("light", "dark")
MS_PER_SECOND = 1_000


@cache
def icon_names() -> tuple[str, ...]:
    """The names of all icons, in the order of the sprite."""
    return tuple(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text()))


@register.simple_tag(name="icon_names")
def icon_names_tag() -> tuple[str, ...]:
    """All icons' names, for the style page."""
    return icon_names()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; with a label it is a picture with that name, without it is decoration.

    An unknown name is a mistake in the template and stops the page.
    """
    if name not in icon_names():
        raise TemplateSyntaxError(f"There is no icon named {name!r} in {SPRITE.name}.")
    meaning = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    classes = f"icon {css}".strip()
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        meaning,
        static("img/icons.svg"),
        name,
    )


@register.filter
def when(moment: datetime | None) -> str:
    """How long ago that was, or how long until then, in one unit and the reader's language: "3 days ago", "in 2 hours"."""
    from babel.dates import format_timedelta  # loads what no start should pay for

    if moment is None:
        return ""
    distance = moment - now()
    if timedelta(seconds=-45) < distance <= timedelta(0):
        return _("just now")
    return format_timedelta(distance, add_direction=True, locale=to_locale(get_language() or "en"))


@register.filter
def took(ms: int | str | None) -> str:
    """So many milliseconds in the reader's language: "36 ms", "1.2 sec"; nothing where none are given."""
    from babel.units import format_unit  # loads what no start should pay for

    if not isinstance(ms, int):
        return ""
    locale = to_locale(get_language() or "en")
    if ms < MS_PER_SECOND:
        return format_unit(ms, "duration-millisecond", "short", locale=locale)
    return format_unit(ms / MS_PER_SECOND, "duration-second", "short", format="#,##0.0", locale=locale)


@register.filter
def markdown(text: str) -> SafeString:
    """The text as safe HTML, to stand inside an element of class ``prose``."""
    return render(text)


@register.filter
def tint(name: object) -> int:
    """One of the six soft colours, always the same for the same name."""
    return crc32(str(name).encode("utf-8", "replace")) % TINTS + 1


@register.filter
def initial(name: object) -> str:
    """The first letter of a name, for a picture of somebody who has none."""
    return next((character.upper() for character in str(name) if character.isalnum()), "·")


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, label: str = "") -> dict[str, object]:
    """A form field with its label, help and errors, tied together for assistive technology."""
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "label": label or bound.label, "is_check": kind == "checkbox"}


@register.simple_tag(takes_context=True)
def theme(context: template.Context, preferred: str = "") -> str:
    """``light``, ``dark``, or nothing: then the system decides.

    What was chosen in this browser comes before what the person prefers everywhere.
    """
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if isinstance(request, HttpRequest) else ""
    chosen = chosen if chosen in (*THEMES, "system") else preferred
    return chosen if chosen in THEMES else ""
