"""Names whoever writes: staff in the admin for the audit trail, and everybody for the history of rows."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from project.api.addresses import address_of
from project.api.middleware import is_api
from project.ops.audit.authors import Author, authored
from project.ops.audit.trail import Actor, acting


class StaffTrail:
    """Every changing request to the admin runs as its staff member; ``_why`` in the form is kept as the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith(self.admin) or not request.user.is_staff:
            return self.get_response(request)
        actor = Actor(
            id=request.user.pk,
            name=request.user.email,
            why=request.POST.get("_why", ""),
            request_id=getattr(request, "request_id", ""),
            address=address_of(request),
        )
        with acting(actor):
            return self.get_response(request)


class Authorship:
    """What a request writes into rows with a history is that person's, through that door, for the reason given."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with authored(lambda: self._author(request)):
            return self.get_response(request)

    def _author(self, request: HttpRequest) -> Author:
        person = request.__dict__.get("user")  # recording must not cause the look-up of who is calling
        person = getattr(person, "_wrapped", person)
        is_staff = bool(getattr(person, "is_staff", False))
        is_admin = request.path.startswith(self.admin)
        return Author(
            id=getattr(person, "pk", None),
            name=person.email if is_staff and person is not None else "",
            door="admin" if is_admin else "api" if is_api(request.path) else "page",
            why=request.POST.get("_why", "") if is_admin and request.method == "POST" else "",
            request_id=getattr(request, "request_id", ""),
        )
