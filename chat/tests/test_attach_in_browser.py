"""Files in the composer, in a real browser: chosen, dropped, pasted, refused, named behind #, kept with the draft, sent, deleted."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from accounts.testing import make_user
from chat.models import Attachment, Upload
from chat.testing import make_scripted_model
from project.testing.chromium import sign_in

pytestmark = pytest.mark.browser
GIVE = """([selector, kind, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/plain" }));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


def file_of(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def boat() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(out, "PNG")
    return out.getvalue()


def choose(page: Page, *files: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(list(files))


def test_files_go_with_a_message_and_can_be_deleted(page: Page, context: BrowserContext, live_site: str) -> None:
    make_scripted_model()
    sign_in(context, make_user("alice@example.org", name="Alice"), live_site)
    page.goto("/chat/")
    chips = page.locator("[data-chip]")
    choose(page, file_of("boat.png", boat()), file_of("setup.exe", b"MZ\x90\x00"))
    expect(chips).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("a program")
    expect(page.get_by_text("cannot see pictures")).to_be_visible()
    page.get_by_role("button", name="Leave it out").click()
    page.evaluate(GIVE, [".conversation", "drop", "dropped.txt", "The key hangs behind the door."])
    expect(chips).to_have_count(2)
    page.evaluate(GIVE, [".composer textarea", "paste", "pasted.txt", "Tea is at four."])
    expect(chips).to_have_count(3)
    page.get_by_role("button", name="Leave pasted.txt out").click()
    page.get_by_role("textbox", name="Message").fill("[[say Thank you.]]")
    page.reload()
    expect(chips).to_have_count(2)  # a draft keeps its files
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("img", name="boat.png")).to_be_visible()
    expect(page.get_by_role("link", name="dropped.txt")).to_be_visible()
    expect(page.locator(".turn--assistant .prose")).to_have_text("Thank you.")
    assert page.evaluate("document.querySelector('.attachment-picture img').naturalWidth") == 80
    expect(chips).to_have_count(0)
    page.get_by_role("textbox", name="Message").press_sequentially("#past")
    page.get_by_role("option", name="pasted.txt").click()
    expect(chips).to_have_count(1)
    page.get_by_role("textbox", name="Message").fill("[[say Again.]]")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="pasted.txt")).to_be_visible()
    expect(chips).to_have_count(0)
    page.get_by_role("button", name="Delete dropped.txt").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="dropped.txt")).to_have_count(0)
    assert sorted(Upload.objects.values_list("name", flat=True)) == ["boat.png", "pasted.txt"]
    assert Attachment.objects.count() == 2
