"""Lists by keyset: a page starts after the last row of the one before, however many rows there are."""

from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

PAGE_SIZE = 50
LARGEST_PAGE = 200


class Keyset(CursorPagination):
    """``?cursor=`` (opaque, from ``next`` or ``previous``) and ``?limit=`` (1 to 200, 50 when absent).

    A view names its total order in ``keyset_order``; newest first by the time-ordered id when it does not.
    """

    page_size = PAGE_SIZE
    page_size_query_param = "limit"
    max_page_size = LARGEST_PAGE

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """The view's total order, ending in the primary key."""
        return tuple(getattr(view, "keyset_order", ("-id",)))

    def get_page_size(self, request: Request) -> int:
        """The asked-for number of rows; anything but 1 to 200 is refused."""
        raw = request.query_params.get("limit", str(PAGE_SIZE))
        if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= LARGEST_PAGE:
            raise ValidationError({"limit": [f"Expected a whole number from 1 to {LARGEST_PAGE}."]})
        return int(raw)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The rows of this page; a cursor that is not one of ours is refused."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ModelValidationError, ValueError) as error:
            raise ValidationError({"cursor": ["This cursor is not valid. Start again without it."]}) from error
