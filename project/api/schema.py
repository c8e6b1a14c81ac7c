"""The OpenAPI document: every operation lists the errors it can answer with."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class ErrorDetail(serializers.Serializer[Any]):
    """What went wrong, for a program (code, fields) and for a person (message)."""

    code = serializers.CharField(help_text="Stable and documented.")
    message = serializers.CharField(help_text="One plain sentence.")
    fields = serializers.DictField(  # type: ignore[assignment]  # the wire calls it fields
        child=serializers.ListField(child=serializers.CharField())
    )
    request_id = serializers.CharField()


class ErrorAnswer(serializers.Serializer[Any]):
    """The body of every answer with a status of 400 or more."""

    error = ErrorDetail()


ALWAYS = {
    "400": "Bad input.",
    "401": "Not signed in.",
    "403": "Not allowed.",
    "404": "Not found.",
    "406": "Only JSON is served.",
    "429": "Too many requests.",
    "503": "Something this needs is away or not set up.",
}
CHANGING = {"409": "Conflicts with the present state.", "413": "Too large.", "415": "Only JSON is accepted."}
EDITING = {"412": "Changed meanwhile.", "428": "If-Match is required."}


class Schema(AutoSchema):
    """Adds the error answers that every operation shares, and the request headers that matter."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        statuses = dict(ALWAYS)
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            statuses |= CHANGING
        if self.method in {"PUT", "PATCH", "DELETE"}:
            statuses |= EDITING
        for code, meaning in statuses.items():
            if code not in bodies:
                body = self._get_response_for_code(ErrorAnswer, code, ["application/json"])  # type: ignore[no-untyped-call]
                bodies[code] = body | {"description": meaning}
        return bodies
