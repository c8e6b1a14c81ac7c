"""The pages of the catalogue and of minions."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.testing import client_of
from project.lib.ids import uuid7
from spirits.models import Minion, MinionVersion, Spirit
from spirits.queries.minions import equipped_slugs
from spirits.services.exchange_minion import export_minion
from spirits.services.save_minion import save_minion
from spirits.testing import make_minion, make_spirit

pytestmark = pytest.mark.slow


@pytest.fixture
def page(alice: User, catalogue: None) -> Client:
    return client_of(alice)


def texts(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_catalogue_shows_every_spirit_with_its_lock(page: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        answer = page.get("/catalogue/")
    html = answer.content.decode()
    assert answer.context["count"] == 18
    assert [shelf.name for shelf, _ in answer.context["shelves"]][:2] == ["Content & Creativity", "Data & Analysis"]
    assert html.count("Yours to use") == 5
    assert 'title="Costs $16.99 or 170 points. Points can buy it from Master 2 on; you are Novice 1"' in html


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("tier=premium", 2),
        ("category=data-analysis", 3),
        ("q=calendar", 1),
        ("q=equation", 1),
        ("mine=on", 5),
        ("mine=on&tier=premium", 0),
        ("tier=golden", 18),
        ("q=%00", 18),
        ("nothing=1", 18),
    ],
)
def test_the_catalogue_is_filtered(page: Client, query: str, count: int) -> None:
    assert page.get(f"/catalogue/?{query}").context["count"] == count


def test_htmx_gets_the_list_alone(page: Client) -> None:
    html = page.get("/catalogue/?q=writer", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "Writer" in html


def test_a_price_that_staff_change_shows_on_the_page(page: Client) -> None:
    Spirit.objects.filter(slug="healer").update(price_cents=4321)
    assert "$43.21" in page.get("/catalogue/spirits/healer/").content.decode()
    Spirit.objects.filter(slug="healer").update(state="retired")
    assert page.get("/catalogue/spirits/healer/").status_code == 404
    assert page.get("/catalogue/").context["count"] == 17


def test_a_spirit_shows_tools_partners_and_bundles(page: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        answer = page.get("/catalogue/spirits/creative/")
    context = answer.context
    assert [row.tool.slug for row in context["tools"]] == [
        "story_generator",
        "mood_analyzer",
        "creative_prompts",
        "style_transfer",
    ]
    assert context["helping"][0][0].slug == "designer"
    assert [other.slug for other, _ in context["hindering"]] == ["analyst", "mathematician", "security", "builder"]
    assert {offer["bundle"].slug: offer["saving"] for offer in context["bundles"]} == {
        "content-creator": 27,
        "ultimate-creator": 29,
        "complete-collection": 44,
    }


def test_bundles_and_plans_open(page: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        html = page.get("/catalogue/bundles/").content.decode()
    assert "Saves 44 %" in html
    with django_assert_max_num_queries(10):
        answer = page.get("/catalogue/plans/")
    assert [(plan.slug, included) for plan, included in answer.context["plans"]] == [
        ("free", 5),
        ("creator", 7),
        ("professional", 10),
        ("enterprise", 18),
    ]
    assert answer.context["current"].slug == "free"


def test_the_gallery_shows_all_templates(page: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        answer = page.get("/minions/new/")
    assert sum(len(rows) for _, rows in answer.context["shelves"]) == 23


def test_a_template_fills_the_builder_and_makes_a_minion(page: Client, alice: User) -> None:
    form = page.get("/minions/new/?template=codemaster-pro")
    assert form.context["form"].initial["name"] == "CodeMaster Pro"
    assert [each.name for each in form.context["left_out"]] == ["Debugger", "Security"]
    answer = page.post(
        "/minions/new/",
        {
            "template": "codemaster-pro",
            "name": "Coder",
            "avatar": "🚀",
            "purpose": "Codes",
            "starter_questions": "One?\n\nTwo?\n",
            "spirits": ["builder", "analyst"],
        },
        follow=True,
    )
    minion = Minion.objects.get(owner=alice)
    assert answer.redirect_chain == [(reverse("minion", args=[minion.pk]), 302)]
    assert texts(answer) == ["Coder is ready."]
    assert (minion.template.slug, minion.starter_questions) == ("codemaster-pro", ["One?", "Two?"])
    assert equipped_slugs(minion) == ["builder", "analyst"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"avatar": ""}, "avatar"),
        ({"spirits": ["healer"]}, "spirits"),
        ({"spirits": ["nobody"]}, "spirits"),
        ({"spirits": ["writer", "analyst", "builder", "checker"]}, "spirits"),
        ({"starter_questions": "\n".join("1234567")}, "starter_questions"),
        ({"language_model": str(uuid7())}, "language_model"),
        ({"instructions": "x" * 20_001}, "instructions"),
        ({"purpose": "a\x00b"}, "purpose"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(page: Client, given: dict[str, Any], field: str) -> None:
    data = {"name": "Ada", "avatar": "🦊", "purpose": "Kept purpose", "spirits": ["writer"]} | given
    answer = page.post("/minions/new/", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Minion.objects.exists()
    if field != "purpose":
        assert "Kept purpose" in answer.content.decode()


def test_a_full_plan_is_told_before_and_after(page: Client, alice: User) -> None:
    make_minion(alice)
    make_minion(alice)
    assert "All 2 minions of your plan are in use" in page.get("/minions/new/").content.decode()
    answer = page.post("/minions/new/", {"name": "Third", "avatar": "🦊"})
    assert (answer.status_code, Minion.objects.count()) == (422, 2)
    assert "Your plan allows 2 minions" in answer.content.decode()


def test_the_preview_follows_the_choice(page: Client) -> None:
    html = page.get("/minions/preview/?spirits=writer&spirits=creative&spirits=nobody").content.decode()
    assert "+25 %" in html
    assert "2 of 3 slots filled" in html
    assert (
        "Your plan allows 3 spirits"
        in page.get("/minions/preview/?spirits=writer&spirits=analyst&spirits=builder&spirits=checker").content.decode()
    )
    assert "Choose spirits" in page.get("/minions/preview/").content.decode()


def test_an_edit_makes_a_version_and_keeps_the_order(page: Client, alice: User) -> None:
    spirits = [Spirit.objects.get(slug=slug) for slug in ("checker", "writer")]
    minion = make_minion(alice, name="Ada", spirits=spirits)
    form = page.get(f"/minions/{minion.pk}/edit/")
    assert form.context["form"].initial["version"] == 1
    data = {"name": "Bea", "avatar": "🦊", "spirits": ["writer", "analyst", "checker"], "version": 1}
    assert page.post(f"/minions/{minion.pk}/edit/", data).status_code == 302
    minion.refresh_from_db()
    assert (minion.name, minion.version, equipped_slugs(minion)) == ("Bea", 2, ["checker", "writer", "analyst"])


def test_an_edit_of_an_old_version_overwrites_nothing(page: Client, alice: User) -> None:
    minion = make_minion(alice, name="Ada")
    save_minion(user=alice, minion_id=minion.pk, name="Bea")
    answer = page.post(f"/minions/{minion.pk}/edit/", {"name": "Cleo", "avatar": "🦊", "version": 1})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    minion.refresh_from_db()
    assert minion.name == "Bea"


def test_a_minion_shows_spirits_tools_and_history(
    page: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    minion = make_minion(alice, name="Ada <b>", spirits=[Spirit.objects.get(slug="writer")], instructions="<script>")
    for number in range(12):
        save_minion(user=alice, minion_id=minion.pk, name=f"Ada {number}")
    with django_assert_max_num_queries(14):
        answer = page.get(f"/minions/{minion.pk}/")
    html = answer.content.decode()
    assert "&lt;script&gt;" in html
    assert [version.number for version, _ in answer.context["history"]] == list(range(13, 3, -1))
    [change] = answer.context["history"][0][1]
    assert (change.title, change.lines) == ("Name", (("-", "Ada 10"), ("+", "Ada 11")))
    assert "<del>Ada 10</del><ins>Ada 11</ins>" in html
    more = page.get(answer.context["next_url"])
    assert [version.number for version, _ in more.context["history"]] == [3, 2, 1]
    assert more.context["next_url"] == ""
    assert page.post(f"/minions/{minion.pk}/versions/1/restore/").status_code == 302
    minion.refresh_from_db()
    assert (minion.name, minion.version) == ("Ada <b>", 14)


def test_the_list_shows_minions_in_use_and_archived(page: Client, alice: User, bob: User) -> None:
    make_minion(bob, name="Foreign")
    one, two = make_minion(alice, name="One"), make_minion(alice, name="Two")
    page.post(f"/minions/{one.pk}/archive/")
    assert [minion.name for minion, _ in page.get("/minions/").context["minions"]] == ["Two"]
    assert [minion.name for minion, _ in page.get("/minions/?archived").context["minions"]] == ["One"]
    page.post(f"/minions/{one.pk}/restore/")
    assert page.post(f"/minions/{two.pk}/delete/").status_code == 302
    assert [minion.name for minion, _ in page.get("/minions/").context["minions"]] == ["One"]


def test_copy_export_and_import(page: Client, alice: User) -> None:
    minion = make_minion(alice, name="Ada", spirits=[Spirit.objects.get(slug="writer")])
    file = page.get(f"/minions/{minion.pk}/export/")
    assert json.loads(file.content) == export_minion(user=alice, minion_id=minion.pk)
    assert file["Content-Disposition"] == 'attachment; filename="ada.minion.json"'
    page.post(f"/minions/{minion.pk}/delete/")
    answer = page.post("/minions/import/", {"file": SimpleUploadedFile("a.json", file.content)}, follow=True)
    assert texts(answer)[-1] == "Ada is ready."
    copy = page.post(f"/minions/{Minion.objects.get().pk}/clone/", follow=True)
    assert texts(copy) == ["Ada (copy) is ready."]
    full = page.post(f"/minions/{Minion.objects.first().pk}/clone/", follow=True)
    assert texts(full) == ["Your plan allows 2 minions. Archive one, or choose a larger plan."]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"a":"\\u0000"}', b"[" * 100_000, b" " * 300_000]
)
def test_a_file_of_rubbish_is_told_and_makes_nothing(page: Client, content: bytes) -> None:
    answer = page.post("/minions/import/", {"file": SimpleUploadedFile("a.json", content)}, follow=True)
    assert answer.status_code == 200
    assert len(texts(answer)) == 1
    assert not Minion.objects.exists()


PLACES = ["", "edit/", "export/", "versions/"]
VERBS = ["clone/", "archive/", "restore/", "delete/", "versions/1/restore/"]


@pytest.mark.parametrize("path", [*PLACES, *VERBS])
def test_foreign_minions_are_not_there_and_visitors_sign_in(page: Client, client: Client, bob: User, path: str) -> None:
    minion = make_minion(bob)

    def call(who: Client, pk: object) -> int:
        return (who.post if path in VERBS else who.get)(f"/minions/{pk}/{path}").status_code

    assert call(page, minion.pk) == call(page, uuid7()) == 404
    assert call(client, minion.pk) == 302
    assert MinionVersion.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["/catalogue/", "/catalogue/bundles/", "/catalogue/plans/", "/minions/", "/minions/new/"]
)
def test_visitors_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)


@pytest.mark.parametrize("path", VERBS)
def test_changes_need_a_post(page: Client, alice: User, path: str) -> None:
    assert page.get(f"/minions/{make_minion(alice).pk}/{path}").status_code == 405


def test_without_a_catalogue_the_page_says_so(alice: User) -> None:
    answer = client_of(alice).get("/catalogue/")
    assert answer.status_code == 503
    assert "load_catalogue" in answer.content.decode()


def test_staff_see_drafts_marked(staff: User, catalogue: None) -> None:
    draft = make_spirit(state="draft", category=Spirit.objects.first().category)
    html = client_of(staff).get(f"/catalogue/spirits/{draft.slug}/").content.decode()
    assert "Draft" in html
