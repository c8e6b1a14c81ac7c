"""Where the gallery's pages are in that installation, and what is done on them before a picture."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from playwright.sync_api import Page

from accounts.testing import PASSWORD
from chat.tests.gallery.world import World
from spirits.models import PricedItem, Spirit


def talk(name: str) -> Callable[[World], str]:
    """The address of a conversation."""
    return lambda world: f"/chat/{world.talks[name].pk}/"


def spirit() -> Any:
    """A spirit that costs something."""
    return Spirit.objects.exclude(tier="free").filter(state="live").order_by("slug").values_list("pk", flat=True)[0]


def priced() -> int:
    """What the same spirit's prices are of."""
    return PricedItem.objects.get(spirit_id=spirit()).pk


def of_minion(end: str = "") -> Callable[[World], str]:
    """The address of the minion, or of a page below it."""
    return lambda world: f"/minions/{world.minion.pk}/{end}"  # type: ignore[union-attr]


def of_pictures(end: str = "") -> Callable[[World], str]:
    """The address of the folder of pictures, or of a page below it."""
    return lambda world: f"/images/{world.pictures.pk}/{end}"  # type: ignore[union-attr]


def of_approval(world: World) -> str:
    """The address of the question that a program asked."""
    asked = world.mara.approvals.get(call__door="mcp")
    return f"/approvals/{asked.pk}/"


def reset_link(world: World) -> str:
    """What the mail about a forgotten password leads to."""
    token = default_token_generator.make_token(world.newcomer)
    return f"/accounts/password/reset/key/{user_pk_to_url_str(world.newcomer)}-{token}/"


def confirm_link(world: World) -> str:
    """What the mail about a new address leads to."""
    address, _ = EmailAddress.objects.get_or_create(user=world.newcomer, email="noor@home.example")
    return f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"


def ask_code(page: Page) -> None:
    """Sign in with the password of somebody who has a second factor."""
    page.get_by_label("Email").fill("karl@fjord.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/**")


def open_menu(name: str) -> Callable[[Page], None]:
    """Open the menu of that name."""
    return lambda page: page.locator(f'summary[aria-label="{name}"]:visible').first.click()


def open_palette(page: Page) -> None:
    """Search for something by the command palette."""
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Search and commands").get_by_role("searchbox").fill("boat")
    page.get_by_role("dialog").get_by_role("heading", name="Memories").wait_for()


def type_hash(page: Page) -> None:
    """Choose a file and be offered another."""
    area = page.get_by_role("textbox", name="Message")
    area.fill("")
    area.press_sequentially("#hull")
    page.get_by_role("option", name="hull.png").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-chip]").first.wait_for()
    area.press_sequentially("#price")
    page.get_by_role("option", name="price-list").wait_for()


def open_steps(page: Page) -> None:
    """Both tool cards, and the picture that one of them made."""
    for card in page.locator(".tool-card summary").all():
        card.click()
    page.locator(".made img").last.scroll_into_view_if_needed()


def open_share(page: Page) -> None:
    """The dialog of links."""
    open_menu("What to do with this chat")(page)
    page.locator(".menu[open]").get_by_role("link", name="Share by link").click()
    page.get_by_role("dialog", name="Share by link").get_by_role("button", name="Make a link").wait_for()


def wait_for_memory(page: Page) -> None:
    """The server was asked, and does not answer."""
    page.get_by_text("Asking the server").wait_for(state="detached")


def open_rail(page: Page) -> None:
    """Open the drawer on a phone; elsewhere it stands there."""
    opener = page.get_by_role("link", name="Open the menu")
    if opener.is_visible():
        opener.click()
        page.wait_for_timeout(300)


def drawing(world: World) -> Any:
    """A picture that a tool made, or whatever one made."""
    made = world.mara.artifacts.order_by("-mime", "id").values_list("mime", "pk")
    return next((key for mime, key in made if mime == "image/jpeg"), made[0][1])


def model() -> Any:
    from training.models import LanguageModel

    return LanguageModel.objects.filter(provider__owner=None).order_by("name").values_list("pk", flat=True)[0]


def bundles() -> list[str]:
    from spirits.models import Bundle

    return list(Bundle.objects.filter(state="live").order_by("price_points").values_list("slug", flat=True))
