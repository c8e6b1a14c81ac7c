"""While the database accepts connections and says nothing, few of a process wait for it; the others are refused soon."""

import gc
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from project.ops.database import base
from project.ops.database.base import CROWDED, FULL, DatabaseWrapper
from project.ops.database.places import Places

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[dict[str, Any], socket.socket]]:
    """The settings of a server that accepts and says nothing, before a gate for one that nobody waits at."""
    monkeypatch.setattr(base, "gate", Places(1, still=0.0))
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = {"HOST": "127.0.0.1", "PORT": str(server.getsockname()[1]), "OPTIONS": {"connect_timeout": 2}}
        yield {**connection.settings_dict, **place}, server


def connect(settings: dict[str, Any]) -> str:
    try:
        DatabaseWrapper(settings, "silent").ensure_connection()
    except OperationalError as error:
        return str(error)
    return ""


def test_beyond_the_gate_one_is_refused_and_who_gives_up_leaves_it(
    silent: tuple[dict[str, Any], socket.socket],
) -> None:
    settings, server = silent
    found: list[str] = []
    first = threading.Thread(target=lambda: found.append(connect(settings)))
    first.start()
    line, _ = server.accept()  # the first is waiting now
    assert connect(settings) == CROWDED
    line.close()
    first.join()
    assert found != [CROWDED]
    assert found != [""]
    assert base.gate.take()  # who gave up has left the gate


def another() -> DatabaseWrapper:
    made = DatabaseWrapper(connections["default"].settings_dict, "default")
    made.ensure_connection()
    return made


def test_a_process_holds_as_many_connections_as_it_has_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "places", Places(1, still=0.0))
    first = another()
    with pytest.raises(OperationalError, match=FULL):
        another()
    first.close()
    first.close()  # twice leaves one place only
    second = another()
    with pytest.raises(OperationalError, match=FULL):
        another()
    del second  # a thread that ends without closing
    gc.collect()
    another().close()


def test_a_crowd_waits_for_as_long_as_it_moves() -> None:
    places = Places(1, still=10.0)
    taken: list[bool] = []

    def stay() -> None:
        taken.append(places.take())
        places.leave()

    assert places.take()
    crowd = [threading.Thread(target=stay) for _ in range(20)]
    for each in crowd:
        each.start()
    places.leave()
    for each in crowd:
        each.join()
    assert taken == [True] * 20


def test_places_are_given_in_the_order_of_asking() -> None:
    places = Places(1, still=10.0)
    order: list[int] = []

    def stay(number: int) -> None:
        places.take()
        order.append(number)
        places.leave()

    assert places.take()
    crowd = [threading.Thread(target=stay, args=(number,)) for number in range(8)]
    for number, each in enumerate(crowd):
        each.start()
        while len(places._waiting) <= number:  # until this one stands in the queue
            time.sleep(0)
    places.leave()
    for each in crowd:
        each.join()
    assert order == list(range(8))


def test_a_crowd_that_does_not_move_is_sent_away() -> None:
    places = Places(1, still=0.0)
    assert [places.take(), places.take()] == [True, False]
    places.give_up()
    assert places.take()


def test_the_site_connects_through_it() -> None:
    assert connections["default"].__class__ is DatabaseWrapper
    assert connection.vendor == "postgresql"
