"""Tools in a real browser: a sum, a chart, SQL over an uploaded table, a reminder that fires, a mail that waits for a word."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Kept
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.testing import make_user
from chat.testing import make_scripted_model
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.testing.chromium import sign_in
from project.testing.patience import eventually
from project.testing.site import another_web_process, site_environment
from spirits.models import Artifact, Reminder, ToolCall
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TOOLS = ("calculator_engine", "chart_generator", "sql_connector", "reminder_system", "email_manager")


class Mails(Kept):
    """What the mail server took."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def handle_message(self, message: object) -> None:
        self.taken.append(str(message))


@pytest.fixture
def mails() -> Iterator[tuple[Mails, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    handler = Mails()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def site(transactional_db: None, no_site: None, mails: tuple[Mails, int], tmp_path: Path) -> Iterator[str]:
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{mails[1]}", "MAIL_FROM": "daimon@example.org"}
    with another_web_process({**site_environment(), **mail}) as address:
        yield address


@pytest.fixture
def alice(site: str) -> User:
    make_scripted_model()
    user = make_user("alice@example.org", name="Alice")
    spirit = make_spirit("tinker", tools=[make_tool(each) for each in TOOLS])
    make_free_plan(spirits=[spirit])
    make_minion(user, spirits=[spirit], name="Tinker").minion_spirits.update(level=9)
    return user


def ask(page: Page, text: str, turns: int) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("textbox", name="Message").press("Enter")
    expect(page.locator(".turn--assistant")).to_have_count(turns)


def card(page: Page, name: str, state: str) -> None:
    found = page.locator(".tool-card", has_text=name).last
    expect(found.locator("[data-step-state]")).to_have_text(state, timeout=20_000)


def test_a_conversation_with_tools(
    page: Page, context: BrowserContext, site: str, alice: User, mails: tuple[Mails, int]
) -> None:
    sign_in(context, alice, site)
    page.goto(f"{site}/workspace/")
    page.get_by_label("Upload files").set_input_files(
        {"name": "sales.csv", "mimeType": "text/csv", "buffer": b"city,sold\nOslo,10\nRome,7\nOslo,5\n"}
    )
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("link", name="sales.csv")).to_be_visible()

    page.goto(f"{site}/chat/?minion={alice.minions.get().pk}")
    box = page.get_by_role("textbox", name="Message")
    box.press_sequentially("/calc")
    expect(page.locator(".suggestion", has_text="Calculator Engine")).to_be_visible()
    box.press("Enter")
    dialog = page.locator("#tool-form")
    dialog.get_by_label("Expression").fill("15% of 240")
    dialog.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(page.locator(".turn--assistant").last).to_contain_text("15% of 240 = 36", timeout=20_000)

    ask(page, '[[call chart_generator {"kind": "bar", "table": {"file": "sales.csv"}, "x": "city", "y": "sold"}]]', 2)
    card(page, "chart_generator", "Done")
    expect(page.locator(".tool-card", has_text="chart_generator").locator("[data-step-took]")).to_have_text(
        re.compile(r"^[\d.]+.(ms|sec)$")
    )
    chart = page.get_by_role("list", name="Made by tools")
    expect(chart.locator("img")).to_have_count(1)  # the same picture comes in two formats
    eventually(lambda: chart.locator("img").evaluate("(each) => each.naturalWidth > 0"))
    with page.expect_download() as saved:
        chart.get_by_role("link", name=re.compile("Download chart")).first.click()
    assert Path(saved.value.path()).read_bytes()

    query = "SELECT city, sum(sold) AS total FROM sales GROUP BY city ORDER BY total DESC"
    ask(page, f'[[call sql_connector {{"query": "{query}", "tables": [{{"name": "sales", "file": "sales.csv"}}]}}]]', 3)
    card(page, "sql_connector", "Done")
    expect(page.locator(".tool-card", has_text="sql_connector").last.locator("[data-step-text]")).to_contain_text(
        "Oslo | 15"
    )

    ask(page, '[[call reminder_system {"action": "set", "text": "Call Lindqvist", "when": "in 2 minutes"}]]', 4)
    card(page, "reminder_system", "Done")
    Job.objects.filter(state="scheduled").update(run_at=now())  # the queue goes by the database's clock
    with time_machine.travel(now() + timedelta(minutes=3), tick=True):
        run_waiting()
    assert Reminder.objects.get().state == "done"

    mail = '{"action": "send", "to": ["lindqvist@teak.example"], "subject": "Order 41", "body": "Twelve planks."}'
    ask(page, f"[[call email_manager {mail}]]", 5)
    card(page, "email_manager", "Waits for you")
    page.reload()
    card(page, "email_manager", "Waits for you")
    assert mails[0].taken == []
    page.get_by_role("button", name="Approve").click()
    card(page, "email_manager", "Done")
    [sent] = mails[0].taken
    assert ("Order 41" in sent, "Twelve planks." in sent) == (True, True)

    page.goto(f"{site}/accounts/notifications/")
    expect(page.get_by_text("Call Lindqvist")).to_be_visible()
    assert Artifact.objects.filter(owner=alice).exists()
    assert not ToolCall.objects.exclude(state="succeeded").exists()
