"""From a file to a better minion in a real browser: upload, progress, a moving chart, the workbench, and targets side by side."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.testing import make_user
from jobs.testing.worker import worker_process
from project.testing.chromium import sign_in
from spirits.services.create_minion import create_minion
from spirits.services.load_catalogue import load_catalogue
from training.models import LanguageModel, Provider
from training.providers.builtin.provider import MODEL
from training.runs.models import TrainingRun

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = 300
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const chart = document.querySelector('[data-curve="recall"]');
    if (chart && window.seen.at(-1) !== chart.dataset.points) window.seen.push(chart.dataset.points);
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""


def rows() -> bytes:
    """Berths and their fees."""
    made = [
        {"question": f"What is the fee of berth number {at}?", "answer": f"Berth number {at} costs {at + 20} crowns."}
        for at in range(ROWS)
    ]
    return "".join(json.dumps(each) + "\n" for each in made).encode()


def test_from_upload_to_comparison(page: Page, context: BrowserContext, live_site: str) -> None:
    alice = make_user("alice@example.org")
    load_catalogue()
    provider = Provider.objects.create(kind=Provider.Kind.BUILTIN, name="Built in")
    model = LanguageModel.objects.create(provider=provider, name=MODEL, is_default=True)
    create_minion(user=alice, name="Clerk", language_model=model.pk)
    sign_in(context, alice, live_site)
    with worker_process(concurrency=1):
        page.goto("/datasets/")
        page.locator("#name").fill("Berths")
        page.locator("#file").set_input_files({"name": "b.jsonl", "mimeType": "text/plain", "buffer": rows()})
        page.get_by_role("button", name="Make", exact=True).click()
        made = page.get_by_text("Version 1 is ready.").or_(page.get_by_role("heading", name="First rows"))
        expect(made).to_be_visible(timeout=60_000)  # it says so, unless it was ready before the page came
        page.goto("/training/")
        page.locator("#id_name").fill("Berths")
        page.locator("#id_minion").select_option(label="Clerk")
        page.get_by_label("Questions tried").fill(str(ROWS))
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page).to_have_url(re.compile(r"/training/[0-9a-f-]{36}/$"))
        page.evaluate(WATCH)
        expect(page.get_by_text("In use", exact=True)).to_be_visible(timeout=120_000)
        seen = [int(each) for each in page.evaluate("() => window.seen")]
        assert len(seen) >= 2, "the chart did not move"
        assert seen == sorted(seen)
        assert seen[-1] == ROWS
        run = TrainingRun.objects.get()
        assert run.result["recall"] == 1.0
        page.reload()
        page.get_by_role("link", name="Try questions").click()
        page.locator("#q").fill("What is the fee of berth number 77?")
        page.keyboard.press("Enter")
        expect(page.get_by_text("It is in your documents.")).to_be_visible()
        page.goto("/evaluations/")
        page.locator("#name").fill("Fees")
        page.locator("#most_rows").fill("12")
        page.locator("#answer_part").select_option(label="The first sentence with a citation")
        page.get_by_role("button", name="Make", exact=True).click()
        page.get_by_label("Clerk without knowledge").check()
        page.get_by_label("Clerk", exact=True).check()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page).to_have_url(re.compile(r"/evaluations/[0-9a-f-]{36}/$"))
        exact = page.get_by_role("row", name=re.compile("^Exact match"))
        expect(exact).to_contain_text("100.0 %", timeout=60_000)
        expect(exact).to_contain_text("p 0.")
    page.get_by_role("link", name="Where they differ").click()
    expect(page.locator(".evaluation-row")).to_have_count(12)
