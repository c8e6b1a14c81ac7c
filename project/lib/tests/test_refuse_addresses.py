"""Private, local and reserved addresses are refused, in every form they can be written."""

import socket
from ipaddress import ip_address

import pytest

from project.lib.http import AddressRefused, Client, HostNotFound, InvalidUrl, OutboundError, Policy
from project.lib.http.addresses import Address, is_public, literal_address
from project.lib.http.pool import make_pool

REFUSED_URLS = [
    # loopback, in every spelling
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/admin",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7F.0x0.0x0.0x1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0177.0000.0000.0001/",
    "http://0177.0x0.0.1/",
    "http://00000177.0.0.1/",
    "http://127.0.0.1./",
    "http://127。0。0。1/",
    "http://127.0.0.1:80:80/",
    "http://0/",
    "http://0.0.0.0/",
    "http://00.00.00.00/",
    "http://0x0/",
    "http://000000000000/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[::7f00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    # IPv4 hidden in IPv6
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2002:808:808::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "http://[2001::1]/",
    "http://[2606:4700::5efe:7f00:1]/",
    "http://[2606:4700::200:5efe:a00:1]/",
    "http://[fe80::5efe:127.0.0.1]/",
    # private networks
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://167772161/",
    "http://0xa.1/",
    "http://012.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://192.168.1.254:8443/",
    "http://3232235521/",
    "http://0xc0a80001/",
    "http://0300.0250.0.1/",
    "http://192.168.257/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fec0::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:192.168.1.1]/",
    "http://[::ffff:c0a8:101]/",
    # link-local and metadata services
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://169.254.170.2/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[febf::1]/",
    # reserved, documentation, benchmarking, multicast, broadcast
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://4294967295/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[100::1]/",
    "http://[5f00::1]/",
    "http://[4000::1]/",
    # names that mean this machine
    "http://localhost/",
    "http://LOCALHOST:8000/",
    "http://localhost./",
    "http://ip6-localhost/",
    # URLs that look like something else
    "http://example.com@127.0.0.1/",
    "http://example.com:80@127.0.0.1/",
    "http://user:password@example.com/",
    "http://127.0.0.1#@example.com/",
    "http://127.0.0.1?@example.com/",
    "http://example.com\\@127.0.0.1/",
    "http://127.0.0.1\\.example.com/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f.example.com/",
    "http://①②⑦.⓪.⓪.①/",
    "http://①②⑦.0.0.1/",
    "http://exam\nple.com/",
    "http://exam\tple.com/",
    "http://exam\x00ple.com/",
    "http://a b.com/",
    " http://example.com/",
    "http:///etc/passwd",
    "http://",
    "http://:80/",
    "http://.../",
    "http://example..com/",
    "http://[::1/",
    "http://[127.0.0.1]/",
    "http://example.com:0/",
    "http://example.com:65536/",
    "http://example.com:-1/",
    "http://example.com:abc/",
    "http://" + "a" * 64 + ".com/",
    "http://example.com/" + "a" * 9000,
    # other schemes
    "https:example.com",
    "//example.com/",
    "/etc/passwd",
    "",
    "example.com",
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "ws://example.com/",
    "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "jar:http://127.0.0.1!/",
]


@pytest.fixture
def no_connections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address somebody tries to connect to; nothing may, and names resolve to what they mean without a network."""
    tried: list[str] = []

    async def connect(self: object, host: str, *rest: object, **more: object) -> None:
        tried.append(host)
        raise AssertionError(f"a connection to {host} was tried")

    monkeypatch.setattr("project.lib.http.stream.Stream.connected", classmethod(connect))
    return tried


async def known_names(host: str, port: int) -> list[Address]:
    """Resolves the machine's own names, and refuses to know any other."""
    if host in ("localhost", "ip6-localhost"):
        return [ip_address("127.0.0.1"), ip_address("::1")]
    raise HostNotFound()


def test_has_more_than_eighty_forms() -> None:
    assert len(set(REFUSED_URLS)) == len(REFUSED_URLS) >= 80


@pytest.mark.parametrize("url", REFUSED_URLS)
async def test_refuses_without_connecting(url: str, no_connections: list[str]) -> None:
    client = Client(pool=make_pool(Policy(), resolver=known_names))
    with pytest.raises((AddressRefused, InvalidUrl)):
        await client.get(url)
    assert no_connections == []


@pytest.mark.parametrize(
    "literal",
    ["8.8.8.8", "1.1.1.1", "93.184.216.34", "134744072", "0x08080808", "010.8.8.8", "172.15.0.1", "172.32.0.1",
     "100.63.255.255", "100.128.0.1", "169.253.0.1", "198.17.0.1", "223.255.255.254", "2606:4700:4700::1111",
     "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"],
)  # fmt: skip
def test_lets_public_addresses_through(literal: str) -> None:
    address = literal_address(literal)
    assert address is not None
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["example.com", "localhost", "127.0.0.1.example.com", "0x7g", "1.2.3.4.5", "", "１２７.1"]
)
def test_takes_no_name_for_an_address(host: str) -> None:
    assert literal_address(host) is None


def test_reads_numbers_as_the_system_does() -> None:
    for text in ("2130706433", "0x7f.1", "0177.0.0.1", "127.1"):
        assert str(literal_address(text)) == socket.inet_ntoa(socket.inet_aton(text)) == "127.0.0.1"


@pytest.mark.parametrize(
    ("entries", "url", "is_allowed"),
    [
        (("10.0.0.5",), "http://10.0.0.5/", True),
        (("10.0.0.5",), "http://10.0.0.5:9000/", True),
        (("10.0.0.5:9000",), "http://10.0.0.5:9000/", True),
        (("10.0.0.5:9000",), "http://10.0.0.5/", False),
        (("10.0.0.5",), "http://10.0.0.6/", False),
        (("10.0.0.0/24",), "http://10.0.0.77/", True),
        (("10.0.0.0/24:8000",), "http://10.0.0.77:8000/", True),
        (("10.0.0.0/24:8000",), "http://10.0.0.77/", False),
        (("10.0.0.0/24",), "http://10.0.1.1/", False),
        (("[fd00::1]:8080",), "http://[fd00::1]:8080/", True),
        (("fd00::1",), "http://[fd00::1]/", True),
        (("fd00::1",), "http://[fd00::2]/", False),
        (("localhost:11434",), "http://localhost:11434/", True),
        (("LocalHost",), "http://localhost./", True),
        (("localhost:11434",), "http://localhost:11435/", False),
        (("127.0.0.1",), "http://2130706433/", True),
    ],
)
async def test_lets_the_operators_own_hosts_through(
    entries: tuple[str, ...], url: str, is_allowed: bool, no_connections: list[str]
) -> None:
    client = Client(pool=make_pool(Policy.allowing(entries), resolver=known_names))
    if is_allowed:
        with pytest.raises(AssertionError, match="was tried"):
            await client.get(url)
    else:
        with pytest.raises(AddressRefused):
            await client.get(url)
    assert bool(no_connections) is is_allowed


async def test_refuses_a_name_with_one_bad_address_among_good_ones(no_connections: list[str]) -> None:
    async def mixed(host: str, port: int) -> list[Address]:
        return [ip_address("93.184.216.34"), ip_address("10.0.0.1")]

    with pytest.raises(AddressRefused):
        await Client(pool=make_pool(Policy(), resolver=mixed)).get("http://mixed.example/")
    assert no_connections == []


async def test_connects_to_the_address_it_checked_and_looks_up_once(no_connections: list[str]) -> None:
    looked_up: list[str] = []

    async def rebinding(host: str, port: int) -> list[Address]:
        """Answers with a public address first and with this machine ever after, as an attacker's name server does."""
        looked_up.append(host)
        return [ip_address("93.184.216.34" if len(looked_up) == 1 else "127.0.0.1")]

    client = Client(pool=make_pool(Policy(), resolver=rebinding))
    with pytest.raises(AssertionError):
        await client.get("http://rebind.example/")
    assert (looked_up, no_connections) == (["rebind.example"], ["93.184.216.34"])
    with pytest.raises(AddressRefused):
        await client.get("http://rebind.example/")
    assert no_connections == ["93.184.216.34"]


async def test_says_what_to_do_without_naming_the_address_it_found(no_connections: list[str]) -> None:
    with pytest.raises(OutboundError) as caught:
        await Client(pool=make_pool(Policy(), resolver=known_names)).get("http://localhost/")
    assert caught.value.code == "address_refused"
    assert "OUTBOUND_ALLOWED_HOSTS" in caught.value.message
    assert "127" not in caught.value.message
