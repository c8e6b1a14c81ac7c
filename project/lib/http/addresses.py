"""Which network addresses may be called: public ones only, whatever form they are written in."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

NAT64 = IPv6Network("64:ff9b::/96")

# Everything that is not the public internet, by IANA's special-purpose registries, plus what only looks public.
REFUSED_V4: tuple[IPv4Network, ...] = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's metadata and control server
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast is 2000::/3; within it these are special. Outside it only NAT64 of a public IPv4 address is called.
PUBLIC_V6 = IPv6Network("2000::/3")
REFUSED_V6: tuple[IPv6Network, ...] = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4 hides an IPv4 address
        "2620:4f:8000::/48",
        "3ffe::/16",
        "3fff::/20",
    )
)
ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether this address is on the public internet, looking through every wrapping of IPv4 in IPv6."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in REFUSED_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        return False
    return address.scope_id is None and address in PUBLIC_V6 and not any(address in network for network in REFUSED_V6)


def literal_address(host: str) -> Address | None:
    """The address that ``host`` spells, in any form a resolver takes (2130706433, 0x7f.1, 0177.0.0.1), or None."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host)) if host.isascii() and host.strip() == host else None
    except OSError:
        return None


def network_of(text: str) -> IPv4Network | IPv6Network | None:
    """The network that ``text`` spells (192.168.1.0/24), or None for a name."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
