"""What the deployment tool released, on its pages and over REST."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.testing import client_of
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.models import Release
from spirits.queries.workspace import read_file
from spirits.services import releases as services
from spirits.services.releases import delete_release, go_back, keep_release
from spirits.services.workspace import write_file

pytestmark = pytest.mark.django_db
RELEASES, PAGE = "/api/v1/releases/", "/releases/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.WORKSPACES_DIR = tmp_path


def make(owner, tag="1", application="shop"):
    return keep_release(
        user=owner, application=application, target="compose", image=f"shop:{tag}", manifest=f"image: shop:{tag}\n", now=now()
    )  # fmt: skip


def code(answer):
    return (answer.status_code, answer.json()["error"]["code"])


def test_releases_are_read_gone_back_to_and_deleted_over_rest(alice, bob):
    client, stranger = client_of(alice), client_of(bob)
    first, second = make(alice), make(alice, "2")
    make(alice, "7", "tides")
    listed = client.get(f"{RELEASES}?application=shop").json()["results"]
    assert [(each["number"], each["is_current"], each["image"]) for each in listed] == [
        (2, True, "shop:2"), (1, False, "shop:1"),
    ]  # fmt: skip
    assert "manifest" not in listed[0]
    assert [each["application"] for each in client.get(f"{RELEASES}?is_current=true").json()["results"]] == [
        "tides",
        "shop",
    ]
    path = f"{RELEASES}{first.pk}/"
    assert client.get(path).json()["manifest"] == "image: shop:1\n"
    file = client.get(f"{path}content/")
    assert (file.content, file.headers["Content-Disposition"]) == (
        b"image: shop:1\n", 'attachment; filename="shop-0001.yaml"',
    )  # fmt: skip
    found = {
        stranger.get(path).status_code, stranger.get(f"{path}content/").status_code, stranger.delete(path).status_code,
        stranger.post(f"{path}rollback/").status_code,
    }  # fmt: skip
    assert found == {404}
    made = client.post(f"{path}rollback/")
    assert (made.status_code, made.json()["number"], made.json()["back_to"], made.json()["is_current"]) == (
        201,
        3,
        1,
        True,
    )
    assert read_file(alice, "deployments/shop/current.yaml") == b"image: shop:1\n"
    current = f"{RELEASES}{made.json()['id']}/"
    assert code(client.post(f"{current}rollback/")) == (409, "release_is_current")
    assert code(client.delete(current)) == (409, "release_is_current")
    assert [client.delete(f"{RELEASES}{each}/").status_code for each in (first.pk, second.pk)] == [204, 204]
    assert client.delete(current).status_code == 204
    assert Release.objects.get().application == "tides"
    assert client.get(f"{RELEASES}?is_current=perhaps").json()["error"]["fields"].keys() == {"is_current"}


def test_the_pages_show_what_changed_and_go_back(alice, bob):
    client = client_of(alice)
    assert "No releases yet" in client.get(PAGE).content.decode()
    first, second = make(alice), make(alice, "2")
    assert f"/releases/{second.pk}/" in client.get(PAGE).content.decode()
    assert "There is no release of this application." in client.get(f"{PAGE}?application=none").content.decode()
    one = client.get(f"{PAGE}{second.pk}/").content.decode()
    assert "-image: shop:1\n+image: shop:2" in one
    assert client.get(f"{PAGE}{first.pk}/file/").content == b"image: shop:1\n"
    stranger = client_of(bob)
    assert {stranger.get(f"{PAGE}{first.pk}/").status_code, stranger.post(f"{PAGE}{first.pk}/back/").status_code,
            stranger.post(f"{PAGE}{first.pk}/delete/").status_code, stranger.get(f"{PAGE}{first.pk}/file/").status_code} == {404}  # fmt: skip
    assert "shop is at release 3 now." in client.post(f"{PAGE}{first.pk}/back/", follow=True).content.decode()
    third = Release.objects.get(number=3)
    assert "This is the current release." in client.post(f"{PAGE}{third.pk}/back/", follow=True).content.decode()
    assert "The release is gone." in client.post(f"{PAGE}{second.pk}/delete/", follow=True).content.decode()
    assert [each.number for each in Release.objects.order_by("number")] == [1, 3]


def test_the_list_asks_as_often_for_many(alice, django_assert_max_num_queries):
    client = client_of(alice)
    for number in range(32):
        make(alice, str(number))
    with django_assert_max_num_queries(6):
        first = client.get(PAGE).content.decode()
    assert (first.count("shop:2\n"), "shop:31" in first, ">shop:1<" in first) == (0, True, False)
    last = Release.objects.get(number=3)
    rest = client.get(f"{PAGE}?before={last.pk.hex}", headers={"HX-Request": "true"}).content.decode()
    assert (">shop:1<" in rest, ">shop:0<" in rest, "<html" in rest) == (True, True, False)
    assert "No releases yet" in client.get(f"{PAGE}?before=x").content.decode()


def test_there_is_an_end_to_what_is_kept(alice, bob, monkeypatch):
    monkeypatch.setattr(services, "MOST_RELEASES", 1)
    make(alice)
    with pytest.raises(InvalidInput, match="Delete some"):
        make(alice, "2")
    make(bob)
    assert Release.objects.filter(owner=alice).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"number": 0}, {"number": 10_000}, {"application": "Shop"}, {"manifest": ""}, {"target": "ship"}, {"back_to": 5}],
)
def test_the_database_refuses_nonsense(alice, wrong):
    made = make(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=made.pk).update(**wrong)


def test_numbers_are_given_once(alice):
    first, second = make(alice), make(alice, "2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=second.pk).update(number=1)
    go_back(user=alice, release_id=first.pk, now=now())
    delete_release(user=alice, release_id=second.pk)
    assert make(alice, "4").number == 4


def test_releases_that_were_files_are_taken_in(alice):
    for path, content in {
        "deployments/shop/releases/0001.yaml": b"apiVersion: v1\nimage: shop:1\n",
        "deployments/shop/releases/0002.yaml": b"services:\n  shop:\n    image: shop:2\n",
        "deployments/shop/current.yaml": b"x",
        "deployments/shop/releases/notes.txt": b"x",
        "deployments/Shop/releases/0001.yaml": b"x",
        "deployments/empty/releases/0001.yaml": b"",
    }.items():
        write_file(user=alice, path=path, content=content, now=now())
    migration = importlib.import_module("spirits.migrations.0424_take_in_releases")
    for _ in range(2):
        migration.take_in(apps, None)
    taken = Release.objects.order_by("number").values_list("application", "number", "target", "image")
    assert list(taken) == [("shop", 1, "kubernetes", "shop:1"), ("shop", 2, "compose", "shop:2")]
