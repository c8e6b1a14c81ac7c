"""One error shape for every status: ``{"error": {"code", "message", "fields", "request_id"}}``."""

import math
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from project.lib.errors import DaimonError

log = structlog.get_logger(__name__)

CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "changed_meanwhile",
    413: "too_large",
    415: "unsupported_media_type",
    428: "if_match_required",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}
MESSAGES = {
    404: "Not found.",
    500: "Something went wrong on our side. The request id helps support to find it.",
    413: "The request is too large.",
}


def body(
    *, code: str, message: str, fields: Mapping[str, list[str]] | None = None, request_id: str = ""
) -> dict[str, Any]:
    """The error object every answer with a status of 400 or more carries."""
    return {"error": {"code": code, "message": message, "fields": dict(fields or {}), "request_id": request_id}}


def answer(request: HttpRequest, http_status: int, *, code: str = "", message: str = "") -> JsonResponse:
    """An error answer outside the REST framework: unknown paths, oversize bodies, crashes."""
    return JsonResponse(
        body(
            code=code or CODES.get(http_status, "invalid"),
            message=message or MESSAGES.get(http_status, "This request cannot be answered."),
            request_id=getattr(request, "request_id", ""),
        ),
        status=http_status,
    )


def flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """The framework's nested details as ``{"field.0.part": ["problem", …]}``."""
    if isinstance(detail, Mapping):
        parts = [flatten(value, f"{path}.{name}" if path else str(name)) for name, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        parts = [
            flatten(value, f"{path}.{index}" if path else str(index)) for index, value in enumerate(detail) if value
        ]
    else:
        problems = detail if isinstance(detail, list) else [detail]
        return {path or "non_field_errors": [str(problem) for problem in problems]}
    return {name: problems for part in parts for name, problems in part.items()}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any error a view raises into an answer; None (a crash) is left to the middleware, which logs it."""
    request = context["request"]
    request_id = getattr(request, "request_id", "")
    if isinstance(error, DaimonError):
        return _daimon(error, request_id)
    if isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(detail=getattr(error, "message_dict", None) or error.messages)
    if isinstance(error, Http404 | ObjectDoesNotExist):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return Response(body(code="too_large", message=MESSAGES[413], request_id=request_id), status=413)
    if isinstance(error, exceptions.APIException):
        return _framework(error, request_id)
    return None


def _daimon(error: DaimonError, request_id: str) -> Response:
    headers = {"Retry-After": str(math.ceil(wait))} if (wait := getattr(error, "retry_after", None)) else None
    data = body(code=error.code, message=error.message, fields=error.fields, request_id=request_id)
    return Response(data, status=error.status, headers=headers)


def _framework(error: exceptions.APIException, request_id: str) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        fields = flatten(error.detail)
        message = next(iter(fields.values()))[0] if len(fields) == 1 else "Please check the marked fields."
        code = "invalid"
    else:
        fields, message = {}, str(error.detail)
        code = CODES.get(error.status_code, "invalid")
        message = (
            MESSAGES.get(error.status_code, message) if error.status_code == status.HTTP_404_NOT_FOUND else message
        )
    data = body(code=code, message=message, fields=fields, request_id=request_id)
    return Response(data, status=error.status_code, headers=headers)
