"""User agents in people's words."""

import pytest

from accounts.rules.agents import device_kind, device_name


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
            "Chrome on Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.1", "curl"),
        ("backup-robot/2", "backup-robot/2"),
        ("backup-robot/2 (+https://robots.example/about; build 4711; contact ops@example.org)", "backup-robot/2"),
        ("Mozilla/5.0 (PlayThing; U) Gadget/3", "Unknown browser"),
        ("", "Unknown device"),
    ],
)
def test_it_is_named_as_people_would(agent: str, name: str) -> None:
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "laptop"),
        ("curl/8.1", "terminal"),
        ("", "terminal"),
    ],
)
def test_it_is_drawn_as_what_it_is(agent: str, kind: str) -> None:
    assert device_kind(agent) == kind
