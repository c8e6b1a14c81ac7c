"""The guarded client against real servers on loopback: connections, redirects, credentials and headers."""

import pytest

from project.lib.http import (
    AddressRefused,
    Client,
    Credential,
    CredentialRefused,
    InvalidUrl,
    RedirectRefused,
)
from project.lib.tests.http.serving import client_for, echo, redirect_to
from project.testing.wire import Received, Wire, WireServer


async def test_sends_a_plain_request_and_reads_the_answer() -> None:
    async with WireServer(echo) as server:
        answer, body = await client_for(server).request("POST", f"{server.url}/a?b=c", json={"x": "ü"})
    received = server.received[0]
    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert (received.method, received.path, received.json) == ("POST", "/a?b=c", {"x": "ü"})
    assert received.headers["host"] == server.address
    assert received.headers["accept-encoding"] == "identity"
    assert b'"path": "/a?b=c"' in body


async def test_reuses_its_connection_within_a_loop_and_policy() -> None:
    async with WireServer(echo) as server:
        for _ in range(5):
            await client_for(server).get(server.url)
        assert server.connections == 1
        with pytest.raises(AddressRefused):
            await Client().get(server.url)
        assert len(server.received) == 5


async def test_sends_no_cookie_it_was_given() -> None:
    async def set_cookie(request: Received, wire: Wire) -> None:
        await wire.answer(set_cookie="session=stolen")

    async with WireServer(set_cookie) as server:
        client = client_for(server)
        await client.get(server.url)
        await client.get(server.url)
    assert "cookie" not in server.received[1].headers


async def test_ignores_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with WireServer(echo) as proxy, WireServer(echo) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        await client_for(server, proxy).get(server.url)
    assert (len(server.received), len(proxy.received)) == (1, 0)


async def test_follows_redirects_to_allowed_places() -> None:
    async with WireServer(echo) as goal, redirect_to(f"{goal.url}/there") as first:
        answer, body = await client_for(goal, first).get(first.url)
    assert answer.url == f"{goal.url}/there"
    assert b'"path": "/there"' in body


async def test_follows_a_relative_redirect() -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await (wire.answer(307, location="../b?c") if request.path == "/x/a" else echo(request, wire))

    async with WireServer(handle) as server:
        answer, _ = await client_for(server).get(f"{server.url}/x/a")
    assert answer.url == f"{server.url}/b?c"


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "//127.0.0.1/x", "http://2130706433/",
     "http://0x7f.1/", "http://localhost/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/"],
)  # fmt: skip
async def test_checks_each_redirect_anew(location: str) -> None:
    async with redirect_to(location) as server:
        with pytest.raises(AddressRefused):
            await client_for(server).get(server.url)


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "gopher://127.0.0.1/", "http://u:p@example.com/", "http://a b/"]
)
async def test_follows_no_redirect_out_of_http(location: str) -> None:
    async with redirect_to(location) as server:
        with pytest.raises(InvalidUrl):
            await client_for(server).get(server.url)


async def test_ends_a_circle_of_redirects() -> None:
    async with redirect_to("/again") as server:
        with pytest.raises(RedirectRefused):
            await client_for(server, max_redirects=3).get(server.url)
    assert len(server.received) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_never_repeats_a_post_elsewhere(status: int) -> None:
    async with WireServer(echo) as goal, redirect_to(goal.url, status) as first:
        with pytest.raises(RedirectRefused):
            await client_for(goal, first).request("POST", first.url, json={"prompt": "private"})
    assert goal.received == []


async def test_takes_a_credential_to_its_own_origin_only() -> None:
    async with WireServer(echo) as other, redirect_to(f"{other.url}/x") as own:
        credential = Credential.bearer(own.url, "sk-secret")
        client = client_for(own, other, credential=credential)
        await client.request("GET", own.url, headers={"x-custom": "mine", "accept": "text/plain"})
        await client.get(f"{other.url}/direct")
    assert own.received[0].headers["authorization"] == "Bearer sk-secret"
    assert own.received[0].headers["x-custom"] == "mine"
    redirected, direct = other.received
    assert "authorization" not in redirected.headers
    assert "x-custom" not in redirected.headers
    assert redirected.headers["accept"] == "text/plain"
    assert "authorization" not in direct.headers


@pytest.mark.parametrize(
    ("bound_to", "url"),
    [("https://api.example.com", "http://api.example.com"), ("https://api.example.com", "https://api.example.com:8443"),
     ("https://api.example.com", "https://api.example.com.evil.org"), ("https://api.example.com", "https://example.com")],
)  # fmt: skip
def test_tells_origins_apart(bound_to: str, url: str) -> None:
    from project.lib.http.urls import parse

    credential = Credential.bearer(bound_to, "k")
    assert credential.headers_for(parse(url)) == {}
    assert credential.headers_for(parse(bound_to + "/v1/x")) == {"Authorization": "Bearer k"}


@pytest.mark.parametrize(
    "name", ["Authorization", "authorization", "X-Api-Key", "Cookie", "Proxy-Authorization", "api-key"]
)
async def test_refuses_a_secret_among_plain_headers(name: str) -> None:
    async with WireServer(echo) as server:
        with pytest.raises(CredentialRefused):
            await client_for(server).get(server.url, headers={name: "sk-secret"})
    assert server.received == []


def test_never_shows_a_credential() -> None:
    credential = Credential.bearer("https://api.example.com", "sk-secret")
    client = Client(credential=credential)
    assert "sk-secret" not in f"{credential!r} {credential} {client!r}"
    with pytest.raises(CredentialRefused) as caught:
        Credential.bearer("https://api.example.com", "sk-sec\r\nret")
    assert "sk-sec" not in str(caught.value)


async def test_refuses_a_header_with_a_line_break() -> None:
    async with WireServer(echo) as server:
        with pytest.raises(InvalidUrl):
            await client_for(server).get(server.url, headers={"x-note": "a\r\nx-evil: b"})
    assert server.received == []
