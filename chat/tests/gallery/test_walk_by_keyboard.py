"""Every page without a mouse: Tab reaches every control, one sees where one is, and Escape closes what opened."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chat.tests.gallery.pages import PAGES, Shot
from chat.tests.gallery.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOVING = {"chat-streaming"}  # its controls change while one walks
SHELL = ".skip-link, .topbar, .rail"  # the same on every page: one walks it once, and skips it from then on
MARK = """(left) => {
  const seen = new Set();
  const isOne = (node) => {
    if (node.disabled || node.tabIndex < 0 || node.closest(`[inert]${left}`) || !node.checkVisibility({ visibilityProperty: true })) return false;
    if (node.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${node.name}"]`)].filter((each) => each.form === node.form);
    return node === (group.find((each) => each.checked) ?? group[0]);
  };
  const found = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter(isOne);
  found.forEach((node, at) => { node.dataset.walk = at; });
  return found.map((node) => node.outerHTML.slice(0, 140));
}"""
LOOK = """(left) => {
  const here = document.activeElement;
  const chain = [here, here.parentElement, here.parentElement?.parentElement, here.parentElement?.parentElement?.parentElement];
  const looks = () => chain.filter(Boolean).map((node) => {
    const style = getComputedStyle(node);
    return [style.boxShadow, style.outlineStyle, style.outlineWidth, style.borderColor, style.backgroundColor, style.transform].join();
  }).join("|");
  if (here.closest(left)) return { at: null, isLeft: true };
  const focused = looks();
  if (here.type === "time") return { at: here.dataset.walk, isSeen: here.matches(":focus-visible"), html: "" }; // blurring starts it over
  here.blur();
  const blurred = looks();
  here.focus({ focusVisible: true });
  return { at: here.dataset?.walk ?? null, isSeen: focused !== blurred, html: here.outerHTML.slice(0, 140) };
}"""


def test_every_control_is_reached_and_seen(
    windows: dict[str, Page], world: World, request: pytest.FixtureRequest
) -> None:
    """One installation serves both walks, since making it takes longer than either."""
    escape_closes_and_gives_the_focus_back(windows["mara"], world)
    wanted = re.compile(request.config.getoption("--shots"))
    problems: list[str] = []
    know_the_shell: set[str] = set()
    for shots in PAGES.values():
        for shot in shots:
            if wanted.search(shot.name) and shot.name not in MOVING and not shot.before:
                found = walk(windows[shot.who], shot, world, know_the_shell)
                problems += [f"{shot.name}: {each}" for each in found]
    assert not problems, "\n".join(problems)


def walk(page: Page, shot: Shot, world: World, know_the_shell: set[str]) -> list[str]:
    """What the keyboard does not reach on a page, and where one does not see the focus; who knows the shell skips it."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if shot.who == "visitor":
        page.context.clear_cookies()
    page.goto(shot.address_in(world), wait_until="load")
    page.wait_for_timeout(150)
    has_shell = page.locator(".rail").count() > 0
    is_whole = not has_shell or shot.who not in know_the_shell
    if has_shell:
        know_the_shell.add(shot.who)
    controls: list[str] = page.evaluate(MARK, "" if is_whole else f", {SHELL}")
    reached: set[int] = set()
    unseen: list[str] = []
    last = -1
    page.evaluate("document.activeElement?.blur?.()")
    if not is_whole:
        page.locator(".skip-link").press("Enter")
    for _ in range(len(controls) * 2 + 10):
        page.keyboard.press("Tab")
        found: dict[str, Any] = page.evaluate(LOOK, "nothing" if is_whole else SHELL)
        if found.get("isLeft"):
            break
        if found["at"] is None or int(found["at"]) == last:  # a field of time has parts of its own
            continue
        last = int(found["at"])
        if last in reached:
            break
        reached.add(last)
        if not found["isSeen"]:
            unseen.append(f"no visible focus on {found['html']}")
    return [f"Tab never reaches {html}" for at, html in enumerate(controls) if at not in reached] + unseen


def escape_closes_and_gives_the_focus_back(page: Page, world: World) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/chat/{world.talks['code'].pk}/")
    opener = page.locator('.conversation-head summary[aria-label="What to do with this chat"]')
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Rename")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Rename").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Rename")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Open the menu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Open the menu")).to_be_focused()
