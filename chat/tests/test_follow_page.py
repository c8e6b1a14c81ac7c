"""The one stream of an open page, over real HTTP: what it tells side by side, where it goes on, and who hears what."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notices import MESSAGES, SECURITY
from accounts.services.device_sessions import revoke_all_sessions
from accounts.services.notifications import mark_read, notify, set_quiet_hours
from accounts.testing import bearer, client_of, make_api_key_of, make_user
from chat.edge.position import Position
from chat.testing import make_conversation
from jobs.services.cancel import cancel
from jobs.services.enqueue import enqueue
from jobs.testing import kinds as _known  # noqa: F401  # registers the kind below
from project.lib.clock import milliseconds, now
from project.lib.ids import uuid7
from spirits.copies import forget_catalogue
from spirits.services.purchase.announce import announce_shop

pytestmark = pytest.mark.slow
ADDRESS = "/accounts/session/live"
KIND = "test.nothing"  # of jobs.testing.kinds; no worker runs here
BEHIND_THE_SCENES = "training.mend_images"
EVERYTHING = "jobs,notifications,shop"
Event = tuple[str, str, dict[str, Any]]


@pytest.fixture
def alice(live_site: str) -> User:
    return make_user("alice@example.org")


@pytest.fixture
def bob(live_site: str) -> User:
    return make_user("bob@example.org")


def tell(user: User, title: str = "The report is ready", **given: Any) -> str:
    return str(notify(**{"user": user, "kind": MESSAGES, "title": title, "at": now(), **given}).pk)


def hint_at_shop(user: User) -> None:
    with transaction.atomic():
        announce_shop(user.pk)


class Page:
    """What an open page hears."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.last = ""

    def events(self) -> Iterator[Event]:
        """One after the other, until the server ends the stream."""
        kind = ""
        for line in self._lines:
            if line.startswith("id: "):
                self.last = line[4:]
            elif line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                yield self.last, kind, json.loads(line[6:])

    def until(self, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
        """Everything up to the moment when each of these kinds was heard."""
        wanted, heard = set(kinds), []
        for _, kind, data in self.events():
            heard.append((kind, data))
            wanted.discard(kind)
            if not wanted:
                return heard
        raise AssertionError(f"The stream ended without {wanted}.")


@contextmanager
def opened(site: str, user: User, **query: str) -> Iterator[Page]:
    jar = {name: morsel.value for name, morsel in client_of(user).cookies.items()}
    with httpx2.stream("GET", site + ADDRESS, params=query, cookies=jar, timeout=8) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield Page(stream.iter_lines())


def test_one_stream_tells_jobs_shop_notifications_and_company(live_site: str, alice: User) -> None:
    conversation = make_conversation(alice)
    with opened(live_site, alice, follow=EVERYTHING, conversation=str(conversation.pk)) as page:
        assert ("unread", {"count": 0}) in page.until("unread", "again", "ready")
        enqueue(BEHIND_THE_SCENES, owner=alice)
        job = enqueue(KIND, owner=alice, title="Count my words")
        assert [data["id"] for kind, data in page.until("job") if kind == "job"] == [str(job.pk)]
        hint_at_shop(alice)
        page.until("shop")
        told = tell(alice, link="/activity/")
        expected = {"id": told, "title": "The report is ready", "link": "/activity/", "is_quiet": False}
        assert page.until("notification", "unread") == [("notification", expected), ("unread", {"count": 1})]
        with opened(live_site, alice, conversation=str(conversation.pk)) as other:
            assert len(page.until("company")[-1][1]["devices"]) == 1
            other.until("company")
        mark_read(user=alice, notification_id=told, at=now())  # type: ignore[arg-type]
        assert page.until("unread")[-1] == ("unread", {"count": 0})


def test_a_page_is_told_only_what_it_follows(live_site: str, alice: User) -> None:
    with opened(live_site, alice, follow="shop") as page:
        page.until("ready")
        enqueue(KIND, owner=alice)
        tell(alice)
        hint_at_shop(alice)
        assert page.until("shop") == [("shop", {})]


def test_what_is_somebody_elses_is_never_told(live_site: str, alice: User, bob: User) -> None:
    theirs = make_conversation(bob)
    with opened(live_site, alice, follow=EVERYTHING, conversation=str(theirs.pk)) as page:
        page.until("unread", "again", "ready")
        with opened(live_site, bob, follow=EVERYTHING, conversation=str(theirs.pk)) as other:
            other.until("unread", "again", "ready")
            enqueue(KIND, owner=bob, title="Not yours")
            hint_at_shop(bob)
            tell(bob, "Not yours")
            other.until("job", "shop", "notification")  # told to the one it is for, so anybody else had it by now
            mine = str(enqueue(KIND, owner=alice, title="Mine").pk)
            hint_at_shop(alice)
            told = tell(alice, "Mine")
            heard = page.until("job", "shop", "notification", "unread")
    assert {data["id"] for kind, data in heard if kind in {"job", "notification"}} == {mine, told}
    assert sorted(kind for kind, _ in heard) == ["job", "notification", "shop", "unread"]


class TestGoingOn:
    """What a page that comes back with the id of its last event is told."""

    def test_notifications_that_came_meanwhile_once(self, live_site: str, alice: User) -> None:
        with opened(live_site, alice, follow="notifications") as page:
            page.until("unread")
            tell(alice, "First")
            page.until("notification", "unread")
        missed, read = tell(alice, "Second"), tell(alice, "Read elsewhere")
        mark_read(user=alice, notification_id=read, at=now())  # type: ignore[arg-type]
        with opened(live_site, alice, follow="notifications", after=page.last) as again:
            heard = again.until("unread")
        assert [data.get("id", data.get("count")) for _, data in heard] == [missed, 2]
        with opened(live_site, alice, follow="notifications", after=again.last) as third:
            assert third.until("unread") == [("unread", {"count": 2})]

    def test_of_many_the_newest_three(self, live_site: str, alice: User) -> None:
        begun = str(milliseconds())
        for number in range(5):
            tell(alice, f"News {number}")
        with opened(live_site, alice, follow="notifications", after=begun) as page:
            heard = page.until("unread")
        assert [data.get("title") for _, data in heard] == ["News 2", "News 3", "News 4", None]
        assert heard[-1][1] == {"count": 5}

    def test_one_that_commits_late_is_not_lost(self, live_site: str, alice: User) -> None:
        late = uuid7()
        with opened(live_site, alice, follow="notifications") as page:
            page.until("unread")
            tell(alice, "Made later, committed first")
            page.until("notification", "unread")
        alice.notifications.create(pk=late, kind="message", title="Late", created_at=now())
        with opened(live_site, alice, follow="notifications", after=page.last) as again:
            assert [data.get("title") for _, data in again.until("unread")] == ["Late", None]

    def test_jobs_only_when_they_are_not_as_they_were(self, live_site: str, alice: User) -> None:
        job = enqueue(KIND, owner=alice)
        with opened(live_site, alice, follow="jobs") as page:
            assert page.until("again") == [("again", {"what": "jobs"})]
        with opened(live_site, alice, follow="jobs,shop", after=page.last) as same:
            assert ("again", {"what": "jobs"}) not in same.until("ready", "again")
        cancel(job, at=now())
        with opened(live_site, alice, follow="jobs", after=page.last) as changed:
            assert changed.until("again") == [("again", {"what": "jobs"})]

    def test_the_shop_by_the_state_of_the_catalogue(self, live_site: str, alice: User) -> None:
        with opened(live_site, alice, follow="shop", after=str(milliseconds())) as page:
            seen = page.until("ready")[-1][1]["catalogue"]
            hint_at_shop(alice)
            assert page.until("shop") == [("shop", {})]  # not "again": it was just made
        with transaction.atomic():
            forget_catalogue()
        with opened(live_site, alice, follow="shop", after=page.last) as back:
            heard = dict(back.until("again"))
        assert (heard["again"], heard["ready"]["catalogue"] != seen) == ({"what": "shop"}, True)

    def test_a_browser_that_reconnects_by_itself_names_it_in_a_header(self, live_site: str, alice: User) -> None:
        jar = {name: morsel.value for name, morsel in client_of(alice).cookies.items()}
        headers = {"Last-Event-ID": str(Position(milliseconds(), "0"))}
        address = f"{live_site}{ADDRESS}?follow=shop&after=1"
        with httpx2.stream("GET", address, cookies=jar, headers=headers, timeout=20) as stream:
            Page(stream.iter_lines()).until("again")


def test_in_quiet_hours_only_what_is_urgent_disturbs(live_site: str, alice: User) -> None:
    local, hour = timezone.localtime(now()), timedelta(hours=1)
    set_quiet_hours(user=alice, quiet_from=(local - hour).time(), quiet_until=(local + hour).time())
    begun = str(milliseconds())
    with opened(live_site, alice, follow="notifications") as page:
        page.until("unread")
        for kind, is_quiet in ((MESSAGES, True), (SECURITY, False)):
            tell(alice, kind=kind)
            assert page.until("notification")[-1][1]["is_quiet"] is is_quiet
    with opened(live_site, alice, follow="notifications", after=begun) as late:
        assert [data["is_quiet"] for kind, data in late.until("unread") if kind == "notification"] == [True, False]


def test_titles_are_in_the_readers_language(live_site: str, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    with opened(live_site, alice, follow="notifications") as page:
        page.until("unread")
        tell(alice, "Your account stays")
        assert page.until("notification")[-1][1]["title"] == "Dein Konto bleibt"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("follow=jobs,prices", "follow"),
        ("follow=jobs,", "follow"),
        ("after=yesterday", "after"),
        ("after=1-xyz", "after"),
        ("after=999999999999999", "after"),
        ("conversation=1", "conversation"),
        ("other=1", "other"),
        ("follow=jobs&follow=shop", "query"),
    ],
)
def test_nonsense_is_refused_by_its_name(live_site: str, alice: User, query: str, field: str) -> None:
    jar = {name: morsel.value for name, morsel in client_of(alice).cookies.items()}
    refused = httpx2.get(f"{live_site}{ADDRESS}?{query}", cookies=jar)
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, [field])


def test_only_a_page_that_is_signed_in_may_listen(live_site: str, alice: User) -> None:
    _, secret = make_api_key_of(alice)
    address = f"{live_site}{ADDRESS}?follow=notifications"
    answers = [httpx2.get(address), httpx2.get(address, headers=bearer(secret)), httpx2.post(address)]
    assert [each.status_code for each in answers] == [401, 401, 405]


def test_a_session_that_is_revoked_ends_it_within_five_seconds(live_site: str, alice: User) -> None:
    with opened(live_site, alice, follow=EVERYTHING) as page:
        page.until("unread", "again", "ready")
        started = time.monotonic()
        revoke_all_sessions(user=alice, at=now())
        assert list(page.events()) == []
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("written", ["0-0", "1795951234567-3fa9c1d2e4b50718", f"5-a.{1:032x}.{2:032x}"])
def test_a_position_is_read_as_it_was_written(written: str) -> None:
    assert str(Position.read(written)) == written
