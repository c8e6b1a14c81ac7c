"""Amounts in their unit."""

from django import template

from spirits.rules.economy.amounts import POINTS
from spirits.rules.prices import money

register = template.Library()


@register.filter
def in_unit(amount: int, unit: str) -> str:
    """An amount as people read it: ``30 points``, or money."""
    if unit == POINTS:
        return f"{amount:,} point" if amount == 1 else f"{amount:,} points"
    return money(amount) if amount else "$0.00"
