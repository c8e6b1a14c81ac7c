"""``Idempotency-Key``: a creating request that is sent twice happens once and is answered alike."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from project.api.models import IdempotentRequest
from project.lib.errors import Conflict

LONGEST_KEY = 200


class KeyReused(Conflict):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    message = "This Idempotency-Key was used for a different request."


def idempotent(method: Callable[..., Response]) -> Callable[..., Any]:
    """Make a creating view method safe to repeat.

    The key's row, the work and the answer commit together, so a crash or an error leaves the key free, and a rival with
    the same key waits and gets the first answer byte for byte. A different body under the same key is a 409.
    """

    @wraps(method)
    def guarded(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        if not key.isprintable() or not 1 <= len(key) <= LONGEST_KEY:
            raise ValidationError({"Idempotency-Key": [f"Expected 1 to {LONGEST_KEY} printable characters."]})
        with transaction.atomic():
            return _once(request, key, lambda: method(view, request, *args, **kwargs))

    return guarded


def _once(request: Request, key: str, work: Callable[[], Response]) -> Response | HttpResponse:
    mine = fingerprint(request)
    person = request.user.pk
    assert person is not None, "creating endpoints ask for a sign-in first"
    row, is_first = IdempotentRequest.objects.get_or_create(user_id=person, key=key, defaults={"fingerprint": mine})
    if not is_first:
        return _replay(row, mine)
    response = work()
    row.status = response.status_code
    row.answer = JSONRenderer().render(response.data).decode()
    row.save(update_fields=["status", "answer"])
    return response


def _replay(row: IdempotentRequest, mine: str) -> HttpResponse:
    if row.fingerprint != mine:
        raise KeyReused
    response = HttpResponse(row.answer, status=row.status, content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response


def fingerprint(request: Request) -> str:
    """A digest of what the request asks: method, path, parsed body and the files' bytes."""
    files = request.FILES
    data: Any = request.data
    plain = {name: data[name] for name in data if name not in files} if files else data
    digest = hashlib.sha256(b"\n".join([str(request.method).encode(), request.path.encode()]))
    digest.update(b"\n" + JSONRenderer().render(plain))
    for name, file in sorted(files.items()):
        digest.update(f"\n{name}\n".encode())
        for part in file.chunks():
            digest.update(part)
    return digest.hexdigest()
