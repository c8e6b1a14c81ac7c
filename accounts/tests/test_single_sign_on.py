"""Single sign-on with a real OpenID Connect provider on loopback: discovery, PKCE, signed id tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from accounts.models import User
from accounts.testing import make_user
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "daimon", "a client secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """Says who ``person`` is, once per code, to the client that knows its secret and the code's verifier."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.person: dict[str, Any] = {"sub": "42", "email": "dora@example.org", "email_verified": True, "name": "Dora"}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()


class Door(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if parts.path == "/.well-known/openid-configuration":
            base = self.server.address
            self.give(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "jwks_uri": f"{base}/jwks",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif parts.path == "/jwks":
            self.give(
                {
                    "keys": [
                        {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "use": "sig"}
                    ]
                }
            )
        elif parts.path == "/authorize":
            code = secrets.token_urlsafe(8)
            self.server.codes[code] = query
            self.send_response(302)
            self.send_header(
                "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            )
            self.end_headers()
        elif parts.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.give(
                self.server.person if token in self.server.tokens else {"error": "invalid_token"},
                200 if token in self.server.tokens else 401,
            )

    def do_POST(self) -> None:
        form = {
            name: found[0]
            for name, found in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        asked = self.server.codes.pop(form.get("code", ""), None)
        proof = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            .decode()
            .rstrip("=")
        )
        if asked is None or form.get("client_secret") != SECRET or asked.get("code_challenge") != proof:
            self.give({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe(8)
        self.server.tokens.add(token)
        claims = {
            **self.server.person,
            "iss": self.server.address,
            "aud": CLIENT,
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
        }
        id_token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})
        self.give({"access_token": token, "token_type": "Bearer", "id_token": id_token})

    def give(self, body: dict[str, Any], status: int = 200) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        app = {"provider_id": "sso", "name": "Example", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": server.address, "token_auth_method": "client_secret_post"}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield server
        server.shutdown()


def sign_in(client: Client, *, tamper: dict[str, str] | None = None):
    """Follow the sign-in as a browser would; what the site answers to the provider's redirect."""
    start = client.post("/accounts/oidc/sso/login/")
    assert start.status_code == 302, start.content[:300]
    asked = urlsplit(start["Location"])
    connection = HTTPConnection(asked.netloc, timeout=5)
    connection.request("GET", f"{asked.path}?{asked.query}")
    back = connection.getresponse().headers["Location"]
    query = {**dict(parse_qsl(urlsplit(back).query)), **(tamper or {})}
    return client.get(urlsplit(back).path, query)


def test_a_new_person_comes_in_and_comes_back(provider: Provider) -> None:
    client = Client()
    assert b"Sign in with Example" in client.get("/accounts/login/").content
    assert sign_in(client).status_code == 302
    assert client.get("/api/v1/me").json()["email"] == "dora@example.org"
    again = Client()
    sign_in(again)
    assert again.get("/api/v1/me").status_code == 200
    assert User.objects.count() == 1


def test_closed_sign_up_closes_this_door_too(provider: Provider) -> None:
    set_runtime(name="signup", value="closed", by=None)
    values.forget()
    client = Client()
    sign_in(client)
    assert client.get("/api/v1/me").status_code == 401
    assert not User.objects.exists()


def test_the_providers_word_does_not_open_an_account_made_here(provider: Provider) -> None:
    make_user("dora@example.org")
    client = Client()
    sign_in(client)
    assert client.get("/api/v1/me").status_code == 401
    assert User.objects.count() == 1


@pytest.mark.parametrize("tamper", [{"state": "forged"}, {"code": "forged"}, {"code": ""}])
def test_tampered_answers_are_refused(provider: Provider, tamper: dict[str, str]) -> None:
    client = Client()
    assert sign_in(client, tamper=tamper).status_code < 500
    assert client.get("/api/v1/me").status_code == 401
    assert not User.objects.exists()


def test_the_provider_being_away_is_no_crash(provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    client = Client()
    assert client.post("/accounts/oidc/sso/login/")["Location"] == "/accounts/login/"
    assert b"does not answer" in client.get("/accounts/login/").content
