"""The pictures that the documentation shows: the first screen of the best pages, small enough to be kept in the repository.

``./daimon test chat/tests/gallery/test_show_every_page.py --album docs/pictures`` makes them anew.
"""

import io
from pathlib import Path

from PIL import Image as Picture
from playwright.sync_api import Page

from chat.tests.gallery.pages import PAGES
from chat.tests.gallery.shots import WIDTHS, Shot
from chat.tests.gallery.world import World

DESKTOP, PHONE = 1280, 390
QUALITY = 80
PICTURES_ARE_THERE = """() => [...document.images].every((each) => {
  const { top, bottom } = each.getBoundingClientRect();
  return each.complete || bottom < 0 || top > innerHeight;
})"""
SHOWN: tuple[tuple[str, int, str], ...] = (
    ("home", DESKTOP, "light"),
    ("chat-code", DESKTOP, "light"),
    ("chat-table", DESKTOP, "dark"),
    ("chat-tool", PHONE, "light"),
    ("chat-table", PHONE, "dark"),
    ("chat-palette", DESKTOP, "light"),
    ("minion-edit", DESKTOP, "light"),
    ("minion", DESKTOP, "dark"),
    ("catalogue", DESKTOP, "light"),
    ("minions", PHONE, "light"),
    ("plans", DESKTOP, "dark"),
    ("memories", DESKTOP, "light"),
    ("knowledge-found", DESKTOP, "light"),
    ("training-run", DESKTOP, "light"),
    ("evaluation", DESKTOP, "dark"),
    ("picture-grid", DESKTOP, "light"),
    ("calendar", PHONE, "light"),
    ("usage", DESKTOP, "light"),
    ("home", PHONE, "dark"),
)


def name_of(shot: str, width: int, theme: str) -> str:
    """The file of a picture."""
    return f"{shot}-{'phone' if width == PHONE else 'desktop'}-{theme}.webp"


def make_album(windows: dict[str, Page], world: World, folder: Path) -> None:
    """Take each picture, in English."""
    folder.mkdir(parents=True, exist_ok=True)
    shots = {shot.name: shot for shots in PAGES.values() for shot in shots}
    for name, width, theme in SHOWN:
        taken = _taken(windows[shots[name].who], shots[name], world, width, theme)
        with Picture.open(io.BytesIO(taken)) as picture:
            picture.convert("RGB").save(folder / name_of(name, width, theme), "WEBP", quality=QUALITY, method=6)


def _taken(page: Page, shot: Shot, world: World, width: int, theme: str) -> bytes:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.goto(shot.address_in(world), wait_until="load")
    if shot.before:
        shot.before(page)
    page.wait_for_function(PICTURES_ARE_THERE)
    return page.screenshot()
