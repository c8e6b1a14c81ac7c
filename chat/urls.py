"""The pages of conversations, and the site's front."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
