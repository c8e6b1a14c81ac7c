"""Names the staff member whose writes in the admin are recorded."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from project.api.addresses import address_of
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
