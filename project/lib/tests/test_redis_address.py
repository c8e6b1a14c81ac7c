"""What a REDIS_URL names."""

import pytest

from project.lib.redis_address import Kind, RedisAddress, address_of_redis, broker_url_of, database_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://one:6379/0", RedisAddress(Kind.SERVERS, urls=("redis://one:6379/0",))),
        ("unix:///run/a,b.sock?db=3", RedisAddress(Kind.SERVERS, urls=("unix:///run/a,b.sock?db=3",))),
        (
            "rediss://:pw@one/1, rediss://:pw@two/1",
            RedisAddress(Kind.SERVERS, urls=("rediss://:pw@one/1", "rediss://:pw@two/1")),
        ),
        (
            "redis+sentinel://joe:p%40w@a,b:26380/main/2?sentinel_password=s",
            RedisAddress(
                Kind.SENTINEL,
                nodes=(("a", 26379), ("b", 26380)),
                service="main",
                database=2,
                username="joe",
                password="p@w",
                sentinel_password="s",
            ),
        ),
        (
            "rediss+cluster://:pw@[::1]:7000,b",
            RedisAddress(Kind.CLUSTER, nodes=(("::1", 7000), ("b", 6379)), password="pw", has_tls=True),
        ),
    ],
)
def test_it_is_taken_apart(url: str, expected: RedisAddress) -> None:
    assert address_of_redis(url) == expected


@pytest.mark.parametrize(
    "url",
    ["localhost", "http://a", "redis+sentinel://a:26379", "redis+sentinel://a/main/x", "redis+cluster://a/3",
     "redis+cluster://", "redis://a,b", "redis+cluster://a:x"],
)  # fmt: skip
def test_nonsense_names_nothing(url: str) -> None:
    with pytest.raises(ValueError, match=r"redis\+|[Pp]ort"):
        address_of_redis(url)


@pytest.mark.parametrize(
    ("url", "broker", "options"),
    [
        ("unix:///run/x.sock?db=3", "redis+socket:///run/x.sock?virtual_host=3", {}),
        ("redis://a/1,redis://b/1", "redis://a/1", {}),
        (
            "redis+sentinel://:pw@a,b:1/main/2?sentinel_password=s",
            "sentinel://:pw@a:26379/2;sentinel://:pw@b:1/2",
            {"master_name": "main", "sentinel_kwargs": {"password": "s"}},
        ),
    ],
)
def test_the_broker_gets_it_as_kombu_spells_it(url: str, broker: str, options: dict[str, object]) -> None:
    assert broker_url_of(url) == (broker, options)


def test_a_cluster_is_no_broker() -> None:
    with pytest.raises(ValueError, match="cannot be a cluster"):
        broker_url_of("redis+cluster://a")


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("redis://one:6379/3", 3),
        ("redis://one", 0),
        ("unix:///run/a.sock?db=4", 4),
        ("rediss://:pw@one/1, rediss://:pw@two/1", 1),
        ("redis+sentinel://a:26379/main/2", 2),
        ("redis+cluster://a", 0),
    ],
)
def test_it_names_a_database(url: str, database: int) -> None:
    assert database_of(url) == database
