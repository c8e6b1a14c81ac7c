"""The guarded client over TLS: the name it asks for, and no way back to plain HTTP."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from project.lib.http import (
    Client,
    ConnectionFailed,
    Policy,
    RedirectRefused,
)
from project.lib.http.addresses import Address
from project.lib.http.pool import make_pool
from project.lib.tests.http.serving import echo
from project.testing.wire import Received, Wire, WireServer


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
