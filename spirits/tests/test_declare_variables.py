"""Variables of a minion's own: declared by its builder, kept in its versions, copies, files and templates."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.catalogue.file import DELIVERED, CatalogueInvalid, read_catalogue
from spirits.errors import MinionFileInvalid
from spirits.models import Minion, MinionTemplate, MinionVersion
from spirits.queries.instructions import instructions_for
from spirits.rules.changes import changes_of
from spirits.rules.own_variables import Variable, problems_of, value_problems, values_of, variables_from
from spirits.services.create_minion import clone_minion, create_minion
from spirits.services.exchange_minion import export_minion, import_minion
from spirits.services.save_minion import restore_version, save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit

API = "/api/v1/minions"
TOPIC = Variable("topic", "What it is about", is_required=True)
TONE = Variable("tone", "Tone", "choice", ("calm", "cheerful"), "calm")
NOTES = Variable("notes", kind="long", default="none")


@pytest.fixture
def minion(alice: User, db: None) -> Minion:
    make_free_plan(spirits=[make_spirit()], max_minions=9)
    minion = make_minion(alice, name="Ada")
    text = "Write {{tone}}ly about {{topic}}. Notes: {{notes}}. It is {{minion_name}}."
    return save_minion(user=alice, minion_id=minion.pk, instructions=text, variables=[TOPIC, TONE, NOTES])


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ([Variable("Topic")], "0.name"),
        ([Variable("1st")], "0.name"),
        ([Variable("a-b")], "0.name"),
        ([Variable("x" * 61)], "0.name"),
        ([Variable("")], "0.name"),
        ([Variable("date")], "0.name"),
        ([Variable("question")], "0.name"),
        ([Variable("a"), Variable("a")], "1.name"),
        ([Variable("a", label="x" * 81)], "0.label"),
        ([Variable("a", kind="number")], "0.kind"),
        ([Variable("a", options=("b", "c"))], "0.options"),
        ([Variable("a", kind="choice")], "0.options"),
        ([Variable("a", kind="choice", options=("b",))], "0.options"),
        ([Variable("a", kind="choice", options=("b", "b"))], "0.options"),
        ([Variable("a", kind="choice", options=("b", " "))], "0.options"),
        ([Variable("a", kind="choice", options=("b", "c"), default="d")], "0.default"),
        ([Variable("a", default="x" * 2_001)], "0.default"),
        ([Variable("a", default="x\ny")], "0.default"),
        ([Variable("a", default="\ud800")], "0.default"),
        ([Variable(f"v{n}") for n in range(21)], ""),
    ],
)
def test_what_is_no_variable_is_named(variables: list[Variable], place: str) -> None:
    assert list(problems_of(variables)) == [place]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"topic": "boats"}, []),
        ({"topic": "boats", "tone": "cheerful", "notes": "a\nb"}, []),
        ({"topic": "boats", "tone": ""}, []),
        ({}, ["topic"]),
        ({"topic": "  "}, ["topic"]),
        ({"topic": "a\nb"}, ["topic"]),
        ({"topic": "x" * 2_001}, ["topic"]),
        ({"topic": "a\x00"}, ["topic"]),
        ({"topic": "boats", "tone": "angry"}, ["tone"]),
        ({"topic": "boats", "mood": "x"}, ["mood"]),
    ],
)
def test_values_are_held_against_their_variables(given: dict[str, str], wrong: list[str]) -> None:
    assert list(value_problems((TOPIC, TONE, NOTES), given)) == wrong


def test_twenty_variables_of_the_longest_values_are_taken(alice: User, minion: Minion) -> None:
    many = [Variable(f"v{n}", default="x" * 2_000) for n in range(20)]
    saved = save_minion(user=alice, minion_id=minion.pk, instructions="", variables=many)
    assert variables_from(saved.variables) == tuple(many)


def test_instructions_say_values_defaults_and_nothing_else(alice: User, minion: Minion) -> None:
    told = instructions_for(alice, minion, at=now(), given={"topic": "{{date}}", "gone": "x"})
    assert told == "Write calmly about {{date}}. Notes: none. It is Ada."
    assert values_of((TOPIC,), {}) == {"topic": ""}


def test_a_variable_that_is_still_written_does_not_go(alice: User, minion: Minion) -> None:
    with pytest.raises(InvalidInput, match=r"There is no variable \{\{tone\}\}\. There are: user_name.*, topic, notes"):
        save_minion(user=alice, minion_id=minion.pk, variables=[TOPIC, NOTES])
    saved = save_minion(user=alice, minion_id=minion.pk, variables=[TOPIC], instructions="About {{topic}}")
    assert saved.version == 3


def test_versions_say_what_changed_and_bring_it_back(alice: User, minion: Minion) -> None:
    save_minion(user=alice, minion_id=minion.pk, variables=[], instructions="Hello")
    new, old = MinionVersion.objects.filter(minion=minion)[:2]
    change = next(each for each in changes_of(new.state, old.state) if each.title == "Variables")
    assert change.lines == (
        ("-", "topic: What it is about, short, required"),
        ("-", "tone: Tone, choice, calm / cheerful = calm"),
        ("-", "notes: Notes, long = none"),
    )
    restored = restore_version(user=alice, minion_id=minion.pk, number=2)
    assert variables_from(restored.variables) == (TOPIC, TONE, NOTES)
    before = {name: value for name, value in old.state.items() if name != "variables"}  # kept before there were any
    assert [each.title for each in changes_of(new.state, before)] == ["Instructions"]


def test_copies_and_files_carry_them(alice: User, bob: User, minion: Minion) -> None:
    copy = clone_minion(user=alice, minion_id=minion.pk).minion
    assert (copy.variables, copy.instructions) == (minion.variables, minion.instructions)
    document = json.loads(json.dumps(export_minion(user=alice, minion_id=minion.pk)))
    assert import_minion(user=bob, document=document).minion.variables == minion.variables


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ("x", "minion.variables"),
        ([1], "minion.variables"),
        ([{}], "minion.variables.0.name"),
        ([{"name": 1}], "minion.variables.0.name"),
        ([{"name": "a", "mood": 1}], "minion.variables.0.mood"),
        ([{"name": "a", "options": [1]}], "minion.variables.0.options"),
        ([{"name": "a", "kind": "x"}], "minion.variables.0.kind"),
        ([{"name": "a", "default": None}], "minion.variables.0.default"),
        ([{"name": "a", "is_required": "no"}], "minion.variables.0.is_required"),
    ],
)
def test_a_file_with_rubbish_is_refused_by_its_place(alice: User, minion: Minion, variables: Any, field: str) -> None:
    document = export_minion(user=alice, minion_id=minion.pk)
    document["minion"] |= {"variables": variables, "instructions": ""}
    with pytest.raises(MinionFileInvalid) as refused:
        import_minion(user=alice, document=document)
    assert list(refused.value.fields) == [field]


def test_templates_bring_them_along(alice: User, minion: Minion, tmp_path: Path) -> None:
    template = MinionTemplate.objects.create(
        slug="guide", name="Guide", icon="🧭", group="Travel", purpose="Guides", instructions="To {{place}}",
        variables=[Variable("place", default="Rome").as_json()], state=MinionTemplate.State.LIVE,
    )  # fmt: skip
    made = create_minion(user=alice, template_id=template.pk).minion
    assert made.variables == template.variables
    page = client_of(alice)
    assert page.get("/api/v1/minion-templates").json()["results"][0]["variables"][0]["name"] == "place"
    assert 'value="place"' in page.get("/minions/new/?template=guide").content.decode()

    document = yaml.safe_load(DELIVERED.read_text(encoding="utf-8"))
    slug = next(iter(document["templates"]))
    document["templates"][slug]["variables"] = [{"name": "place", "label": "Where to"}]
    file = tmp_path / "catalogue.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False))
    [entry] = [each for each in read_catalogue(file).sections["templates"] if each.slug == slug]
    assert entry.values["variables"] == [{"name": "place", "label": "Where to"}]
    document["templates"][slug]["variables"] = [{"name": "date"}]
    file.write_text(yaml.safe_dump(document, sort_keys=False))
    with pytest.raises(CatalogueInvalid) as refused:
        read_catalogue(file)
    assert list(refused.value.fields) == [f"templates.{slug}.variables"]


def test_rest_takes_shows_and_refuses_them(alice: User, minion: Minion) -> None:
    page = client_of(alice)
    given = {"name": "Bea", "instructions": "On {{topic}}", "variables": [{"name": "topic", "is_required": True}]}
    made = page.post(API, given, "application/json")
    assert made.status_code == 201, made.content
    assert made.json()["minion"]["variables"] == [Variable("topic", is_required=True).as_json()]
    path = f"{API}/{made.json()['minion']['id']}"
    for variables, field in (
        ([{"name": "date"}], "variables.0.name"),
        ([{"label": "x"}], "variables.0.name"),
        ([{"name": "topic"}, {"name": "b", "mood": 1}], "variables.1.mood"),
        ([{"name": "topic", "default": "a\nb"}], "variables.0.default"),
        ([{"name": f"v{n}"} for n in range(21)], "variables"),
        ("x", "variables"),
        (["x"], "variables.0"),
    ):
        refused = page.patch(path, {"variables": variables}, "application/json", headers={"If-Match": "*"})
        assert refused.status_code == 400
        assert any(each.startswith(field) for each in refused.json()["error"]["fields"]), refused.json()
    assert page.get(path).json()["version"] == 1


def rows(*variables: dict[str, str], before: int = 0) -> dict[str, str]:
    """The builder's rows as a browser sends them."""
    sent = {"variables-TOTAL_FORMS": str(len(variables)), "variables-INITIAL_FORMS": str(before)}
    for at, each in enumerate(variables):
        sent |= {f"variables-{at}-{name}": value for name, value in ({"kind": "short"} | each).items()}
    return sent


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def test_the_builder_declares_changes_and_removes_them(page: Client, alice: User, minion: Minion) -> None:
    edit = f"/minions/{minion.pk}/edit/"
    shown = page.get(edit).content.decode()
    assert 'name="variables-0-name" value="topic"' in shown
    assert "calm\ncheerful" in shown
    given = {"name": "Ada", "avatar": "✨", "instructions": "{{topic}} {{mood}}", "version": "2"}
    sent = rows(
        {"name": "topic", "label": "About", "default": "boats"},
        {"name": "tone", "kind": "choice", "options": "calm\r\ncheerful", "DELETE": "on"},
        {"name": "notes", "kind": "long", "DELETE": "on"},
        {"name": "mood", "kind": "choice", "options": "good\r\nbad\r\n", "is_required": "on"},
        {"name": ""},
        before=3,
    )
    answer = page.post(edit, given | sent)
    assert answer.status_code == 302, answer.content.decode()
    minion.refresh_from_db()
    assert variables_from(minion.variables) == (
        Variable("topic", "About", default="boats"),
        Variable("mood", kind="choice", options=("good", "bad"), is_required=True),
    )
    assert page.post(edit, given | {"version": "3"}).status_code == 302  # a form without the rows leaves them
    assert Minion.objects.get(pk=minion.pk).variables == minion.variables


def test_the_builder_shows_what_is_wrong_at_its_field_and_loses_nothing(page: Client, minion: Minion) -> None:
    edit = f"/minions/{minion.pk}/edit/"
    given = {"name": "Ada", "avatar": "✨", "instructions": "{{nobody}}", "version": "2"}
    sent = rows(
        {"name": "Big Name", "label": "Kept label"}, {"name": "tone", "kind": "choice", "options": "one"}, before=2
    )
    answer = page.post(edit, given | sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert ("Small letters, digits" in shown, "A choice has from 2" in shown) == (True, True)
    assert 'value="Kept label"' in shown
    fixed = rows({"name": "topic"}, {"name": "tone", "kind": "choice", "options": "a\nb"}, before=2)
    answer = page.post(edit, given | fixed)
    assert (answer.status_code, "There is no variable {{nobody}}" in answer.content.decode()) == (422, True)
    assert Minion.objects.get(pk=minion.pk).version == 2


def test_the_builder_makes_a_minion_with_variables(page: Client, alice: User, minion: Minion) -> None:
    sent = {"name": "Cleo", "avatar": "🦉", "instructions": "On {{topic}}"} | rows({"name": "topic"})
    assert page.post("/minions/new/", sent).status_code == 302
    assert Minion.objects.get(name="Cleo").variables == [Variable("topic").as_json()]


def test_the_database_keeps_a_short_list(alice: User, minion: Minion) -> None:
    for odd in ({}, "x", [{}] * 21):
        with pytest.raises(IntegrityError, match="a_minion_has_at_most_20_variables"), transaction.atomic():
            Minion.objects.filter(pk=minion.pk).update(variables=odd)
