"""A person pays by card in a real browser, and sees what that opens and what a refund closes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from accounts.models import User
from accounts.testing import make_staff, make_user
from project.lib.clock import now
from project.testing.chromium import sign_in
from spirits.models import Bundle, Card, Payment, Purchase, Spirit, Subscription, XpEvent
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.economy.move_points import grant_points
from spirits.services.economy.set_price import set_price
from spirits.services.load_catalogue import load_catalogue

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(browser: Browser, card_site: str) -> Iterator[BrowserContext]:
    """A browser of Alice's at the site that takes cards."""
    load_catalogue()
    profile = browser.new_context(base_url=card_site, viewport={"width": 1280, "height": 900})
    profile.set_default_timeout(15_000)
    sign_in(profile, make_user("alice@example.org", name="Alice"), card_site)
    yield profile
    profile.close()


@pytest.fixture
def office(browser: Browser, card_site: str, shop: BrowserContext) -> Iterator[BrowserContext]:
    """A browser of a member of staff."""
    profile = browser.new_context(base_url=card_site, viewport={"width": 1280, "height": 900})
    profile.set_default_timeout(15_000)
    sign_in(profile, make_staff("staff@example.org"), card_site)
    yield profile
    profile.close()


def test_what_is_paid_and_given_back_opens_and_closes_before_ones_eyes(
    shop: BrowserContext, office: BrowserContext
) -> None:
    page, watching = shop.new_page(), shop.new_page()
    watching.goto("/catalogue/spirits/creative/")
    expect(watching.get_by_text("Not open to you yet")).to_be_visible()
    for cents, shown in ((349, "$3.49"), (299, "$2.99")):
        _change_price(cents)
        expect(watching.get_by_text(shown, exact=True)).to_be_visible()  # by itself
    page.goto("/shop/spirit/creative/?method=card")
    page.get_by_text("Keep another card for later purchases").click()
    page.get_by_role("button", name="Buy for $2.99").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Creative")  # the card page, by itself
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("Open to you")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    expect(page.get_by_text("Paid by visa •••• 4242")).to_be_visible()
    expect(watching.get_by_text("Yours to use")).to_be_visible()
    bought = Purchase.objects.get()
    desk = office.new_page()
    desk.goto("/admin/spirits/purchase/")
    desk.locator(f"input[name='_selected_action'][value='{bought.pk}']").check()
    desk.locator("select[name='action']").select_option("refund_whole")
    desk.locator("input[name='reason']").fill("Asked for it")
    desk.get_by_role("button", name="Run").click()
    expect(desk.get_by_text("1 refunded.")).to_be_visible()
    expect(page.get_by_text("Given back on")).to_be_visible()
    expect(page.get_by_text("Open to you")).to_have_count(0)
    expect(watching.get_by_text("Not open to you yet")).to_be_visible()
    bought.refresh_from_db()
    assert (bought.refunded_amount, Card.objects.get().last4, find_breaks()) == (299, "4242", [])
    _bring_points()
    page.goto("/shop/spirit/creative/")
    page.get_by_role("button", name="Buy for").click()
    expect(page.get_by_text("Open to you")).to_be_visible()
    expect(watching.get_by_text("Yours to use")).to_be_visible()
    assert find_breaks() == []


def test_a_price_that_changes_before_the_page_listens_is_shown_all_the_same(shop: BrowserContext) -> None:
    page = shop.new_page()
    held: list[Route] = []
    page.route("**/accounts/session/live**", lambda route: held.append(route))
    with page.expect_request("**/accounts/session/live**"):
        page.goto("/catalogue/spirits/creative/")
    expect(page.get_by_text("$2.99", exact=True)).to_be_visible()
    _change_price(349)
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_text("$3.49", exact=True)).to_be_visible()


def _change_price(cents: int) -> None:
    creative, at = Spirit.objects.get(slug="creative"), now()
    set_price(thing=creative, cents=cents, points=creative.price_points, starts_at=at, now=at)


def _bring_points() -> None:
    """Enough of them, and the rank from which on they buy."""
    alice = User.objects.get(email="alice@example.org")
    grant_points(user=alice, points=1_000, key="start", at=now(), reason="Welcome")
    XpEvent.objects.create(owner=alice, kind="task_completed", source="t", amount=100_000, happened_at=now())


def test_a_bundle_is_bought_from_the_catalogue_with_points(shop: BrowserContext) -> None:
    _bring_points()
    bundle = Bundle.objects.get(slug="data-science")
    page = shop.new_page()
    page.goto("/catalogue/")
    page.locator("#main").get_by_role("link", name="Bundles").first.click()
    page.locator("article", has_text=bundle.name).get_by_role("link").last.click()
    page.get_by_role("button", name="Buy for").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    expect(page.get_by_text("Open to you")).to_have_count(bundle.spirits.count())
    bought = Purchase.objects.get()
    assert (bought.bundle, bought.state, find_breaks()) == (bundle, "paid", [])
    for spirit in bundle.spirits.all():
        page.goto(f"/catalogue/spirits/{spirit.slug}/")
        expect(page.get_by_text("Yours to use")).to_be_visible()


def test_a_plan_is_bought_and_upgraded_by_card(shop: BrowserContext) -> None:
    page = shop.new_page()
    page.goto("/plans/creator/")
    page.get_by_role("button", name="by card").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("Paid by visa •••• 4242")).to_be_visible()
    page.goto("/catalogue/plans/")
    expect(page.locator(".plan--current h2")).to_have_text("Creator")
    page.goto("/plans/professional/")
    page.get_by_role("button", name="by card").click()
    expect(page.get_by_text("Paid by visa •••• 4242")).to_be_visible()  # the stored card; no page in between
    page.goto("/catalogue/plans/")
    expect(page.locator(".plan--current h2")).to_have_text("Professional")
    kept = Subscription.objects.get()
    assert (kept.periods.count(), kept.card, find_breaks()) == (2, Card.objects.get(), [])


def test_a_declined_card_a_bank_that_asks_and_an_order_given_up(shop: BrowserContext) -> None:
    page = shop.new_page()
    page.goto("/shop/spirit/creative/?method=card")
    page.get_by_role("button", name="Buy for $2.99").click()
    page.get_by_label("Card number").fill("4000000000000341")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    page.get_by_label("Card number").fill("4000002500003155")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_text("Open to you")).to_be_visible()
    page.goto("/shop/bundle/data-science/?method=card")
    page.get_by_role("button", name="Buy for").click()
    page.get_by_role("link", name="Back to the shop").click()
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()
    states = list(Payment.objects.order_by("pk").values_list("state", flat=True))
    assert states[0] == "succeeded"
    assert User.objects.filter(purchases__state="cancelled").count() == 1


def test_a_card_is_given_and_removed(shop: BrowserContext) -> None:
    page = shop.new_page()
    page.goto("/cards/")
    page.get_by_role("button", name="Give a card").click()
    page.get_by_role("link", name="To the card page").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("The card is kept")).to_be_visible()
    page.get_by_role("link", name="To your cards").click()
    expect(page.get_by_text("Visa •••• 4242")).to_be_visible()
    page.get_by_role("button", name="Remove the card ending in 4242").click()
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.get_by_text("No card is kept for you.")).to_be_visible()
