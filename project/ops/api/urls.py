"""Endpoints of operations, below /api/v1/."""

from django.urls import path

from project.ops.api.statistics import StatisticsView

urlpatterns = [path("statistics", StatisticsView.as_view(), name="api-statistics")]
