"""Views that do one thing with something of the person's, and lead on to a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import User
from training.images.views.door import page

Find = Callable[[User, UUID], Any]


def doing(find: Find, act: Callable[[Any], Any], to: str) -> Any:
    """A POST that acts on what the address names, if it is the person's, and leads to the page ``to`` of it."""

    @require_POST
    @page
    def view(request: HttpRequest, user: User, **named: UUID) -> HttpResponse:
        [pk] = named.values()
        act(find(user, pk))
        return redirect(to, pk)

    return view


def removing(find: Find, act: Callable[[Any], Any], to: Callable[[Any], HttpResponse], notice: str) -> Any:
    """A POST that removes it, says so, and leads elsewhere."""

    @require_POST
    @page
    def view(request: HttpRequest, user: User, **named: UUID) -> HttpResponse:
        [pk] = named.values()
        found = find(user, pk)
        act(found)
        messages.success(request, gettext(notice))
        return to(found)

    return view
