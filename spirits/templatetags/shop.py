"""Amounts in their unit."""

from django import template
from django.utils.translation import ngettext

from spirits.rules.economy.amounts import POINTS
from spirits.rules.prices import in_unit as as_said

register = template.Library()


@register.filter
def in_unit(amount: int, unit: str) -> str:
    """An amount as people read it, points in their language."""
    if unit != POINTS:
        return as_said(amount, unit)
    return ngettext("%(points)s point", "%(points)s points", amount) % {"points": f"{amount:,}"}
