"""Every page without a mouse: Tab reaches every control, one sees where one is, and Escape closes what opened."""

from playwright.sync_api import Page, expect

from chat.tests.gallery.world import World

MOVING = {"chat-streaming"}  # its controls change while one walks
SHELL = ".skip-link, .topbar, .rail"  # the same on every page: one walks it once, and skips it from then on
AT_ONCE = 12  # presses of Tab before one looks where they led
LISTEN = """(left) => {
  const chain = (node) => [node, node.parentElement, node.parentElement?.parentElement, node.parentElement?.parentElement?.parentElement];
  const looks = (node) => chain(node).filter(Boolean).map((each) => {
    const style = getComputedStyle(each);
    return [style.boxShadow, style.outlineStyle, style.outlineWidth, style.borderColor, style.backgroundColor, style.transform].join();
  }).join("|");
  const isOne = (node) => {
    if (node.disabled || node.tabIndex < 0 || node.closest(`[inert], ${left}`) || !node.checkVisibility({ visibilityProperty: true })) return false;
    if (node.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${node.name}"]`)].filter((each) => each.form === node.form);
    return node === (group.find((each) => each.checked) ?? group[0]);
  };
  document.activeElement?.blur?.();
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const unfocused = new Map([...document.querySelectorAll(all)].filter(isOne).map((node) => [node, looks(node)]));
  const walk = { controls: [...unfocused.keys()], reached: new Set(), unseen: new Map(), isOver: false };
  document.addEventListener("focusin", ({ target }) => {
    if (walk.isOver || target.closest(left) || (walk.reached.has(target) && target !== walk.last)) {
      walk.isOver ||= walk.reached.size > 0;
      return;
    }
    walk.last = target;
    walk.reached.add(target);
    // A field of time shows which of its parts has the focus.
    const isSeen = target.type === "time" ? target.matches(":focus-visible") : looks(target) !== unfocused.get(target);
    if (!isSeen) walk.unseen.set(target, target.outerHTML.slice(0, 140));
  });
  window.walkByKeyboard = walk;
  return walk.controls.length;
}"""
IS_OVER = "window.walkByKeyboard.isOver"
RESULT = """() => {
  const { controls, reached, unseen } = window.walkByKeyboard;
  const isThere = (node) => node.isConnected && node.checkVisibility({ visibilityProperty: true }); // some go when one gets to the end
  const left = controls.filter((node) => isThere(node) && !reached.has(node)).map((node) => `Tab never reaches ${node.outerHTML.slice(0, 140)}`);
  return [...left, ...[...unseen.values()].map((html) => `no visible focus on ${html}`)];
}"""


def walk(page: Page, who: str, know_the_shell: set[str]) -> list[str]:
    """What the keyboard does not reach on an open page, and where one does not see the focus; who knows the shell skips it."""
    has_shell = page.locator(".rail").count() > 0
    is_whole = not has_shell or who not in know_the_shell
    if has_shell:
        know_the_shell.add(who)
    if not is_whole:
        page.locator(".skip-link").focus()
        page.keyboard.press("Enter")
    number: int = page.evaluate(LISTEN, "no-such-element" if is_whole else SHELL)
    for _ in range((number * 2 + 10) // AT_ONCE + 1):  # a field of time takes several presses
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate(IS_OVER):
            break
    problems: list[str] = page.evaluate(RESULT)
    return problems


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
