"""The endpoints of folders."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.queries.signed_in import signed_in
from chat.models import Folder
from chat.models.folder import LONGEST_NAME
from chat.queries.folders import folders_of, get_folder
from chat.services.folders import delete_folder, make_folder, rename_folder
from project.api.filters import refuse_unknown
from project.api.headers import IDEMPOTENCY_KEY
from project.api.idempotency import idempotent


class ChatFolderOut(serializers.ModelSerializer[Folder]):
    """A folder of conversations."""

    size = serializers.IntegerField(read_only=True, default=0, help_text="Conversations in it that lists show.")

    class Meta:
        model = Folder
        fields = ["id", "name", "size", "created_at"]


class ChatFolderIn(serializers.Serializer[Any]):
    """What a folder is called."""

    name = serializers.CharField(max_length=LONGEST_NAME)


@extend_schema_view(list=extend_schema(summary="Your folders of conversations"))
class FolderViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Folder]):
    """Folders of the signed-in person; a conversation is put into one by changing its `folder`."""

    queryset = Folder.objects.none()
    serializer_class = ChatFolderOut
    lookup_value_converter = "uuid"
    keyset_order = ("name", "id")

    def get_queryset(self) -> QuerySet[Folder]:
        """The person's own."""
        return folders_of(signed_in(self.request))

    @extend_schema(summary="One folder", responses=ChatFolderOut)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The folder with how many conversations it holds."""
        refuse_unknown(request, set())
        return Response(ChatFolderOut(get_folder(signed_in(request), pk)).data)

    @extend_schema(
        summary="Make a folder", parameters=[IDEMPOTENCY_KEY], request=ChatFolderIn, responses={201: ChatFolderOut}
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """A new, empty folder."""
        refuse_unknown(request, set())
        folder = make_folder(user=signed_in(request), name=_name(request))
        return Response(ChatFolderOut(folder).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Rename a folder", request=ChatFolderIn, responses=ChatFolderOut)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Call it something else."""
        refuse_unknown(request, set())
        get_folder(signed_in(request), pk)
        return Response(ChatFolderOut(rename_folder(user=signed_in(request), folder_id=pk, name=_name(request))).data)

    @extend_schema(summary="Take a folder away; its conversations stay", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """What was in it is in no folder afterwards."""
        refuse_unknown(request, set())
        delete_folder(user=signed_in(request), folder_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _name(request: Request) -> str:
    given = ChatFolderIn(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["name"])
