"""The guarded client against real servers on loopback: limits, redirects, credentials, TLS, and leaving early."""

import asyncio
import gzip
import ssl
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from project.lib.http import (
    AddressRefused,
    AnswerBroken,
    AnswerTooLarge,
    Client,
    ConnectionFailed,
    Credential,
    CredentialRefused,
    InvalidUrl,
    Limits,
    OutboundError,
    OutboundTimeout,
    Policy,
    RedirectRefused,
    UnknownEncoding,
    close_pools,
)
from project.lib.http.addresses import Address
from project.lib.http.pool import make_pool
from project.testing.wire import Received, Wire, WireServer


@pytest_asyncio.fixture(autouse=True)
async def _closed_pools() -> AsyncIterator[None]:
    yield
    await close_pools()


async def echo(request: Received, wire: Wire) -> None:
    await wire.json({"method": request.method, "path": request.path, "headers": dict(request.headers)})


def client_for(*servers: WireServer, credential: Credential | None = None, **limits: float) -> Client:
    policy = Policy.allowing(tuple(server.address for server in servers))
    return Client(policy=policy, limits=Limits(**limits), credential=credential)


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


# Redirects


def redirect_to(location: str, status: int = 302) -> "WireServer":
    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(status, location=location)

    return WireServer(handle)


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


# Credentials


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


# Limits


async def drip(request: Received, wire: Wire) -> None:
    await wire.head()
    while True:
        await wire.chunk(b".")
        await asyncio.sleep(0.01)


async def hang(request: Received, wire: Wire) -> None:
    await asyncio.Event().wait()


async def hang_after_head(request: Received, wire: Wire) -> None:
    await wire.head()
    await hang(request, wire)


@pytest.mark.parametrize("handler", [drip, hang, hang_after_head])
async def test_ends_at_the_total_deadline(handler: object) -> None:
    async with WireServer(handler) as server:
        started = time.monotonic()
        with pytest.raises(OutboundTimeout) as caught:
            await client_for(server, total_seconds=0.15).get(server.url)
        assert caught.value.what == "total"
        assert 0.1 < time.monotonic() - started < 10
        async with asyncio.timeout(1):
            await server.left.wait()
    assert server.open_connections == 0


@pytest.mark.parametrize("handler", [hang, hang_after_head])
async def test_ends_a_read_that_brings_nothing(handler: object) -> None:
    async with WireServer(handler) as server:
        with pytest.raises(OutboundTimeout) as caught:
            await client_for(server, read_seconds=0.05, total_seconds=10).get(server.url)
    assert caught.value.what == "read"


async def test_ends_an_answer_at_its_size_and_an_endless_line_early() -> None:
    async def flood(request: Received, wire: Wire) -> None:
        await wire.head()
        block = b"x" * 65_536
        for _ in range(1600):
            await wire.chunk(block)
        await wire.end()

    async with WireServer(flood) as server:
        tracemalloc.start()
        with pytest.raises(AnswerTooLarge):
            await client_for(server, max_bytes=300_000).get(server.url)
        client = client_for(server, max_bytes=500_000_000, max_line_bytes=200_000)
        with pytest.raises(AnswerTooLarge):
            async with client.stream("GET", server.url) as answer:
                assert [line async for line in answer.lines()] == []
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


async def test_splits_lines_wherever_the_chunks_break() -> None:
    text = b"one\r\ntwo\n\n\xc3\xa4 three\nrest"

    async def by_byte(request: Received, wire: Wire) -> None:
        await wire.head(content_type="text/plain")
        for byte in text:
            await wire.chunk(bytes([byte]))
        await wire.end()

    async with WireServer(by_byte) as server, client_for(server).stream("GET", server.url) as answer:
        assert [line async for line in answer.lines()] == [b"one", b"two", b"", b"\xc3\xa4 three", b"rest"]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(b"a" * 1000, mtime=0)), ("deflate", zlib.compress(b"a" * 1000))],
    ids=["gzip", "deflate"],
)
async def test_unpacks_what_it_did_not_ask_for(encoding: str, packed: bytes) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=packed, content_encoding=encoding)

    async with WireServer(handle) as server:
        _, body = await client_for(server).get(server.url)
    assert body == b"a" * 1000


async def test_notices_a_bomb_before_it_is_in_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=9)

    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=bomb, content_encoding="gzip")

    async with WireServer(handle) as server:
        tracemalloc.start()
        with pytest.raises(AnswerTooLarge):
            await client_for(server, max_bytes=1_000_000).get(server.url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(("encoding", "packed"), [("br", b"x"), ("gzip", b"no gzip"), ("gzip, gzip", b"x")])
async def test_refuses_packing_it_cannot_read(encoding: str, packed: bytes) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=packed, content_encoding=encoding)

    async with WireServer(handle) as server:
        with pytest.raises(UnknownEncoding):
            await client_for(server).get(server.url)


# Faults


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", ConnectionFailed),
        (b"not http at all\r\n\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\n" + b"x-long: " + b"a" * 200_000, AnswerBroken),
    ],
)
async def test_names_a_broken_answer(answer: bytes, expected: type[OutboundError]) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.raw(answer)
        wire.keep = False

    async with WireServer(handle) as server:
        with pytest.raises(expected):
            await client_for(server, total_seconds=5).get(server.url)


async def test_names_a_closed_port() -> None:
    async with WireServer(echo) as server:
        client, url = client_for(server), server.url
    with pytest.raises(ConnectionFailed):
        await client.get(url)


async def test_closes_the_connection_when_left_early_or_cancelled() -> None:
    async with WireServer(drip) as server:
        async with client_for(server).stream("GET", server.url) as answer:
            await anext(answer.chunks())
        async with asyncio.timeout(1):
            await server.left.wait()
        server.left.clear()
        task = asyncio.ensure_future(client_for(server).get(server.url))
        await server.has_received(2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(1):
            await server.left.wait()
        assert server.open_connections == 0


async def test_serves_others_while_one_server_hangs() -> None:
    async with WireServer(hang) as stuck, WireServer(echo) as server:
        waiting = [asyncio.ensure_future(client_for(stuck, total_seconds=5).get(stuck.url)) for _ in range(50)]
        await asyncio.sleep(0)
        started = time.monotonic()
        await client_for(server).get(server.url)
        assert time.monotonic() - started < 4  # the others give up after five
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for models.example and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "models.example")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("models.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(pem))
    return path


async def loopback(host: str, port: int) -> list[Address]:
    return [ip_address("127.0.0.1")]


async def test_keeps_the_name_for_certificate_sni_and_host(certificate: Path) -> None:
    names: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tls.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with WireServer(echo, tls=tls) as server:
        policy = Policy.allowing((f"models.example:{server.port}", f"other.example:{server.port}"))
        pool = make_pool(policy, resolver=loopback, tls=trusting)
        await Client(pool=pool).get(f"https://models.example:{server.port}/")
        with pytest.raises(ConnectionFailed):
            await Client(pool=pool).get(f"https://other.example:{server.port}/")
        stranger = make_pool(policy, resolver=loopback)
        with pytest.raises(ConnectionFailed):
            await Client(pool=stranger).get(f"https://models.example:{server.port}/")
        await pool.aclose()
        await stranger.aclose()
    assert names[:2] == ["models.example", "other.example"]
    assert [r.headers["host"] for r in server.received] == [f"models.example:{server.port}"]


async def test_follows_no_redirect_from_https_to_http(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    async with WireServer(echo) as plain:

        async def down(request: Received, wire: Wire) -> None:
            await wire.answer(302, location=plain.url)

        async with WireServer(down, tls=tls) as server:
            policy = Policy.allowing((f"models.example:{server.port}", plain.address))
            pool = make_pool(policy, resolver=loopback, tls=ssl.create_default_context(cafile=str(certificate)))
            with pytest.raises(RedirectRefused):
                await Client(pool=pool).get(f"https://models.example:{server.port}/")
            await pool.aclose()
    assert plain.received == []
