"""Nonsense in the provider settings stops the start; sense does not."""

import pytest

from project.lib.http import operator_policy
from project.lib.http.addresses import literal_address
from project.lib.http.errors import AddressRefused
from project.settings.providers import address, hosts


@pytest.mark.parametrize(
    "raw", ["", " http://127.0.0.1:11434 ", "https://api.openai.com/v1", "http://[::1]:8000/v1", "http://gpu.lan"]
)
def test_takes_an_address(raw: str) -> None:
    assert address(raw) == raw.strip()


@pytest.mark.parametrize(
    "raw", ["127.0.0.1:11434", "ftp://x", "http://", "http://u:p@x/", "http://x:99999", "http://x:0", "localhost"]
)
def test_refuses_what_is_no_address(raw: str) -> None:
    with pytest.raises(ValueError):
        address(raw)


@pytest.mark.parametrize(
    "raw",
    ["127.0.0.1:11434,localhost", "10.0.0.0/8", "10.0.0.0/8:443", "[fd00::1]:80", "fd00::/8", "gpu-box.lan:8000", ""],
)
def test_takes_hosts(raw: str) -> None:
    assert hosts(raw) == [each for each in raw.split(",") if each]


@pytest.mark.parametrize("raw", ["http://gpu.lan", "gpu.lan/v1", "gpu lan", "gpu:port", "[fd00::1"])
def test_refuses_what_is_no_host(raw: str) -> None:
    with pytest.raises(ValueError):
        hosts(raw)


def test_the_operators_own_servers_may_be_called(settings: object) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    settings.OLLAMA_URL, settings.OPENAI_BASE_URL, settings.ANTHROPIC_BASE_URL = (
        "http://10.1.2.3:11434",
        "http://10.1.2.4/v1",
        "",
    )
    policy = operator_policy()
    for host, port, is_allowed in (
        ("10.1.2.3", 11434, True),
        ("10.1.2.4", 80, True),
        ("10.1.2.3", 80, False),
        ("10.1.2.5", 11434, False),
    ):
        found = literal_address(host)
        assert found is not None
        if is_allowed:
            policy.check(host, port, found)
        else:
            with pytest.raises(AddressRefused):
                policy.check(host, port, found)
