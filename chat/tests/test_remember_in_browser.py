"""The story of a memory in a real browser: told, known elsewhere with its source, forgotten, and not known any more."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from chat.context.snapshots import verify
from chat.models import ContextSnapshot, Memory, Run
from jobs.worker.drain import run_waiting
from project.testing.chromium import sign_in
from training.models import LanguageModel, Provider
from training.providers.builtin.provider import MODEL

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUESTION = "What is my sister called?"


@pytest.fixture
def page(page: Page, context: BrowserContext, live_site: str, alice: User) -> Page:
    own = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Daimon")
    LanguageModel.objects.create(provider=own, name=MODEL, is_default=True)
    sign_in(context, alice, live_site)
    return page


def say(page: Page, text: str) -> str:
    """Say it in a new conversation, and return the answer."""
    page.goto("/chat/")
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(page.locator(".turn--streaming")).to_have_count(0, timeout=30_000)
    return page.locator(".turn--assistant").last.inner_text()


def sent_upstream() -> str:
    """Everything the model was told in the newest run, proved."""
    verdict = verify(ContextSnapshot.objects.get(run=Run.objects.latest("id")))
    assert verdict.state == "identical"
    return "\n".join(part.text for part in verdict.parts)


def test_told_known_forgotten_unknown(page: Page, alice: User) -> None:
    say(page, "Remember that my sister is called Ada")
    expect(page.get_by_text("Remembered 1 thing")).to_be_visible(timeout=25_000)
    memory = Memory.objects.get(owner=alice, kind="semantic")
    assert memory.text == "my sister is called Ada"
    answer = say(page, QUESTION)
    assert "Ada" in answer
    assert "Memory of" in answer
    expect(page.locator(".context-gauge progress")).to_be_visible()
    picture(page, "chat")
    page.get_by_role("link", name="What the model was told").click()
    expect(page.get_by_text("Proved")).to_be_visible()
    page.get_by_text("Why did it know that?").first.click()
    expect(page.get_by_text("Found at rank 1 by keywords")).to_be_visible()
    picture(page, "told")
    page.get_by_role("link", name="What the model is told").click()
    page.get_by_role("textbox", name="Your next message").fill("Is Ada older than me?")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Room used")).to_be_visible()
    picture(page, "preview")

    page.goto("/memory/")
    picture(page, "memories")
    page.get_by_role("link", name="my sister is called Ada", exact=True).click()
    page.wait_for_url("**/memory/*/")
    picture(page, "memory")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Forget|Yes|OK|Continue|Confirm")).click()
    expect(page.get_by_text("my sister is called Ada", exact=True)).to_have_count(0)

    assert "Ada" not in say(page, QUESTION)
    assert "Ada" not in sent_upstream()


def test_what_was_remembered_is_taken_back_below_the_answer(page: Page, alice: User) -> None:
    say(page, "My name is Alice. I live in Oslo.")
    run_waiting()  # the site of the tests has no worker
    expect(page.get_by_text("Remembered 2 things")).to_be_visible(timeout=25_000)
    page.get_by_text("Remembered 2 things").click()
    expect(page.get_by_role("link", name="I live in Oslo.", exact=True)).to_be_visible()
    picture(page, "remembered")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: nothing is remembered from this turn.")).to_be_visible()
    assert not Memory.objects.filter(owner=alice, state="current").exists()


def test_switched_off_nothing_is_sent(page: Page, alice: User) -> None:
    say(page, "Remember that my sister is called Ada")
    page.goto("/memory/")
    page.get_by_role("button", name="Switch memory off").click()
    expect(page.get_by_text("Memory is off. Nothing is read")).to_be_visible()
    assert "Ada" not in say(page, QUESTION)
    assert sent_upstream() == QUESTION


def picture(page: Page, name: str) -> None:
    """Keep pictures for a person to look at, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(400)  # the frame moves when the width changes
                page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png")
        page.set_viewport_size({"width": 1280, "height": 800})
