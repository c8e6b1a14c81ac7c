"""Who may be called: the public internet, and what the operator allows on their own network."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network

from project.lib.http.addresses import Address, is_public, literal_address, network_of
from project.lib.http.errors import AddressRefused


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry of the allow-list: a host name, address or network, for one port or for all (None)."""

    host: str
    port: int | None
    network: IPv4Network | IPv6Network | None


@dataclass(frozen=True, slots=True)
class Policy:
    """Public addresses, plus the operator's own hosts; two equal policies share their connections."""

    allowed: tuple[Allowed, ...] = ()

    @classmethod
    def allowing(cls, entries: tuple[str, ...]) -> "Policy":
        """A policy that also lets through the hosts of an allow-list: ``host``, ``host:port`` or a network."""
        return _policy(entries)

    def allows_name(self, host: str, port: int) -> bool:
        """Whether the operator named this very host."""
        return any(entry.host == host and entry.port in (None, port) for entry in self.allowed)

    def check(self, host: str, port: int, address: Address) -> None:
        """Raise AddressRefused unless ``address``, found for ``host``, may be called."""
        if is_public(address) or self.allows_name(host, port):
            return
        for entry in self.allowed:
            if entry.network is not None and entry.port in (None, port) and address in entry.network:
                return
        raise AddressRefused()


@lru_cache(maxsize=64)
def _policy(entries: tuple[str, ...]) -> Policy:
    return Policy(tuple(_entry(text) for text in entries))


def _entry(text: str) -> Allowed:
    """One entry; an IPv6 address with a port is written [::1]:8080."""
    host, port = text.strip().lower(), None
    bracketed = host.startswith("[")
    head, colon, tail = host.rpartition(":")
    if colon and tail.isdigit() and (head.endswith("]") if bracketed else ":" not in head):
        host, port = head, int(tail)
    host = host.strip("[]").removesuffix(".")
    literal = literal_address(host)
    return Allowed(str(literal) if literal else host, port, network_of(str(literal) if literal else host))
