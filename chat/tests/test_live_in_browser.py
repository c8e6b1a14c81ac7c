"""An open page is told everything over one stream: news, jobs, the shop; what came while it was hidden, and nothing twice."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from accounts.models import Notification, User
from accounts.notices import MESSAGES
from accounts.services.notifications import notify, set_quiet_hours
from accounts.testing import make_user
from chat.testing import make_conversation, make_scripted_model
from jobs.models import Job
from jobs.services.cancel import cancel
from jobs.services.enqueue import enqueue
from project.lib.clock import now
from project.lib.ids import uuid7
from project.testing.chromium import sign_in
from spirits.models import Spirit
from spirits.services.economy.set_price import set_price
from spirits.services.load_catalogue import load_catalogue
from training.handlers import PullModel
from training.services.ollama_models import PULL

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STREAM = "**/accounts/session/live**"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def alice(live_site: str, context: BrowserContext) -> User:
    """Alice, signed in with the browser."""
    user = make_user("alice@example.org", name="Alice")
    sign_in(context, user, live_site)
    return user


@pytest.fixture
def visit(page: Page) -> Callable[[str], Page]:
    """Open a page, and wait until it listens."""

    def go(address: str) -> Page:
        with page.expect_response(STREAM) as answered:
            page.goto(address)
        assert answered.value.status == 200
        return page

    return go


def tell(user: User, title: str = "The report is ready", link: str = "/activity/") -> Notification:
    return notify(user=user, kind=MESSAGES, title=title, link=link, at=now())


def waiting_job(user: User, title: str = "Fetch a model") -> Job:
    """One that waits: no worker runs here."""
    return enqueue(PULL, PullModel(provider=uuid7(), name="small"), owner=user, title=title)


def test_news_comes_as_a_number_and_a_message_with_a_link(
    visit: Callable[[str], Page], alice: User, context: BrowserContext
) -> None:
    page = visit("/memory/")
    badge = page.get_by_role("link", name="Notifications").locator("[data-unread-count]")
    expect(badge).to_be_hidden()
    told = tell(alice)
    expect(page.locator("#toasts .toast")).to_contain_text("The report is ready")
    expect(badge).to_have_text("1")
    tell(alice, "Another", link="")
    expect(badge).to_have_text("2")
    expect(page.locator("#toasts .toast")).to_have_count(2)
    with page.expect_request("**/read"):
        page.locator("#toasts .toast", has_text="The report is ready").get_by_role("link", name="Open").click()
    page.wait_for_url("**/activity/")
    expect(page.get_by_role("link", name="Notifications").locator("[data-unread-count]")).to_have_text("1")
    told.refresh_from_db()
    assert told.read_at is not None
    expect(page.locator("#toasts .toast")).to_have_count(0)  # not told again here
    page.goto("/accounts/notifications/")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".rail-count")).to_be_hidden()


def test_what_the_page_shows_is_not_told_again(visit: Callable[[str], Page], alice: User) -> None:
    page = visit("/activity/")
    tell(alice)
    expect(page.locator(".rail-count [data-unread-count]")).to_have_text("1")
    page = visit("/accounts/notifications/")
    expect(page.locator("#main li")).to_have_count(1)
    tell(alice, "Seen at once", link="")
    expect(page.locator("#main li")).to_have_count(2)
    expect(page.locator("#main li").first).to_contain_text("Seen at once")
    expect(page.locator(".rail-count [data-unread-count]")).to_have_text("2")
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_in_quiet_hours_only_the_number_changes(visit: Callable[[str], Page], alice: User) -> None:
    local = timezone.localtime(now())
    set_quiet_hours(
        user=alice, quiet_from=(local - timedelta(hours=1)).time(), quiet_until=(local + timedelta(hours=1)).time()
    )
    page = visit("/memory/")
    tell(alice)
    expect(page.locator(".rail-count [data-unread-count]")).to_have_text("1")
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_a_hidden_page_is_told_once_when_it_comes_back(visit: Callable[[str], Page], alice: User) -> None:
    job = waiting_job(alice)
    page = visit(f"/activity/{job.pk}/")
    tell(alice, "Before", link="")
    expect(page.locator("#toasts .toast")).to_have_count(1)
    page.evaluate(HIDE, True)
    tell(alice, "Meanwhile", link="")
    cancel(job, at=now())
    with page.expect_response(STREAM):
        page.evaluate(HIDE, False)
    expect(page.locator("#activity")).to_contain_text("Cancelled")
    expect(page.locator("#toasts .toast", has_text="Meanwhile")).to_have_count(1)
    expect(page.locator("#toasts .toast", has_text="Before")).to_have_count(1)
    for hidden in (True, False):
        page.evaluate(HIDE, hidden)
    tell(alice, "Afterwards", link="")
    expect(page.locator("#toasts .toast", has_text="Afterwards")).to_have_count(1)
    assert page.locator("#toasts .toast", has_text="Meanwhile").count() <= 1


def test_a_price_moves_before_ones_eyes_and_after_a_break(visit: Callable[[str], Page], alice: User) -> None:
    load_catalogue()
    page = visit("/catalogue/spirits/creative/")
    _change_price(349)
    expect(page.get_by_text("$3.49", exact=True)).to_be_visible()
    page.evaluate(HIDE, True)
    _change_price(399)
    page.evaluate(HIDE, False)
    expect(page.get_by_text("$3.99", exact=True)).to_be_visible()


def _change_price(cents: int) -> None:
    creative, at = Spirit.objects.get(slug="creative"), now()
    set_price(thing=creative, cents=cents, points=creative.price_points, starts_at=at, now=at)


def test_a_page_holds_exactly_one_stream(page: Page, alice: User) -> None:
    load_catalogue()
    make_scripted_model()
    conversation = make_conversation(alice)
    job = waiting_job(alice)
    asked: list[Request] = []
    page.on(
        "request", lambda each: asked.append(each) if "text/event-stream" in each.headers.get("accept", "") else None
    )
    addresses = [
        "/", "/chat/", f"/chat/{conversation.pk}/", "/activity/", f"/activity/{job.pk}/", "/catalogue/",
        "/catalogue/spirits/creative/", "/catalogue/plans/", "/training/", "/accounts/notifications/",
    ]  # fmt: skip
    follows = {}
    for address in addresses:
        asked.clear()
        with page.expect_response(STREAM):
            page.goto(address)
        page.wait_for_load_state("load")
        tell(alice, f"At {address}", link="/elsewhere/")
        expect(page.locator("#toasts .toast, [data-notices] li", has_text=f"At {address}").first).to_be_visible()
        assert len(asked) == 1, address
        follows[address] = asked[0].url.partition("follow=")[2].partition("&")[0]
    assert [follows[each] for each in ("/", "/activity/", "/catalogue/plans/")] == [
        "notifications", "jobs%2Cnotifications", "notifications%2Cshop",
    ]  # fmt: skip


def test_a_stream_that_is_refused_is_asked_for_ever_more_seldom(page: Page, alice: User) -> None:
    came: list[float] = []

    def refuse(route: Route) -> None:
        came.append(now().timestamp())
        route.fulfill(status=503, body="")

    page.route(STREAM, refuse)
    page.goto("/activity/")
    waiting_job(alice, "Told without a stream")
    expect(page.get_by_text("Told without a stream")).to_be_visible()  # a look now and then
    while len(came) < 4:
        page.wait_for_timeout(100)
    pauses = [after - before for before, after in pairwise(came)]
    assert pauses == sorted(pauses)
    assert 1 <= pauses[0] <= 4
    assert Job.objects.count() == 1


def test_a_refusal_that_names_a_time_is_obeyed(page: Page, alice: User) -> None:
    came: list[float] = []

    def refuse(route: Route) -> None:
        came.append(now().timestamp())
        route.fulfill(status=429, body="")

    page.route(STREAM, refuse)
    page.route("**/api/v1/me", lambda route: route.fulfill(status=429, headers={"Retry-After": "5"}, body="{}"))
    with page.expect_response("**/api/v1/me"):
        page.goto("/memory/")
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)  # does not ask any sooner
    while len(came) < 2:
        page.wait_for_timeout(100)
    assert came[1] - came[0] >= 5
