"""Several models answer one prompt, and the vote is kept."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.testing import client_of, make_user
from chat.errors import ComparisonNotFound, RunActive, VoteTooEarly
from chat.models import Comparison, ComparisonAnswer, Conversation, MemorySwitch, Run
from chat.queries.comparisons import get_comparison, standings
from chat.queries.conversations import conversations_of
from chat.services.comparisons import delete_comparison, start_comparison, vote
from chat.testing import make_scripted_model
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.testing.chromium import sign_in
from training.models import LanguageModel
from training.testing import make_model, make_provider


def models() -> list[LanguageModel]:
    return [
        make_scripted_model(),
        *(make_scripted_model(name, is_default=False) for name in ("scripted/echo", "scripted/reasoning")),
    ]


def compare(user: User, prompt: str = "[[say Hi]]", *, is_blind: bool = False, count: int = 2) -> Comparison:
    chosen = [each.pk for each in models()[:count]]
    return start_comparison(user=user, prompt=prompt, models=chosen, is_blind=is_blind, now=now())


def end_runs(comparison: Comparison, state: str = "completed") -> None:
    Run.objects.filter(comparison_answer__comparison=comparison).update(
        state="running", held_by="test", held_until=now(), started_at=now()
    )
    Run.objects.filter(comparison_answer__comparison=comparison).update(state=state, finished_at=now(), held_until=None)


@pytest.mark.django_db
class TestServices:
    def test_each_model_gets_a_run_that_no_list_shows(self, alice: User) -> None:
        made = compare(alice, count=3)
        runs = Run.objects.filter(comparison_answer__comparison=made).order_by("comparison_answer__position")
        assert [each.language_model.name for each in runs] == ["scripted", "scripted/echo", "scripted/reasoning"]
        assert [each.question.content for each in runs] == ["[[say Hi]]"] * 3
        assert conversations_of(alice).count() == 0
        assert MemorySwitch.objects.filter(owner=alice, is_on=False).count() == 3

    @pytest.mark.parametrize("count", [0, 1])
    def test_too_few_models_are_refused(self, alice: User, count: int) -> None:
        with pytest.raises(InvalidInput) as refused:
            compare(alice, count=count)
        assert list(refused.value.fields) == ["models"]
        assert Conversation.objects.count() == 0

    def test_a_strangers_model_the_same_twice_and_nothing_are_refused(self, alice: User, bob: User) -> None:
        own, foreign = make_scripted_model(), make_model(make_provider(owner=bob))
        for chosen in ([own.pk, foreign.pk], [own.pk, own.pk]):
            with pytest.raises(InvalidInput):
                start_comparison(user=alice, prompt="x", models=chosen, is_blind=False, now=now())
        with pytest.raises(InvalidInput):
            compare(alice, "  ")
        assert (Comparison.objects.count(), Conversation.objects.count()) == (0, 0)

    def test_a_vote_needs_the_answers_and_can_be_changed(self, alice: User, bob: User) -> None:
        made = compare(alice)
        with pytest.raises(VoteTooEarly):
            vote(user=alice, comparison_id=made.pk, verdict="tie", now=now())
        end_runs(made)
        with pytest.raises(ComparisonNotFound):
            vote(user=bob, comparison_id=made.pk, verdict="tie", now=now())
        for verdict, winner in (("winner", None), ("winner", 3), ("tie", 1), ("", None), ("best", 1)):
            with pytest.raises(InvalidInput):
                vote(user=alice, comparison_id=made.pk, verdict=verdict, winner=winner, now=now())
        vote(user=alice, comparison_id=made.pk, verdict="tie", now=now())
        kept = vote(user=alice, comparison_id=made.pk, verdict="winner", winner=2, now=now())
        assert (kept.verdict, kept.winner) == ("winner", 2)
        rows = {row["model_name"]: (row["votes"], row["won"], row["tied"]) for row in standings(alice)}
        assert rows == {"scripted": (1, 0, 0), "scripted/echo": (1, 1, 0)}
        assert standings(bob) == []

    def test_an_answer_that_failed_cannot_win(self, alice: User) -> None:
        made = compare(alice)
        end_runs(made, "failed")
        with pytest.raises(InvalidInput):
            vote(user=alice, comparison_id=made.pk, verdict="winner", winner=1, now=now())

    def test_a_comparison_goes_with_all_it_made(self, alice: User) -> None:
        made = compare(alice)
        with pytest.raises(RunActive):
            delete_comparison(user=alice, comparison_id=made.pk)
        end_runs(made)
        delete_comparison(user=alice, comparison_id=made.pk)
        left = (Comparison, ComparisonAnswer, Conversation, Run)
        assert [each.objects.count() for each in left] == [0, 0, 0, 0]

    def test_the_vote_outlives_the_model(self, alice: User) -> None:
        made = compare(alice)
        end_runs(made)
        vote(user=alice, comparison_id=made.pk, verdict="winner", winner=1, now=now())
        LanguageModel.objects.filter(name="scripted").delete()
        assert standings()[0]["model_name"] == "scripted"


@pytest.mark.django_db
def test_api(alice: User, bob: User) -> None:
    client, other = client_of(alice), client_of(bob)
    chosen = [str(each.pk) for each in models()[:2]]

    def post(who: Client, path: str, body: dict[str, Any]) -> Any:
        return who.post(path, body, content_type="application/json")

    made = post(client, "/api/v1/comparisons", {"prompt": "[[say Hi]]", "models": chosen, "is_blind": True})
    assert made.status_code == 201
    assert [each["model"] for each in made.json()["answers"]] == ["", ""]
    address = f"/api/v1/comparisons/{made.json()['id']}"
    assert post(client, f"{address}/vote", {"verdict": "tie"}).status_code == 409
    end_runs(Comparison.objects.get())
    assert other.get(address).status_code == 404
    assert post(other, f"{address}/vote", {"verdict": "tie"}).status_code == 404
    assert post(client, f"{address}/vote", {"verdict": "great"}).status_code == 400
    voted = post(client, f"{address}/vote", {"verdict": "winner", "winner": 2}).json()
    assert [each["model"] for each in voted["answers"]] == ["scripted", "scripted/echo"]
    assert client.get("/api/v1/comparisons/standings").json()[0] == {
        "provider": "Scripted",
        "model": "scripted/echo",
        "votes": 1,
        "won": 1,
        "tied": 0,
    }
    assert len(client.get("/api/v1/comparisons").json()["results"]) == 1
    refused = post(client, "/api/v1/comparisons", {"prompt": "x", "models": chosen[:1]})
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["models"])
    assert (other.delete(address).status_code, client.delete(address).status_code) == (404, 204)


@pytest.mark.django_db
def test_the_pages_refuse_strangers_and_say_what_is_wrong(alice: User, bob: User) -> None:
    made = compare(alice)
    for path in (f"/compare/{made.pk}/", f"/compare/{made.pk}/verdict/", f"/compare/{made.pk}/1/"):
        assert client_of(bob).get(path).status_code == 404
        assert client_of(alice).get(path).status_code == 200
    assert client_of(alice).get(f"/compare/{made.pk}/9/").status_code == 404
    refused = client_of(alice).post("/compare/start/", {"prompt": "Keep me", "models": ["nonsense"]})
    assert refused.status_code == 400
    assert "Keep me" in refused.content.decode()


@pytest.mark.browser
def test_columns_stream_and_the_vote_shows_the_names(page: Page, context: BrowserContext, live_site: str) -> None:
    user = make_user("alice@example.org")
    models()
    sign_in(context, user, live_site)
    page.goto("/compare/")
    page.get_by_label("The question").fill("[[delay 0.02]] [[words 60]]")
    for name in ("scripted Scripted", "scripted/echo Scripted", "scripted/reasoning Scripted"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(re.compile(r"/compare/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("You can vote when all answers are there.")).to_be_visible()
    expect(page.locator("[data-prose]").first).not_to_be_empty()
    expect(page.get_by_role("group", name="Which answer is best?")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-run]")).to_have_count(0)
    expect(page.get_by_text("scripted/echo")).to_have_count(0)
    page.get_by_role("button", name="Answer 2").click()
    expect(page.locator(".compare-column--best")).to_contain_text("scripted/echo")
    assert get_comparison(user, Comparison.objects.get().pk).winner == 2
