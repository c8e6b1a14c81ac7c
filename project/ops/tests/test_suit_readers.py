"""The frame suits whoever reads: without motion, from right to left, and as an application of one's own."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from project.testing.chromium import sign_in

pytestmark = pytest.mark.browser

MOVES = """() => {
  const lasting = (times) => times.split(",").some((each) => parseFloat(each) > 0.001);
  const marked = document.createElement("div");
  marked.innerHTML = %(classes)s.map((name) => `<div class="${name}"></div>`).join("");
  document.body.append(marked);
  return [...document.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    const isRunning = style.animationName !== "none" && lasting(style.animationDuration);
    return isRunning || lasting(style.transitionDuration) || style.scrollBehavior === "smooth";
  }).map((each) => `${each.localName}.${each.className}`);
}"""
MOVING = ["skeleton", "spinner", "toast", "progress", "typing"]
ADDRESSES = ("/", "/chat/", "/memory/", "/accounts/profile/", "/style/")


@pytest.fixture
def frame(alice: User, context: BrowserContext, page: Page, live_site: str) -> Page:
    """A window that Alice is signed in to."""
    sign_in(context, alice, live_site)
    page.goto("/")
    return page


def test_nothing_moves_for_who_asked_for_stillness(frame: Page) -> None:
    script = MOVES % {"classes": MOVING}
    frame.emulate_media(reduced_motion="no-preference")
    frame.goto("/style/")
    assert frame.evaluate(script), "nothing moves for anybody: this test would see no motion"
    frame.emulate_media(reduced_motion="reduce")
    for address in ADDRESSES:
        frame.goto(address)
        assert frame.evaluate(script) == [], address


@pytest.mark.parametrize("width", [390, 1280])
def test_from_right_to_left_the_page_is_its_mirror(frame: Page, width: int) -> None:
    frame.set_viewport_size({"width": width, "height": 900})
    frame.emulate_media(reduced_motion="reduce")  # the drawer slides to its other side otherwise
    for address in ADDRESSES:
        frame.goto(address)
        straight = _edges(frame)
        frame.evaluate("document.documentElement.dir = 'rtl'")
        frame.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
        turned = _edges(frame)
        assert turned["overflow"] == 0, address
        for name, (left, right) in straight["boxes"].items():
            room = straight["room"]
            assert turned["boxes"][name] == pytest.approx((room - right, room - left), abs=2), (address, name)


def _edges(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("""() => {
      const room = document.documentElement.clientWidth;
      const boxes = {};
      for (const name of [".rail", ".topbar", "main", "h1"]) {
        const box = document.querySelector(name)?.getBoundingClientRect();
        if (box && box.width) boxes[name] = [box.left, box.right];
      }
      return { room, boxes, overflow: document.documentElement.scrollWidth - room };
    }""")
    return found


def test_the_browser_would_install_it(frame: Page) -> None:
    frame.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    browser = frame.context.new_cdp_session(frame)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["url"]
    assert manifest["errors"] == []
    found = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {each["errorId"] for each in found} <= {"in-incognito"}  # as windows of tests are
