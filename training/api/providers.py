"""The endpoints of providers."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from jobs.api.serializers import JobOut
from project.api.filters import refuse_unknown
from project.api.given import valid
from project.api.headers import IDEMPOTENCY_KEY, IF_MATCH
from project.api.idempotency import idempotent
from project.api.tags import require_match, tagged
from project.lib.clock import now
from training.api.serializers import (
    HealthOut,
    ModelName,
    ModelRecipe,
    PresetOut,
    ProbeOut,
    ProviderChange,
    ProviderCreate,
    ProviderKeyCreate,
    ProviderKeyOut,
    ProviderOut,
    RefreshedOut,
    RunningOut,
    ShownOut,
)
from training.models import Provider
from training.providers.catalogue import PRESETS
from training.queries.providers import get_editable_provider, get_provider, providers_for
from training.services.check_provider import refresh_models, test_provider
from training.services.key_pool import add_key, remove_key
from training.services.ollama_models import ask_to_create, ask_to_pull, delete_model, running_models, show_model
from training.services.register_provider import delete_provider, register_provider, update_provider

UUID_PATTERN = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"

MOST_PROBES = 1_440  # a day of them


@extend_schema_view(list=extend_schema(summary="Your providers and the installation's"))
class ProviderViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Provider]):
    """Servers of language models. Keys are stored encrypted and never sent out."""

    queryset = Provider.objects.none()
    serializer_class = ProviderOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[Provider]:
        """Those the person may see."""
        return providers_for(signed_in(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """Who is asking, which decides about the address."""
        return {**super().get_serializer_context(), "user": self.request.user}

    @extend_schema(summary="One provider", responses=ProviderOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One provider, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, self._data(request, pk))

    @extend_schema(
        summary="Add a provider",
        description="Nothing is sent to it yet; `refresh` reads its model list.",
        parameters=[IDEMPOTENCY_KEY],
        request=ProviderCreate,
        responses={201: ProviderOut},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new provider."""
        refuse_unknown(request, set())
        made = register_provider(user=signed_in(request), **valid(ProviderCreate, request))
        return Response(self._data(request, made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a provider",
        description="A stored key never moves to another server: with a new address give the key again.",
        parameters=[IF_MATCH],
        request=ProviderChange,
        responses=ProviderOut,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is given."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        require_match(request, self._data(request, pk))
        update_provider(user=signed_in(request), provider=provider, **valid(ProviderChange, request))
        return tagged(request, self._data(request, pk))

    @extend_schema(summary="Remove a provider with its models", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Remove it for good."""
        refuse_unknown(request, set())
        delete_provider(user=signed_in(request), provider=get_editable_provider(signed_in(request), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Ask a provider how it is", request=None, responses=HealthOut)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: UUID) -> Response:
        """One probe, made now; a provider that fails is told in the answer and not as an error."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        return Response(HealthOut(asdict(test_provider(provider, at=now()))).data)

    @extend_schema(
        summary="Read a provider's model list",
        request=None,
        responses={200: RefreshedOut, 502: None, 503: None, 504: None},
    )
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, pk: UUID) -> Response:
        """New models are added; vanished ones are no longer offered."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        return Response(RefreshedOut(asdict(refresh_models(provider, at=now()))).data)

    @extend_schema(methods=["GET"], summary="A provider's further keys, by name", responses=ProviderKeyOut(many=True))
    @extend_schema(
        methods=["POST"], summary="Add a further key", request=ProviderKeyCreate, responses={201: ProviderKeyOut}
    )
    @action(detail=True, methods=["get", "post"], filter_backends=[], pagination_class=None)
    def keys(self, request: Request, pk: UUID) -> Response:
        """Keys that take turns with the provider's own; one that is refused or limited rests while the others go on."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        if request.method == "GET":
            return Response(ProviderKeyOut(provider.pool.order_by("name", "id"), many=True).data)
        made = add_key(user=signed_in(request), provider=provider, **valid(ProviderKeyCreate, request))
        return Response(ProviderKeyOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Remove a further key",
        parameters=[OpenApiParameter("key", UUID, OpenApiParameter.PATH)],
        responses={204: None},
    )
    @action(detail=True, methods=["delete"], url_path=f"keys/(?P<key>{UUID_PATTERN})", url_name="key")
    def key(self, request: Request, pk: UUID, key: str) -> Response:
        """Take it out of the pool."""
        refuse_unknown(request, set())
        remove_key(user=signed_in(request), provider=get_editable_provider(signed_in(request), pk), key_id=UUID(key))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="A provider's last checks, newest first", responses=ProbeOut(many=True))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def probes(self, request: Request, pk: UUID) -> Response:
        """The last day's, at most; nothing is called to answer this."""
        refuse_unknown(request, set())
        provider = get_provider(signed_in(request), pk)
        return Response(ProbeOut(provider.probes.order_by("-at", "-id")[:MOST_PROBES], many=True).data)

    @extend_schema(summary="Models an Ollama server has loaded", responses=RunningOut(many=True))
    @action(detail=True, filter_backends=[], pagination_class=None)
    def running(self, request: Request, pk: UUID) -> Response:
        """Asked now; a server that fails is an error."""
        refuse_unknown(request, set())
        found = running_models(user=signed_in(request), provider=get_editable_provider(signed_in(request), pk))
        return Response(RunningOut([asdict(each) for each in found], many=True).data)

    @extend_schema(summary="What an Ollama server says of a model", request=ModelName, responses=ShownOut)
    @action(detail=True, methods=["post"])
    def show(self, request: Request, pk: UUID) -> Response:
        """Its Modelfile, template and parameters."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        return Response(
            ShownOut(asdict(show_model(user=signed_in(request), provider=provider, **valid(ModelName, request)))).data
        )

    @extend_schema(
        summary="Pull a model to an Ollama server",
        parameters=[IDEMPOTENCY_KEY],
        request=ModelName,
        responses={202: JobOut},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def pull(self, request: Request, pk: UUID) -> Response:
        """A job that tells its progress; cancelling it stops the server."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        asked = ask_to_pull(user=signed_in(request), provider=provider, **valid(ModelName, request))
        return Response(JobOut(asked).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        summary="Create a model on an Ollama server from a Modelfile",
        parameters=[IDEMPOTENCY_KEY],
        request=ModelRecipe,
        responses={202: JobOut},
    )
    @action(detail=True, methods=["post"], url_path="create-model")
    @idempotent
    def create_model(self, request: Request, pk: UUID) -> Response:
        """A job; FROM must name a model, and files of this machine are never sent."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        asked = ask_to_create(user=signed_in(request), provider=provider, **valid(ModelRecipe, request))
        return Response(JobOut(asked).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(summary="Delete a model from an Ollama server", request=ModelName, responses={204: None})
    @action(detail=True, methods=["post"], url_path="delete-model")
    def delete_model(self, request: Request, pk: UUID) -> Response:
        """It is gone from the server's disk, and no longer offered here."""
        refuse_unknown(request, set())
        provider = get_editable_provider(signed_in(request), pk)
        delete_model(user=signed_in(request), provider=provider, at=now(), **valid(ModelName, request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Ready-made choices for adding a provider", responses=PresetOut(many=True))
    @action(detail=False, filter_backends=[], pagination_class=None)
    def presets(self, request: Request) -> Response:
        """Where the usual providers are, and how to get a key."""
        refuse_unknown(request, set())
        return Response(PresetOut([asdict(preset) for preset in PRESETS], many=True).data)

    def _data(self, request: Request, pk: UUID) -> dict[str, Any]:
        provider = get_provider(signed_in(request), pk)
        return dict(ProviderOut(provider, context=self.get_serializer_context()).data)
