"""The installation and its windows, shared by the gallery's tests."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, Page, Route

from chat.models import Run
from chat.services.stop_run import stop_run
from chat.tests.gallery.world import World, make_world, session_of
from project.lib.clock import now


@pytest.fixture
def world(live_site: str) -> Iterator[World]:
    made = make_world()
    yield made
    for run in Run.objects.filter(state__in=("queued", "running")):
        stop_run(user=made.mara, run_id=run.pk, now=now())


@pytest.fixture
def windows(browser: Browser, live_site: str, world: World) -> Iterator[dict[str, Page]]:
    """A window of each person, and a visitor's."""
    opened = {
        name: browser.new_context(base_url=live_site, reduced_motion="reduce", locale="en-GB", timezone_id="UTC")
        for name in ("visitor", "mara", "newcomer", "jonas")
    }
    for name, context in opened.items():
        context.set_default_timeout(15_000)
        if name != "visitor":
            enter(context, session_of(getattr(world, name)), live_site)
    opened["visitor"].route("**/errors/*.html", fail)
    yield {name: context.new_page() for name, context in opened.items()}
    for context in opened.values():
        context.close()


def fail(route: Route) -> None:
    """Answer as the site does when something goes wrong: the same template under the same policy."""
    name = route.request.url.rsplit("/", 1)[-1]
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    route.fulfill(status=int(name[:3]), headers=headers, body=render_to_string(name))


def enter(context: BrowserContext, session: str, address: str) -> None:
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
