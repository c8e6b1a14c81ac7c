"""Whole journeys in a real browser that begin at a page's door: a newcomer, somebody on a phone, somebody who leaves."""

import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import DataArchive, User
from accounts.services.data_archives import path_of
from accounts.services.leaving import erase_due
from accounts.testing import PASSWORD, make_user
from chat.models import Message
from chat.services.upload_files import place_of
from chat.services.uploads import add_upload
from chat.testing import make_conversation, make_scripted_model, say
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.testing.chromium import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MINUTE = 60.0


@pytest.fixture
def alice(live_site: str) -> User:
    """A person whose password the served site can check, which knows no quick hash of tests."""
    alice = make_user("alice@example.org", name="Alice")
    hasher = PBKDF2PasswordHasher()
    alice.password = hasher.encode(PASSWORD, hasher.salt())  # a weaker one would be made anew, which ends sessions
    alice.save()
    return alice


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send").click()


def test_a_newcomer_has_an_answer_within_a_minute_of_opening_the_page(page: Page, live_site: str) -> None:
    make_scripted_model()
    began = time.monotonic()
    page.goto("/")
    page.get_by_role("link", name="Make an account").first.click()
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    tour = page.get_by_role("region", name="A short tour")
    for place in ("1 of 5", "2 of 5", "3 of 5", "4 of 5"):
        expect(tour).to_contain_text(place)
        tour.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("textbox", name="Message")).to_have_value("What can you do, and what can you not do?")
    page.get_by_role("textbox", name="Message").fill("[[say Take the Vind.]]")
    tour.get_by_role("button", name="Ask it").click()
    expect(page.locator(".turn--assistant .prose").last).to_have_text("Take the Vind.")
    assert time.monotonic() - began < MINUTE
    page.goto("/")
    expect(page.get_by_role("heading", name="Recent chats")).to_be_visible()
    expect(tour).to_have_count(0)


@pytest.fixture
def phone(browser: Browser, live_site: str, alice: User) -> Iterator[Page]:
    """Alice's phone: a narrow screen, and fingers instead of a mouse."""
    profile = browser.new_context(
        base_url=live_site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    profile.set_default_timeout(10_000)
    sign_in(profile, alice, live_site)
    yield profile.new_page()
    profile.close()


def test_work_on_a_phone(phone: Page, alice: User) -> None:
    make_scripted_model()
    say(alice, "Which varnish keeps in salt water?", make_conversation(alice, title="Decks"))
    phone.goto("/chat/")
    phone.get_by_role("textbox", name="Message").tap()
    phone.get_by_role("textbox", name="Message").fill("[[say Take the Vind.]]")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.locator(".turn--assistant .prose").last).to_have_text("Take the Vind.")
    expect(phone.locator(".turn--streaming")).to_have_count(0)
    phone.get_by_role("link", name="Open the menu").tap()
    phone.get_by_role("complementary", name="Menu").get_by_role("link", name="Decks").tap()
    expect(phone.locator(".bubble")).to_have_text("Which varnish keeps in salt water?")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_take_ones_data_along_and_leave_nothing_behind(
    page: Page, context: BrowserContext, alice: User, live_site: str
) -> None:
    conversation = make_conversation(alice, title="Decks")
    say(alice, "Which varnish keeps in salt water?", conversation)
    upload = add_upload(user=alice, name="prices.txt", chunks=[b"Teak costs 40."])
    sign_in(context, alice, live_site)
    page.goto("/accounts/data/")
    page.get_by_role("button", name="Put my data together").click()
    expect(page.get_by_text("Your data is being put together")).to_be_visible()
    run_waiting(lanes=("bulk",))  # the site of the tests has no worker
    page.get_by_role("link", name="Download everything").click()
    page.get_by_label("Password").fill(PASSWORD)  # who one is was proved before this session
    with page.expect_download() as downloaded:
        page.get_by_label("Password").press("Enter")
    archived = DataArchive.objects.get()
    with zipfile.ZipFile(downloaded.value.path()) as archive:
        chats = [json.loads(line) for line in archive.read("data/conversations.jsonl").splitlines()]
        assert chats[0]["messages"][0]["content"] == "Which varnish keeps in salt water?"
        assert archive.read(f"files/attached/{upload.pk}-prices.txt") == b"Teak costs 40."
    page.goto("/accounts/data/")
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Type your e-mail address").fill("alice@example.org")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("button", name="Keep my account").click()
    page.get_by_role("link", name="Delete my account").click()
    page.get_by_label("Type your e-mail address").fill("alice@example.org")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("button", name="Keep my account")).to_be_visible()
    assert Message.objects.exists()
    key = alice.pk
    assert erase_due(at=now() + timedelta(days=15)) == 1
    assert not Message.objects.exists()
    assert not place_of(upload.pk).exists()
    assert not path_of(archived.pk).exists()
    alice.pk = key
    assert names_left(alice) == []
    page.goto("/accounts/data/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def names_left(user: User) -> list[str]:
    """The models that still have a row of a person who is gone."""
    return [
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and model._base_manager.filter(**{field.name: user.pk}).exists()
    ]
