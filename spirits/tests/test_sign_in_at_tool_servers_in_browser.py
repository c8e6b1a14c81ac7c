"""A person signs in at a tool server in a real browser, at a real authorization server, and out again."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.testing import make_user
from project.testing.chromium import sign_in
from project.testing.oauth_tool_server import oauth_tool_server
from project.testing.site import another_web_process, site_environment
from spirits.models import ToolServer
from spirits.served.grants import opened
from spirits.testing import make_free_plan

pytestmark = pytest.mark.browser


def test_a_person_signs_in_there_and_out_again(page: Page, context: BrowserContext, transactional_db: None) -> None:
    make_free_plan()
    with oauth_tool_server() as office:
        host = urlsplit(office.url).netloc
        with another_web_process({**site_environment(), "OUTBOUND_ALLOWED_HOSTS": host}) as site:
            sign_in(context, make_user("alice@example.org"), site)
            page.goto(f"{site}/tool-servers/")
            page.get_by_label("Name").fill("Office")
            page.get_by_label("Address").fill(office.url)
            page.get_by_role("button", name="Add", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Sign in at Office")
            expect(page.locator("main").get_by_role("strong")).to_have_text(host)
            page.get_by_role("link", name=f"Go to {host}").click()
            expect(page.get_by_text("It offers 1 tool.")).to_be_visible()
            assert page.url == f"{site}/tool-servers/"
            server = ToolServer.objects.get()
            assert (server.sign_in, opened(server.sealed_grant).tokens["access_token"] in office.tokens) == (
                "done",
                True,
            )
            page.get_by_role("button", name="Sign out Office").click()
            expect(page.get_by_text("The tool server is asked to forget its tokens.")).to_be_visible()
            expect(page.get_by_text("Sign-in needed")).to_be_visible()
            assert opened(ToolServer.objects.get().sealed_grant).tokens is None
