"""How pages show knowledge."""

from django import template

from training.knowledge.rules.places import in_readers_words

register = template.Library()
register.filter("place", in_readers_words)
