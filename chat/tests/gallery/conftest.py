"""The installation and its windows, shared by the gallery's tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, Page, Route

from chat.models import Run
from chat.services.stop_run import stop_run
from chat.tests.gallery.make_world import make_world
from chat.tests.gallery.world import World, session_of
from project.lib.clock import now


@pytest.fixture
def world(live_site: str) -> Iterator[World]:
    made = make_world()
    yield made
    for run in Run.objects.filter(state__in=("queued", "running")):
        stop_run(user=made.mara, run_id=run.pk, now=now())


PEOPLE = ("visitor", "mara", "newcomer", "jonas")


@pytest.fixture
def sessions(world: World) -> dict[str, str]:
    """Where each person is signed in."""
    return {name: session_of(getattr(world, name)) for name in PEOPLE if name != "visitor"}


@pytest.fixture
def windows(browser: Browser, live_site: str, sessions: dict[str, str]) -> Iterator[dict[str, Page]]:
    """A window of each person, and a visitor's, that asks for English."""
    with opened(browser, live_site, sessions, "en-GB") as pages:
        yield pages


@pytest.fixture
def german_windows(browser: Browser, live_site: str, sessions: dict[str, str]) -> Iterator[dict[str, Page]]:
    """The same people's windows that ask for German."""
    with opened(browser, live_site, sessions, "de-DE") as pages:
        yield pages


@contextmanager
def opened(browser: Browser, address: str, sessions: dict[str, str], locale: str) -> Iterator[dict[str, Page]]:
    """A window for each, closed in the end."""
    contexts = {
        name: browser.new_context(base_url=address, reduced_motion="reduce", locale=locale, timezone_id="UTC")
        for name in PEOPLE
    }
    for name, context in contexts.items():
        context.set_default_timeout(15_000)
        if name in sessions:
            enter(context, sessions[name], address)
    contexts["visitor"].route("**/errors/*.html", fail)
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def fail(route: Route) -> None:
    """Answer as the site does when something goes wrong: the same template under the same policy."""
    name = route.request.url.rsplit("/", 1)[-1]
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    route.fulfill(status=int(name[:3]), headers=headers, body=render_to_string(name))


def enter(context: BrowserContext, session: str, address: str) -> None:
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
