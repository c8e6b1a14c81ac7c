"""A person builds a minion in a real browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.testing import make_staff, make_user
from chat.testing import make_scripted_model
from project.testing.chromium import sign_in
from spirits.models import Minion
from spirits.queries.minions import equipped_slugs
from spirits.services.load_catalogue import load_catalogue

pytestmark = pytest.mark.browser


def test_a_minion_from_a_template_with_live_synergy(page: Page, context: BrowserContext, live_site: str) -> None:
    load_catalogue()
    alice = make_user("alice@example.org", name="Alice")
    sign_in(context, alice, live_site)
    page.goto("/minions/new/")
    page.get_by_role("link", name="Research Analyst").click()
    expect(page.locator("#preview")).to_contain_text("2 of 3 slots filled")
    page.wait_for_load_state()
    expect(page.locator("#preview .preview-net")).to_have_text("+20 %")
    page.get_by_role("checkbox", name="Builder").check()
    expect(page.locator("#preview .preview-net")).to_have_text("+40 %")
    expect(page.get_by_role("checkbox", name="Writer")).to_be_disabled()
    page.get_by_role("checkbox", name="Checker").uncheck()
    expect(page.locator("#preview .preview-net")).to_have_text("0 %")
    expect(page.get_by_role("checkbox", name="Writer")).to_be_enabled()
    page.get_by_role("button", name="🦉").click()
    page.get_by_label("Name").fill("Owl")
    page.get_by_label("Instructions").fill("Be brief é")
    expect(page.locator("[data-token-count]")).to_contain_text("At most 11 tokens")
    page.get_by_label("Instructions").fill("")
    page.get_by_role("button", name="{{user_name}}").click()
    expect(page.get_by_label("Instructions")).to_have_value("{{user_name}}")
    expect(page.locator("[data-token-count]")).to_contain_text("At most 7 tokens")
    tools = page.get_by_role("region", name="Tools")
    tools.get_by_role("searchbox", name="Search these tools").fill("chart_generator")
    expect(tools.get_by_role("combobox")).to_have_count(1)
    tools.get_by_role("combobox").select_option("Off")
    page.get_by_role("button", name="Make this minion").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Owl")
    minion = Minion.objects.get(owner=alice)
    assert (minion.name, minion.avatar, len(minion.tools_off)) == ("Owl", "🦉", 1)
    expect(page.locator(".chip", has=page.get_by_text("Off", exact=True))).to_have_count(1)
    assert equipped_slugs(minion) == ["analyst", "builder"]
    make_scripted_model()
    page.get_by_text("Use it from a program").click()
    expect(page.locator("#api-call")).to_contain_text(f'"model": "minion/{minion.pk}"')
    page.get_by_role("link", name="Edit").click()
    tried = page.get_by_role("region", name="Try it")
    for said in ("Hoot.", "Hoot again."):
        tried.get_by_role("textbox").fill(f"[[say {said}]]")
        tried.get_by_role("button", name="Send").click()
        expect(tried.locator(".turn--assistant .prose").last).to_have_text(said)
        expect(tried.locator(".turn--streaming")).to_have_count(0)
    [conversation] = minion.conversations.all()
    assert (conversation.is_temporary, conversation.messages.count()) == (True, 4)


def test_variables_are_declared_told_and_filled_in(page: Page, context: BrowserContext, live_site: str) -> None:
    load_catalogue()
    make_scripted_model()
    alice = make_user("alice@example.org", name="Alice")
    sign_in(context, alice, live_site)
    page.goto("/minions/new/?scratch")
    section = page.get_by_role("region", name="Variables")
    expect(section.get_by_role("group")).to_have_count(0)
    page.get_by_label("Name").fill("Guide")
    section.get_by_role("button", name="Add a variable").press("Enter")
    row = section.get_by_role("group").first
    expect(row.get_by_label("Name")).to_be_focused()
    expect(row.get_by_label("Options")).to_be_hidden()
    row.get_by_label("Name").fill("place")
    row.get_by_label("Label").fill("Where to")
    row.get_by_label("It needs a value").check()
    section.get_by_role("button", name="Add a variable").click()
    other = section.get_by_role("group").nth(1)
    other.get_by_label("Name").fill("pace")
    other.get_by_label("Kind").select_option("Choice")
    other.get_by_label("Options").fill("fast\nslow")
    other.get_by_label("Default").fill("slow")
    page.get_by_label("Instructions").fill("A {{pace}} tour of ")
    page.get_by_role("button", name="{{place}}").click()
    page.get_by_text("As it is told").click()
    expect(page.locator("[data-as-told-text]")).to_have_text("A slow tour of")
    page.get_by_role("combobox", name="Memory").select_option("own")
    page.get_by_role("button", name="Make this minion").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guide")
    minion = Minion.objects.get(owner=alice)
    assert ([each["name"] for each in minion.variables], minion.memory) == (["place", "pace"], "own")
    page.get_by_role("link", name="Chat", exact=True).last.click()
    page.get_by_role("textbox", name="Message", exact=True).fill("[[say Off we go]]")
    page.get_by_role("button", name="Send").click()
    assert minion.conversations.count() == 0  # the browser points at the field
    page.get_by_label("Where to").fill("Rome")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn--assistant .prose").last).to_have_text("Off we go")
    assert minion.conversations.get().variables == {"place": "Rome", "pace": "slow"}


def test_the_catalogue_narrows_while_one_types(page: Page, context: BrowserContext, live_site: str) -> None:
    load_catalogue()
    sign_in(context, make_user("alice@example.org"), live_site)
    page.goto("/catalogue/")
    expect(page.locator("#spirit-list article")).to_have_count(18)
    page.get_by_role("searchbox", name="Search spirits and tools").press_sequentially("calendar")
    expect(page.locator("#spirit-list article")).to_have_count(1)
    expect(page).to_have_url(f"{live_site}/catalogue/?q=calendar&category=&tier=")
    page.get_by_role("searchbox", name="Search spirits and tools").fill("")
    page.get_by_text("Only what I can use").click()
    expect(page.locator("#spirit-list article")).to_have_count(5)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_screen(page: Page, context: BrowserContext, live_site: str, width: int) -> None:
    load_catalogue()
    sign_in(context, make_user("alice@example.org"), live_site)
    page.set_viewport_size({"width": width, "height": 800})
    paths = ["/catalogue/", "/catalogue/spirits/creative/", "/catalogue/bundles/", "/catalogue/plans/", "/minions/"]
    for path in [*paths, "/minions/new/", "/minions/new/?template=seo-pro"]:
        page.goto(path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide == 0, path


def test_staff_open_the_matrix_from_the_list(page: Page, context: BrowserContext, live_site: str) -> None:
    load_catalogue()
    sign_in(context, make_staff("staff@example.org"), live_site)
    page.goto("/admin/spirits/pairing/")
    page.get_by_role("link", name="Matrix").first.click()
    expect(page.get_by_role("link", name="Writer and Creative: +25 % Content Master")).to_have_text("25")
