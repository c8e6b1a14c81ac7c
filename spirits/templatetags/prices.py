"""Prices and per cent in templates."""

from django import template
from django.utils.translation import gettext

from spirits.rules.prices import money as as_money

register = template.Library()


@register.filter
def money(cents: int) -> str:
    """US cents as people read them."""
    return as_money(cents) if cents else gettext("Free")


@register.filter
def signed(percent: int) -> str:
    """Per cent with its sign: ``+25 %``, with a real minus."""
    return f"{percent:+d} %".replace("-", "−") if percent else "0 %"
