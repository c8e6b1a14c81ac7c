"""The chat in a real browser beyond the first answer: palette, suggestions, what waits its turn, feedback, links, offline."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.testing import make_user
from chat.memory.services.remember import remember
from chat.models import Conversation, Feedback, Message, ShareLink
from chat.testing import make_conversation, make_scripted_model
from project.lib.clock import now
from project.testing.chromium import sign_in
from spirits.testing import make_minion

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def alice(live_site: str) -> User:
    return make_user("alice@example.org", name="Alice")


@pytest.fixture
def chat(page: Page, context: BrowserContext, alice: User, live_site: str) -> Page:
    make_scripted_model()
    sign_in(context, alice, live_site)
    page.goto("/chat/")
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("textbox", name="Message").press("Enter")


def test_the_palette_finds_and_opens_by_keys_alone(chat: Page, alice: User) -> None:
    make_conversation(alice, title="Varnish for the deck")
    remember(owner=alice, now=now(), text="The varnish comes from Lindqvist.")
    chat.keyboard.press("Control+k")
    palette = chat.get_by_role("dialog", name="Search and commands")
    expect(palette.get_by_role("link", name="Temporary chat")).to_be_visible()
    chat.keyboard.type("varn")
    expect(palette.get_by_role("link")).to_have_count(2)
    chat.keyboard.press("ArrowDown")
    expect(palette.get_by_role("link", name="Varnish for the deck")).to_be_focused()
    chat.keyboard.press("ArrowDown")
    expect(palette.get_by_role("link", name="The varnish comes")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    chat.keyboard.press("Control+k")
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("heading", level=1)).to_have_text("Varnish for the deck")


def test_the_sheet_of_shortcuts_opens_and_closes(chat: Page) -> None:
    chat.locator("body").click(position={"x": 700, "y": 80})
    chat.keyboard.press("?")
    sheet = chat.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    chat.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    chat.keyboard.press("/")
    expect(chat.get_by_role("textbox", name="Message")).to_be_focused()


def test_what_is_sent_meanwhile_waits_its_turn_and_survives_a_reload(chat: Page) -> None:
    ask(chat, "[[delay 0.05]] [[words 120]]")
    expect(chat.locator(".turn--streaming [data-prose]")).not_to_be_empty()
    ask(chat, "[[say The second answer.]]")
    expect(chat.locator(".composer-next")).to_be_visible()
    chat.reload()
    expect(chat.locator("[data-next-text]")).to_have_text("[[say The second answer.]]")
    expect(chat.locator(".turn--assistant")).to_have_count(2, timeout=20_000)
    expect(chat.locator(".turn--assistant").last).to_contain_text("The second answer.", timeout=20_000)
    expect(chat.locator(".composer-next")).to_be_hidden()
    assert Message.objects.filter(role="user").count() == 2


def test_an_at_sign_offers_minions_and_models(chat: Page, alice: User) -> None:
    make_minion(alice, name="Letter Writer")
    chat.reload()
    box = chat.get_by_role("textbox", name="Message")
    box.press_sequentially("Hello @lett")
    expect(chat.locator(".suggestion", has_text="Letter Writer")).to_be_visible()
    box.press("Enter")
    expect(chat.get_by_role("heading", level=1)).to_have_text("Letter Writer")
    expect(box).to_have_value("Hello ")


def test_feedback_link_fork_and_info_from_an_answer(chat: Page, context: BrowserContext) -> None:
    ask(chat, "[[say Take the Vind.]] [[usage 1200 34]]")
    chat.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(chat.locator(".turn--streaming")).to_have_count(0)
    chat.get_by_role("button", name="Bad answer").click()
    chat.get_by_text("Incomplete").click()
    chat.get_by_label("More about it").fill("No price.")
    chat.locator(".feedback-why").get_by_role("button", name="Send").click()
    expect(chat.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    expect(chat.locator(".feedback-why")).to_have_count(0)
    given = Feedback.objects.get()
    assert (given.is_positive, given.reason, given.comment) == (False, "incomplete", "No price.")

    chat.get_by_role("link", name="About this answer").click()
    expect(chat.get_by_role("dialog", name="About this answer")).to_contain_text("1,200 read, 34 written")
    chat.keyboard.press("Escape")

    chat.locator('.conversation-head summary[aria-label="What to do with this chat"]').click()
    chat.locator(".conversation-head").get_by_role("link", name="Share by link").click()
    dialog = chat.get_by_role("dialog", name="Share by link")
    dialog.get_by_role("button", name="Make a link").click()
    address = dialog.locator("#new-link").inner_text()
    visitor = context.browser.new_context().new_page()  # type: ignore[union-attr]
    visitor.goto(address)
    expect(visitor.get_by_text("Take the Vind.", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Take back").click()
    expect(dialog.get_by_role("button", name="Take back")).to_have_count(0)
    assert visitor.goto(address).status == 404  # type: ignore[union-attr]
    assert ShareLink.objects.get().revoked_at
    visitor.context.close()

    chat.keyboard.press("Escape")
    before = chat.url
    chat.get_by_role("button", name="Go on in a new chat").click()
    chat.wait_for_url(lambda address: address != before)
    expect(chat.locator(".prose", has_text="Take the Vind.")).to_be_visible()
    assert Conversation.objects.count() == 2


def test_without_a_connection_the_offline_page_stands_there(chat: Page, context: BrowserContext) -> None:
    chat.evaluate("navigator.serviceWorker.ready.then(() => true)")
    chat.reload()
    chat.wait_for_function("navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    chat.goto("/minions/")
    expect(chat.get_by_role("heading", name="You are offline")).to_be_visible()
    assert chat.locator(".door-card").evaluate("node => getComputedStyle(node).borderRadius") == "16px"
    context.set_offline(False)


def test_an_old_passage_is_found_in_a_chat_of_five_thousand_messages(chat: Page, alice: User) -> None:
    conversation = make_conversation(alice, title="Long")
    parent = None
    rows = []
    for depth in range(5_000):
        parent = Message(
            conversation=conversation, parent=parent, depth=depth, role=("user", "assistant")[depth % 2], content=f"Message {depth}"
        )  # fmt: skip
        rows.append(parent)
    rows[2500].content = "The varnish for berth 2500 comes from Lindqvist."
    Message.objects.bulk_create(rows, batch_size=1000)
    conversation.leaf = parent
    conversation.save(update_fields=["leaf"])
    answer = chat.goto(f"/chat/{conversation.pk}/")
    assert answer is not None
    expect(chat.locator(".turn")).to_have_count(30)
    expect(chat.locator(".prose", has_text="Message 4999")).to_be_visible()
    chat.get_by_role("link", name="Show earlier messages").click()
    expect(chat.locator(".turn")).to_have_count(60)
    chat.keyboard.press("Control+k")
    palette = chat.get_by_role("dialog", name="Search and commands")
    palette.get_by_role("searchbox").fill("varnish berth")
    palette.get_by_role("link", name="The varnish for berth 2500").click()
    chat.wait_for_url(f"**/chat/{conversation.pk}/?message={rows[2500].pk}**")
    expect(chat.locator(".turn--found")).to_contain_text("The varnish for berth 2500")
