"""Secrets that travel to one origin only."""

from collections.abc import Mapping

from project.lib.http.errors import CredentialRefused
from project.lib.http.urls import Target, origin_of

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "x-api-key",
        "api-key",
        "x-goog-api-key",
        "x-auth-token",
        "x-subscription-token",
        "ocp-apim-subscription-key",
    }
)


class Credential:
    """Secret headers and the one origin they are for; neither repr nor str shows them."""

    __slots__ = ("_headers", "_origin")

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._origin = origin_of(url)
        self._headers = dict(headers)
        for value in self._headers.values():
            if not value.isascii() or not value.isprintable():
                raise CredentialRefused("The key holds characters that no key has.")

    @classmethod
    def bearer(cls, url: str, token: str) -> "Credential":
        """The usual ``Authorization: Bearer`` for the origin of ``url``."""
        return cls(url, {"Authorization": f"Bearer {token}"})

    def headers_for(self, target: Target) -> dict[str, str]:
        """The secret headers when ``target`` is the credential's own origin, else nothing."""
        return dict(self._headers) if target.origin == self._origin else {}

    def __repr__(self) -> str:
        return f"Credential({self._origin})"


def refuse_loose_secrets(headers: Mapping[str, str]) -> None:
    """Raise CredentialRefused when a secret is among plain headers, from where it could go to any server."""
    loose = sorted(SECRET_HEADERS & {name.lower() for name in headers})
    if loose:
        raise CredentialRefused(
            f"The header {loose[0]!r} must be given as a Credential, bound to the origin it belongs to."
        )
