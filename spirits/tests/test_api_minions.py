"""The endpoints of minions and templates."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from project.lib.ids import uuid7
from spirits.models import Minion, MinionTemplate, Spirit
from spirits.testing import make_minion

pytestmark = pytest.mark.slow

API = "/api/v1/minions"


@pytest.fixture
def page(alice: User, catalogue: None) -> Client:
    return client_of(alice)


def post(client: Client, path: str = "", data: object = None, **headers: str) -> Any:
    return client.post(f"{API}{path}", data or {}, content_type="application/json", headers=headers)


def patch(client: Client, minion: Minion, data: object, tag: str = "*") -> Any:
    return client.patch(f"{API}/{minion.pk}", data, content_type="application/json", headers={"If-Match": tag})


def test_a_minion_is_made_read_changed_and_deleted(page: Client) -> None:
    made = post(page, data={"name": "Ada", "spirits": ["writer", "checker"], "purpose": "Helps"})
    assert made.status_code == 201
    minion = made.json()["minion"]
    assert made.json()["left_out"] == []
    assert [(row["slot"], row["slug"], row["level"]) for row in minion["spirits"]] == [
        (1, "writer", 1),
        (2, "checker", 1),
    ]
    assert minion["synergy"] == {"net_percent": 0, "synergies": [], "conflicts": []}

    path = f"{API}/{minion['id']}"
    read = page.get(path)
    assert read.json() == minion
    changed = page.patch(path, {"name": "Bea"}, content_type="application/json", headers={"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "Bea", 2)
    assert changed["ETag"] != read["ETag"]
    stale = page.patch(path, {"name": "Cleo"}, content_type="application/json", headers={"If-Match": read["ETag"]})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "changed_meanwhile")
    assert page.patch(path, {"name": "C"}, content_type="application/json").status_code == 428
    assert page.delete(path).status_code == 204
    assert page.get(path).status_code == 404


def test_a_template_is_enough(page: Client) -> None:
    template = MinionTemplate.objects.get(slug="research-analyst")
    made = post(page, data={"template": str(template.pk)}).json()
    assert (made["minion"]["name"], made["minion"]["template"]) == ("Research Analyst", "research-analyst")
    assert [row["slug"] for row in made["minion"]["spirits"]] == ["analyst", "checker"]
    assert made["minion"]["synergy"]["net_percent"] == 20
    assert [each["name"] for each in made["left_out"]] == ["Researcher", "Mathematician", "Security"]


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        ({}, 400, "invalid", "name"),
        ({"name": ""}, 400, "invalid", "name"),
        ({"name": "A", "colour": "red"}, 400, "invalid", "colour"),
        ({"name": "A", "spirits": "writer"}, 400, "invalid", "spirits"),
        ({"name": "A", "spirits": ["nobody"]}, 400, "invalid", "spirits.0"),
        ({"name": "A", "spirits": ["healer"]}, 400, "spirit_locked", "spirits.0"),
        ({"name": "A", "spirits": ["writer", "analyst", "builder", "checker"]}, 400, "spirit_limit_reached", "spirits"),
        ({"name": "A", "language_model": "big"}, 400, "invalid", "language_model"),
        ({"name": "A", "language_model": str(uuid7())}, 400, "invalid", "language_model"),
        ({"name": "A", "template": "x"}, 400, "invalid", "template"),
        ({"template": str(uuid7())}, 404, "template_not_found", None),
        (["A"], 400, "invalid", "non_field_errors"),
        ({"name": "A\u0000"}, 400, "invalid", None),
    ],
)
def test_bad_input_is_named_and_makes_nothing(
    page: Client, data: object, status: int, code: str, field: str | None
) -> None:
    answer = post(page, data=data)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], list(error["fields"])) == (status, code, [field] if field else [])
    assert not Minion.objects.exists()


def test_the_third_minion_is_refused(page: Client, alice: User) -> None:
    make_minion(alice)
    make_minion(alice)
    answer = post(page, data={"name": "Third"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "minion_limit_reached")


def test_the_same_key_makes_one(page: Client) -> None:
    first = post(page, data={"name": "Ada"}, **{"Idempotency-Key": "one"})
    again = post(page, data={"name": "Ada"}, **{"Idempotency-Key": "one"})
    other = post(page, data={"name": "Bea"}, **{"Idempotency-Key": "one"})
    assert (first.status_code, again.content) == (201, first.content)
    assert (other.status_code, Minion.objects.count()) == (409, 1)


def test_the_list_shows_ones_own_and_filters(page: Client, alice: User, bob: User) -> None:
    make_minion(bob, name="Foreign")
    one, two = make_minion(alice, name="Poet", purpose="Rhymes"), make_minion(alice, name="Cook")
    post(page, f"/{one.pk}/archive")
    names = {
        query: [row["name"] for row in page.get(f"{API}{query}").json()["results"]]
        for query in ("", "?archived=true", "?archived=false", "?q=rhyme")
    }
    assert names == {
        "": ["Cook", "Poet"],
        "?archived=true": ["Poet"],
        "?archived=false": ["Cook"],
        "?q=rhyme": ["Poet"],
    }
    assert page.get(f"{API}?nothing=1").status_code == 400
    assert two.name == "Cook"


def test_the_list_takes_a_fixed_number_of_queries(
    page: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    spirits = list(Spirit.objects.all()[:5])
    for _ in range(12):
        make_minion(alice, spirits=spirits)
    with django_assert_max_num_queries(8):
        assert len(page.get(API).json()["results"]) == 12


def test_versions_are_kept_and_come_back(page: Client, alice: User) -> None:
    minion = make_minion(alice, name="Ada")
    for name in ("Bea", "Cleo"):
        assert patch(page, minion, {"name": name}).status_code == 200
    rows = page.get(f"{API}/{minion.pk}/versions").json()["results"]
    assert [(row["number"], row["state"]["name"], row["saved_by"]) for row in rows] == [
        (3, "Cleo", "Alice"),
        (2, "Bea", "Alice"),
        (1, "Ada", "Alice"),
    ]
    following = page.get(f"{API}/{minion.pk}/versions?limit=2").json()["next"]
    assert [row["number"] for row in page.get(following).json()["results"]] == [1]
    back = post(page, f"/{minion.pk}/versions/1/restore")
    assert (back.json()["name"], back.json()["version"]) == ("Ada", 4)
    assert post(page, f"/{minion.pk}/versions/9/restore").json()["error"]["code"] == "version_not_found"
    assert post(page, f"/{minion.pk}/versions/999999999/restore").status_code == 404


def test_archive_restore_and_clone(page: Client, alice: User) -> None:
    minion = make_minion(alice, name="Ada")
    assert post(page, f"/{minion.pk}/archive").json()["is_archived"] is True
    assert patch(page, minion, {"name": "Bea"}).json()["error"]["code"] == "minion_archived"
    assert post(page, f"/{minion.pk}/restore").json()["is_archived"] is False
    copy = post(page, f"/{minion.pk}/clone")
    assert (copy.status_code, copy.json()["minion"]["name"]) == (201, "Ada (copy)")


def test_a_file_goes_out_and_in(page: Client, alice: User, bob: User) -> None:
    minion = make_minion(alice, name="Ada Müller", spirits=[Spirit.objects.get(slug="writer")])
    file = page.get(f"{API}/{minion.pk}/export/")
    assert file["Content-Disposition"] == 'attachment; filename="ada-muller.minion.json"'
    made = post(client_of(bob), "/import", file.json())
    assert (made.status_code, made.json()["minion"]["name"]) == (201, "Ada Müller")
    assert [row["slug"] for row in made.json()["minion"]["spirits"]] == ["writer"]


@pytest.mark.parametrize("rubbish", [[], {}, "x", 1, {"format": "daimon.minion", "version": 1, "minion": {"name": 1}}])
def test_a_file_of_rubbish_is_refused(page: Client, rubbish: object) -> None:
    answer = page.post(f"{API}/import", json.dumps(rubbish), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "minion_file_invalid")
    assert not Minion.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "/clone"),
        ("post", "/archive"),
        ("post", "/restore"),
        ("get", "/export"),
        ("get", "/versions"),
        ("post", "/versions/1/restore"),
    ],
)
def test_foreign_and_absent_look_the_same_and_strangers_get_a_401(
    client: Client, page: Client, bob: User, staff: User, method: str, path: str
) -> None:
    minion = make_minion(bob, name="Foreign")
    arguments = {} if method in {"get", "delete"} else {"data": {}, "content_type": "application/json"}

    def call(who: Client, pk: object) -> Any:
        return getattr(who, method)(f"{API}/{pk}{path}", **arguments, headers={"If-Match": "*"})

    foreign, absent = call(page, minion.pk), call(page, uuid7())
    assert foreign.status_code == absent.status_code == 404
    assert foreign.json()["error"]["message"] == absent.json()["error"]["message"]
    assert call(client_of(staff), minion.pk).status_code == 404
    assert call(client, minion.pk).status_code == 401
    minion.refresh_from_db()
    assert (minion.name, minion.archived_at) == ("Foreign", None)


def test_templates_are_listed_and_read(page: Client) -> None:
    answer = page.get("/api/v1/minion-templates/?group=Quality %26 Security")
    assert [row["slug"] for row in answer.json()["results"]] == ["quality-assurance", "security-specialist"]
    first = answer.json()["results"][0]
    assert first["unlock"] == {"rank": "specialist", "level": 1}
    assert page.get(f"/api/v1/minion-templates/{first['id']}").json() == first
    assert len(page.get("/api/v1/minion-templates").json()["results"]) == 23
    assert page.get(f"/api/v1/minion-templates/{uuid7()}").json()["error"]["code"] == "template_not_found"
