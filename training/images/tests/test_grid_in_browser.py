"""The pages of pictures in a real browser: upload, watch, search, filter, tag and edit, by mouse and by keyboard."""

import io
import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from jobs.testing.worker import worker_process
from project.lib.clock import now
from project.testing.chromium import sign_in
from training.images.models import Image, ImageFolder
from training.images.services.register_folder import upload_folder
from training.images.services.verify_folder import verify_folder
from training.images.tests.conftest import draw
from training.images.tests.test_upload_folder import zipped

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("SHOTS", "")  # a folder to keep pictures of the pages in


@pytest.fixture
def archive(tmp_path: Path) -> io.BytesIO:
    members = []
    for number in range(40):
        picture = draw(tmp_path / f"{number}.png", (number * 6, 90, 200 - number * 4), (320, 240))
        members.append((f"{number:02}.png", picture.read_bytes()))
    members.append(("empty.jpg", b""))
    return zipped(*members)


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        for width, theme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{theme}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


def test_a_person_uploads_processes_and_finds(
    page: Page, context: BrowserContext, alice: User, live_site: str, archive: io.BytesIO
) -> None:
    sign_in(context, alice, live_site)
    page.goto("/images/")
    expect(page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    page.get_by_label("Zip archive").set_input_files(
        {"name": "Harbour.zip", "mimeType": "application/zip", "buffer": archive.getvalue()}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Harbour", level=1)).to_be_visible()
    expect(page.locator("[data-tile]")).to_have_count(41)
    page.get_by_text("Process pictures").click()
    expect(page.get_by_text("No model of yours can see pictures.", exact=False)).to_be_visible()
    with worker_process(concurrency=1):
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_text("Process pictures")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("The file is empty.")).to_be_visible()  # shown without a reload
    assert Image.objects.filter(is_processed=True).count() == 41
    shoot(page, "grid")
    page.get_by_role("link", name="Problems").click()
    expect(page.locator("[data-tile]")).to_have_count(1)
    page.get_by_role("link", name="All").click()
    for path in ("03.png", "05.png"):
        page.get_by_label(f"Choose {path}").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_label("Tags, divided by commas").fill("boat, harbour")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("2 pictures changed.")).to_be_visible()
    page.get_by_label("Search these pictures").fill("harb")
    page.keyboard.press("Enter")
    expect(page.locator("[data-tile]")).to_have_count(2)
    page.locator("[data-tile-link]").first.click()
    expect(page.get_by_label("Tags")).to_have_value("boat, harbour")
    page.get_by_label("Description").fill("A blue field with a white line.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    shoot(page, "picture")
    page.get_by_role("link", name="Harbour", exact=True).click()
    page.get_by_label("More").click()
    page.get_by_role("link", name="Check and repair").click()
    expect(page.get_by_text("All layers agree on 41 pictures.")).to_be_visible()
    folder = ImageFolder.objects.get()
    assert folder.images.get(path="03.png").description == "A blue field with a white line."
    Image.objects.filter(path="03.png").update(description="Behind the file's back", revision=99)
    ImageFolder.objects.update(revision=99)
    page.reload()
    expect(page.get_by_text("3 differences.", exact=False)).to_be_visible()
    shoot(page, "check")
    page.get_by_role("button", name="Repair").click()
    expect(page.get_by_text("3 differences were mended.")).to_be_visible()
    assert verify_folder(folder=folder).is_whole


def test_everything_is_done_by_keyboard(
    page: Page, context: BrowserContext, alice: User, live_site: str, archive: io.BytesIO
) -> None:
    folder = upload_folder(user=alice, archive=archive, name="Harbour", at=now())
    sign_in(context, alice, live_site)
    page.goto(f"/images/{folder.pk}/")
    links = page.locator("[data-tile-link]")
    page.keyboard.press("ArrowRight")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_label("Choose 02.png")).to_be_checked()
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_label("Choose 02.png")).not_to_be_checked()
    columns = links.evaluate_all(
        "all => all.findIndex((each) => each.getBoundingClientRect().top > all[0].getBoundingClientRect().top + 1)"
    )
    page.keyboard.press("ArrowDown")
    expect(links.nth(2 + columns)).to_be_focused()
    page.keyboard.press("Home")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search these pictures")).to_be_focused()
    page.keyboard.type("x 07")
    page.keyboard.press("Enter")
    expect(links).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrive(page, "07.png")
    page.keyboard.press("ArrowRight")
    arrive(page, "08.png")
    page.keyboard.press("ArrowLeft")
    arrive(page, "07.png")


def arrive(page: Page, picture: str) -> None:
    """The picture's page is there, and its script listens to keys."""
    expect(page.get_by_role("heading", name=picture)).to_be_visible()
    page.wait_for_load_state()


def test_processing_is_stopped_and_goes_on(
    page: Page, context: BrowserContext, alice: User, live_site: str, archive: io.BytesIO
) -> None:
    folder = upload_folder(user=alice, archive=archive, name="Harbour", at=now())
    sign_in(context, alice, live_site)
    page.goto(f"/images/{folder.pk}/")
    page.get_by_text("Process pictures").click()
    page.get_by_role("button", name="Start").click()  # no worker runs: it waits
    expect(page.get_by_role("progressbar", name="Processing")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar", name="Processing")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Go on processing")).to_be_visible()
    with worker_process(concurrency=1):
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Process pictures")).to_be_visible(timeout=60_000)
    assert not Image.objects.filter(is_processed=False).exists()


def test_another_persons_folder_is_not_there(
    page: Page, context: BrowserContext, alice: User, bob: User, live_site: str, archive: io.BytesIO
) -> None:
    folder = upload_folder(user=alice, archive=archive, name="Harbour", at=now())
    image = folder.images.first()
    assert image is not None
    sign_in(context, bob, live_site)
    for address in (f"/images/{folder.pk}/", f"/images/{folder.pk}/check/", f"/images/one/{image.pk}/small/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
