"""source_validator."""

import pytest

from spirits.tools.tests.loopback import served

PAGE = """<!doctype html><html lang="en"><head><title>Bees</title><meta property="og:site_name" content="The Daily Bee">
<script type="application/ld+json">{"@type": "Article", "author": [{"name": "Ann Lee"}], "datePublished": "2020-01-02T10:00:00Z"}</script>
</head><body><a href="https://other.example/study">study</a> <a href="/contact">Contact us</a> <p>Bees make honey.</p></body></html>"""
BARE = "<p>Nothing here</p>"


@pytest.fixture
def site(settings):
    """A site of these pages."""
    answers = {
        "/a": (200, {"content-type": "text/html; charset=utf-8"}, PAGE),
        "/bare": (200, {"content-type": "text/html"}, BARE),
        "/moved": (302, {"location": "/a"}, ""),
        "/robots.txt": (200, {}, "User-agent: *\nDisallow: /bare\n"),
    }
    with served(answers) as (base, _asked):
        settings.OUTBOUND_ALLOWED_HOSTS = [base.partition("//")[2]]
        yield base


def signals(result):
    return {each["name"]: (each["verdict"], each["value"]) for each in result.data["signals"]}


def test_what_a_page_says_of_itself_is_told(calc, site):
    found = calc("source_validator", url=f"{site}/a")
    told = signals(found)
    assert found.data["title"] == "Bees"
    assert told["author"] == ("good", "Ann Lee")
    assert told["published"] == ("good", "2020-01-02T10:00:00Z")
    assert told["outlet"] == ("good", "The Daily Bee")
    assert told["contact"] == ("good", "/contact")
    assert told["references"] == ("good", 1)
    assert told["TLS"] == ("bad", "http")
    assert told["robots"] == ("good", "allowed")


def test_what_a_page_lacks_is_told(calc, site):
    told = signals(calc("source_validator", url=f"{site}/bare"))
    assert {name for name, (verdict, _) in told.items() if verdict == "unknown"} == {
        "author", "published", "outlet", "contact", "references", "language",
    }  # fmt: skip
    assert told["robots"] == ("bad", "disallowed")


def test_redirects_and_missing_pages_are_told(calc, site):
    moved = calc("source_validator", url=f"{site}/moved").data
    assert moved["final_url"] == f"{site}/a"
    assert signals(calc("source_validator", url=f"{site}/gone"))["answer"] == ("bad", 404)


def test_what_may_not_be_fetched_is_refused(calc, site, settings):
    assert calc.refused("source_validator", url="http://169.254.169.254/latest/meta-data") == "address_refused"
    settings.OUTBOUND_ALLOWED_HOSTS = []
    assert calc.refused("source_validator", url=f"{site}/a") == "address_refused"
    assert "url" in calc.refused("source_validator", url="file:///etc/passwd")
    assert "url" in calc.refused("source_validator", url="")
