"""Query parameters are declared by the view; an unknown one is an error and not silently ignored."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

PAGE_PARAMETERS = frozenset({"cursor", "limit"})


def refuse_unknown(request: Request, allowed: frozenset[str] | set[str]) -> None:
    """Raise a 400 that names each query parameter outside ``allowed`` or given twice."""
    problems = {name: ["Unknown query parameter."] for name in request.query_params if name not in allowed}
    problems |= {name: ["Given more than once."] for name, values in request.query_params.lists() if len(values) > 1}
    nul = {name: ["Must not contain U+0000."] for name, value in request.query_params.items() if "\x00" in value}
    if problems | nul:
        raise ValidationError(problems | nul)


class DeclaredFilters(BaseFilterBackend):
    """Applies the view's ``filters``: a mapping of parameter name to a serializer field and a queryset function.

    ``filters = {"state": Filter(ChoiceField(...), lambda rows, value: rows.filter(state=value))}``
    """

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """The rows that pass every given filter."""
        filters: dict[str, Filter] = getattr(view, "filters", {})
        refuse_unknown(request, PAGE_PARAMETERS | filters.keys())
        for name, each in filters.items():
            if name in request.query_params:
                queryset = each.apply(queryset, name, request.query_params[name])
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """What the OpenAPI document says of the filters."""
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": each.meaning,
                "schema": each.schema,
            }
            for name, each in getattr(view, "filters", {}).items()
        ]


class Filter:
    """One query parameter: how it is read, what it does, and how the schema describes it."""

    def __init__(self, field: Any, effect: Any, *, meaning: str, schema: dict[str, Any]) -> None:
        self.field = field
        self.effect = effect
        self.meaning = meaning
        self.schema = schema

    def apply(self, rows: QuerySet[Any], name: str, raw: str) -> QuerySet[Any]:
        """Filter ``rows``, or raise a 400 that names the parameter."""
        try:
            value = self.field.run_validation(raw)
        except ValidationError as error:
            raise ValidationError({name: error.detail}) from error
        found: QuerySet[Any] = self.effect(rows, value)
        return found
