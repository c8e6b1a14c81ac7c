"""A minion's fallback chain is put together on its page and by the API; one's own minions and models only."""

import json
from typing import Any

import pytest

from accounts.models import User
from accounts.testing import client_of
from chat.models import MinionFallback
from spirits.testing import make_minion
from training.models import LanguageModel
from training.testing import make_model, make_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def models(alice: User) -> list[LanguageModel]:
    provider = make_provider()
    return [make_model(provider, f"model-{number}") for number in range(10)]


def chain(minion: Any) -> list[str]:
    return [each.language_model.name for each in MinionFallback.objects.filter(minion=minion).order_by("position")]


def test_the_page_adds_orders_and_removes(alice: User, models: list[LanguageModel]) -> None:
    minion = make_minion(alice, name="Helper", language_model=models[0])
    page, desk = f"/minions/{minion.pk}/fallbacks/", client_of(alice)
    empty = desk.get(page).content.decode()
    assert "No fallbacks yet" in empty
    assert f'value="{models[0].pk}"' not in empty  # its own is asked first anyway
    first, second = str(models[1].pk), str(models[2].pk)
    for order, named in (
        ([first], "model-1"),
        ([first, second], "model-1 model-2"),
        ([second, first], "model-2 model-1"),
        ([], ""),
    ):
        assert desk.post(page, {"models": order})["Location"] == page
        assert " ".join(chain(minion)) == named
    desk.post(page, {"models": [first, second]})
    (link, last) = desk.get(page).context["links"]
    assert (link.up, link.down, last.up, link.without) == (
        None, [models[2].pk, models[1].pk], [models[2].pk, models[1].pk], [models[2].pk],
    )  # fmt: skip
    assert f'href="{page}"' in desk.get(f"/minions/{minion.pk}/").content.decode()


def test_what_is_refused_changes_nothing(alice: User, bob: User, models: list[LanguageModel]) -> None:
    minion = make_minion(alice, name="Helper", language_model=models[0])
    foreign = make_model(make_provider(owner=bob), "foreign")
    mute = make_model(models[0].provider, "mute", can_chat=False)
    address, client = f"/api/v1/minions/{minion.pk}/fallbacks", client_of(alice)

    def put(*wanted: Any, by: Any = client) -> Any:
        return by.put(address, json.dumps({"models": [str(each) for each in wanted]}), content_type="application/json")

    assert [each["name"] for each in put(models[3].pk, models[1].pk).json()] == ["model-3", "model-1"]
    for wanted in (
        [foreign.pk], [mute.pk], [models[0].pk], [models[1].pk] * 2, [each.pk for each in models[1:]], ["x"],
    ):  # fmt: skip
        refused = put(*wanted)
        assert (refused.status_code, next(iter(refused.json()["error"]["fields"])).split(".")[0]) == (400, "models"), (
            wanted
        )
    assert chain(minion) == ["model-3", "model-1"]
    assert [each["name"] for each in client.get(address).json()] == ["model-3", "model-1"]
    stranger = client_of(bob)
    assert {stranger.get(address).status_code, put(by=stranger).status_code} == {404}
    assert stranger.get(f"/minions/{minion.pk}/fallbacks/").status_code == 404
