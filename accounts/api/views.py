"""The endpoints of people."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import Me, MeChange
from accounts.queries.signed_in import signed_in
from accounts.services.profile import update_profile
from project.api.filters import refuse_unknown
from project.api.tags import require_match, tagged

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that was read, or * to overwrite."
)


class MeView(APIView):
    """The signed-in person."""

    @extend_schema(summary="Who is signed in", responses=Me)
    def get(self, request: Request) -> Response:
        """The signed-in person, with an ETag."""
        refuse_unknown(request, set())
        return tagged(request, Me(signed_in(request)).data)

    @extend_schema(summary="Change one's own profile", parameters=[IF_MATCH], request=MeChange, responses=Me)
    def patch(self, request: Request) -> Response:
        """Change name, time zone or theme."""
        refuse_unknown(request, set())
        require_match(request, Me(signed_in(request)).data)
        change = MeChange(data=request.data)
        change.is_valid(raise_exception=True)
        return tagged(request, Me(update_profile(user=signed_in(request), **change.validated_data)).data)
