"""The pages of health, learning and monitors."""

from datetime import timedelta

import pytest

from accounts.testing import client_of
from project.lib.clock import now
from spirits.models import Dose, LearningItem, Measure, Medication, Monitor, MonitorCheck
from spirits.services.learning import add_item
from spirits.services.wellness import log_measure

pytestmark = pytest.mark.django_db


def test_health_shows_measures_and_medicines_and_takes_word(alice, bob):
    log_measure(user=alice, kind="sleep", value=6, unit="h", at=now(), now=now(), note="Storm")
    Medication.objects.create(
        owner=alice, name="Ibuprofen", dose="400 mg", most_a_day=3, time_zone="UTC", created_at=now()
    )
    client = client_of(alice)
    page = client.get("/health-log/").content.decode()
    assert ("Storm" in page, "Ibuprofen" in page) == (True, True)
    assert "Ibuprofen" not in client_of(bob).get("/health-log/").content.decode()
    client.post("/health-log/medicine/", {"name": "Ibuprofen", "verb": "take"})
    assert Dose.objects.get().state == "taken"
    client.post("/health-log/medicine/", {"name": "Ibuprofen", "verb": "stop"})
    assert Medication.objects.get().stopped_at
    path = f"/health-log/measures/{Measure.objects.get().pk}/remove/"
    assert client_of(bob).post(path).status_code == 404
    client.post(path)
    assert not Measure.objects.exists()
    assert (
        "Expected take, skip or stop."
        in client.post("/health-log/medicine/", {"verb": "x"}, follow=True).content.decode()
    )


def test_a_card_is_graded_and_comes_again_later(alice, bob):
    add_item(user=alice, topic="Knots", prompt="Which knot ties two ropes?", answer="The sheet bend.", now=now())
    client = client_of(alice)
    assert "The sheet bend." in client.get("/learning/").content.decode()
    path = f"/learning/{LearningItem.objects.get().pk}/grade/"
    assert client_of(bob).post(path, {"grade": "3"}).status_code == 404
    assert "Expected 1 to 4." in client.post(path, {"grade": "9"}, follow=True).content.decode()
    client.post(path, {"grade": "4"})
    assert LearningItem.objects.get().due_at > now() + timedelta(hours=1)


def test_monitors_show_how_often_they_answered_and_are_paused_and_forgotten(alice, bob):
    monitor = Monitor.objects.create(owner=alice, name="Site", url="https://a.example/", is_up=False, created_at=now())
    for is_up in (True, True, False):
        MonitorCheck.objects.create(
            monitor=monitor, at=now(), is_up=is_up, milliseconds=5, problem="" if is_up else "Answered 502."
        )
    client = client_of(alice)
    page = client.get("/monitors/").content.decode()
    assert ("66.7 % within a day" in page, "Down" in page) == (True, True)
    client_of(bob).post("/monitors/change/", {"name": "Site", "verb": "remove"})
    client.post("/monitors/change/", {"name": "Site", "verb": "pause"})
    assert Monitor.objects.get().is_paused
    client.post("/monitors/change/", {"name": "Site", "verb": "remove"})
    assert not Monitor.objects.exists()
