"""What Django answers when something breaks outside a view: 503 while the database is away, 500 for everything else."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from project.api.errors import answer
from project.api.middleware import come_back, is_api


def crashed(request: HttpRequest) -> HttpResponse:
    """Django's handler for uncaught errors (``handler500``); it is called while the error is being handled."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return come_back(request, error)
    return answer(request, 500) if is_api(request.path) else server_error(request)
