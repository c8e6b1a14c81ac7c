"""X-Forwarded-For counts only behind a trusted proxy."""

import pytest

from project.lib.addresses import client_address, networks

TRUSTED = networks(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # nobody we trust says so
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the left part is the client's own claim
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_untrusted_address_is_the_client(peer: str, forwarded: str, expected: str) -> None:
    assert client_address(peer=peer, forwarded_for=forwarded, trusted=TRUSTED) == expected


def test_nonsense_networks_are_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        networks(["nonsense"])
