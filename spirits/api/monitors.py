"""The endpoints of watched addresses. A new one is made by the tool, which asks before it fetches an address."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.lib.clock import now
from spirits.api.spirits import UUID_PATTERN
from spirits.models import Monitor, MonitorCheck
from spirits.queries.monitors import get_monitor, monitors_of
from spirits.services.monitors import set_paused, unwatch


class MonitorOut(serializers.ModelSerializer[Monitor]):
    """A watched address: whether it answers, and how many of the last day's checks were good."""

    checks_in_a_day = serializers.IntegerField(source="checked")
    good_in_a_day = serializers.IntegerField(source="up")

    class Meta:
        model = Monitor
        fields = [
            "id", "name", "url", "minutes", "expect_status", "expect_text", "failures_before_alert", "is_paused", "is_up",
            "failures", "checks_in_a_day", "good_in_a_day", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class MonitorCheckOut(serializers.ModelSerializer[MonitorCheck]):
    """What one check found."""

    class Meta:
        model = MonitorCheck
        fields = ["id", "at", "is_up", "status", "milliseconds", "problem"]
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="What you watch, by name"))
class MonitorViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Any]):
    """Monitors of the signed-in person."""

    queryset = Monitor.objects.none()
    serializer_class = MonitorOut
    lookup_value_regex = UUID_PATTERN
    keyset_order: tuple[str, ...] = ("name", "id")

    def get_queryset(self) -> QuerySet[Monitor]:
        """The person's own."""
        return monitors_of(signed_in(self.request), now=now())

    @extend_schema(summary="One monitor", responses=MonitorOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """With the figures of the last day."""
        refuse_unknown(request, set())
        return self._told(request, pk)

    @extend_schema(summary="Forget a monitor with its checks", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """For good."""
        refuse_unknown(request, set())
        user = signed_in(request)
        unwatch(user=user, name=get_monitor(user, pk, now=now()).name)
        return Response(status=204)

    @extend_schema(summary="Pause a monitor", request=None, responses=MonitorOut)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: UUID) -> Response:
        """It is not checked until it is resumed."""
        return self._pause(request, pk, is_paused=True)

    @extend_schema(summary="Resume a monitor", request=None, responses=MonitorOut)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: UUID) -> Response:
        """Its next check comes after its time."""
        return self._pause(request, pk, is_paused=False)

    @extend_schema(summary="A monitor's checks, newest first", responses=MonitorCheckOut(many=True))
    @action(detail=True, filter_backends=[])
    def checks(self, request: Request, pk: UUID) -> Response:
        """Kept for ninety days."""
        refuse_unknown(request, {"cursor", "limit"})
        self.keyset_order = ("-at", "-id")
        rows = self.paginate_queryset(
            MonitorCheck.objects.filter(monitor=get_monitor(signed_in(request), pk, now=now()))
        )
        return self.get_paginated_response(MonitorCheckOut(rows, many=True).data)

    def _pause(self, request: Request, pk: UUID, *, is_paused: bool) -> Response:
        refuse_unknown(request, set())
        user = signed_in(request)
        set_paused(user=user, name=get_monitor(user, pk, now=now()).name, is_paused=is_paused, now=now())
        return self._told(request, pk)

    def _told(self, request: Request, pk: UUID) -> Response:
        told: dict[str, Any] = MonitorOut(get_monitor(signed_in(request), pk, now=now())).data
        return Response(told)
