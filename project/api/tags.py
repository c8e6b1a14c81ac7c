"""Entity tags: answers carry one, edits must name the version they change."""

import hashlib
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from project.lib.errors import Conflict, DaimonError


class ChangedMeanwhile(Conflict):
    """Somebody else changed the object since it was read."""

    code = "changed_meanwhile"
    status = 412
    message = "This was changed meanwhile. Load it again, then repeat your change."


class TagRequired(DaimonError):
    """An edit came without saying which version it edits."""

    code = "if_match_required"
    status = 428
    message = "Send If-Match with the ETag you read, or * to overwrite."


def tag_of(data: Any) -> str:
    """A strong tag: the same bytes have the same tag."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def require_match(request: Request, current: Any) -> None:
    """Refuse an edit whose If-Match is not the tag of ``current`` (the object as it would be sent now)."""
    given = request.headers.get("If-Match")
    if given is None:
        raise TagRequired
    if given.strip() != "*" and tag_of(current) not in [each.strip() for each in given.split(",")]:
        raise ChangedMeanwhile


def tagged(request: Request, data: Any, *, status: int = 200) -> Response:
    """The answer with its ETag, or 304 when the caller has it already."""
    tag = tag_of(data)
    if request.method in {"GET", "HEAD"} and tag in request.headers.get("If-None-Match", ""):
        return Response(status=304, headers={"ETag": tag})
    return Response(data, status=status, headers={"ETag": tag})


class TaggedList:
    """A list whose pages carry an ETag; before the framework's own mixin."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page, or 304 when the caller has it already."""
        answer: Response = super().list(request, *args, **kwargs)  # type: ignore[misc]  # the mixin that follows has it
        return tagged(request, answer.data)
