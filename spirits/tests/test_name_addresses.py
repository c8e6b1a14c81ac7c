"""Whether a text names an address, and which hosts an operator's list has."""

import pytest

from spirits.rules.addresses import host_of, is_free_host, is_written_in

PAGE = "https://news.example.org/a/b?c=1"


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        f"Look at {PAGE}.",
        f"(see {PAGE})",
        f"**{PAGE}**, please!",
        f"[the page]({PAGE})",
        f'/tool source_validator {{"url": "{PAGE}"}}',
        "HTTPS://News.Example.org:443/a/b?c=1#part",
        "http://news.example.org/a/b?c=1",
        "news.example.org/a/b?c=1",
    ],
)
def test_the_address_is_found(text):
    assert is_written_in(PAGE, [text])
    assert is_written_in(PAGE, ["Good morning.", text])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Look at news.example.org",
        "https://news.example.org/a/b",
        "https://news.example.org/a/b?c=1&d=2",
        "https://news.example.org:8443/a/b?c=1",
        "https://me@news.example.org/a/b?c=1",
        "https://evil.example/?next=news.example.org/a/b?c=1",
        "https://news.example.org.evil.example/a/b?c=1",
    ],
)
def test_another_address_is_not_it(text):
    assert not is_written_in(PAGE, [text])


@pytest.mark.parametrize("more", ["?all=secret", "#x?all=secret", "/secret", "?", "%20secret", "@evil.example/"])
def test_what_is_added_to_an_address_makes_another_unless_it_is_never_sent(more):
    said = ["What does https://evil.example say?"]
    assert is_written_in(f"https://evil.example{more}", said) == (more[0] == "#" or more == "?")


@pytest.mark.parametrize("url", ["", "x", "https://", "http://[::1", "https://host:99999/", "ftp://news.example.org/a", "http://localhost/"])  # fmt: skip
def test_what_is_no_address_of_the_web_is_never_named(url):
    assert not is_written_in(url, [url, f"See {url}."])


def test_a_long_message_is_read_quickly():
    assert not is_written_in(PAGE, ["https://news.example.org/" + "." * 200_000, "news.example.org" * 20_000])


@pytest.mark.parametrize(
    ("host", "allowed", "is_free"),
    [
        ("docs.example.org", ["docs.example.org"], True),
        ("docs.example.org", ["*.example.org"], True),
        ("example.org", ["*.example.org"], False),
        ("evilexample.org", ["*.example.org", "example.org"], False),
        ("docs.example.org", [], False),
        ("anywhere.example", ["*"], True),
        ("", ["*"], False),
    ],
)
def test_the_operators_hosts(host, allowed, is_free):
    assert is_free_host(host, allowed) is is_free


def test_the_host_of_an_address():
    assert [host_of(each) for each in ("https://A.example:8/x", "http://u:p@b.example", "nothing", "http://[")] == [
        "a.example",
        "b.example",
        "",
        "",
    ]
