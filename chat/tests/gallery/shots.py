"""A picture of a page: where, by whom, how wide."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from chat.tests.gallery.world import World

WIDTHS = {390: 844, 768: 1024, 1280: 800, 1440: 900}  # with the window's height
Address = str | Callable[[World], str]


@dataclass(frozen=True)
class Shot:
    """One picture: where it is taken, by whom, and what is done on the page before."""

    name: str
    address: Address
    who: str = "mara"
    status: int = 200
    before: Callable[[Page], None] | None = None
    is_ours: bool = True  # False: another library draws it, and answers for its parts
    widths: tuple[int, ...] = tuple(WIDTHS)

    def address_in(self, world: World) -> str:
        """The address in that installation."""
        return self.address if isinstance(self.address, str) else self.address(world)
