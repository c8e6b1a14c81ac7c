"""Which address a request comes from, when some of the addresses on its way can be trusted."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(given: Sequence[str]) -> list[Network]:
    """The networks written as addresses or in CIDR notation; ValueError for nonsense."""
    return [ip_network(each, strict=False) for each in given]


def client_address(*, peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The nearest address that is no proxy of ours, or "" when the peer has none (a Unix socket).

    ``X-Forwarded-For`` counts only as far as trusted proxies wrote it: it is read from the right, and the first address
    that is not trusted is the client. A peer that is no proxy of ours is the client, whatever it claims.
    """
    found = _parsed(peer)
    for claimed in reversed(forwarded_for.split(",") if forwarded_for else []):
        if found is None or not any(found in network for network in trusted):
            break
        nearer = _parsed(claimed.strip())
        if nearer is None:
            break  # garbage: the proxy that passed it on is the nearest address known
        found = nearer
    return str(found) if found else ""


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.split("%", 1)[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
