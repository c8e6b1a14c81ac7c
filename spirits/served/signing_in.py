"""OAuth at a tool server, by the protocol's own library: discovery, registration, PKCE, renewal.

The library waits for the person within the request that was refused. A person's browser comes back in another request, maybe
to another process, so the way to the sign-in page and the way back are two conversations with the grant between them.
"""

import logging
import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from mcp.client.auth import OAuthClientProvider
from mcp.client.auth.oauth2 import PKCEParameters
from mcp.client.auth.utils import validate_authorization_response_iss
from mcp.shared.auth import (
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthMetadata,
    OAuthToken,
    ProtectedResourceMetadata,
)
from pydantic import AnyUrl

from spirits.served.grants import Answer, Grant, Pending, SignInFailed, SignInNeeded

# It writes down whole answers of the other side when one is odd, and those hold tokens.
logging.getLogger("mcp.client.auth").setLevel(logging.CRITICAL + 1)


class SignIn(OAuthClientProvider):
    """Lets a conversation in with the grant's tokens, renewed where they are old; SignInNeeded where a person is needed.

    With an ``answer`` the open question is closed and its tokens fetched. ``grant`` is as it stands now: keep it.
    """

    def __init__(self, url: str, back: str, grant: Grant, answer: Answer | None = None) -> None:
        registered = (grant.client or {}).get("redirect_uris") or []
        if registered and registered != [back]:  # the site moved; the server would not send people here
            grant = Grant()
        self.grant = grant
        self._answer, self._back = answer, back
        metadata = OAuthClientMetadata(
            redirect_uris=[AnyUrl(back)],
            client_name="Daimon",
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
        )
        super().__init__(url, metadata, _Storage(self))

    async def _initialize(self) -> None:
        """What the library would forget between two conversations comes from the grant."""
        await super()._initialize()
        self.context.token_expiry_time = self.grant.expires_at
        if self.grant.resource:
            self.context.protected_resource_metadata = ProtectedResourceMetadata.model_validate(self.grant.resource)
        if self.grant.authority:
            self.context.oauth_metadata = OAuthMetadata.model_validate(self.grant.authority)
            self.context.auth_server_url = str(self.context.oauth_metadata.issuer)

    async def _perform_authorization_code_grant(self) -> tuple[str, str]:
        """The code that a person brought with the secret of its question, or SignInNeeded with a new question."""
        self._remember()
        if self._answer is None:
            raise SignInNeeded(self.grant.asking(self._question()))
        answer, asked = self._answer, self.grant.pending
        if asked is None or not secrets.compare_digest(answer.state, asked.state):
            raise SignInFailed
        validate_authorization_response_iss(answer.issuer, self.context.oauth_metadata)
        self._answer, self.grant = None, self.grant.asking(None)  # a code is good once
        return answer.code, asked.verifier

    def _question(self) -> Pending:
        metadata, client = self.context.oauth_metadata, self.context.client_info
        if metadata is None or client is None:
            raise SignInFailed("The tool server does not say where one signs in.")
        pkce, state = PKCEParameters.generate(), secrets.token_urlsafe(32)
        asked = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": self._back,
            "state": state,
            "code_challenge": pkce.code_challenge,
            "code_challenge_method": "S256",
            "resource": self.context.get_resource_url(),
        }
        if scope := self.context.client_metadata.scope:
            asked["scope"] = scope
        where = self._secure(str(metadata.authorization_endpoint))
        self._secure(str(metadata.token_endpoint))
        joint = "&" if urlsplit(where).query else "?"
        return Pending(f"{where}{joint}{urlencode(asked)}", state, pkce.code_verifier)

    def _secure(self, address: str) -> str:
        """The address, unless secrets would go there in clear text while the server itself is spoken to by TLS."""
        allowed = {"https", urlsplit(self.context.server_url).scheme}
        if urlsplit(address).scheme not in allowed:
            raise SignInFailed("The tool server would have people sign in without encryption.")
        return address

    def _remember(self) -> None:
        """Where tokens are renewed, for later conversations."""
        resource, authority = self.context.protected_resource_metadata, self.context.oauth_metadata
        self.grant = replace(
            self.grant,
            resource=resource.model_dump(mode="json", exclude_none=True) if resource else None,
            authority=authority.model_dump(mode="json", exclude_none=True) if authority else None,
        )


class _Storage:
    """The library's word for where tokens are kept: the sign-in's grant, until the conversation is over."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    async def get_tokens(self) -> OAuthToken | None:
        """The tokens that were kept."""
        kept = self._sign_in.grant.tokens
        return OAuthToken.model_validate(kept) if kept else None

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """Keep new ones, and until when they are good."""
        expires_at = self._sign_in.context.token_expiry_time
        self._sign_in.grant = replace(self._sign_in.grant, tokens=_plain(tokens), expires_at=expires_at)

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """Our registration."""
        kept = self._sign_in.grant.client
        return OAuthClientInformationFull.model_validate(kept) if kept else None

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """Keep a new one, without tokens of an earlier one."""
        self._sign_in.grant = replace(self._sign_in.grant, client=_plain(client_info), tokens=None, expires_at=None)


def _plain(model: Any) -> dict[str, Any]:
    plain: dict[str, Any] = model.model_dump(mode="json", exclude_none=True)
    return plain
