"""The event stream at the edge, over real HTTP: replay, follow, two devices, stop, and who may look."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from accounts.services.device_sessions import revoke_all_sessions
from accounts.testing import bearer, client_of, make_api_key_of, make_user
from chat.models import Run
from chat.testing import say
from project.lib.clock import now
from project.lib.ids import uuid7

pytestmark = pytest.mark.slow

LONG = "[[delay 0.01]] [[words 120]]"


@pytest.fixture
def cookies() -> dict[str, str]:
    return {}


def cookies_of(user: Any) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client_of(user).cookies.items()}


def events(lines: Iterator[str]) -> Iterator[tuple[int | None, str, dict[str, Any]]]:
    number, kind = None, ""
    for line in lines:
        if line.startswith("id: "):
            number = int(line[4:])
        elif line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("data: "):
            yield number, kind, json.loads(line[6:])


def followed(site: str, run: Run, jar: dict[str, str], **query: Any) -> list[tuple[int | None, str, dict[str, Any]]]:
    with httpx2.stream("GET", f"{site}/api/v1/runs/{run.pk}/events", params=query, cookies=jar, timeout=20) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        return list(events(stream.iter_lines()))


def text_of(found: list[tuple[int | None, str, dict[str, Any]]]) -> str:
    return "".join(data["text"] for _, kind, data in found if kind == "text")


def test_a_run_is_answered_and_followed_to_its_end(live_site: str) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, LONG)
    found = followed(live_site, run, cookies_of(alice))
    run = Run.objects.select_related("answer").get(pk=run.pk)
    assert found[-1][1:] == ("end", {"state": "completed", "code": "", "message": ""})
    assert [number for number, _, _ in found] == list(range(1, run.last_sequence + 1))
    assert text_of(found) == run.answer.content
    assert len(run.answer.content.split()) == 120


@pytest.mark.parametrize("header", [False, True])
def test_a_reader_goes_on_where_it_left_off(live_site: str, header: bool) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, LONG)
    jar = cookies_of(alice)
    whole = followed(live_site, run, jar)
    middle = len(whole) // 2
    if header:
        answer = httpx2.get(
            f"{live_site}/api/v1/runs/{run.pk}/events", cookies=jar, headers={"Last-Event-ID": str(middle)}, timeout=20
        )
        rest = list(events(iter(answer.text.splitlines())))
    else:
        rest = followed(live_site, run, jar, after=middle)
    assert rest == whole[middle:]


def test_a_page_gets_blocks_that_make_the_same_html(live_site: str) -> None:
    from project.lib.markdown import render

    alice = make_user("alice@example.org")
    run = say(alice, "[[say # Title\n\nSome *words* here.\n\n- one\n- two\n]]")
    found = followed(live_site, run, cookies_of(alice), view="html", after=99)
    blocks = {data["index"]: data["html"] for _, kind, data in found if kind == "block"}
    content = Run.objects.get(pk=run.pk).answer.content
    assert "".join(blocks[index] for index in sorted(blocks)) == render(content)
    assert text_of(found) == content


def test_stop_works_from_another_device(live_site: str) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, "[[say The start.]] [[fault hang]]")
    jar = cookies_of(alice)
    address = f"{live_site}/api/v1/runs/{run.pk}"
    with httpx2.stream("GET", f"{address}/events", cookies=jar, timeout=20) as stream:
        read = events(stream.iter_lines())
        seen = ""
        while seen != "The start.":
            seen += next(read)[2]["text"]
        other = client_of(alice)
        stopped = httpx2.post(
            f"{address}/stop",
            cookies={name: m.value for name, m in other.cookies.items()} | {"csrftoken": "x" * 32},
            headers={"X-CSRFToken": "x" * 32},
            json={},
        )
        assert stopped.status_code == 200
        assert next(read)[1:] == ("end", {"state": "stopped", "code": "", "message": ""})
    assert Run.objects.get(pk=run.pk).answer.content == "The start."


def test_strangers_and_visitors_see_nothing(live_site: str) -> None:
    run = say(make_user("alice@example.org"), "[[say Private]]")
    charlie = cookies_of(make_user("charlie@example.org"))
    foreign = httpx2.get(f"{live_site}/api/v1/runs/{run.pk}/events", cookies=charlie)
    absent = httpx2.get(f"{live_site}/api/v1/runs/{uuid7()}/events", cookies=charlie)
    visitor = httpx2.get(f"{live_site}/api/v1/runs/{run.pk}/events")
    forged = httpx2.get(
        f"{live_site}/api/v1/runs/{run.pk}/events", headers={"Authorization": "Bearer a.b.c"}, cookies=charlie
    )
    assert [each.status_code for each in (foreign, absent, visitor, forged)] == [404, 404, 401, 401]
    assert foreign.json()["error"]["code"] == absent.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=99999999999", "view=pdf", "other=1", "after=1&after=2"]
)
def test_bad_queries_are_named(live_site: str, query: str) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, "[[say Hello]]")
    refused = httpx2.get(f"{live_site}/api/v1/runs/{run.pk}/events?{query}", cookies=cookies_of(alice))
    assert refused.status_code == 400
    assert refused.json()["error"]["request_id"] == refused.headers["x-request-id"]


def test_a_revoked_session_ends_the_stream_within_five_seconds(live_site: str) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, "[[delay 0.05]] [[words 1000]]")
    jar = cookies_of(alice)
    address = f"{live_site}/api/v1/runs/{run.pk}/events"
    with httpx2.stream("GET", address, cookies=jar, timeout=20) as stream:
        lines = events(stream.iter_lines())
        next(lines)
        started = time.monotonic()
        revoke_all_sessions(user=alice, at=now())
        found = list(lines)
    assert time.monotonic() - started < 5
    assert "end" not in [kind for _, kind, _ in found]
    assert httpx2.get(address, cookies=jar).status_code == 401


def test_a_key_without_the_scope_may_not_follow(live_site: str) -> None:
    alice = make_user("alice@example.org")
    run = say(alice, "hello")
    for scopes, expected in ((["accounts:read"], 403), (["chat:read"], 200)):
        _, secret = make_api_key_of(alice, *scopes)
        address = f"{live_site}/api/v1/runs/{run.pk}/events"
        assert httpx2.get(address, headers=bearer(secret), timeout=20).status_code == expected
