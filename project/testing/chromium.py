"""A real browser for page tests: Debian's Chromium (or the one CHROMIUM names), driven by Playwright."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 20_000  # milliseconds until what a page should show is missing: a busy machine is not a failure
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium_path() -> str:
    """The browser's program; fails the test with what to install when there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        looked = f"CHROMIUM={named}" if named else "any of " + ", ".join(NAMES)
        pytest.fail(
            f"Page tests need Chromium, and {looked} was not found: apt install chromium, or set CHROMIUM to its path."
        )
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per test file. It ends with the file, because its event loop would stop later async tests."""
    path = chromium_path()
    # Playwright's loop runs in this thread, and Django would refuse the ORM beside it; the tests use one after the other.
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield running
        running.close()
    patch.undo()


@pytest.fixture
def context(browser: Browser, live_site: str) -> Iterator[BrowserContext]:
    """A fresh browser profile at 1280 x 800 whose addresses are relative to the live site."""
    profile = browser.new_context(base_url=live_site, viewport={"width": 1280, "height": 800})
    profile.set_default_timeout(PATIENCE)
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails when a script on it throws, or the content security policy stops something."""
    problems: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on(
        "console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield tab
    assert problems == []


def sign_in(context: BrowserContext, user: AbstractBaseUser, address: str) -> None:
    """Give the browser a session of ``user``, as a sign-in on the page would."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]  # any user model
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
