"""The chat page in a real browser: the first answer, reloads, a second window, stop, edit, branches."""

import random
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from accounts.models import User
from accounts.testing import make_user
from chat.models import Message, Run
from chat.testing import make_conversation, make_scripted_model
from project.testing.chromium import sign_in

pytestmark = pytest.mark.browser

SLOW = "[[delay 0.02]] [[words 150]]"


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
    page.get_by_role("button", name="Send").click()


def raw_of(page: Page) -> str:
    return page.locator(".turn--assistant [data-raw]").last.evaluate("node => node.textContent")


def settled(page: Page) -> None:
    expect(page.locator(".turn--assistant")).not_to_have_count(0)
    expect(page.locator(".turn--streaming")).to_have_count(0, timeout=20_000)
    page.wait_for_load_state()  # the first answer may come with its page, before that page listens


def test_the_first_question_is_answered_and_formatted(chat: Page) -> None:
    ask(chat, "[[say Here is **bold** and `code`:\n\n```python\nprint(1)\n```\n]]")
    settled(chat)
    expect(chat).to_have_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(chat.locator(".turn--assistant strong").last).to_have_text("bold")
    expect(chat.locator(".turn--assistant pre")).to_contain_text("print(1)")
    assert raw_of(chat) == Message.objects.get(role="assistant").content


def test_reloads_in_the_middle_lose_nothing(chat: Page) -> None:
    ask(chat, SLOW)
    chat.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    chance = random.Random(7)
    for _ in range(5):
        chat.wait_for_timeout(chance.randint(50, 500))
        chat.reload()
    settled(chat)
    content = Message.objects.get(role="assistant").content
    assert len(content.split()) == 150
    assert raw_of(chat) == content


def test_a_second_window_sees_the_stream_and_can_stop_it(chat: Page, context: BrowserContext) -> None:
    ask(chat, "[[delay 0.05]] [[words 1000]]")
    chat.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    second = context.new_page()
    second.goto(chat.url)
    expect(second.locator(".turn--streaming [data-prose]")).not_to_be_empty()
    second.get_by_role("button", name="Stop the answer").click()
    settled(second)
    settled(chat)
    run = Run.objects.select_related("answer").get()
    assert run.state == "stopped"
    assert 0 < len(run.answer.content.split()) < 1000
    assert raw_of(chat) == raw_of(second) == run.answer.content


def test_a_second_turn_stays_on_the_page(chat: Page) -> None:
    ask(chat, "[[say One.]]")
    settled(chat)
    ask(chat, "[[say Two.]]")
    expect(chat.locator(".turn--assistant")).to_have_count(2)
    settled(chat)
    expect(chat.locator(".turn--assistant .prose").last).to_have_text("Two.")
    expect(chat.get_by_role("textbox", name="Message")).to_have_value("")


def test_editing_makes_a_branch_to_go_back_to(chat: Page) -> None:
    ask(chat, "[[say First answer.]]")
    settled(chat)
    chat.get_by_role("button", name="Edit").click()
    chat.get_by_role("textbox", name="Say it differently").fill("[[say Second answer.]]")
    chat.get_by_role("button", name="Send anew").click()
    expect(chat.locator(".turn--assistant .prose")).to_have_text("Second answer.")
    settled(chat)
    chat.get_by_role("button", name="Earlier branch").click()
    expect(chat.locator(".turn--assistant .prose")).to_have_text("First answer.")


def test_a_failed_answer_says_why_and_can_be_tried_again(chat: Page) -> None:
    ask(chat, "[[error 500]]")
    expect(chat.get_by_role("alert")).to_contain_text("fault of its own")
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".turn-branch")).to_contain_text("2/2")
    assert Message.objects.filter(role="user").count() == 1


def test_a_cut_off_answer_goes_on(chat: Page) -> None:
    ask(chat, "[[say Half an answer]] [[finish length]]")
    settled(chat)
    chat.get_by_role("button", name="Continue").click()
    expect(chat.locator(".turn-branch")).to_contain_text("2/2")
    settled(chat)
    expect(chat.locator(".turn--assistant .prose")).to_contain_text("Half an answer")
    expect(chat.locator(".turn--assistant .prose")).to_contain_text("Go on from exactly where it ends")
    expect(chat.get_by_role("button", name="Continue")).to_have_count(0)


def test_a_draft_outlives_a_reload(chat: Page) -> None:
    chat.get_by_role("textbox", name="Message").fill("Half a thought")
    chat.reload()
    expect(chat.get_by_role("textbox", name="Message")).to_have_value("Half a thought")


def test_rename_pin_search_and_delete(chat: Page, alice: User) -> None:
    make_conversation(alice, title="About something else")
    ask(chat, "[[say Yes.]] Is the lighthouse open?")
    settled(chat)
    chat.locator("#main").get_by_label("What to do with this chat").click()
    chat.locator("#main").get_by_role("button", name="Rename").click()
    chat.get_by_label("Title").fill("Lighthouse")
    chat.get_by_role("button", name="Save").click()
    expect(chat.get_by_role("heading", name="Lighthouse")).to_be_visible()
    chat.wait_for_load_state()
    chat.get_by_role("searchbox", name="Search chats").fill("lighthouse")
    expect(chat.locator("#rail-list a.rail-item")).to_have_count(1)
    chat.locator("#main").get_by_label("What to do with this chat").click()
    chat.locator("#main").get_by_role("button", name="Delete").click()
    chat.get_by_role("button", name="Continue").click()
    chat.wait_for_url(re.compile(r"/chat/$"))
    assert not Message.objects.exists()


def test_a_lost_connection_is_told_and_mended(chat: Page, context: BrowserContext) -> None:
    ask(chat, "[[delay 0.03]] [[words 200]]")
    chat.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(chat.locator(".turn--streaming [data-prose]")).not_to_be_empty()
    context.set_offline(True)
    expect(chat.get_by_text("You are offline.")).to_be_visible()
    context.set_offline(False)
    settled(chat)
    assert raw_of(chat) == Message.objects.get(role="assistant").content


def test_company_is_named_also_where_the_page_of_the_chat_comes_late(chat: Page, context: BrowserContext) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    ask(chat, "[[say One.]]")
    settled(chat)
    second, third = context.new_page(), context.new_page()
    second.route(re.compile(r"/js/chat/page[.\w]*\.js"), hold)
    second.goto(chat.url, wait_until="commit")
    second.wait_for_selector("script[src*='/js/app']", state="attached")
    second.evaluate("() => import(document.querySelector('script[src*=\"/js/app\"]').src)")  # has run, then
    third.goto(chat.url)  # a stream that begins now is told who is here, so one that began before was told long ago
    expect(third.locator(".conversation-head [data-company]")).to_contain_text("Also open in Chrome on Linux")
    held.pop().continue_()
    expect(second.locator(".conversation-head [data-company]")).to_contain_text("Also open in Chrome on Linux")


def test_another_device_is_named_and_what_it_says_comes_in(chat: Page, context: BrowserContext) -> None:
    ask(chat, "[[say One.]]")
    settled(chat)
    assert chat.locator("[data-company]").first.is_hidden()
    second = context.new_page()
    second.goto(chat.url)
    for window in (chat, second):
        expect(window.locator(".conversation-head [data-company]")).to_contain_text("Also open in Chrome on Linux")
    ask(second, "[[say Two.]]")
    expect(chat.locator(".turn--assistant .prose").last).to_have_text("Two.")
    for window in (chat, second):
        settled(window)
        expect(window.locator(".turn--assistant")).to_have_count(2)
    second.close()
    expect(chat.locator(".conversation-head [data-company]")).to_be_hidden()
