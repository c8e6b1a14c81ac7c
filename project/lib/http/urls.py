"""Takes a URL apart once, strictly: what is checked is what is called."""

import re
from dataclasses import dataclass

import httpx2

from project.lib.http.errors import InvalidUrl

DEFAULT_PORTS = {"http": 80, "https": 443}
FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
HOST_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the parts of a checked URL. ``host`` is lower-case ASCII without a trailing dot."""

    scheme: str
    host: str
    port: int
    path: bytes

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a browser compares origins."""
        return f"{self.scheme}://{self._shown_host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The Host header: the port only where it is not the scheme's own."""
        return self._shown_host if self.port == DEFAULT_PORTS[self.scheme] else f"{self._shown_host}:{self.port}"

    @property
    def url(self) -> str:
        """The address again, for logs and for the next relative redirect."""
        return f"{self.scheme}://{self.host_header}{self.path.decode('ascii')}"

    @property
    def _shown_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def parse(url: str) -> Target:
    """The target of a URL, or InvalidUrl saying what is wrong with it."""
    if len(url) > LONGEST:
        raise InvalidUrl(f"The address is longer than {LONGEST} characters.")
    if FORBIDDEN.search(url):
        raise InvalidUrl("The address holds a blank, a control character or a backslash.")
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError, UnicodeError) as error:
        raise InvalidUrl("The address is malformed.") from error
    if parsed.scheme not in DEFAULT_PORTS:
        raise InvalidUrl("Only http:// and https:// addresses are called.")
    if parsed.userinfo:
        raise InvalidUrl("The address holds a user name or password; give credentials apart from it.")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if not 1 <= port <= 65_535:
        raise InvalidUrl("The port must be from 1 to 65535.")
    return Target(parsed.scheme, _host(parsed.raw_host.decode("ascii")), port, parsed.raw_path)


def join(base: Target, location: str) -> Target:
    """The target of a redirect's Location, which may be relative."""
    try:
        return parse(str(httpx2.URL(base.url).join(location)))
    except (httpx2.InvalidURL, ValueError, TypeError, UnicodeError) as error:
        raise InvalidUrl("The server redirects to a malformed address.") from error


def origin_of(url: str) -> str:
    """The origin of a URL."""
    return parse(url).origin


def _host(raw: str) -> str:
    host = raw.lower()
    if ":" in host:
        if "%" in host:
            raise InvalidUrl("The address names a network interface.")
        return host
    host = host.removesuffix(".")
    if not HOST_NAME.fullmatch(host):
        raise InvalidUrl("The host's name is malformed.")
    return host
