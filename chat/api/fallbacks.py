"""The endpoint of a minion's fallback chain."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.queries.signed_in import signed_in
from chat.queries.choose_model import fallback_models
from chat.services.fallbacks import MOST, save_fallbacks
from project.api.filters import refuse_unknown
from spirits.queries.minions import get_minion
from training.api.serializers import LanguageModelOut


class FallbacksIn(serializers.Serializer[Any]):
    """The whole chain, in the order in which it is asked."""

    models = serializers.ListField(child=serializers.UUIDField(), max_length=MOST, allow_empty=True)


class MinionFallbacksView(APIView):
    """Which models stand in for a minion's own, before its first word only."""

    @extend_schema(summary="A minion's fallback models, in order", responses=LanguageModelOut(many=True))
    def get(self, request: Request, minion_id: UUID) -> Response:
        """Those of the chain that the person may talk to; at most eight."""
        refuse_unknown(request, set())
        user = signed_in(request)
        return Response(LanguageModelOut(fallback_models(user, get_minion(user, minion_id).pk), many=True).data)

    @extend_schema(
        summary="Replace a minion's fallback chain", request=FallbacksIn, responses=LanguageModelOut(many=True)
    )
    def put(self, request: Request, minion_id: UUID) -> Response:
        """The chain as it stands now."""
        refuse_unknown(request, set())
        given = FallbacksIn(data=request.data)
        given.is_valid(raise_exception=True)
        saved = save_fallbacks(user=signed_in(request), minion_id=minion_id, models=given.validated_data["models"])
        return Response(LanguageModelOut(saved, many=True).data)
