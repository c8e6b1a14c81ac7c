"""A tool server that signs people in, for tests: the protocol's official SDK with its own authorization server, in a thread.

Its sign-in page asks nothing: whoever opens it is sent back with a code at once.
"""

import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    OAuthAuthorizationServerProvider,
    RefreshToken,
    TokenError,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions, RevocationOptions
from mcp.server.mcpserver import MCPServer
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken
from mcp_types import ToolAnnotations
from pydantic import AnyHttpUrl

SCOPE = "harbour"


@dataclass
class SignInStandIn(OAuthAuthorizationServerProvider[AuthorizationCode, RefreshToken, AccessToken]):
    """Who registered, what was given out, and how often tokens were renewed; each refresh token is good once."""

    url: str = ""
    seconds: int | None = 3600
    clients: dict[str, OAuthClientInformationFull] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    refreshing: dict[str, RefreshToken] = field(default_factory=dict)
    renewed: int = 0
    is_refusing: bool = False
    taken_back: list[str] = field(default_factory=list)

    def secrets(self) -> set[str]:
        """Everything that must not be seen."""
        found = {*self.codes, *self.tokens, *self.refreshing}
        return found | {each.client_secret for each in self.clients.values() if each.client_secret}

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        """One that registered."""
        return self.clients.get(client_id)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        """Anybody may."""
        assert client_info.client_id
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client: OAuthClientInformationFull, params: AuthorizationParams) -> str:
        """Back at once with a code, or with a no."""
        if self.is_refusing:
            return construct_redirect_uri(str(params.redirect_uri), error="access_denied", state=params.state)
        assert client.client_id
        code = AuthorizationCode(
            code=secrets.token_urlsafe(32), scopes=params.scopes or [SCOPE], expires_at=time.time() + 60,
            client_id=client.client_id, code_challenge=params.code_challenge, redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly, resource=params.resource,
        )  # fmt: skip
        self.codes[code.code] = code
        return construct_redirect_uri(str(params.redirect_uri), code=code.code, state=params.state)

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        """A code that was not used."""
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        """Tokens for it, once; the SDK checked the proof of the question."""
        if self.codes.pop(authorization_code.code, None) is None:
            raise TokenError("invalid_grant")
        return self._given(authorization_code.client_id, authorization_code.scopes)

    async def load_refresh_token(self, client: OAuthClientInformationFull, refresh_token: str) -> RefreshToken | None:
        """One that is good yet."""
        return self.refreshing.get(refresh_token)

    async def exchange_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: RefreshToken, scopes: list[str]
    ) -> OAuthToken:
        """New tokens for it, once."""
        if self.refreshing.pop(refresh_token.token, None) is None:
            raise TokenError("invalid_grant")
        self.renewed += 1
        return self._given(refresh_token.client_id, scopes or refresh_token.scopes)

    async def load_access_token(self, token: str) -> AccessToken | None:
        """One that was given out."""
        return self.tokens.get(token)

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        """Take one back."""
        self.taken_back.append("refresh" if self.refreshing.pop(token.token, None) else "access")
        self.tokens.pop(token.token, None)

    def _given(self, client_id: str, scopes: list[str]) -> OAuthToken:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        until = int(time.time()) + self.seconds if self.seconds else None
        self.tokens[access] = AccessToken(token=access, client_id=client_id, scopes=scopes, expires_at=until)
        self.refreshing[refresh] = RefreshToken(token=refresh, client_id=client_id, scopes=scopes)
        return OAuthToken(access_token=access, expires_in=self.seconds, refresh_token=refresh, scope=" ".join(scopes))


@contextmanager
def oauth_tool_server() -> Iterator[SignInStandIn]:
    """The server on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    site = f"http://127.0.0.1:{listening.getsockname()[1]}"
    told = SignInStandIn(url=f"{site}/mcp")
    server = MCPServer(
        "Harbour office",
        auth_server_provider=told,
        auth=AuthSettings(
            issuer_url=AnyHttpUrl(site),
            resource_server_url=AnyHttpUrl(told.url),
            required_scopes=[SCOPE],
            client_registration_options=ClientRegistrationOptions(
                enabled=True, valid_scopes=[SCOPE], default_scopes=[SCOPE]
            ),
            revocation_options=RevocationOptions(enabled=True),
            validate_token_resource=False,
        ),
    )

    @server.tool(description="The tides of a day.", annotations=ToolAnnotations(read_only_hint=True))
    def tide(harbour: str) -> dict[str, Any]:
        return {"harbour": harbour, "high": ["04:10", "16:32"]}

    running = uvicorn.Server(
        uvicorn.Config(server.streamable_http_app(), log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield told
    finally:
        running.should_exit = True
        thread.join(10)
