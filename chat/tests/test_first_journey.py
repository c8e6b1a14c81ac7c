"""The first journey of a newcomer, in a real browser: sign up, a minion from a template, and an answer that nothing can spoil."""

import random
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from chat.models import Message, Run
from chat.testing import make_scripted_model
from spirits.models import Minion

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RELOADS = 20


def test_from_sign_up_to_a_stopped_answer(page: Page, context: BrowserContext, live_site: str) -> None:
    call_command("load_catalogue", verbosity=0)
    make_scripted_model()

    page.goto("/")
    page.get_by_role("link", name="Make an account").first.click()
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")

    page.goto("/minions/new/")
    page.get_by_text("Swiss Army Knife").first.click()
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Swiss Army Knife")
    minion = Minion.objects.get()

    page.goto(f"/chat/?minion={minion.pk}")
    page.get_by_role("textbox", name="Message").fill("[[delay 0.03]] [[words 400]]")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    chance = random.Random(20)
    for _ in range(RELOADS):
        page.wait_for_timeout(chance.randint(10, 400))
        page.reload()
    expect(page.locator(".turn--streaming")).to_have_count(0, timeout=60_000)
    answer = Message.objects.get(role="assistant")
    assert len(answer.content.split()) == 400
    assert raw_of(page) == answer.content
    assert answer.author == "Swiss Army Knife"

    page.get_by_role("textbox", name="Message").fill("[[delay 0.05]] [[words 2000]]")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn--streaming [data-prose]")).not_to_be_empty()
    second = context.new_page()
    second.goto(page.url)
    expect(second.locator(".turn--streaming [data-prose]")).not_to_be_empty()
    second.get_by_role("button", name="Stop the answer").click()
    for window in (page, second):
        expect(window.locator(".turn--streaming")).to_have_count(0)
    run = Run.objects.select_related("answer").order_by("-id").first()
    assert run.state == "stopped"
    assert raw_of(page) == raw_of(second) == run.answer.content != ""


def raw_of(page: Page) -> str:
    return page.locator(".turn--assistant [data-raw]").last.evaluate("node => node.textContent")
