"""The endpoints of every app, and of conversations themselves, below /api/v1/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
