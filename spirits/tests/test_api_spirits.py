"""The endpoints of the catalogue."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from spirits.models import Spirit
from spirits.testing import make_spirit

pytestmark = pytest.mark.slow

API = "/api/v1/spirits"
UNKNOWN_ID = "01a1fc5b-b458-74e4-97c2-28d24045c606"


@pytest.fixture
def page(alice: User, catalogue: None) -> Client:
    return client_of(alice)


def slugs(answer: Any) -> list[str]:
    return [row["slug"] for row in answer.json()["results"]]


def test_the_list_has_every_spirit_with_or_without_a_slash(page: Client) -> None:
    answer = page.get(f"{API}/")
    assert (answer.status_code, len(slugs(answer))) == (200, 18)
    assert slugs(page.get(API)) == slugs(answer)
    first = answer.json()["results"][0]
    assert first == {
        "id": str(Spirit.objects.get(slug="writer").pk),
        "slug": "writer",
        "name": "Writer",
        "icon": "✍️",
        "category": "Content & Creativity",
        "tier": "free",
        "price_cents": 0,
        "price_points": 0,
        "unlock_rank": "novice",
        "unlock_level": 1,
        "summary": "Writes, edits and checks texts",
        "description": first["description"],
        "state": "live",
    }


def test_lists_take_a_fixed_number_of_queries(page: Client, django_assert_max_num_queries: Any) -> None:
    for path in ("/", "/bundles", "/subscription-plans", "/available", "/free"):
        with django_assert_max_num_queries(10):
            assert page.get(API + path).status_code == 200


def test_pages_follow_each_other_without_gap_or_repeat(page: Client) -> None:
    seen: list[str] = []
    following = f"{API}/?limit=5"
    while following:
        answer = page.get(following)
        seen += slugs(answer)
        following = answer.json()["next"]
    assert seen == list(Spirit.objects.order_by("position").values_list("slug", flat=True))


def test_filters_narrow_the_list(page: Client) -> None:
    assert slugs(page.get(f"{API}/?tier=premium")) == ["consultant", "healer"]
    assert slugs(page.get(f"{API}/?category=data-analysis")) == ["analyst", "researcher", "mathematician"]
    assert slugs(page.get(f"{API}/?q=calend")) == ["scheduler"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("tier=golden", "tier"), ("colour=red", "colour"), ("limit=0", "limit"), ("cursor=x", "cursor"), ("q=%00", "q")],
)
def test_a_bad_parameter_is_named(page: Client, query: str, field: str) -> None:
    answer = page.get(f"{API}/?{query}")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])


def test_the_documented_paths_answer(page: Client) -> None:
    assert slugs(page.get(f"{API}/free")) == ["writer", "analyst", "builder", "connector", "checker"]
    assert slugs(page.get(f"{API}/tier/premium/")) == ["consultant", "healer"]
    assert page.get(f"{API}/name/DevOps").json()["slug"] == "devops"
    writer = Spirit.objects.get(slug="writer")
    one = page.get(f"{API}/{writer.pk}")
    assert (one.json()["slug"], page.get(f"{API}/{writer.pk}", headers={"If-None-Match": one["ETag"]}).status_code) == (
        "writer",
        304,
    )
    tools = page.get(f"{API}/{writer.pk}/tools").json()["results"]
    assert [(tool["slug"], tool["unlock_level"]) for tool in tools] == [
        ("markdown_generator", 1),
        ("style_adapter", 1),
        ("grammar_checker", 3),
        ("plagiarism_detector", 5),
    ]


@pytest.mark.parametrize(
    "path",
    ["/tier/golden", "/name/nobody", "/name/a%00b", "/not-an-id", f"/{UNKNOWN_ID}", f"/{UNKNOWN_ID}/tools", "/free/x"],
)
def test_what_is_not_there_is_a_404_in_the_api_shape(page: Client, path: str) -> None:
    answer = page.get(API + path)
    assert (answer.status_code, "code" in answer.json()["error"]) == (404, True)


def test_a_draft_is_not_there_but_for_staff(page: Client, staff: User) -> None:
    draft = make_spirit(state="draft")
    assert page.get(f"{API}/{draft.pk}").status_code == 404
    assert client_of(staff).get(f"{API}/{draft.pk}").json()["state"] == "draft"


def test_available_spirits_come_with_reasons(page: Client) -> None:
    rows = page.get(f"{API}/available").json()["results"]
    assert [row["spirit"]["slug"] for row in rows] == ["writer", "analyst", "builder", "connector", "checker"]
    assert rows[0]["reasons"] == ["free_tier", "plan"]


def test_synergy_is_computed(page: Client) -> None:
    answer = page.get(f"{API}/synergy?spirits=writer,creative,analyst")
    assert answer.json() == {
        "net_percent": 10,
        "synergies": [{"spirits": ["writer", "creative"], "percent": 25, "name": "Content Master"}],
        "conflicts": [{"spirits": ["creative", "analyst"], "percent": -15, "name": "Logic vs Art"}],
    }


@pytest.mark.parametrize("query", ["", "?spirits=", "?spirits=writer,nobody", "?spirits=writer,writer", "?spirits=,,"])
def test_synergy_of_nonsense_is_refused(page: Client, query: str) -> None:
    answer = page.get(f"{API}/synergy{query}")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["spirits"])


def test_bundles_show_what_they_save(page: Client) -> None:
    rows = {row["slug"]: row for row in page.get(f"{API}/bundles").json()["results"]}
    complete = rows["complete-collection"]
    assert (complete["list_price_cents"], complete["price_cents"], complete["saving_percent"]) == (10_587, 5_899, 44)
    assert len(complete["spirits"]) == 18
    assert len(rows) == 7


def test_plans_show_limits_and_spirits(page: Client) -> None:
    rows = {row["slug"]: row for row in page.get(f"{API}/subscription-plans").json()["results"]}
    assert list(rows) == ["free", "creator", "professional", "enterprise"]
    assert rows["enterprise"]["max_minions"] is None
    assert rows["free"]["spirits"] == ["writer", "analyst", "builder", "connector", "checker"]


def test_access_is_ones_own_business_and_that_of_staff(page: Client, alice: User, bob: User, staff: User) -> None:
    own = page.get(f"{API}/user/{alice.pk}/access").json()["results"]
    assert len(own) == 18
    healer = next(row for row in own if row["spirit"]["slug"] == "healer")
    assert (healer["is_available"], [each["code"] for each in healer["missing"]]) == (False, ["price", "rank"])
    assert page.get(f"{API}/user/{bob.pk}/access").status_code == 404
    assert client_of(staff).get(f"{API}/user/{alice.pk}/access").json()["results"] == own
    assert client_of(staff).get(f"{API}/user/{UNKNOWN_ID}/access").status_code == 404


def test_health_needs_a_catalogue_and_no_sign_in(client: Client, db: None) -> None:
    empty = client.get(f"{API}/health")
    assert (empty.status_code, empty.json()["error"]["code"]) == (503, "catalogue_empty")
    make_spirit()
    assert client.get(f"{API}/health").json() == {"status": "ok", "spirits": 1}


def test_an_empty_catalogue_is_said_so(alice: User) -> None:
    answer = client_of(alice).get(f"{API}/available")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "catalogue_empty")


@pytest.mark.parametrize("path", ["/", "/free", "/available", "/bundles", "/subscription-plans", "/synergy?spirits=a"])
def test_anonymous_people_get_a_401(client: Client, path: str) -> None:
    assert client.get(API + path).status_code == 401


def test_the_catalogue_is_read_only_here(page: Client) -> None:
    assert page.post(f"{API}/", {}, content_type="application/json").status_code == 405
    assert page.delete(f"{API}/{Spirit.objects.first().pk}").status_code == 405
