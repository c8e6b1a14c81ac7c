"""Amounts in their unit."""

from django import template

from spirits.rules.prices import in_unit

register = template.Library()
register.filter("in_unit", in_unit)
