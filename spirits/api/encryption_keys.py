"""The endpoints of keys for encrypting and signing. Their secret half is in no answer."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.access import require_recent_proof
from accounts.queries.signed_in import signed_in
from project.api.filters import Filter, refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent
from project.lib.clock import now
from spirits.api.calendars import valid
from spirits.api.spirits import UUID_PATTERN
from spirits.downloads import pem_file
from spirits.models import EncryptionKey
from spirits.models.encryption_key import KeyPurpose
from spirits.queries.encryption_keys import files_opened_by, get_key, keys_of, versions_going_with
from spirits.rules.encryption_keys import LONGEST_NAME
from spirits.services.encryption_keys import create_key, delete_key, rename_key, rotate_key


class EncryptionKeyOut(serializers.ModelSerializer[EncryptionKey]):
    """One version of a key; the newest encrypts and signs, older ones open and verify."""

    is_in_use = serializers.BooleanField(read_only=True)
    public_key = serializers.CharField(read_only=True, help_text="PEM; empty for a key that encrypts.")
    fingerprint = serializers.CharField(
        read_only=True, help_text="SHA-256 of the public half in DER; empty where there is none."
    )

    class Meta:
        model = EncryptionKey
        fields = [
            "id", "name", "purpose", "version", "is_in_use", "public_key", "fingerprint", "uses", "last_used_at", "created_at",
            "retired_at",
        ]  # fmt: skip
        read_only_fields = fields


class EncryptionKeyIn(serializers.Serializer[Any]):
    """A key to make."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    purpose = serializers.ChoiceField(choices=KeyPurpose.choices, default=KeyPurpose.ENCRYPTION)


class EncryptionKeyNameIn(serializers.Serializer[Any]):
    """Another name."""

    name = serializers.CharField(max_length=LONGEST_NAME)


class EncryptionKeyLossOut(serializers.Serializer[Any]):
    """What deleting the key would take away."""

    versions = serializers.ListField(child=serializers.IntegerField(), help_text="Versions that would go.")
    uses = serializers.IntegerField(help_text="How often these were used.")
    files = serializers.ListField(
        child=serializers.CharField(), help_text="Workspace files, the trash too, that nothing else opens."
    )


@extend_schema_view(list=extend_schema(summary="Your keys for encrypting and signing, every version"))
class EncryptionKeyViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[EncryptionKey]):
    """Keys of the signed-in person."""

    queryset = EncryptionKey.objects.none()
    serializer_class = EncryptionKeyOut
    lookup_value_regex = UUID_PATTERN
    keyset_order = ("name", "id")
    filters = {
        "purpose": Filter(
            serializers.ChoiceField(choices=KeyPurpose.choices),
            lambda rows, purpose: rows.filter(purpose=purpose),
            meaning="Only keys for this.",
            schema={"type": "string", "enum": KeyPurpose.values},
        ),
        "is_in_use": Filter(
            serializers.BooleanField(),
            lambda rows, is_in_use: rows.filter(retired_at__isnull=is_in_use),
            meaning="Only the newest version of each, or only older ones.",
            schema={"type": "boolean"},
        ),
    }

    def get_queryset(self) -> QuerySet[EncryptionKey]:
        """The person's own."""
        return keys_of(signed_in(self.request))

    @extend_schema(summary="One key", responses=EncryptionKeyOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One version of it."""
        refuse_unknown(request, set())
        return Response(EncryptionKeyOut(get_key(signed_in(request), pk)).data)

    @extend_schema(
        summary="Make a key", parameters=[IDEMPOTENCY_KEY], request=EncryptionKeyIn, responses={201: EncryptionKeyOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Names differ."""
        refuse_unknown(request, set())
        made = create_key(user=signed_in(request), now=now(), **valid(EncryptionKeyIn(data=request.data)))
        return Response(EncryptionKeyOut(made).data, status=201)

    @extend_schema(
        summary="Rename a key with all its versions", request=EncryptionKeyNameIn, responses=EncryptionKeyOut
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """What it made opens as before."""
        refuse_unknown(request, set())
        name = valid(EncryptionKeyNameIn(data=request.data))["name"]
        return Response(EncryptionKeyOut(rename_key(user=signed_in(request), key_id=pk, name=name)).data)

    @extend_schema(summary="A new version, used from now on", request=None, responses={201: EncryptionKeyOut})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: UUID) -> Response:
        """What older versions made still opens."""
        refuse_unknown(request, set())
        user = signed_in(request)
        key = get_key(user, pk)
        made = rotate_key(user=user, name=key.name, purpose=key.purpose, now=now())
        return Response(EncryptionKeyOut(made).data, status=201)

    @extend_schema(summary="What deleting the key would take away", responses=EncryptionKeyLossOut)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def loss(self, request: Request, pk: UUID) -> Response:
        """To be read before it is deleted."""
        refuse_unknown(request, set())
        user = signed_in(request)
        going = list(versions_going_with(get_key(user, pk)))
        told = {
            "versions": [each.version for each in going],
            "uses": sum(each.uses for each in going),
            "files": files_opened_by(user, going),
        }
        return Response(EncryptionKeyLossOut(told).data)

    @extend_schema(
        summary="Delete a key for good",
        description="An older version goes alone, the one in use with all of its name. What was encrypted with it stays closed "
        "for good. Asks for a recent sign-in, so a program with an API key cannot do it.",
        request=None,
        responses={204: None},
    )
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Nobody brings it back."""
        refuse_unknown(request, set())
        user = signed_in(request)
        key = get_key(user, pk)
        require_recent_proof(request)
        delete_key(user=user, key_id=key.pk)
        return Response(status=204)

    @extend_schema(
        summary="The public half as a PEM file", responses={(200, "application/x-pem-file"): OpenApiTypes.BINARY}
    )
    @action(detail=True, url_path="public-key", filter_backends=[], pagination_class=None)
    def public_key(self, request: Request, pk: UUID) -> HttpResponse:
        """Of a signing key; the others have none."""
        refuse_unknown(request, set())
        return pem_file(get_key(signed_in(request), pk))
