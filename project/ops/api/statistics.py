"""The endpoint of statistics, for staff."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from project.api.filters import refuse_unknown
from project.lib.clock import now
from project.ops.statistics import HOURS, statistics


class FigureOut(serializers.Serializer[Any]):
    """One figure."""

    name = serializers.CharField()
    title = serializers.CharField()
    value = serializers.FloatField(allow_null=True, help_text="Null: nothing happened that could be measured.")
    unit = serializers.CharField()
    detail = serializers.CharField()
    is_good = serializers.BooleanField(help_text="False: worth a look.")


class SectionOut(serializers.Serializer[Any]):
    """The figures of one part of the site."""

    name = serializers.CharField()
    title = serializers.CharField()
    figures = FigureOut(many=True)


class InstallationStatisticsOut(serializers.Serializer[Any]):
    """Every section over one stretch of time."""

    hours = serializers.IntegerField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    sections = SectionOut(many=True)


class StatisticsView(APIView):
    """The installation in figures."""

    is_for_staff_only = True

    @extend_schema(
        summary="The installation in figures, for staff",
        parameters=[OpenApiParameter("hours", int, enum=HOURS, description="How far back; 24 when absent.")],
        responses=InstallationStatisticsOut,
    )
    def get(self, request: Request) -> Response:
        """At most fifteen seconds old."""
        refuse_unknown(request, {"hours"})
        if not may_read_statistics(request.user):
            raise PermissionDenied
        hours = serializers.ChoiceField(choices=[str(each) for each in HOURS])
        try:
            wanted = int(hours.run_validation(request.query_params.get("hours", "24")))
        except serializers.ValidationError as error:
            raise serializers.ValidationError({"hours": error.detail}) from error
        return Response(statistics(hours=wanted, at=now()))


def may_read_statistics(user: Any) -> bool:
    """Staff who may read the log of requests."""
    return bool(user.is_active and user.is_staff and user.has_perm("ops.view_apilog"))
