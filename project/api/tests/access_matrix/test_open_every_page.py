"""Every page, for every kind of caller: pages come from the URL patterns."""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from accounts.models import User
from project.api.tests.access_matrix.operations import NOBODYS_ID
from project.api.tests.access_matrix.owned import make_owned
from project.api.tests.access_matrix.pages import PAGES, PAGES_OF_OBJECTS, model_of_parameter
from project.api.tests.access_matrix.people import browser_of
from project.api.tests.access_matrix.shared import OPEN_TO_READERS, share_with

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES_OPEN_TO_STRANGERS = re.compile(
    r"^/($|welcome/|health/|offline|manifest\.webmanifest|service-worker\.js|style|static/|api/(docs|redoc|schema)/|accounts/(login|logout|signup|password/reset|confirm-email|"
    r"owner|inactive|reauthenticate|2fa/authenticate|login/|3rdparty/login/|social|oidc)|_allauth/|catalogue|spirits|pricing|metrics|share)"
)


def test_every_page_of_an_object_names_its_model() -> None:
    """So that none is left out of the tests below."""
    unknown = {name for _, name in PAGES_OF_OBJECTS if model_of_parameter(name) is None}
    assert unknown <= {"object_id"}


@pytest.mark.parametrize(("route", "parameter"), PAGES_OF_OBJECTS, ids=[route for route, _ in PAGES_OF_OBJECTS])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_pages_of_other_peoples_objects_look_absent(
    route: str, parameter: str, verb: str, alice: User, bob: User, charlie: User, staff: User
) -> None:
    """Owner, somebody else, staff, and somebody it is shared with, by reading and by an empty form."""
    model = model_of_parameter(parameter) or apps.get_model("chat.Conversation")
    target = make_owned(model, alice)
    is_shared = share_with(charlie, alice, target)
    named = route.replace("<str:kind>", "conversation").replace("<int:number>", "1")
    address = re.sub(r"<(\w+:)?\w+>", NOBODYS_ID, named.replace(f"<uuid:{parameter}>", str(target.pk)))
    absent = re.sub(r"<(\w+:)?\w+>", NOBODYS_ID, named)
    before = dict(model._base_manager.filter(pk=target.pk).values().get())
    for stranger in (bob, staff, charlie):
        client = browser_of(stranger)
        with transaction.atomic():
            theirs, nobodys = getattr(client, verb)(address), getattr(client, verb)(absent)
        is_open = (
            stranger == charlie and is_shared and route.replace("<uuid:", "{").replace(">", "}") in OPEN_TO_READERS
        )
        if is_open and theirs.status_code != 405:
            assert theirs.status_code in {200, 302}
        else:
            assert theirs.status_code == nobodys.status_code
            assert theirs.status_code in {404, 405, 302}
            assert theirs.get("Location", "").replace(str(target.pk), "") == nobodys.get("Location", "").replace(
                NOBODYS_ID, ""
            )
    assert dict(model._base_manager.filter(pk=target.pk).values().get()) == before
    assert browser_of(alice).get(address).status_code < 500


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_strangers_to_sign_in_and_never_crash(page: str, client: Client, alice: User) -> None:
    stranger = client.get(page)
    assert stranger.status_code < 500 or page.startswith("/health/")
    if not PAGES_OPEN_TO_STRANGERS.match(page):
        is_refused = stranger.status_code in {401, 403, 404, 405}
        asks = stranger.status_code == 302 and stranger["Location"].startswith("/accounts/login/")
        assert is_refused or asks, f"{page} answered a stranger {stranger.status_code}"
    person = browser_of(alice).get(page)
    assert person.status_code < 500 or page.startswith("/health/")
    for answer in (stranger, person):
        assert "Content-Security-Policy" in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("page", PAGES)
def test_pages_survive_an_empty_post(page: str, alice: User) -> None:
    answer = browser_of(alice).post(page)
    # 503: a probe tells what is broken, and a gateway's messages are not taken before it is set up.
    may_be_away = page.startswith(("/health/", "/webhooks/"))
    assert answer.status_code < 500 or (may_be_away and answer.status_code == 503)
    assert Client(enforce_csrf_checks=True).post(page).status_code < 500 or may_be_away
