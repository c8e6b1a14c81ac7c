"""Every page of the site, in four widths, two themes and two languages: whole, quiet, within its screen, steady, open to everybody,
and without a mouse. One installation and one load of a page serve all of it.

``./daimon test chat/tests/gallery --pictures FOLDER`` also keeps what it sees.
"""

import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from playwright.sync_api import Error as PlaywrightError

from accounts.models import User
from accounts.testing import client_of
from chat.tests.gallery.album import SHOWN, make_album, name_of
from chat.tests.gallery.page_names import page_names
from chat.tests.gallery.pages import ADMIN, NO_PAGES, PAGES
from chat.tests.gallery.shots import WIDTHS, Shot
from chat.tests.gallery.walk_by_keyboard import MOVING, escape_closes_and_gives_the_focus_back, walk
from chat.tests.gallery.world import World

THEMES = ("light", "dark")
LOADED_AT = (390, 1280)  # the windows between are the same page, drawn wider or narrower
GERMAN_BELOW = 1280  # German words are longer, so narrow windows show them
AXE_AT = {(390, "light"), (1280, "dark")}  # each width and each theme once: a theme has other colours and nothing else
AXE = {
    "resultTypes": ["violations"],
    "preload": False,
}  # preloading reads style sheets again, for a rule on turned screens
AXE_SCRIPT = Axe().axe_script  # put into a page once, for all its widths and themes
TALLEST = 8_000
PRINTED = {"receipt", "evaluation-report"}
FRAME = (".rail", ".topbar", ".button")
LARGEST_ALBUM = 3_000_000  # bytes in the repository
JPEG_QUALITY = 60
MOST_SHIFT = 0.05
SHIFT = """() => new Promise((resolve) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(shift), 60));
})"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > room || document.body.scrollWidth > room;
}"""
SPOKEN = """() => {
  const { lang } = document.documentElement;
  return location.pathname.startsWith("/errors/") || navigator.language.startsWith(lang) ? "" : `it speaks ${lang}`;
}"""
STEADY = "document.getAnimations().forEach((each) => { try { each.finish(); } catch { each.cancel(); } })"


@pytest.mark.django_db
def test_no_page_is_missing(alice: User) -> None:
    listed = set(PAGES) - {"errors"}
    known = page_names(client_of(alice))
    assert known - listed - set(NO_PAGES) == set(), "list the new page in gallery/pages.py"
    assert (listed | set(NO_PAGES)) - known == set(), "these addresses are gone"
    assert listed & set(NO_PAGES) == set()


def test_the_documentation_shows_its_album() -> None:
    folder = Path(__file__).parents[3] / "docs" / "pictures"
    names = {name_of(*each) for each in SHOWN}
    assert {each.name for each in folder.iterdir()} == names
    assert set(re.findall(r"pictures/([\w-]+\.webp)", (folder.parent / "pictures.md").read_text())) == names
    assert sum(each.stat().st_size for each in folder.iterdir()) < LARGEST_ALBUM


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_is_finished(
    windows: dict[str, Page],
    german_windows: dict[str, Page],
    world: World,
    request: pytest.FixtureRequest,
    live_site: str,
) -> None:
    if folder := request.config.getoption("--album"):
        make_album(windows, world, Path(folder))
        return
    album = Album.of(request.config)
    wanted = re.compile(request.config.getoption("--shots"))
    shots = [shot for shots in (*PAGES.values(), ADMIN) for shot in shots if wanted.search(shot.name)]
    if not album and not request.config.getoption("--full-size"):
        # Lists of the admin are opened in a browser by test_keep_to_policy_in_admin, too.
        shots = [shot for shot in shots if shot.is_ours or "." not in shot.name]
    chosen = [int(each) for each in request.config.getoption("--widths").split(",") if each]
    loads_twice = bool(album) or request.config.getoption("--full-size")
    first = {shots[0].name for shots in PAGES.values()}
    know_the_shell: set[str] = set()
    if not album:
        escape_closes_and_gives_the_focus_back(windows["mara"], world)

    def look_at(turn: int, shot: Shot) -> dict[str, list[str]]:
        problems: dict[str, list[str]] = {}
        is_state = shot.is_ours and shot.name not in first  # of a page that is loaded itself
        loaded_at = chosen or [each for each in LOADED_AT if each in shot.widths]
        is_once = not chosen and (is_state or not loads_twice)
        if is_once:  # the one width or the other by turns, but a state, whose acts may need their window
            loaded_at = [loaded_at[0 if is_state else turn % len(loaded_at)]]
        for width in sorted(chosen or shot.widths, key=lambda width: (width not in loaded_at and is_once, width)):
            is_german = shot.is_ours and not shot.before and (is_once or width < GERMAN_BELOW)  # acts know English
            page = (german_windows if is_german else windows)[shot.who]
            found = look(page, shot, world, width, album, is_loaded=width in loaded_at)
            problems |= {f"{shot.name} at {width} {theme}": each for theme, each in found.items() if each}
        if shot.is_ours and not (shot.before or album or chosen or shot.name in MOVING):
            problems |= {f"{shot.name} by keyboard": each for each in [walk(page, shot.who, know_the_shell)] if each}
        return problems

    left = {turn: found for turn, shot in enumerate(shots) if (found := look_at(turn, shot))}
    problems = {turn: found for turn, found in left.items() if look_at(turn, shots[turn])}
    for turn in left.keys() - problems.keys():  # a busy machine, or a fault that is seldom seen
        warnings.warn(f"Wrong at the first look, not at the second: {left[turn]}", stacklevel=1)
    assert not problems, "\n".join(
        f"{page}: {each}" for by_page in problems.values() for page, found in by_page.items() for each in found
    )


def look(
    page: Page, shot: Shot, world: World, width: int, album: "Album | None", *, is_loaded: bool
) -> dict[str, list[str]]:
    """What is wrong with a page at that width, by theme."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of" not in message.text:
            said.append(f"console: {message.text[:200]}")

    def broke(error: Exception) -> None:
        said.append(f"script: {error}"[:200])

    page.on("console", hear)
    page.on("pageerror", broke)
    try:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        if is_loaded and (problems := load(page, shot, world)):
            return {"any": problems}
        if page.evaluate(TOO_WIDE):
            said.append("it is wider than the screen")
        if shot.name in PRINTED and (left := on_paper(page)):
            said.append(f"on paper one sees {left}")
        seen = [theme for theme in THEMES if album or (is_loaded and (width, theme) in AXE_AT)]
        return {"any": said, **{theme: see(page, shot, width, theme, album) for theme in seen}}
    except PlaywrightError as error:
        if album:
            album.keep(page, f"{shot.name}-{width}-broken")
        return {"any": [*said, str(error)[:400]]}
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", broke)


def on_paper(page: Page) -> list[str]:
    """What of the site's frame would be printed."""
    page.emulate_media(media="print")
    try:
        return [each for each in FRAME if page.locator(each).first.is_visible()]
    finally:
        page.emulate_media(media="screen")


def load(page: Page, shot: Shot, world: World) -> list[str]:
    """Open the page in the window it has; a wrong status, or a layout that moves, is a problem."""
    if shot.who == "visitor":
        page.context.clear_cookies()
    answer = page.goto(shot.address_in(world), wait_until="load")
    if answer is None or answer.status != shot.status:
        return [f"status {answer.status if answer else 'none'}"]
    if shot.before:
        shot.before(page)
    if shot.is_ours and (spoken := page.evaluate(SPOKEN)):
        return [spoken]
    shift = page.evaluate(SHIFT)
    if shift > MOST_SHIFT:  # the window itself may have been on its way to another size: the page alone moves each time
        page.reload(wait_until="load")
        if shot.before:
            shot.before(page)
        shift = page.evaluate(SHIFT)
    return [f"the layout moves by {shift:.3f}"] if shift > MOST_SHIFT else []


def see(page: Page, shot: Shot, width: int, theme: str, album: "Album | None") -> list[str]:
    """What axe-core finds in a theme, after the picture was taken."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    if album and theme == "dark" and not shot.is_ours:
        page.reload(wait_until="load")  # the admin looks for the theme once
    page.evaluate(STEADY)
    if album:
        picture(page, width, album, f"{shot.name}-{width}-{theme}")
    if not shot.is_ours or (width, theme) not in AXE_AT:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(options)", AXE)
    return [
        f"{finding['id']}: {node['html'][:160]}"
        for finding in found["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"][:4]
    ]


@dataclass(frozen=True)
class Album:
    """Where pictures are kept, and in which form."""

    folder: Path
    form: Literal["png", "jpeg"]

    @classmethod
    def of(cls, config: pytest.Config) -> "Album | None":
        """The one that was asked for."""
        folder = config.getoption("--pictures")
        return cls(Path(folder), config.getoption("--form")) if folder else None

    def keep(self, page: Page, name: str) -> None:
        """Take the window's picture."""
        self.folder.mkdir(parents=True, exist_ok=True)
        quality = JPEG_QUALITY if self.form == "jpeg" else None
        page.screenshot(path=self.folder / f"{name}.{self.form}", type=self.form, quality=quality)


def picture(page: Page, width: int, album: Album, name: str) -> None:
    """The whole page in a window of its height, so that what sticks to the window's edge stands there."""
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height, WIDTHS[width]), TALLEST)})
    album.keep(page, name)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
