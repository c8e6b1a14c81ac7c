"""Minions as files."""

from typing import Any

import pytest

from accounts.models import User
from spirits.errors import MinionFileInvalid, MinionNotFound
from spirits.models import Minion, Spirit
from spirits.queries.minions import equipped_slugs
from spirits.services.exchange_minion import export_minion, import_minion
from spirits.testing import make_minion
from training.models import LanguageModel, Provider

pytestmark = pytest.mark.usefixtures("catalogue")


def document(**minion: Any) -> dict[str, Any]:
    return {"format": "daimon.minion", "version": 1, "minion": {"name": "Ada", **minion}}


def test_a_minion_travels_to_another_person(alice: User, bob: User) -> None:
    provider = Provider.objects.create(kind="ollama", name="Ollama")
    model = LanguageModel.objects.create(provider=provider, name="llama3:8b")
    spirits = [Spirit.objects.get(slug=slug) for slug in ("writer", "checker")]
    minion = make_minion(
        alice, name="Ada", avatar="🦊", purpose="P", instructions="I", language_model=model, spirits=spirits
    )
    file = export_minion(user=alice, minion_id=minion.pk)
    assert file == {
        "format": "daimon.minion",
        "version": 1,
        "minion": {
            "name": "Ada",
            "avatar": "🦊",
            "purpose": "P",
            "instructions": "I",
            "language_model": "llama3:8b",
            "starter_questions": [],
            "spirits": ["writer", "checker"],
            "tools_off": [],
            "tools_asked_first": [],
            "memory": "all",
            "variables": [],
        },
    }
    made = import_minion(user=bob, document=file)
    assert (made.minion.owner, made.minion.language_model, made.left_out) == (bob, model, [])
    assert equipped_slugs(made.minion) == ["writer", "checker"]
    assert export_minion(user=bob, minion_id=made.minion.pk) == file


def test_what_cannot_come_along_is_left_out_and_told(alice: User) -> None:
    made = import_minion(
        user=alice, document=document(spirits=["healer", "writer", "unicorn"], language_model="gpt-99")
    )
    assert equipped_slugs(made.minion) == ["writer"]
    assert [(each.part, each.name) for each in made.left_out] == [
        ("spirit", "Healer"),
        ("spirit", "unicorn"),
        ("language_model", "gpt-99"),
    ]


@pytest.mark.parametrize(
    ("rubbish", "field"),
    [
        (None, "format"),
        ([], "format"),
        ("daimon.minion", "format"),
        ({}, "format"),
        ({"format": "daimon.minion"}, "version"),
        ({"format": "daimon.minion", "version": True, "minion": {}}, "version"),
        ({"format": "daimon.minion", "version": 2, "minion": {"name": "A"}}, "version"),
        ({"format": "daimon.minion", "version": 1}, "minion"),
        ({"format": "daimon.minion", "version": 1, "minion": []}, "minion"),
        ({"format": "daimon.minion", "version": 1, "minion": {}}, "minion.name"),
        ({"format": "daimon.minion", "version": 1, "minion": {"name": "A"}, "extra": 1}, "extra"),
        (document(name=""), "minion.name"),
        (document(name=7), "minion.name"),
        (document(name=["A"]), "minion.name"),
        (document(name="x" * 81), "minion.name"),
        (document(owner="bob"), "minion.owner"),
        (document(avatar=None), "minion.avatar"),
        (document(instructions={"a": 1}), "minion.instructions"),
        (document(language_model=3), "minion.language_model"),
        (document(spirits="writer"), "minion.spirits"),
        (document(spirits=[1]), "minion.spirits"),
        (document(spirits=["writer"] * 51), "minion.spirits"),
        (document(spirits=None), "minion.spirits"),
        (document(starter_questions=["?"] * 7), "minion.starter_questions"),
        (document(starter_questions=[{}]), "minion.starter_questions"),
    ],
)
def test_rubbish_is_refused_by_name_and_makes_nothing(alice: User, rubbish: Any, field: str) -> None:
    with pytest.raises(MinionFileInvalid) as caught:
        import_minion(user=alice, document=rubbish)
    assert field in caught.value.fields
    assert not Minion.objects.exists()


def test_somebody_elses_minion_is_not_exported(alice: User, bob: User) -> None:
    with pytest.raises(MinionNotFound):
        export_minion(user=bob, minion_id=make_minion(alice).pk)
