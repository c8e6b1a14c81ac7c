"""Variables in a minion's instructions."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from accounts.testing import client_of
from project.lib.errors import InvalidInput
from spirits.models import Minion, MinionVersion
from spirits.queries.instructions import instructions_for
from spirits.rules.variables import filled, unknown_in, with_unknown_escaped
from spirits.services.create_minion import clone_minion
from spirits.services.save_minion import restore_version, save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit

AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # already Monday in Berlin


@pytest.fixture
def minion(alice: User) -> Minion:
    make_free_plan(spirits=[make_spirit()], max_minions=9)
    return make_minion(alice, name="Ada")


def test_every_variable_is_filled_in_the_persons_zone_and_language(alice: User, minion: Minion) -> None:
    alice.name, alice.time_zone, alice.language = "Alice", "Europe/Berlin", "de"
    text = "{{user_name}}|{{ date }}|{{weekday}}|{{time}}|{{language}}|{{minion_name}}"
    save_minion(user=alice, minion_id=minion.pk, instructions=text)
    minion.refresh_from_db()
    assert instructions_for(alice, minion, at=AT) == "Alice|2026-03-02|Montag|00:30|Deutsch|Ada"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{user_name}}", "{{date}}"),  # a value is no variable
        (r"\{{date}} {{date}}", "{{date}} D"),
        ("{{nothing}} {{ }} {date} {{a b}}", "{{nothing}} {{ }} {date} {{a b}}"),
        ("{{{date}}}", "{D}"),
    ],
)
def test_values_are_put_in_once(text: str, told: str) -> None:
    assert filled(text, {"user_name": "{{date}}", "date": "D"}) == told


def test_unknown_names_are_found_and_escaped() -> None:
    text = r"{{date}} {{foo}} \{{bar}} {{foo}}"
    assert (unknown_in(text), with_unknown_escaped(text)) == (["foo"], r"{{date}} \{{foo}} \{{bar}} \{{foo}}")


def test_an_unknown_variable_is_refused_by_name_at_every_door(alice: User, minion: Minion) -> None:
    with pytest.raises(
        InvalidInput, match=r"There is no variable \{\{today\}\}\. There are: user_name, date"
    ) as caught:
        save_minion(user=alice, minion_id=minion.pk, instructions="It is {{today}}.")
    assert list(caught.value.fields) == ["instructions"]
    page = client_of(alice)
    answer = page.post("/api/v1/minions/", {"name": "B", "instructions": "{{x}}"}, "application/json")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["instructions"])
    sent = {"name": "Ada", "avatar": "x", "instructions": "{{x}}", "version": 1}
    shown = page.post(f"/minions/{minion.pk}/edit/", sent)
    assert (shown.status_code, "There is no variable {{x}}." in shown.content.decode()) == (422, True)
    minion.refresh_from_db()
    assert (minion.version, minion.instructions) == (1, "")


def test_words_that_stood_there_before_stay_and_can_be_restored_and_copied(alice: User, minion: Minion) -> None:
    Minion.objects.update(instructions="Say {{old}}.")
    MinionVersion.objects.update(state={**MinionVersion.objects.get().state, "instructions": "Say {{old}}."})
    assert save_minion(user=alice, minion_id=minion.pk, purpose="Helps").instructions == "Say {{old}}."
    save_minion(user=alice, minion_id=minion.pk, instructions="")
    assert restore_version(user=alice, minion_id=minion.pk, number=1).instructions == "Say {{old}}."
    assert clone_minion(user=alice, minion_id=minion.pk).minion.instructions == r"Say \{{old}}."
