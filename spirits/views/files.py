"""Files of a person's workspace."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from project.lib.downloads import download as saved
from spirits.queries.workspace import read_file
from spirits.views.page import page


@require_safe
@page
def download(request: HttpRequest, user: User) -> HttpResponse:
    """The file at ``path`` as it is now, to be saved; never shown as a page of this site."""
    path = request.GET.get("path", "").replace("\x00", "")[:500]
    return saved(read_file(user, path), name=path.rsplit("/", 1)[-1])
