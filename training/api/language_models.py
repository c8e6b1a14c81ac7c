"""The endpoints of language models."""

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.tags import TaggedList, tagged
from training.api.serializers import CAPABILITIES, LanguageModelOut, ModelsHealth
from training.models import LanguageModel
from training.queries.providers import health_of_models
from training.queries.usable_models import get_model_by_name, models_for


@extend_schema_view(list=extend_schema(summary="Models you can use, by name"))
class LanguageModelViewSet(TaggedList, mixins.ListModelMixin, viewsets.GenericViewSet[LanguageModel]):
    """Models of the installation's and the person's own providers; no provider is called to list them."""

    queryset = LanguageModel.objects.none()
    serializer_class = LanguageModelOut
    lookup_field = "name"
    lookup_value_regex = "[^/]+(?:/[^/]+)*"  # names hold slashes, but no slash at the end
    keyset_order = ("name", "id")
    filters = {
        "capability": Filter(
            serializers.ChoiceField(choices=list(CAPABILITIES)),
            lambda rows, name: rows.filter(**{CAPABILITIES[name]: True}),
            meaning="Only models with this capability.",
            schema={"type": "string", "enum": list(CAPABILITIES)},
        ),
        "provider": Filter(
            serializers.UUIDField(),
            lambda rows, pk: rows.filter(provider=pk),
            meaning="Only this provider's models.",
            schema={"type": "string", "format": "uuid"},
        ),
        "tag": Filter(
            serializers.CharField(max_length=40),
            lambda rows, tag: rows.filter(tags__contains=[tag]),
            meaning="Only models with this tag.",
            schema={"type": "string", "maxLength": 40},
        ),
        "q": Filter(
            serializers.CharField(max_length=200),
            lambda rows, text: rows.filter(Q(name__icontains=text) | Q(display_name__icontains=text)),
            meaning="Text in the name.",
            schema={"type": "string", "maxLength": 200},
        ),
    }

    def get_queryset(self) -> QuerySet[LanguageModel]:
        """Those the person may use."""
        return models_for(signed_in(self.request))

    @extend_schema(
        summary="One model, by name or id",
        description="Names may hold slashes. Where several providers serve a name, yours comes first; `provider/name` names one.",
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)],
        responses=LanguageModelOut,
    )
    def retrieve(self, request: Request, name: str) -> Response:
        """One model, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, LanguageModelOut(get_model_by_name(signed_in(request), name)).data)

    @extend_schema(summary="How the models' providers are", responses=ModelsHealth)
    @action(detail=False, filter_backends=[], pagination_class=None)
    def health(self, request: Request) -> Response:
        """What the last checks found."""
        refuse_unknown(request, set())
        status, providers = health_of_models(signed_in(request))
        return Response(ModelsHealth({"status": status, "providers": providers}).data)
