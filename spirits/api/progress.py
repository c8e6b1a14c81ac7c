"""The endpoint of a person's rank, experience and achievements."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import refuse_unknown
from project.lib.clock import now
from spirits.queries.economy.progress import progress_of


class AchievementOut(serializers.Serializer[Any]):
    """An achievement, and how far it is."""

    name = serializers.CharField(source="achievement.slug")
    title = serializers.CharField(source="achievement.title")
    description = serializers.CharField(source="achievement.text")
    done = serializers.IntegerField()
    count = serializers.IntegerField(source="achievement.count")
    reached_at = serializers.DateTimeField(source="at", allow_null=True)


class RankProgressOut(serializers.Serializer[Any]):
    """Where somebody stands."""

    xp = serializers.IntegerField()
    next_level_xp = serializers.IntegerField(source="next_xp")
    rank = serializers.CharField(source="standing.rank")
    level = serializers.IntegerField(source="standing.level_in_rank")
    achievements = AchievementOut(many=True)


class ProgressViewSet(viewsets.ViewSet):
    """Progress of the signed-in person."""

    @extend_schema(summary="Your rank, experience and achievements", responses=RankProgressOut)
    def list(self, request: Request) -> Response:
        """All of it follows from what your minions did."""
        refuse_unknown(request, set())
        return Response(RankProgressOut(progress_of(signed_in(request), at=now())).data)
